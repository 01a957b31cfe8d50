"""The verb `compare` over folders of simulations: found by path, folder and name, and what it refuses."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import app
from evaluation.episodes import Ending
from evaluation.runs import save
from evaluation.simulation_runs import SimulationRun
from tests.evaluation.planted import Fixed, planted_run
from tests.evaluation.planted_simulations import (
    at_once,
    contest,
    never,
    people,
    planted,
    played,
    written,
)

EVERYBODY = people(16)


def simulated(*plays, personas=EVERYBODY) -> SimulationRun:
    return planted([play(name, one) for name, play in plays for one in personas], personas)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with simulations called `worse`, `better`, `others` and `leaked`, and an offline run."""
    folder = tmp_path_factory.mktemp("data")
    runs = folder / "runs"
    written(runs / "20260131-080000-worse", simulated(("ours", never), ("same", at_once)))
    written(runs / "20260131-090000-better", simulated(("ours", at_once), ("same", at_once)))
    written(runs / "20260131-100000-others", contest(10))
    leak = simulated(
        (
            "ours",
            lambda name, one: (
                played(name, one, Ending.LEAKED) if one.seed == 3 else never(name, one)
            ),
        )
    )
    written(runs / "20260131-110000-leaked", leak)
    ranked = runs / "20260131-120000-ranked"
    ranked.mkdir()
    run = planted_run({"ours": Fixed("i1")})
    save(ranked, run.results, run.samples)
    return folder


@pytest.fixture
def compared(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(folder))
    return lambda *arguments: CliRunner().invoke(app.app, ["compare", *arguments])


def plain(result: Result) -> str:
    return " ".join(result.output.split())


def test_simulations_are_compared_by_name_folder_and_path(compared, folder: Path) -> None:
    outputs = [
        compared(*pair)
        for pair in (
            ("worse", "better"),
            ("20260131-080000-worse", "20260131-090000-better"),
            tuple(
                str(folder / "runs" / f"20260131-0{n}0000-{name}")
                for n, name in ((8, "worse"), (9, "better"))
            ),
        )
    ]
    assert [result.exit_code for result in outputs] == [0, 0, 0], outputs[0].output
    assert len({result.output for result in outputs}) == 1
    text = plain(outputs[0])
    assert "B minus A with the same people" in text
    assert "ours SR@3 .000 1.000 1.000 [1.000, 1.000] <.001 <.001" in text
    assert "The same in both: same." in text


def test_systems_of_other_names_are_paired(compared) -> None:
    text = plain(compared("worse", "worse", "--system", "ours=same"))
    assert "ours → same SR@3 .000 1.000" in text


def test_other_people_are_refused_and_nobody_in_common_is_said(compared) -> None:
    refused = compared("worse", "others")
    assert refused.exit_code == 1
    assert "no system in common" in plain(refused)
    paired = compared("worse", "others", "--system", "ours=good")
    assert (paired.exit_code, "different people" in plain(paired)) == (1, True)
    # The first ten people are the same in both.
    common = plain(compared("worse", "others", "--system", "ours=good", "--intersect"))
    assert "ours → good SR@3 .000 1.000 1.000 [1.000, 1.000] .002 .002 .000 10 10" in common


def test_a_leaked_run_is_said_to_have_failed(compared) -> None:
    result = compared("worse", "leaked")
    assert "B: THIS RUN HAS FAILED: a hidden film was given away in 1 conversation." in plain(
        result
    )


def test_a_simulation_and_a_ranking_cannot_be_compared(compared) -> None:
    result = compared("worse", "ranked")
    assert result.exit_code == 1
    assert "One of the runs is a simulation" in plain(result)


def test_rankings_are_compared_by_the_same_verb(compared) -> None:
    result = compared("ranked", "ranked")
    assert (result.exit_code, plain(result).endswith("The same in both: ours.")) == (0, True)


def test_a_run_that_is_not_there_is_explained(compared) -> None:
    result = compared("worse", "nothing")
    assert result.exit_code == 1
    assert "There is no run 'nothing'" in plain(result)
