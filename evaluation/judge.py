"""A language model grades conversations by a written rubric; what can be checked is checked first."""

import hashlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import Field

from core.budget import Limits
from core.item import Item
from core.language_model import ModelCalls, Role, Site, Typed
from core.prompts import Prompt, read_prompt
from core.value import Value
from evaluation.dialogue_metrics import repeats
from evaluation.episodes import Episode

Score = Literal[1, 2, 3, 4, 5]
SCORES: tuple[Score, ...] = (1, 2, 3, 4, 5)


class Aspect(StrEnum):
    """What is graded; the anchors stand in prompts/judge.md."""

    INFORMATIVENESS = "informativeness"
    COHERENCE = "coherence"
    TACT = "tact"
    EXPLANATION = "explanation"


class Fault(StrEnum):
    """What no judge is asked about: it can be seen for certain."""

    EMPTY = "an empty reply"
    UNKNOWN = "a film outside the catalogue"
    STRAY = "a title that was not shown"
    REPEATED = "a film shown twice"
    VIOLATION = "a film with what was ruled out"


class Exchange(Value):
    """What a person said and was answered, and the films on the cards, as they were labelled."""

    said: str
    reply: str
    films: tuple[str, ...] = ()


class Talk(Value):
    """A conversation as both sides saw it: nothing tells whose it is or what was hidden."""

    exchanges: tuple[Exchange, ...]
    closing: str = ""


class Grade(Typed):
    """One aspect's grade; the reason comes first, so that the score follows from it."""

    reason: str = Field(max_length=600)
    score: Score


class Answered(Typed):
    """The judge's answer."""

    informativeness: Grade
    coherence: Grade
    tact: Grade
    explanation: Grade

    @property
    def scores(self) -> dict[Aspect, int]:
        """The scores by aspect."""
        return {aspect: getattr(self, aspect.value).score for aspect in Aspect}

    @property
    def reasons(self) -> dict[Aspect, str]:
        """The reasons by aspect."""
        return {aspect: getattr(self, aspect.value).reason for aspect in Aspect}


class _Line(NamedTuple):
    who: str
    text: str
    films: tuple[str, ...] = ()


class Judge:
    """Grades one conversation in one call."""

    def __init__(self) -> None:
        """Read the rubric."""
        self._prompt = Prompt("evaluation", "judge")

    def grade(self, talk: Talk, calls: ModelCalls) -> Answered:
        """The model's grades; ModelFailed where none could be had."""
        messages = self._prompt.messages(lines=tuple(_lines(talk)))
        return calls.structured(Site.JUDGE, Role.STRONG, messages, Answered)


def limits(seconds: float) -> Limits:
    """What one conversation's grades may spend: one call, which may be mended once."""
    return Limits(calls=2, rounds=2, seconds=seconds, places={Site.JUDGE: 1})


def rubric() -> str:
    """What tells this rubric from others: grades by different ones are never put together."""
    parts = read_prompt("evaluation", "judge")
    return hashlib.sha256(f"{parts.fixed}\n{parts.turn}".encode()).hexdigest()[:12]


def faults(episode: Episode, items: Mapping[str, Item]) -> tuple[Fault, ...]:
    """What is wrong with a conversation for certain; one with any of it is marked and not graded."""
    turns = episode.turns
    found = {
        Fault.EMPTY: any(not turn.reply.strip() for turn in turns),
        Fault.UNKNOWN: any(card not in items for turn in turns for card in turn.cards),
        Fault.STRAY: any(turn.stray for turn in turns),
        Fault.REPEATED: repeats(episode) > 0,
        Fault.VIOLATION: any(turn.violations for turn in turns),
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def talk_of(episode: Episode, items: Mapping[str, Item]) -> Talk:
    """The conversation as it was seen on the screen."""
    return Talk(
        exchanges=tuple(
            Exchange(
                said=turn.said,
                reply=turn.reply,
                films=tuple(items[card].label if card in items else card for card in turn.cards),
            )
            for turn in episode.turns
        ),
        closing=episode.closing,
    )


def _lines(talk: Talk) -> Iterator[_Line]:
    for one in talk.exchanges:
        yield _Line("Person", one.said)
        yield _Line("Assistant", one.reply, one.films)
    if talk.closing:
        yield _Line("Person", talk.closing)
