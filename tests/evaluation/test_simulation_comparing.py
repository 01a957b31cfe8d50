"""Two simulations are compared over the same people only, and planted changes are found."""

from pathlib import Path

import pytest

from core.errors import ParleyError
from evaluation.changes import Change, table, unchanged
from evaluation.episodes import Ending
from evaluation.simulation_comparing import compare
from evaluation.simulation_runs import EPISODE_ROWS, FIGURES, SimulationRun, is_simulation, load
from tests.evaluation.doubles import printed
from tests.evaluation.planted_simulations import (
    at_last,
    at_once,
    contest,
    never,
    people,
    planted,
    played,
    written,
)

EVERYBODY = people(20)


def run_of(*plays, personas=EVERYBODY, turns: int = 3) -> SimulationRun:
    """Everybody plays as the function of each system's name says."""
    episodes = [play(name, one) for name, play in plays for one in personas]
    return planted(episodes, personas, turns)


WORSE = run_of(("ours", never), ("same", at_once))
BETTER = run_of(
    ("ours", lambda name, one: at_last(name, one) if one.seed < 12 else never(name, one)),
    ("same", at_once),
)


def row(changes: tuple[Change, ...], system: str, measure: str) -> Change:
    return next(
        one for one in changes if (one.system, one.figure) == (system, {"measure": measure})
    )


def test_a_planted_gain_is_found_with_its_size() -> None:
    changes = compare(WORSE, BETTER)
    gain = row(changes, "ours", "SR@3")
    assert (gain.before, gain.after, gain.moved) == (0.0, 0.6, 12)
    assert gain.test.difference.value == pytest.approx(0.6)
    assert gain.test.difference.low > 0.3
    # Twelve differ, all in one direction; two systems are the family, and the other has p = 1.
    assert gain.test.p == pytest.approx(2 / 2**12)
    assert gain.test.adjusted == pytest.approx(4 / 2**12)
    assert 0 < gain.test.detectable < 0.6


def test_each_measure_has_its_own_answer() -> None:
    changes = compare(WORSE, BETTER)
    assert (row(changes, "ours", "SR@1").before, row(changes, "ours", "SR@1").after) == (0.0, 0.0)
    turns = row(changes, "ours", "AT")
    assert (turns.before, turns.after) == (4.0, pytest.approx(12 / 20 * 2 + 8 / 20 * 4))
    assert turns.test.difference.value == pytest.approx(-1.2)
    # All who had no success had a target in the list at the end.
    assert row(changes, "ours", "HR@10").moved == 0


def test_what_did_not_change_is_said_to_be_the_same() -> None:
    changes = compare(WORSE, BETTER)
    assert unchanged(changes) == ("same",)
    assert table(changes, "by person").row_count == 4
    assert (row(changes, "same", "SR@3").test.p, row(changes, "same", "AT").test.p) == (1.0, 1.0)


def test_people_who_are_not_scored_in_both_are_left_out() -> None:
    leaked = run_of(
        (
            "ours",
            lambda name, one: (
                played(name, one, Ending.LEAKED) if one.seed < 5 else at_once(name, one)
            ),
        )
    )
    gain = row(compare(WORSE, leaked), "ours", "SR@3")
    assert (gain.test.count, gain.before, gain.after) == (15, 0.0, 1.0)


def test_nobody_scored_in_both_is_explained() -> None:
    failed = run_of(("ours", lambda name, one: played(name, one, Ending.FAILED)))
    with pytest.raises(ParleyError, match="ours: nobody was scored in both"):
        compare(WORSE, failed)


def test_a_system_may_be_compared_with_another() -> None:
    (first, *_) = compare(WORSE, WORSE, {"ours": "same"})
    assert (first.system, first.before, first.after) == ("ours → same", 0.0, 1.0)


def test_unknown_and_uncommon_systems_are_refused() -> None:
    with pytest.raises(ParleyError, match="Run B has no system 'graph': it has ours, same"):
        compare(WORSE, BETTER, {"ours": "graph"})
    with pytest.raises(ParleyError, match="no system in common"):
        compare(WORSE, run_of(("other", never)))


def test_other_people_are_refused_unless_those_of_both_are_asked_for() -> None:
    """The people of both stand at other places of the other run."""
    others = (*people(3, family="strangers"), *EVERYBODY[4:10])
    moved = tuple(one.model_copy(update={"seed": one.seed}) for one in others)
    episodes = [
        at_once("ours", one).model_copy(update={"number": number})
        for number, one in enumerate(moved)
    ]
    other = planted(episodes, moved)
    with pytest.raises(ParleyError, match="different people"):
        compare(WORSE, other)
    gain = row(compare(WORSE, other, intersect=True), "ours", "SR@3")
    assert (gain.test.count, gain.before, gain.after) == (6, 0.0, 1.0)
    mixed = [
        play("ours", one).model_copy(update={"number": number})
        for number, (play, one) in enumerate(zip([never, at_once] * 5, moved, strict=False))
    ]
    half = row(compare(WORSE, planted(mixed, moved), intersect=True), "ours", "SR@3")
    assert half.after == 0.5


def test_runs_with_nobody_in_common_cannot_be_compared() -> None:
    strangers = run_of(("ours", never), personas=people(4, family="strangers"))
    with pytest.raises(ParleyError, match="nobody in common"):
        compare(WORSE, strangers, intersect=True)


def test_other_turns_are_refused_unless_those_of_both_are_asked_for() -> None:
    """A success in the second turn is none within one turn, and the lists at the end are not alike."""
    longer = run_of(("ours", at_last), ("same", at_once), turns=5)
    shorter = run_of(("ours", at_once), ("same", at_once), turns=1)
    with pytest.raises(ParleyError, match=r"numbers of turns \(1 and 5\)"):
        compare(shorter, longer)
    changes = compare(shorter, longer, intersect=True)
    assert {one.figure["measure"] for one in changes} == {"SR@1", "AT"}
    assert (row(changes, "ours", "SR@1").before, row(changes, "ours", "SR@1").after) == (1.0, 0.0)
    assert (row(changes, "ours", "AT").before, row(changes, "ours", "AT").after) == (1.0, 2.0)


def test_one_seed_gives_one_comparison() -> None:
    assert compare(WORSE, BETTER, seed=4) == compare(WORSE, BETTER, seed=4)


def test_the_table_says_what_was_paired_and_tested() -> None:
    text = printed(table(compare(WORSE, BETTER), "with the same people, by person"))
    for words in ("B minus A with the same people", "SR@3", "p (Holm)", "detectable", ".600 ["):
        assert words in text


def test_a_run_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    run = contest(6)
    folder = written(tmp_path / "run", run)
    assert is_simulation(folder)
    again = load(folder)
    assert again.personas == run.personas
    assert again.episodes == run.episodes
    assert again.results.model_dump_json() == run.results.model_dump_json()
    assert {FIGURES, EPISODE_ROWS, "report.html"} <= {path.name for path in folder.iterdir()}


def test_a_run_that_is_not_finished_or_damaged_is_explained(tmp_path: Path) -> None:
    folder = written(tmp_path / "run", contest(6))
    (folder / "results.json").write_text("{}")
    with pytest.raises(ParleyError, match="cannot be read as a simulation"):
        load(folder)
    lines = (folder / "episodes.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "episodes.jsonl").write_text("".join(lines[:-2]), "utf-8")
    with pytest.raises(ParleyError, match=r"lacks 2 of 12 episodes: .*--resume"):
        load(folder)
    with pytest.raises(ParleyError, match="holds no simulation"):
        load(tmp_path)
