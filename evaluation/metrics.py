"""Precision, recall and F1 from true positives, false positives and false negatives."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.value import Value
from evaluation.intervals import Estimate, Sums, bootstrap


def ratio(part: Sums, whole: Sums) -> Sums:
    """`part / whole`, NaN where the whole is 0: an undefined figure is never a quiet 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.true_divide(part, whole))


def precision(sums: Sums) -> Sums:
    """tp / (tp + fp) of sums (..., 3) in the order tp, fp, fn; NaN where nothing was found."""
    return ratio(sums[..., 0], sums[..., 0] + sums[..., 1])


def recall(sums: Sums) -> Sums:
    """tp / (tp + fn) of sums (..., 3); NaN where there was nothing to find."""
    return ratio(sums[..., 0], sums[..., 0] + sums[..., 2])


def f1(sums: Sums) -> Sums:
    """2 tp / (2 tp + fp + fn) of sums (..., 3); NaN where there is neither gold nor guess."""
    return ratio(2 * sums[..., 0], 2 * sums[..., 0] + sums[..., 1] + sums[..., 2])


def share(sums: Sums) -> Sums:
    """The first of two sums (..., 2) divided by the second."""
    return ratio(sums[..., 0], sums[..., 1])


class Retrieved(Value):
    """How well a set of things was found: counts, and the three figures with intervals."""

    hits: int
    spurious: int
    missed: int
    precision: Estimate
    recall: Estimate
    f1: Estimate

    @property
    def gold(self) -> int:
        """How many there were to find."""
        return self.hits + self.missed


def retrieved(counts: NDArray[np.float64] | Sequence[Sequence[int]], seed: int = 0) -> Retrieved:
    """The figures of rows (clusters, 3) of true positives, false positives, false negatives."""
    clusters = np.asarray(counts, dtype=np.float64).reshape(-1, 3)
    hits, spurious, missed = (int(total) for total in clusters.sum(axis=0))
    return Retrieved(
        hits=hits,
        spurious=spurious,
        missed=missed,
        precision=bootstrap(clusters, precision, seed),
        recall=bootstrap(clusters, recall, seed),
        f1=bootstrap(clusters, f1, seed),
    )
