"""What "like that, but ..." means: the attributes an axis favours, and the numbers it bounds."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.heard import Axis
from core.item import Facet, Item
from core.slate import Anchor, Query
from retrieval.constraints import Constraint
from retrieval.traits import Trait

Wants = tuple[tuple[Trait, float], ...]

_G, _T, _M = Facet.GENRE, Facet.THEME, Facet.MOOD

# Set by hand, each over two or three anchors; positive draws towards, negative pushes away.
FAVOURED: dict[Axis, Wants] = {
    Axis.FUNNIER: (
        ((_G, "Comedy"), 1.0), ((_M, "funny"), 1.5), ((_M, "witty"), 0.8), ((_M, "playful"), 0.4),
        ((_M, "light-hearted"), 0.4), ((_M, "bleak"), -1.0), ((_M, "sad"), -0.7),
    ),
    Axis.DARKER: (
        ((_M, "dark"), 1.5), ((_M, "bleak"), 1.2), ((_M, "disturbing"), 0.8), ((_M, "gritty"), 0.6),
        ((_M, "light-hearted"), -1.5), ((_M, "feel-good"), -1.5), ((_M, "heartwarming"), -1.0),
        ((_M, "cozy"), -1.0), ((_M, "playful"), -0.7), ((_G, "Family"), -1.0),
    ),
    Axis.LIGHTER: (
        ((_M, "light-hearted"), 1.5), ((_M, "feel-good"), 1.2), ((_M, "playful"), 0.8),
        ((_M, "heartwarming"), 0.7), ((_M, "cozy"), 0.7), ((_M, "funny"), 0.6),
        ((_M, "dark"), -1.5), ((_M, "bleak"), -1.5), ((_M, "disturbing"), -1.5),
        ((_M, "sad"), -1.0), ((_M, "gritty"), -1.0), ((_M, "violent"), -1.0),
    ),
    Axis.SCARIER: (
        ((_G, "Horror"), 1.0), ((_M, "scary"), 1.5), ((_M, "creepy"), 0.8),
        ((_M, "disturbing"), 0.4), ((_G, "Family"), -1.5), ((_M, "cozy"), -1.0),
    ),
    Axis.LESS_SCARY: (
        ((_G, "Horror"), -1.5), ((_M, "scary"), -2.0), ((_M, "creepy"), -1.5),
        ((_M, "disturbing"), -1.0),
    ),
    Axis.LESS_VIOLENT: (
        ((_M, "violent"), -2.5), ((_M, "disturbing"), -1.0), ((_M, "gritty"), -0.5),
        ((_M, "action-packed"), -0.7), ((_T, "slasher"), -1.5), ((_T, "serial killer"), -1.0),
        ((_G, "Horror"), -0.8), ((_T, "assassins"), -0.7),
    ),
    Axis.SADDER: (
        ((_M, "sad"), 1.5), ((_M, "melancholy"), 1.0), ((_M, "bittersweet"), 0.7),
        ((_T, "grief"), 0.8), ((_M, "funny"), -1.0), ((_M, "light-hearted"), -1.0),
        ((_M, "feel-good"), -1.0),
    ),
    Axis.ROMANTIC: (
        ((_G, "Romance"), 1.0), ((_M, "romantic"), 1.5), ((_T, "unlikely romance"), 0.5),
        ((_T, "first love"), 0.5), ((_T, "love triangle"), 0.4),
    ),
    Axis.ACTION: (
        ((_G, "Action"), 1.0), ((_M, "action-packed"), 1.5), ((_M, "exciting"), 0.8),
        ((_M, "slow-burn"), -1.0),
    ),
    Axis.SLOWER: (
        ((_M, "slow-burn"), 2.0), ((_M, "atmospheric"), 0.8), ((_M, "melancholy"), 0.4),
        ((_M, "dreamlike"), 0.4), ((_M, "action-packed"), -1.5), ((_M, "exciting"), -1.0),
    ),
    Axis.SMARTER: (
        ((_M, "thought-provoking"), 1.5), ((_M, "mind-bending"), 0.8), ((_M, "witty"), 0.4),
        ((_M, "satirical"), 0.4), ((_M, "raunchy"), -1.0), ((_M, "campy"), -1.0),
    ),
    Axis.WEIRDER: (
        ((_M, "quirky"), 1.0), ((_M, "dreamlike"), 1.2), ((_M, "mind-bending"), 1.2),
        ((_M, "whimsical"), 0.4), ((_M, "campy"), 0.4), ((_T, "dreams"), 0.6),
        ((_T, "parallel worlds"), 0.6), ((_T, "body horror"), 0.4),
    ),
}  # fmt: skip


class Numbers(NamedTuple):
    """The catalogue's numbers that an axis can bound, NaN where unknown: each shape (films,)."""

    minutes: NDArray[np.float64]
    years: NDArray[np.float64]
    renown: NDArray[np.float64]


def wants(axes: Sequence[Axis]) -> Wants:
    """The attributes that all these directions favour (weight > 0) or push away (< 0)."""
    return tuple(want for axis in axes for want in FAVOURED.get(axis, ()))


def reference(query: Query) -> Anchor | None:
    """The film that the directions start from: the heaviest anchor, the last of equals."""
    liked = [anchor for anchor in query.anchors if anchor.weight > 0]
    return max(reversed(liked), key=lambda anchor: anchor.weight, default=None)


def bounds(axes: Sequence[Axis], start: Item, row: int, numbers: Numbers) -> Iterator[Constraint]:
    """What must hold against the film at `row`; nothing where the film's own number is unknown."""
    for axis in axes:
        match axis:
            case Axis.SHORTER | Axis.LONGER if start.runtime:
                name = f"{axis.value} than {start.label} ({start.runtime} minutes)"
                yield _bound(name, axis is Axis.LONGER, numbers.minutes, start.runtime)
            case Axis.NEWER | Axis.OLDER if start.year:
                name = f"{axis.value} than {start.label}"
                yield _bound(name, axis is Axis.NEWER, numbers.years, start.year)
            case Axis.KNOWN | Axis.OBSCURE:
                name = f"{axis.value} than {start.label}"
                yield _bound(name, axis is Axis.KNOWN, numbers.renown, numbers.renown[row])
            case _:
                continue


def leaning(axes: Sequence[Axis], numbers: Numbers) -> NDArray[np.float64]:
    """How far films lean the way of the axes about numbers, in -1..1 each, where nothing bounds.

    Against the catalogue's middle, for "something short" with no film to compare: (films,).
    """
    lean = np.zeros(len(numbers.minutes))
    signs = {Axis.SHORTER: -1.0, Axis.LONGER: 1.0, Axis.NEWER: 1.0, Axis.OLDER: -1.0}
    for axis in axes:
        if axis in signs:
            time = axis in (Axis.SHORTER, Axis.LONGER)
            values, scale = (numbers.minutes, 30.0) if time else (numbers.years, 20.0)
            middle = np.nanmedian(values) if np.isfinite(values).any() else 0.0
            lean += signs[axis] * np.nan_to_num(np.tanh((values - middle) / scale))
    return lean


def _bound(name: str, above: bool, values: NDArray[np.float64], limit: float) -> Constraint:
    return Constraint(name, np.asarray(values > limit if above else values < limit))
