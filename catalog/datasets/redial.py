"""ReDial's dialogues as their files have them: markers for films, and what the forms say.

Format: Li et al. 2018, "Towards deep conversational recommendations"; films are marked in
the text as `@` and ReDial's id, and the seeker's form says which ones the seeker liked.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from catalog.datasets.journal import BadRow
from catalog.datasets.reading import plain

MARKER = re.compile(r"@(?P<id>\d+)", re.ASCII)
_ANSWERS = {0: False, 1: True}


class Message(NamedTuple):
    """One message; `text` keeps its markers."""

    is_seeker: bool
    text: str


class RawDialogue(NamedTuple):
    """One row of a dialogue file.

    `titles` is what the row says of the ids in it. The forms hold what they answer with yes
    or no: 2 is "did not say". `seen` are the films that the seeker had seen.
    """

    id: str
    seeker: str
    messages: tuple[Message, ...]
    titles: dict[str, str]
    seeker_form: dict[str, bool]
    recommender_form: dict[str, bool]
    seen: frozenset[str] = frozenset()


def is_dialogue(row: object) -> bool:
    """Whether a row is a dialogue at all, well-formed or not."""
    return isinstance(row, dict) and "messages" in row


def raw_dialogue(row: object) -> RawDialogue:
    """The dialogue of a row; raises BadRow where it cannot be read."""
    if not isinstance(row, dict):
        raise BadRow("this is not an object")
    seeker = row.get("initiatorWorkerId")
    messages = row.get("messages")
    seeker_form = row.get("initiatorQuestions")
    if not isinstance(seeker, int | str) or not isinstance(messages, list):
        raise BadRow("a dialogue has initiatorWorkerId and messages")
    return RawDialogue(
        id=str(row.get("conversationId", "")),
        seeker=str(seeker),
        messages=tuple(_message(message, seeker) for message in messages),
        titles={
            name: title
            for name, title in _object(row.get("movieMentions")).items()
            if isinstance(title, str)
        },
        seeker_form=_form(seeker_form),
        recommender_form=_form(row.get("respondentQuestions")),
        seen=frozenset(name for name, yes in _form(seeker_form, "seen").items() if yes),
    )


def _message(message: object, seeker: int | str) -> Message:
    text = message.get("text") if isinstance(message, dict) else None
    if not (isinstance(message, dict) and isinstance(text, str)):
        raise BadRow("a message has no text")
    if "senderWorkerId" not in message:
        raise BadRow("a message has no senderWorkerId")
    return Message(is_seeker=message["senderWorkerId"] == seeker, text=text)


def _object(value: object) -> Mapping[str, object]:
    """An object; where it is empty the files hold an empty list."""
    return value if isinstance(value, dict) else {}


def _form(value: object, question: str = "liked") -> dict[str, bool]:
    answers = {name: _object(answer).get(question) for name, answer in _object(value).items()}
    return {
        name: _ANSWERS[said]
        for name, said in answers.items()
        if isinstance(said, int) and said in _ANSWERS
    }


def with_titles(
    text: str, marker: re.Pattern[str], title_of: Callable[[re.Match[str]], str]
) -> str:
    """The text as typed, on one line, with the title for each marker.

    A marker for which `title_of` is empty stays; one that touches a word is set apart.
    """

    def title(match: re.Match[str]) -> str:
        before, behind = (
            text[match.start() - 1 : match.start()],
            text[match.end() : match.end() + 1],
        )
        title = title_of(match) or match[0]
        return f"{' ' * before.isalnum()}{title}{' ' * behind.isalnum()}"

    return plain(marker.sub(title, text))
