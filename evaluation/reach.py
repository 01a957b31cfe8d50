"""How far a ranker's sources reach: the share of targets that none of them proposes, by slice."""

import numpy as np

from core.ports import ContextRanker, Proposer
from evaluation.figures import EVERYTHING, Targets, by_cluster, chosen
from evaluation.intervals import Estimate, Measured, bootstrap_means
from evaluation.protocol import Slice, Task
from evaluation.ranked import Answers


class Reach(Measured):
    """What a ranker of proposals cannot find: new targets that no source has among its first `depth`.

    `unproposed` is their share by slice, "all" among the slices; NaN where a slice is empty.
    """

    depth: int
    unproposed: dict[str, Estimate]


def reach(ranker: ContextRanker, answers: Answers, task: Task, seed: int = 0) -> Reach | None:
    """The reach of a ranker's answers, None where it has no sources; intervals as in `figures`."""
    if answers.proposed is None or not isinstance(ranker, Proposer):
        return None
    slices = (EVERYTHING, *Slice)
    masks = [chosen(task, Targets.NEW, name) for name in slices]
    counts, sums = (
        np.stack([by_cluster(values[mask], task.cluster[mask], task) for mask in masks], axis=1)
        for values in (np.ones(len(task)), (~answers.proposed).astype(np.float64))
    )
    estimates = bootstrap_means(sums, counts, seed)
    return Reach(depth=ranker.depth, unproposed=dict(zip(slices, estimates, strict=True)))
