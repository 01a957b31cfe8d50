"""From signals to candidates: each proposer's best items, with everything that is known of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.past import Signal, Signals
from retrieval.ranker import Features

PROPOSERS = (
    "recommended lately",
    "walk",
    "walk lately",
    "named together",
    "similar words",
    "reasoner",
    "facts shared",
    "facts asked for",
    "meaning of words",
    "meaning of seeds",
    "words in common",
)
_K = 60.0


class Candidates(NamedTuple):
    """The items that some proposer has among its `depth` best, and their features.

    `rows`, shape (candidates,), are item rows in ascending order; `places`, shape
    (candidates, proposers), count from 1, twice the depth where a proposer does not name the
    item; `features` are all signals, then the places.
    """

    rows: NDArray[np.int64]
    places: NDArray[np.float32]
    features: Features

    def fused(self) -> NDArray[np.float64]:
        """Reciprocal-rank fusion of the proposers (Cormack et al. 2009), shape (candidates,)."""
        return np.asarray((1.0 / (_K + self.places)).sum(axis=1), dtype=np.float64)


def names_of(signals: Signals) -> tuple[str, ...]:
    """The names of the features of candidates drawn from these signals."""
    return (*signals, *(f"place by {name}" for name in PROPOSERS if name in signals))


def candidates_of(
    signals: Signals, row: int, barred: NDArray[np.bool_], depth: int = 200
) -> Candidates:
    """The candidates of one situation; `barred`, shape (items,), may not be among them."""
    proposers = [signals[name][row] for name in PROPOSERS if name in signals]
    best = [_best(np.where(barred, -np.inf, scores), depth) for scores in proposers]
    rows = np.unique(np.concatenate(best)) if best else np.zeros(0, dtype=np.int64)
    places = np.full((len(rows), len(best)), 2.0 * depth, dtype=np.float32)
    for column, proposed in enumerate(best):
        places[np.searchsorted(rows, proposed), column] = np.arange(1, len(proposed) + 1)
    known = np.stack([signal[row, rows] for signal in signals.values()], axis=1)
    return Candidates(rows, places, np.concatenate([known, places], axis=1, dtype=np.float32))


def _best(scores: Signal, depth: int) -> NDArray[np.int64]:
    """The best items, best first; a proposer that knows nothing of an item gives it 0 and never names it."""
    kept = np.flatnonzero(np.isfinite(scores) & (scores != 0))
    if len(kept) > depth:
        kept = kept[np.argpartition(-scores[kept], depth - 1)[:depth]]
    return kept[np.lexsort((kept, -scores[kept]))]
