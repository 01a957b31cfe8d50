"""The two halves of an outside data set: one to improve rules on, one to report."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np


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
