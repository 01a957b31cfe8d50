"""Figures of planted rankers are the ones counted by hand, in every slice and setting."""

import pytest

from evaluation.figures import CUTOFFS, EVERYTHING, Figure, Metric, Targets, figures
from evaluation.protocol import Slice, Task, dialogue_turns
from evaluation.ranked import Seen, ask
from tests.evaluation.planted import ROWS, Fixed, Oracle, dialogue, recommender, seeker, talk


def found(
    every: tuple[Figure, ...],
    metric: Metric,
    k: int,
    targets: Targets = Targets.NEW,
    seen: Seen = Seen.REMOVED,
    only: str = EVERYTHING,
) -> Figure:
    wanted = (targets, seen, only, metric, k)
    return next(f for f in every if (f.targets, f.seen, f.slice, f.metric, f.k) == wanted)


def test_there_is_a_figure_for_everything() -> None:
    task = Task(dialogue_turns([talk("d1")]), {"i0"})
    every = figures(task, ask(Fixed("i1"), task, ROWS))
    assert len(every) == 2 * 2 * (1 + len(Slice)) * len(Metric) * len(CUTOFFS)


def test_a_ranker_that_knows_the_answer_has_it_at_its_place() -> None:
    talks = [talk(f"d{number}", "i0", f"i{number + 1}") for number in range(6)]
    task = Task(dialogue_turns(talks), {"i0"})
    answers = {f"d{number}": f"i{number + 1}" for number in range(6)}
    every = figures(task, ask(Oracle(answers, place=3), task, ROWS))
    assert found(every, Metric.RECALL, 1).estimate.value == 0
    for metric, value in (
        (Metric.RECALL, 1),
        (Metric.HIT_RATE, 1),
        (Metric.MRR, 1 / 3),
        (Metric.NDCG, 1 / 2),
    ):
        estimate = found(every, metric, 5).estimate
        assert (estimate.low, estimate.value, estimate.high) == pytest.approx((value,) * 3)


def test_recall_counts_mentions_and_hit_rate_turns() -> None:
    both = dialogue("d1", seeker("i0", "i0"), recommender("i1 or i2", "i1", "i2"))
    task = Task(dialogue_turns([both, talk("d2", "i0", "i3")]), set())
    every = figures(task, ask(Fixed("i1"), task, ROWS))
    recall, hits = found(every, Metric.RECALL, 10), found(every, Metric.HIT_RATE, 10)
    assert (recall.estimate.value, recall.count) == (pytest.approx(1 / 3), 3)
    assert (hits.estimate.value, hits.count) == (0.5, 2)


def test_repeated_targets_count_only_among_all() -> None:
    task = Task(dialogue_turns([talk("d1", "i0", "i0", "i1")]), set())
    every = figures(task, ask(Fixed("i0"), task, ROWS))
    kept = found(every, Metric.RECALL, 1, Targets.ALL, Seen.KEPT)
    assert (kept.estimate.value, kept.count) == (0.5, 2)
    assert found(every, Metric.RECALL, 1, Targets.ALL).estimate.value == 0
    assert found(every, Metric.RECALL, 1).count == 1


def test_a_slice_without_instances_has_no_figure() -> None:
    task = Task(dialogue_turns([talk("d1")]), {"i0", "i1"})
    every = figures(task, ask(Fixed("i1"), task, ROWS))
    cold = found(every, Metric.RECALL, 10, only=Slice.COLD)
    assert (str(cold.estimate), cold.count) == ("–", 0)
    assert found(every, Metric.RECALL, 10, only=Slice.FIRST).estimate.value == 1
