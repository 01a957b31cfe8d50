"""What a ranker shows beside hits: how much of the catalogue, how known, and how evenly."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from scipy import stats

from evaluation.intervals import Estimate, Measured, Sums, bootstrap_means
from evaluation.metrics import Ints
from evaluation.protocol import Task
from evaluation.splits import Split

SHOWN = 10


class Exposure(Measured):
    """Of the first ten: figures of the catalogue shown, and means over places with intervals.

    `coverage` is the share of the catalogue shown at least once; `gini` is 0 where every
    item is shown equally often and near 1 where one has it all; `novelty` is the mean
    self-information in bits under training popularity; `popularity` is the mean percentile
    (0..1) of training popularity, `of_targets` the targets' own, `bias` their difference.
    """

    coverage: float
    gini: float
    novelty: Estimate
    popularity: Estimate
    of_targets: float
    bias: Estimate


def training_counts(split: Split) -> Counter[str]:
    """How many training dialogues name an item, or training histories hold it."""
    groups = [
        {item for utterance in one.utterances for item in utterance.mentions} for one in split.train
    ]
    return Counter(
        item for group in (*groups, *(set(one.items) for one in split.histories)) for item in group
    )


def exposure(
    top: Ints, task: Task, rows: Mapping[str, int], counts: Mapping[str, int], seed: int = 0
) -> Exposure:
    """The figures of rankings (turns, depth) of catalogue rows, -1 where nothing stands.

    `counts` is the items' popularity in training; intervals resample dialogues or users.
    """
    shown = top[:, :SHOWN]
    popularity = np.array([counts.get(item, 0) for item in rows], dtype=np.float64)
    share = percentiles(popularity)
    known = [share[rows[item]] for item in task.targets if item in rows]
    of_targets = float(np.mean(known)) if known else float("nan")
    columns = [information(popularity), share, share - of_targets]
    novelty, mean, bias = _means(shown, columns, task, seed)
    times = np.bincount(shown[shown >= 0], minlength=len(rows))
    return Exposure(
        coverage=float((times > 0).mean()),
        gini=gini(times),
        novelty=novelty,
        popularity=mean,
        of_targets=of_targets,
        bias=bias,
    )


def information(popularity: Sums) -> Sums:
    """-log2 p(item) in bits, with one added to every count: shape (items,).

    Source: Vargas and Castells 2011 for novelty; Laplace's rule for items never named.
    """
    return np.asarray(-np.log2((popularity + 1) / (popularity + 1).sum()))


def percentiles(popularity: Sums) -> Sums:
    """The share of items that are less popular, equals counted half: shape (items,), 0..1."""
    return np.asarray((stats.rankdata(popularity) - 0.5) / max(len(popularity), 1))


def gini(times: Ints) -> float:
    """The Gini coefficient of how often each item is shown, shape (items,); NaN if never.

    >>> gini(np.array([5, 5, 5, 5])), gini(np.array([0, 0, 0, 8]))
    (0.0, 0.75)
    """
    ordered, count = np.sort(times), len(times)
    if not ordered.sum():
        return float("nan")
    places = np.arange(1, count + 1)
    return float(2 * (places @ ordered) / (count * ordered.sum()) - (count + 1) / count)


def _means(shown: Ints, columns: list[Sums], task: Task, seed: int) -> list[Estimate]:
    """The mean of each column over all places shown, dialogues or users resampled."""
    numbers = {record: number for number, record in enumerate(task.records)}
    cluster = np.array([numbers[turn.context.record] for turn in task.turns], dtype=np.int64)
    filled = shown >= 0
    size = len(task.records)
    sums = [
        np.bincount(cluster, np.where(filled, column[shown], 0.0).sum(axis=1), size)
        for column in columns
    ]
    counts = np.bincount(cluster, filled.sum(axis=1).astype(float), size)
    return bootstrap_means(
        np.stack(sums, axis=1), np.repeat(counts[:, None], len(columns), axis=1), seed
    )
