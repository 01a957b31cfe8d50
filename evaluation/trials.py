"""What is asked on which split: recorded conversations, or the last items of histories."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from catalog.store import Catalog
from core.dialogue import Dialogue, History
from evaluation.exposure import training_counts
from evaluation.figures import Targets, chosen
from evaluation.leaks import (
    refuse_answers_in_contexts,
    refuse_known_futures,
    refuse_shared_dialogues,
)
from evaluation.protocol import Task, Turn, dialogue_turns, history_turns
from evaluation.results import Counts
from evaluation.splits import Fold, Split, split_histories

_One = TypeVar("_One")


class Trial(NamedTuple):
    """What is asked on which split: `validation` chooses settings, `task` is reported.

    Rankers train on `split` for the one and on `final` for the other.
    """

    items: Catalog
    split: Split
    final: Split
    validation: Task
    task: Task
    evaluated: tuple[Dialogue, ...] = ()
    seed: int = 0


def conversations(
    items: Catalog, split: Split, fold: Fold = Fold.TEST, seed: int = 0, most: int | None = None
) -> Trial:
    """Recorded conversations, all or `most` of them drawn with the seed.

    Raises Leak where one that is asked about also trains.
    """
    evaluated = _sample(split.test if fold is Fold.TEST else split.validation, most, seed)
    final = split.final() if fold is Fold.TEST else split
    validation = _asked(split, _sample(split.validation, most, seed))
    task = _asked(final, evaluated) if fold is Fold.TEST else validation
    return Trial(items, split, final, validation, task, evaluated, seed)


def behaviour(
    items: Catalog,
    histories: Sequence[History],
    fold: Fold = Fold.TEST,
    users: int | None = None,
    seed: int = 0,
) -> Trial:
    """Leave-one-out over all users, or over `users` of them drawn with the seed."""
    split = split_histories(histories)
    final = split.final() if fold is Fold.TEST else split
    drawn = _drawn(histories, users, seed)
    validation = _continued(split, history_turns(drawn, back=2))
    task = _continued(final, history_turns(drawn)) if fold is Fold.TEST else validation
    return Trial(items, split, final, validation, task, seed=seed)


def counts(trial: Trial) -> Counts:
    """How much was asked of how much."""
    task, split = trial.task, trial.final
    return Counts(
        items=len(trial.items),
        trained_on=len(split.train) + len(split.histories),
        records=len(task.records),
        turns=len(task.turns),
        targets=len(task),
        repeated=int(task.repeated.sum()),
        absent=sum(item not in trial.items for item in task.targets),
        slices={name: int(chosen(task, Targets.NEW, name).sum()) for name in task.slices},
    )


def _continued(split: Split, turns: Sequence[Turn]) -> Task:
    task = Task(turns, frozenset(training_counts(split)))
    refuse_known_futures(split.histories, task)
    return task


def _asked(split: Split, dialogues: Sequence[Dialogue]) -> Task:
    refuse_shared_dialogues(split.train, dialogues)
    task = Task(dialogue_turns(dialogues), frozenset(training_counts(split)))
    refuse_answers_in_contexts(task, dialogues)
    return task


def _drawn(histories: Sequence[History], users: int | None, seed: int) -> Sequence[History]:
    return _sample(tuple(one for one in histories if len(one.items) > 2), users, seed)


def _sample(every: tuple[_One, ...], most: int | None, seed: int) -> tuple[_One, ...]:
    """So many of them in their order, or all."""
    if most is None or most >= len(every):
        return every
    drawn = np.random.default_rng(seed).choice(len(every), most, replace=False)
    return tuple(every[place] for place in sorted(drawn.tolist()))
