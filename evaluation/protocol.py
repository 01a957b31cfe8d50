"""What is asked of a ranker: turns with their contexts, a target for each item that follows."""

from collections.abc import Iterator, Sequence, Set
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.dialogue import Context, Dialogue, History, Speaker
from core.value import Value
from evaluation.metrics import Ints

Bools = NDArray[np.bool_]
LONG_CONTEXT = 10


class Slice(StrEnum):
    """Kinds of instances that are reported apart."""

    NO_SEED = "no usable seed"
    COLD = "cold item"
    FIRST = "first turn"
    LONG = "long context"


class Turn(Value):
    """One question to a ranker: the context, its targets (each once), and the turn's place.

    `place` is the number of utterances (or of chosen items) before it.
    """

    context: Context
    targets: tuple[str, ...]
    place: int
    is_first: bool = False


class Task:
    """Turns with one instance a target; the arrays have an entry an instance.

    `turn` is the instance's turn, `cluster` its dialogue or user by number, `repeated` says
    that the target was named before, `slices` which instances belong to each slice.
    """

    def __init__(self, turns: Sequence[Turn], trained: Set[str]) -> None:
        """`trained` are the items that occur in training; what it lacks is cold."""
        self.turns = tuple(turns)
        pairs = [(number, item) for number, one in enumerate(turns) for item in one.targets]
        self.targets = tuple(item for _, item in pairs)
        self.turn: Ints = np.array([number for number, _ in pairs], dtype=np.int64)
        records = [one.context.record for one in turns]
        self.records = tuple(dict.fromkeys(records))
        numbers = {record: number for number, record in enumerate(self.records)}
        self.cluster: Ints = np.array([numbers[records[turn]] for turn in self.turn], dtype=int)
        named = [set(one.context.named) for one in turns]
        self.repeated = _flags(item in named[turn] for turn, item in pairs)
        no_seed = _flags(not named[turn] & trained for turn in range(len(turns)))
        self.slices = {
            Slice.NO_SEED: no_seed[self.turn],
            Slice.COLD: _flags(item not in trained for item in self.targets),
            Slice.FIRST: _flags(one.is_first for one in turns)[self.turn],
            Slice.LONG: _flags(one.place >= LONG_CONTEXT for one in turns)[self.turn],
        }

    def __len__(self) -> int:
        """How many instances there are."""
        return len(self.targets)

    @property
    def ids(self) -> tuple[str, ...]:
        """A name for each instance that is the same in every run: record, place, target."""
        turns = (self.turns[number] for number in self.turn)
        return tuple(
            f"{one.context.record}:{one.place}:{item}"
            for one, item in zip(turns, self.targets, strict=True)
        )


def dialogue_turns(dialogues: Sequence[Dialogue]) -> tuple[Turn, ...]:
    """The recommender's utterances that name an item and have something said before them.

    Source: Li et al. 2018 for the data; Kostric and Balog 2026 for the protocol.
    """
    return tuple(turn for dialogue in dialogues for turn in _turns(dialogue))


def history_turns(histories: Sequence[History], back: int = 1) -> tuple[Turn, ...]:
    """Leave-one-out: the item `back` from the end (1 is the last) after all before it.

    Users with fewer than three items are left out.
    """
    return tuple(
        Turn(
            context=Context(record=one.user, user=one.user, history=one.items[:-back]),
            targets=(one.items[-back],),
            place=len(one.items) - back,
        )
        for one in histories
        if len(one.items) > 2
    )


def _turns(dialogue: Dialogue) -> Iterator[Turn]:
    is_first = True
    for place, utterance in enumerate(dialogue.utterances):
        if utterance.speaker is Speaker.RECOMMENDER and utterance.mentions and place:
            targets = tuple(dict.fromkeys(utterance.mentions))
            yield Turn(
                context=dialogue.before(place), targets=targets, place=place, is_first=is_first
            )
            is_first = False


def _flags(claims: Iterator[bool]) -> Bools:
    return np.fromiter(claims, dtype=np.bool_)
