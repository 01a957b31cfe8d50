"""Offline evaluation: rankers answer recorded turns, and every figure is computed from the answers."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from catalog.store import Catalog
from core.dialogue import Dialogue, History
from core.ports import ContextRanker
from evaluation.choosing import Choice
from evaluation.exposure import exposure, training_counts
from evaluation.figures import Targets, chosen, figures
from evaluation.leaks import (
    refuse_answers_in_contexts,
    refuse_knowing_rankers,
    refuse_known_futures,
    refuse_shared_dialogues,
)
from evaluation.metrics import hit
from evaluation.paired import Paired, corrected, paired
from evaluation.protocol import Task, dialogue_turns, history_turns
from evaluation.ranked import Answers, Seen, ask
from evaluation.results import HEADLINE_K, Counts, System
from evaluation.splits import Fold, Split, split_histories

# Told after every batch: the ranker's name and the number of turns answered.
Progress = Callable[[str, int], None]


class Entrant(NamedTuple):
    """A ranker to be measured; `choice` says how a baseline's settings were chosen."""

    ranker: ContextRanker
    choice: Choice | None = None
    is_baseline: bool = False


class Outcome(NamedTuple):
    """The systems with their figures, and their answers by name."""

    systems: tuple[System, ...]
    answers: Mapping[str, Answers]


class Trial(NamedTuple):
    """What is asked on which split: `validation` chooses settings, `task` is reported."""

    items: Catalog
    split: Split
    validation: Task
    task: Task
    evaluated: tuple[Dialogue, ...] = ()
    seed: int = 0


def conversations(items: Catalog, split: Split, fold: Fold = Fold.TEST, seed: int = 0) -> Trial:
    """Recorded conversations; raises Leak where one that is asked about also trains."""
    evaluated = split.test if fold is Fold.TEST else split.validation
    if fold is Fold.TEST:  # settings are chosen on validation, which is a kind of training
        refuse_shared_dialogues(split.validation, evaluated)
    validation, task = (_asked(split, each) for each in (split.validation, evaluated))
    return Trial(items, split, validation, task, evaluated, seed)


def behaviour(
    items: Catalog,
    histories: Sequence[History],
    fold: Fold = Fold.TEST,
    users: int | None = None,
    seed: int = 0,
) -> Trial:
    """Leave-one-out over all users, or over `users` of them drawn with the seed."""
    split = split_histories(histories)
    trained = frozenset(training_counts(split))
    drawn = _drawn(histories, users, seed)
    validation = Task(history_turns(drawn, back=2), trained)
    task = Task(history_turns(drawn), trained) if fold is Fold.TEST else validation
    for each in (validation, task):
        refuse_known_futures(split.histories, each)
    return Trial(items, split, validation, task, seed=seed)


def measure(
    entrants: Mapping[str, Entrant],
    trial: Trial,
    progress: Progress = lambda name, turns: None,
) -> Outcome:
    """Ask every entrant and compute its figures; the paired tests are against `reference`.

    Raises Leak where a ranker was trained on what it is asked.
    """
    rankers = {name: entrant.ranker for name, entrant in entrants.items()}
    refuse_knowing_rankers(rankers, trial.evaluated)
    answers = {
        name: ask(ranker, trial.task, trial.items.rows, partial(progress, name))
        for name, ranker in rankers.items()
    }
    tests = against(answers, trial.task, reference(entrants), trial.seed)
    systems = tuple(
        _system(name, entrant, answers[name], trial).model_copy(update={"against": tests.get(name)})
        for name, entrant in entrants.items()
    )
    return Outcome(systems, answers)


def reference(entrants: Mapping[str, Entrant]) -> str:
    """The baseline with the best validation recall: the one to beat."""
    recalls = {
        name: entrant.choice.recall
        for name, entrant in entrants.items()
        if entrant.is_baseline and entrant.choice
    }
    return max(recalls, key=lambda name: np.nan_to_num(recalls[name]))


def against(
    answers: Mapping[str, Answers], task: Task, name: str, seed: int = 0
) -> dict[str, Paired]:
    """Every other system minus this one in Recall@10 of new targets, seen removed; one family."""
    mask = chosen(task, Targets.NEW)
    if not mask.any():
        return {}
    hits = {
        system: hit(one.by_seen[Seen.REMOVED].ranks[mask], HEADLINE_K)
        for system, one in answers.items()
    }
    others = [system for system in answers if system != name]
    tests = [paired(hits[system] - hits[name], task.cluster[mask], seed) for system in others]
    return dict(zip(others, corrected(tests), strict=True))


def counts(trial: Trial) -> Counts:
    """How much was asked of how much."""
    task, split = trial.task, trial.split
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


def _asked(split: Split, dialogues: Sequence[Dialogue]) -> Task:
    refuse_shared_dialogues(split.train, dialogues)
    task = Task(dialogue_turns(dialogues), frozenset(training_counts(split)))
    refuse_answers_in_contexts(task, dialogues)
    return task


def _drawn(histories: Sequence[History], users: int | None, seed: int) -> Sequence[History]:
    able = [one for one in histories if len(one.items) > 2]
    if users is None or users >= len(able):
        return able
    drawn = np.random.default_rng(seed).choice(len(able), users, replace=False)
    return [able[place] for place in sorted(drawn.tolist())]


def _system(name: str, entrant: Entrant, answers: Answers, trial: Trial) -> System:
    task, rows, named = trial.task, trial.items.rows, training_counts(trial.split)
    return System(
        name=name,
        is_baseline=entrant.is_baseline,
        choice=entrant.choice,
        seconds=answers.seconds,
        figures=figures(task, answers, trial.seed),
        exposure={
            seen: exposure(answers.by_seen[seen].top, task, rows, named, trial.seed)
            for seen in Seen
        },
    )
