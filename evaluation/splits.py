"""Who may see what: the halves that rules are read on, and the folds that rankings train on.

Two splits, never mixed. `Part` halves a data set by a dialogue's place in its file; rules are
read on one half. `Fold` divides dialogues by a digest of their id; rankers train on one fold,
choose their settings on another and are reported on the third.
"""

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np

from core.dialogue import Dialogue, History
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


class Split(Value):
    """What rankers may be trained on, chosen with and reported on.

    Conversations stand in `train`, `validation` and `test`. Where behaviour is evaluated,
    `histories` are what may be trained on: each without its last two items. `digest` names
    the split; two runs can be compared where it is the same.
    """

    train: tuple[Dialogue, ...] = ()
    validation: tuple[Dialogue, ...] = ()
    test: tuple[Dialogue, ...] = ()
    histories: tuple[History, ...] = ()
    digest: str


def fold_of(dialogue_id: str) -> Fold:
    """The fold of a dialogue, which depends on its id alone: no data added later moves it."""
    bucket = int(hashlib.sha256(dialogue_id.encode()).hexdigest()[:8], 16) % 10
    return {0: Fold.TEST, 1: Fold.VALIDATION}.get(bucket, Fold.TRAIN)


def split_dialogues(
    dialogues: Sequence[Dialogue], other_test: Sequence[Dialogue] | None = None
) -> Split:
    """The three folds by id; with `other_test` those are the test and the test fold is unused."""
    folds: dict[Fold, tuple[Dialogue, ...]] = {
        fold: tuple(one for one in dialogues if fold_of(one.id) is fold) for fold in Fold
    }
    if other_test is not None:
        folds[Fold.TEST] = tuple(other_test)
    return Split(
        train=folds[Fold.TRAIN],
        validation=folds[Fold.VALIDATION],
        test=folds[Fold.TEST],
        digest=_digest(f"{one.id}\t{fold}" for fold, part in folds.items() for one in part),
    )


def split_histories(histories: Sequence[History]) -> Split:
    """Leave-one-out: the last item is the test, the one before it validation, the rest trains.

    Users with fewer than three items have nothing to be asked with and train whole.
    """
    train = tuple(
        one.model_copy(update={"items": one.items[:-2]}) if len(one.items) > 2 else one
        for one in histories
    )
    names = (f"{one.user}\t{len(one.items)}\tleave-one-out" for one in histories)
    return Split(histories=train, digest=_digest(names))


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
