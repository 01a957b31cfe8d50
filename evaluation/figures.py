"""The figures of a ranker: every metric, cut-off, slice and setting, each with its interval."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from core.value import Value
from evaluation.intervals import Estimate, Sums, bootstrap_means
from evaluation.metrics import Ints, best_rank, discounted_gain, hit, reciprocal_rank
from evaluation.protocol import Bools, Slice, Task
from evaluation.ranked import Answers, Seen

CUTOFFS = (1, 5, 10, 50)
EVERYTHING = "all"


class Targets(StrEnum):
    """Whether an item that was named before counts as a target."""

    NEW = "new"
    ALL = "all"


class Metric(StrEnum):
    """Recall, MRR and NDCG are means over mentions, HR is the share of turns with a hit."""

    RECALL = "Recall"
    HIT_RATE = "HR"
    MRR = "MRR"
    NDCG = "NDCG"


class Figure(Value):
    """One metric at one cut-off; `count` is the number of mentions (of turns for HR) behind it."""

    targets: Targets
    seen: Seen
    slice: str
    metric: Metric
    k: int
    estimate: Estimate
    count: int


class Column(NamedTuple):
    """What a figure is of, with its sums and its counts by cluster: both of shape (clusters,)."""

    targets: Targets
    seen: Seen
    slice: str
    metric: Metric
    k: int
    sums: Sums
    counts: Sums


def figures(task: Task, answers: Answers, seed: int = 0) -> tuple[Figure, ...]:
    """All figures of one ranker; intervals resample whole dialogues or users."""
    columns = list(_columns(task, answers))
    sums = np.stack([column.sums for column in columns], axis=1)
    counts = np.stack([column.counts for column in columns], axis=1)
    estimates = bootstrap_means(sums, counts, seed)
    return tuple(
        Figure(
            targets=column.targets,
            seen=column.seen,
            slice=column.slice,
            metric=column.metric,
            k=column.k,
            estimate=estimate,
            count=int(column.counts.sum()),
        )
        for column, estimate in zip(columns, estimates, strict=True)
    )


def chosen(task: Task, targets: Targets, only: str = EVERYTHING) -> Bools:
    """The instances of a slice whose targets count: shape (instances,)."""
    every = np.ones(len(task), dtype=np.bool_)
    inside = every if only == EVERYTHING else task.slices[Slice(only)]
    return inside & ~task.repeated if targets is Targets.NEW else inside.copy()


def by_cluster(values: Sums, cluster: Ints, task: Task) -> Sums:
    """Values added up by dialogue or user: shape (clusters,)."""
    return np.bincount(cluster, weights=values, minlength=len(task.records)).astype(np.float64)


def _columns(task: Task, answers: Answers) -> Iterator[Column]:
    for targets in Targets:
        for only in (EVERYTHING, *Slice):
            mask = chosen(task, targets, only)
            for seen in Seen:
                ranks = answers.by_seen[seen].ranks[mask]
                for metric, k, sums, counts in _sums(task, mask, ranks):
                    yield Column(targets, seen, only, metric, k, sums, counts)


def _sums(task: Task, mask: Bools, ranks: Ints) -> Iterator[tuple[Metric, int, Sums, Sums]]:
    cluster = task.cluster[mask]
    turns, turn_of = np.unique(task.turn[mask], return_inverse=True)
    best = best_rank(ranks, turn_of, len(turns))
    of_turn = np.zeros(len(turns), dtype=np.int64)
    of_turn[turn_of] = cluster
    mentions, asked = (by_cluster(np.ones(len(c)), c, task) for c in (cluster, of_turn))
    for k in CUTOFFS:
        yield Metric.RECALL, k, by_cluster(hit(ranks, k), cluster, task), mentions
        yield Metric.HIT_RATE, k, by_cluster(hit(best, k), of_turn, task), asked
        yield Metric.MRR, k, by_cluster(reciprocal_rank(ranks, k), cluster, task), mentions
        yield Metric.NDCG, k, by_cluster(discounted_gain(ranks, k), cluster, task), mentions
