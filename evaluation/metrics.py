"""Every metric, once: precision, recall and F1 of found sets; ranks, MRR and NDCG of rankings."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.errors import ParleyError
from core.value import Value
from evaluation.intervals import Estimate, Sums, bootstrap

Ints = NDArray[np.int64]


class RankingError(ParleyError):
    """A ranking is not one: an item stands in it twice, or is none of the catalogue's."""


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


def places(rankings: Ints, targets: Ints) -> Ints:
    """The place (from 1) of each target in its ranking, 0 where it is not there.

    `rankings` has shape (targets, depth) and holds item numbers, -1 where nothing stands;
    the result has shape (targets,). Raises RankingError where an item stands twice.
    """
    refuse_duplicates(rankings)
    found = rankings == targets[:, None]
    return np.where(found.any(axis=1), found.argmax(axis=1) + 1, 0) if found.size else 0 * targets


def refuse_duplicates(rankings: Ints) -> None:
    """Raise RankingError for the first row (rankings, depth) that holds an item twice."""
    ordered = np.sort(rankings, axis=1)
    twice = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
    if twice.any():
        raise RankingError(f"Ranking {int(twice.argmax())} holds an item twice.")


def hit(ranks: Ints, k: int) -> Sums:
    """1 where the target is among the first k, else 0: the recall of one target.

    `ranks` are places from 1, with 0 for a target that was not found, of any shape; the mean
    over mentions is Recall@k; of a turn's best rank it is the hit rate HR@k.
    """
    return ((ranks >= 1) & (ranks <= k)).astype(np.float64)


def reciprocal_rank(ranks: Ints, k: int) -> Sums:
    """1 / rank where the target is among the first k, else 0; the mean is MRR@k."""
    return hit(ranks, k) / np.maximum(ranks, 1)


def discounted_gain(ranks: Ints, k: int) -> Sums:
    """1 / log2(rank + 1) among the first k, else 0: NDCG@k of one relevant item.

    Source: Järvelin and Kekäläinen 2002; the ideal gain of a single item is 1.
    """
    return np.asarray(hit(ranks, k) / np.log2(np.maximum(ranks, 1) + 1))


def best_rank(ranks: Ints, groups: Ints, count: int) -> Ints:
    """The best rank of each group's targets, 0 where none was found: shape (count,).

    `ranks` and `groups` (from 0) have shape (targets,).
    """
    never = np.iinfo(np.int64).max
    best = np.full(count, never)
    np.minimum.at(best, groups, np.where(ranks > 0, ranks, never))
    return np.where(best == never, 0, best)
