"""Settings chosen on validation data alone, by recall at 10 of new targets with seen ones removed."""

from collections.abc import Callable, Mapping

import numpy as np

from core.errors import ParleyError
from core.ports import ContextRanker
from evaluation.intervals import Measured
from evaluation.metrics import hit
from evaluation.protocol import Task
from evaluation.ranked import Answers, Progress, Seen, ask

CHOSEN_AT = 10


class Choice(Measured):
    """The setting chosen, its validation recall at 10, and that of every setting tried."""

    setting: str
    recall: float
    tried: dict[str, float]


def choose(
    variants: Mapping[str, Callable[[], ContextRanker]],
    validation: Task,
    rows: Mapping[str, int],
    progress: Progress = lambda turns: None,
) -> tuple[ContextRanker, Choice]:
    """Train every variant, ask it the validation questions, keep the best (the first of equals).

    Raises ParleyError where there is nothing to choose among. One variant is in memory at a time,
    beside the best so far.
    """
    best: ContextRanker | None = None
    chosen, tried = "", dict[str, float]()
    for setting, train in variants.items():
        ranker = train()
        tried[setting] = headline(ask(ranker, validation, rows, progress), validation)
        if best is None or np.nan_to_num(tried[setting]) > np.nan_to_num(tried[chosen]):
            best, chosen = ranker, setting
    if best is None:
        raise ParleyError("There is no setting to choose among.")
    return best, Choice(setting=chosen, recall=tried[chosen], tried=tried)


def headline(answers: Answers, task: Task) -> float:
    """Recall at 10 of new targets with seen items removed; NaN where nothing is asked."""
    ranks = answers.by_seen[Seen.REMOVED].ranks[~task.repeated]
    return float(hit(ranks, CHOSEN_AT).mean()) if len(ranks) else float("nan")
