"""The CSV files hold the figures of the record, and nothing that a spreadsheet would run."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.episodes import Ending, Spent
from evaluation.simulation_csv import write_episodes, write_figures
from tests.evaluation.planted_simulations import (
    asked,
    contest,
    never,
    people,
    planted,
    played,
    recommended,
    took,
)
from tests.evaluation.simulation_doubles import FILMS
from tests.worlds import film

FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    path = tmp_path_factory.mktemp("figures") / "figures.csv"
    write_figures(path, contest(20).results)
    return pl.read_csv(path)


def figure(rows: pl.DataFrame, system: str, name: str) -> tuple[float, float, float]:
    (found,) = rows.filter(pl.col("system") == system, pl.col("figure") == name).rows()
    return found[2:]


def test_the_figures_are_those_of_the_record(figures: pl.DataFrame) -> None:
    run = contest(20).results
    for number, system in enumerate(run.systems):
        for t, rate in enumerate(system.success, 1):
            found = figure(figures, system.name, f"SR@{t}")
            assert found == pytest.approx((rate.value, rate.low, rate.high)), number
    # Half of twenty people of `bad` take two turns, the others count four.
    assert figure(figures, "bad", "AT")[0] == 3.0
    assert figure(figures, "bad", "SR@3 minus good")[0] == -0.5
    assert figure(figures, "bad", "p (McNemar) against good")[0] == pytest.approx(2 / 2**10)
    assert figure(figures, "bad", "SR@3, family family 1")[0] == 0.0
    assert figure(figures, "bad", "ended: left")[0] == 10
    assert figure(figures, "good", "scored") == (20.0, None, None)


def test_every_system_has_every_figure_once(figures: pl.DataFrame) -> None:
    assert figures.select("system", "figure").is_unique().all()
    of_each = figures.filter(~pl.col("figure").str.contains("minus|against"))
    assert of_each["system"].value_counts()["count"].unique().len() == 1


def test_what_is_undefined_is_empty(tmp_path: Path) -> None:
    everybody = people(2)
    run = planted([played("a", one, Ending.FAILED) for one in everybody], everybody)
    write_figures(tmp_path / "f.csv", run.results)
    assert figure(pl.read_csv(tmp_path / "f.csv"), "a", "SR@1") == (None, None, None)
    assert "nan" not in (tmp_path / "f.csv").read_text("utf-8").casefold()


def test_a_row_an_episode(tmp_path: Path) -> None:
    everybody = people(2)
    spent = Spent(calls=2, prompt=90, completion=10, price=0.5)
    episodes = [
        played(
            "a",
            everybody[0],
            Ending.ACCEPTED,
            asked(spent=spent),
            recommended("f1", "f2", taken="f1", violations=1),
            recommended("f1", "f3", taken="f3", intent="reject"),
        ),
        played("a", everybody[1], Ending.FAILED, note="the server did not answer"),
    ]
    write_episodes(tmp_path / "e.csv", episodes, [took(one) for one in episodes], FILMS)
    first, second = pl.read_csv(tmp_path / "e.csv").to_dicts()
    assert first == {
        "system": "a",
        "number": 0,
        "persona": "person-0",
        "family": "family 0",
        "origin": "catalogue",
        "ending": "accepted a target",
        "turns": 3,
        "taken": "; ".join(FILMS[name].label for name in ("f1", "f3")),
        "targets": 1,
        "first_hit": 3,
        "asks": 1,
        "rejections": 1,
        "violations": 1,
        "repeats": 1,
        "grounded": 3,
        "calls": 2,
        "tokens": 100,
        "price": 0.5,
        "milliseconds": 30.0,
        "note": "",
    }
    assert (second["ending"], second["turns"], second["first_hit"]) == ("failed", 0, None)
    assert second["note"] == "the server did not answer"


def test_a_late_first_hit_is_a_number_like_any_other(tmp_path: Path) -> None:
    everybody = people(130)
    episodes = [never("a", one) for one in everybody[:-1]]
    episodes += [played("a", everybody[-1], Ending.ACCEPTED, recommended("f3", taken="f3"))]
    write_episodes(tmp_path / "e.csv", episodes, [], FILMS)
    rows = pl.read_csv(tmp_path / "e.csv", infer_schema_length=None)
    assert rows["first_hit"].drop_nulls().to_list() == [1]


def test_a_run_of_nothing_has_its_headings(tmp_path: Path) -> None:
    write_episodes(tmp_path / "e.csv", [], [], FILMS)
    assert pl.read_csv(tmp_path / "e.csv").columns[:3] == ["system", "number", "persona"]


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=20))
def test_no_cell_begins_as_a_formula(tmp_path_factory, sign: str, text: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "e.csv"
    text = sign + text.replace("\0", "")
    person = people(1)[0].model_copy(update={"id": text, "family": text})
    items = {"f1": film(1, title=text, year=None)}
    episode = played(text, person, Ending.LEFT, recommended("f1", taken="f1"), note=text)
    write_episodes(path, [episode], [], items)
    (row,) = pl.read_csv(path, infer_schema=False).to_dicts()
    told = [row[name] for name in ("system", "persona", "family", "taken", "note")]
    assert told == ["'" + text] * 5


def test_numbers_below_nothing_stay_numbers(figures: pl.DataFrame) -> None:
    assert figures["low"].dtype == pl.Float64
    assert figures["low"].min() < 0


def test_figures_of_a_system_named_as_a_formula_are_text(tmp_path: Path) -> None:
    write_figures(tmp_path / "f.csv", contest(4, FORMULA).results)
    assert "'" + FORMULA in pl.read_csv(tmp_path / "f.csv")["system"].to_list()
