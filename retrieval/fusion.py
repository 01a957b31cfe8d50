"""Rankings of several sources become one, by the places a film takes in them."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.slate import Source
from retrieval.membership import Mask


class Ranking(NamedTuple):
    """One source's best films: catalogue rows, scores and places from 1, best first.

    Films of one score share the place of the first of them, so that a source which only sorts
    into classes does not pretend to know more.
    """

    source: Source
    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    places: NDArray[np.int64]


def ranking(
    source: Source,
    scores: NDArray[np.floating],
    eligible: Mask,
    precedence: NDArray[np.int64],
    depth: int,
) -> Ranking:
    """The `depth` best eligible films with a finite score; ties in order of `precedence`.

    `scores`, `eligible` and `precedence` have shape (films,); the lowest precedence goes first.
    """
    rows = np.flatnonzero(eligible & np.isfinite(scores))
    values = scores[rows].astype(np.float64).round(9)
    if len(rows) > depth:
        near = values >= np.partition(values, -depth)[-depth]
        rows, values = rows[near], values[near]
    order = np.lexsort((precedence[rows], -values))[:depth]
    rows, values = rows[order], values[order]
    return Ranking(source, rows, values, 1 + np.searchsorted(-values, -values))


def fuse(
    rankings: Iterable[Ranking], weights: dict[Source, float], films: int, k: float = 60.0
) -> NDArray[np.float64]:
    """Reciprocal-rank fusion (Cormack, Clarke and Buettcher 2009): sum of weight / (k + place).

    A film that no source names scores 0. Shape (films,).

    >>> rows = np.array([2, 0])
    >>> one = Ranking(Source.TEXT, rows, np.array([0.9, 0.8]), np.array([1, 2]))
    >>> fuse([one], {Source.TEXT: 1.0}, 3).round(5).tolist()
    [0.01613, 0.0, 0.01639]
    """
    fused = np.zeros(films)
    for each in rankings:
        fused[each.rows] += weights[each.source] / (k + each.places)
    return fused
