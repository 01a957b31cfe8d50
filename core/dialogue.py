"""Recorded conversations and histories: what people said, which items they named, what they chose."""

from collections.abc import Iterable
from enum import StrEnum

from core.value import Value


class Speaker(StrEnum):
    """The two sides of a recorded conversation."""

    SEEKER = "seeker"
    RECOMMENDER = "recommender"


class Utterance(Value):
    """One message: its text with titles written out, and the ids of the items named, in order."""

    speaker: Speaker
    text: str
    mentions: tuple[str, ...] = ()


class Context(Value):
    """What a recommender may see before it answers: never what comes after.

    `record` names the dialogue or user that this was cut from, so that whoever trains or counts
    can leave it out. `history` are items chosen before the conversation, oldest first.
    """

    record: str
    user: str = ""
    utterances: tuple[Utterance, ...] = ()
    history: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The items of the history and of the utterances, each once, by first appearance."""
        said = (item for utterance in self.utterances for item in utterance.mentions)
        return tuple(dict.fromkeys((*self.history, *said)))


class Dialogue(Value):
    """One recorded conversation; `liked` and `disliked` are what the seeker's form says."""

    id: str
    utterances: tuple[Utterance, ...]
    user: str = ""
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()

    def before(self, turn: int) -> Context:
        """What was known before the utterance at this place (from 0)."""
        return Context(record=self.id, user=self.user, utterances=self.utterances[:turn])


class History(Value):
    """What one user chose, oldest first."""

    user: str
    items: tuple[str, ...]


def in_order_of_time(dialogues: Iterable[Dialogue]) -> tuple[Dialogue, ...]:
    """By id: the public data sets number their conversations, or name them by date, as they were held."""
    return tuple(
        sorted(
            dialogues,
            key=lambda one: (
                not one.id.isdecimal(),
                len(one.id) if one.id.isdecimal() else 0,
                one.id,
            ),
        )
    )
