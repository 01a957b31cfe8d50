"""Who may see what: the halves that rules are read on, and the folds that rankings train on.

Two splits, never mixed. `Part` halves a data set by a dialogue's place in its file; rules are
read on one half. `Fold` divides dialogues by time or by a digest of their id; rankers train on
one fold, choose their settings on another and are reported on the third.
"""

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np

from core.dialogue import Dialogue, History, in_order_of_time
from core.value import Value


class Part(StrEnum):
    """Dialogues with an even index may be read while rules are written; odd ones are reported."""

    DEV = "dev"
    TEST = "test"


def part_of(index: int) -> Part:
    """The half that the dialogue at this place in its file (from 0) belongs to."""
    return Part.TEST if index % 2 else Part.DEV


def sampled(count: int, size: int | None, part: Part, seed: int) -> tuple[int, ...]:
    """The places, in order, of one part of a fixed sample of `size` out of `count` (None: all).

    One seed gives one sample, which the two parts divide by parity.
    """
    chosen: Sequence[int] = range(count)
    if size is not None and size < count:
        chosen = sorted(np.random.default_rng(seed).choice(count, size, replace=False).tolist())
    return tuple(index for index in chosen if part_of(index) is part)


def is_open(indexes: Iterable[int]) -> bool:
    """Whether all these dialogues are of the dev part, so that they may be read one by one."""
    return all(part_of(index) is Part.DEV for index in indexes)


class Fold(StrEnum):
    """What a dialogue is for: eight tenths train, one chooses settings, one is reported."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


class By(StrEnum):
    """What divides conversations: when they were held, or a draw."""

    TIME = "time"
    DRAW = "draw"


class Split(Value):
    """What rankers may be trained on, chosen with and reported on.

    Conversations stand in `train`, `validation` and `test`. Where behaviour is evaluated,
    `histories` are what may be trained on while settings are chosen: each without its last two
    items; `longer` are what may be trained on for the report, each without its last. `digest`
    names the split; two runs can be compared where it is the same.
    """

    train: tuple[Dialogue, ...] = ()
    validation: tuple[Dialogue, ...] = ()
    test: tuple[Dialogue, ...] = ()
    histories: tuple[History, ...] = ()
    longer: tuple[History, ...] = ()
    digest: str

    def final(self) -> "Split":
        """With the validation part among what trains: once settings are chosen it is past too."""
        return self.model_copy(
            update={"train": self.train + self.validation, "histories": self.longer}
        )


def fold_of(dialogue_id: str) -> Fold:
    """The fold of a dialogue, which depends on its id alone: no data added later moves it."""
    bucket = int(hashlib.sha256(dialogue_id.encode()).hexdigest()[:8], 16) % 10
    return {0: Fold.TEST, 1: Fold.VALIDATION}.get(bucket, Fold.TRAIN)


def split_dialogues(
    dialogues: Sequence[Dialogue],
    other_test: Sequence[Dialogue] | None = None,
    by: By = By.TIME,
) -> Split:
    """Train, validation and test; with `other_test` those are the test and all else is known.

    By time the last tenth is the test and the tenth before it validation: what people talk about
    changes with every month of new films, and a draw would show a ranker the very days that it is
    asked about. (In ReDial it also shows it the same two people: .37 of drawn dialogues are of
    a pair that trains.)
    """
    ordered = in_order_of_time(dialogues)
    places = {one.id: (by, place / len(ordered)) for place, one in enumerate(ordered)}
    folds: dict[Fold, tuple[Dialogue, ...]] = {
        fold: tuple(one for one in ordered if _fold(one.id, *places[one.id]) is fold)
        for fold in Fold
    }
    if other_test is not None:
        folds[Fold.TRAIN] += folds[Fold.VALIDATION]
        folds[Fold.VALIDATION], folds[Fold.TEST] = folds[Fold.TEST], tuple(other_test)
    return Split(
        train=folds[Fold.TRAIN],
        validation=folds[Fold.VALIDATION],
        test=folds[Fold.TEST],
        digest=_digest(f"{one.id}\t{fold}" for fold, part in folds.items() for one in part),
    )


def _fold(dialogue_id: str, by: By, place: float) -> Fold:
    if by is By.DRAW:
        return fold_of(dialogue_id)
    return Fold.TRAIN if place < 0.8 else Fold.VALIDATION if place < 0.9 else Fold.TEST


def split_histories(histories: Sequence[History]) -> Split:
    """Leave-one-out: the last item is the test, the one before it validation, the rest trains.

    Users with fewer than three items have nothing to be asked with and train whole.
    """
    train = tuple(
        one.model_copy(update={"items": one.items[:-2]}) if len(one.items) > 2 else one
        for one in histories
    )
    longer = tuple(
        one.model_copy(update={"items": one.items[:-1]}) if len(one.items) > 2 else one
        for one in histories
    )
    names = (f"{one.user}\t{len(one.items)}\tleave-one-out" for one in histories)
    return Split(histories=train, longer=longer, digest=_digest(names))


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
