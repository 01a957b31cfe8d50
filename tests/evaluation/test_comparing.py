"""Two runs are compared on the same instances only, and planted changes are found."""

import numpy as np
import pytest

from core.errors import ParleyError
from evaluation.changes import Change, table, unchanged
from evaluation.comparing import compare
from evaluation.figures import Metric, Targets
from evaluation.ranked import Seen
from evaluation.runs import Run
from tests.evaluation.planted import Fixed, Oracle, planted_run, talk

TALKS = [talk(f"d{number}", "i0", "i1", "i0") for number in range(40)]
RIGHT = {dialogue.id: "i1" for dialogue in TALKS}


@pytest.fixture(scope="module")
def worse() -> Run:
    return planted_run({"ours": Fixed("i9"), "same": Fixed("i1")}, TALKS)


@pytest.fixture(scope="module")
def better() -> Run:
    return planted_run({"ours": Oracle(RIGHT, place=2), "same": Fixed("i1")}, TALKS)


def row(changed: tuple[Change, ...], system: str, metric: Metric, k: int = 10) -> Change:
    wanted = {"targets, seen": f"{Targets.NEW}, {Seen.REMOVED}", "measure": f"{metric}@{k}"}
    return next(one for one in changed if (one.system, one.figure) == (system, wanted))


def test_a_planted_gain_is_found_with_its_size(worse: Run, better: Run) -> None:
    changed = compare(worse, better)
    gain = row(changed, "ours", Metric.RECALL)
    assert (gain.before, gain.after, gain.test.difference.low) == (0.0, 1.0, 1.0)
    assert gain.moved == 40
    assert gain.test.adjusted < 0.01
    assert row(changed, "ours", Metric.MRR).after == pytest.approx(0.5)


def test_what_did_not_change_is_said_to_be_the_same(worse: Run, better: Run) -> None:
    same = row(compare(worse, better), "same", Metric.RECALL)
    assert (same.test.difference.value, same.test.p, same.test.adjusted) == (0.0, 1.0, 1.0)


def test_new_targets_are_compared_without_the_repeated(worse: Run, better: Run) -> None:
    changed = compare(worse, better)
    counts = {one.figure["targets, seen"]: one.test.count for one in changed}
    assert counts == {"new, removed": 40, "all, kept": 80}


def test_a_system_may_be_compared_with_another(worse: Run) -> None:
    (first, *_) = compare(worse, worse, {"ours": "same"})
    assert (first.system, first.before, first.after) == ("ours → same", 0.0, 1.0)


def test_an_unknown_system_is_refused_with_the_known_ones(worse: Run, better: Run) -> None:
    with pytest.raises(
        ParleyError, match="Run B has no system 'graph': it has nothing, ours, same"
    ):
        compare(worse, better, {"ours": "graph"})


def test_baselines_are_compared_where_there_is_nothing_else() -> None:
    run = planted_run({}, TALKS)
    assert {one.system for one in compare(run, run)} == {"nothing"}


def test_runs_without_a_common_system_are_refused(worse: Run) -> None:
    results = worse.results.model_copy(update={"systems": ()})
    other = worse._replace(results=results)
    with pytest.raises(ParleyError, match="no system in common"):
        compare(worse, other)


def test_other_questions_are_refused_unless_the_common_ones_are_asked_for(worse: Run) -> None:
    fewer = planted_run({"ours": Fixed("i1"), "same": Fixed("i1")}, TALKS[:30])
    with pytest.raises(ParleyError, match="different splits"):
        compare(worse, fewer)
    assert {one.test.clusters for one in compare(worse, fewer, intersect=True)} == {30}


def test_runs_that_share_nothing_cannot_be_compared(worse: Run) -> None:
    other = planted_run({"ours": Fixed("i1")}, [talk("elsewhere")])
    with pytest.raises(ParleyError, match="no instance in common"):
        compare(worse, other, intersect=True)


def test_one_seed_gives_one_comparison(worse: Run, better: Run) -> None:
    assert compare(worse, better, seed=4) == compare(worse, better, seed=4)


def test_the_table_has_a_row_a_measure_of_every_system_that_changed(
    worse: Run, better: Run
) -> None:
    changed = compare(worse, better)
    assert len(changed) == 2 * 2 * 5
    assert table(changed, "").row_count == 2 * 5
    assert unchanged(changed) == ("same",)
    assert not np.isnan([one.test.detectable for one in changed]).any()
