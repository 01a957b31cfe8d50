"""Offline evaluation: rankers answer recorded turns, and every figure is computed from the answers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from core.ports import ContextRanker
from evaluation.choosing import Choice
from evaluation.exposure import exposure, training_counts
from evaluation.figures import Targets, chosen, figures
from evaluation.leaks import refuse_knowing_rankers
from evaluation.metrics import hit
from evaluation.paired import Paired, corrected, paired
from evaluation.protocol import Task
from evaluation.ranked import Answers, Seen, ask
from evaluation.reach import reach
from evaluation.results import HEADLINE_K, System
from evaluation.trials import Trial

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


def _system(name: str, entrant: Entrant, answers: Answers, trial: Trial) -> System:
    task, rows, named = trial.task, trial.items.rows, training_counts(trial.final)
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
        reach=reach(entrant.ranker, answers, task, trial.seed),
    )
