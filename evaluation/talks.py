"""Conversations, real and simulated, in one shape that says nothing of where they come from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from core.conversation import Act
from core.dialogue import Dialogue, Speaker
from core.item import Item
from evaluation.episodes import Episode
from evaluation.iard import IntentDialogue
from simulator.fitting_transitions import Labelled, steps
from simulator.speech import UserIntent

# What stands for every title: with titles written out, their form alone would tell the two apart.
TITLE = "titlehere"
# `The Lord of the Rings: The Two Towers (2002)`, a label that no known title has covered.
_LABEL = re.compile(
    r"(?:[A-Z0-9][\w'’.:,!?&·-]*\s+(?:(?:of|the|and|a|an|in|to|for|on|with|at|by|from|or|&|–|-)\s+)*)+"
    r"\(\d{4}\)"
)
_YEAR = r"(?:\s*\(\d{4}\))?"


class Talk(NamedTuple):
    """One person's side of one conversation.

    `messages` are their turns in words, titles masked; `intents` what they did turn by turn;
    `answers` what they did after each turn of the recommender that named films.
    """

    messages: tuple[str, ...] = ()
    intents: tuple[UserIntent, ...] = ()
    answers: tuple[UserIntent, ...] = ()


def simulated_talk(episode: Episode, own: Iterable[str], items: Mapping[str, Item]) -> Talk:
    """A simulated person's side; `own` are the films of their past, which they may name."""
    films = {*own, *(card for turn in episode.turns for card in turn.cards)}
    titles = _titles(films, items)
    closing = episode.closing_intent
    after = (*(turn.intent for turn in episode.turns[1:]), closing)
    said = (*(turn.said for turn in episode.turns), episode.closing)
    intents = (*(turn.intent for turn in episode.turns), closing)
    return Talk(
        messages=tuple(masked(text, titles) for text in said if text),
        intents=tuple(one for one in intents if one),
        answers=tuple(
            one for one, turn in zip(after, episode.turns, strict=True) if one and turn.cards
        ),
    )


def real_talk(dialogue: Dialogue, items: Mapping[str, Item]) -> Talk:
    """A real seeker's side, messages sent one upon another being one turn; nobody labelled intents."""
    runs = groupby(dialogue.utterances, key=lambda one: one.speaker)
    turns = [tuple(run) for speaker, run in runs if speaker is Speaker.SEEKER]
    titles = _titles({film for one in dialogue.utterances for film in one.mentions}, items)
    return Talk(
        messages=tuple(masked(" ".join(one.text for one in turn), titles) for turn in turns if turn)
    )


def labelled_talk(dialogue: IntentDialogue) -> Talk:
    """What a seeker did by IARD's labels, as the table of turns counts them."""
    found = tuple(steps(labelled(dialogue)))
    return Talk(
        intents=tuple(intent for _, _, intent in found),
        answers=tuple(intent for act, _, intent in found if act == Act.RECOMMEND),
    )


def labelled(dialogue: IntentDialogue) -> list[Labelled]:
    """IARD's messages as the fit of the table reads them."""
    return [
        Labelled(one.message.role == "seeker", one.sub_intents, one.message.text)
        for one in dialogue.utterances
    ]


def masked(text: str, titles: Sequence[str]) -> str:
    """The text with one word in the place of each of these titles in their order, years included.

    Case counts in titles of one word, so that "It" leaves what is not a title alone.
    """
    folded = text.casefold()
    for title in titles:
        if title.casefold() in folded:
            flags = re.IGNORECASE if " " in title else re.NOFLAG
            text = re.sub(rf"(?<!\w){re.escape(title)}{_YEAR}(?!\w)", TITLE, text, flags=flags)
    return _LABEL.sub(TITLE, text)


def _titles(films: Iterable[str], items: Mapping[str, Item]) -> list[str]:
    names = {
        name
        for film in films
        if film in items
        for name in (items[film].title, *items[film].aliases)
        if name
    }
    return sorted(names, key=lambda one: (-len(one), one))


def words(message: str) -> list[str]:
    """The words of a message in small letters."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", message.casefold())
