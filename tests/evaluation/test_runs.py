"""A run's folder says what was measured, is read back as it was written, and escapes its data."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from core.errors import ParleyError
from evaluation.report import page
from evaluation.results import Results
from evaluation.runs import Run, find_run, load, run_folder, save
from evaluation.tables import decimals, heading, interval, probability, tables
from tests.evaluation.planted import Fixed, Oracle, planted_run

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def run() -> Run:
    return planted_run({"<b>ours</b>": Oracle({}, place=3), "plain": Fixed("i1", "i2")})


def test_a_run_is_read_back_as_it_was_written(run: Run, tmp_path: Path) -> None:
    save(tmp_path, run.results, run.samples)
    again = load(tmp_path)
    assert again.samples.equals(run.samples)
    assert again.results.model_dump_json() == run.results.model_dump_json()


def test_undefined_figures_are_text_in_the_json(run: Run) -> None:
    text = run.results.model_dump_json()
    assert '"NaN"' in text
    assert "null" in text  # the reference has no test against itself
    assert not re.search(r"[:\[,]\s*NaN", text)


def test_samples_have_an_instance_a_row_and_ranks_a_system(run: Run) -> None:
    assert run.samples["instance"].is_unique().all()
    assert run.samples["plain|removed"].to_list()[0] in (0, 1, 2)
    assert {"record", "place", "target", "repeated", "cold item", "first turn"} <= set(
        run.samples.columns
    )


def test_folders_are_named_by_time_and_name_and_never_shared(tmp_path: Path) -> None:
    first, second = (run_folder(tmp_path, "my run/../x", NOW) for _ in range(2))
    assert first == tmp_path / "runs" / "20260131-093000-my-run-..-x"
    assert second.name == f"{first.name}-2"
    assert run_folder(tmp_path, "//", NOW).name == "20260131-093000-run"


def test_a_run_is_found_by_path_folder_and_name(tmp_path: Path) -> None:
    old, new = (run_folder(tmp_path, "graph", NOW.replace(hour=hour)) for hour in (8, 9))
    runs = tmp_path / "runs"
    assert find_run(runs, str(old)) == find_run(runs, old.name) == old
    assert find_run(runs, "graph") == new
    with pytest.raises(ParleyError, match="no run 'text'"):
        find_run(runs, "text")


def test_a_folder_without_a_run_is_explained(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ParleyError, match="not the folder of a run"):
        load(tmp_path)
    save(tmp_path, run.results, run.samples)
    (tmp_path / "samples.parquet").write_bytes(b"PAR1 cut off")
    with pytest.raises(ParleyError, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "results.json").write_text("{}")
    with pytest.raises(ParleyError, match="cannot be read"):
        load(tmp_path)


class Loads(HTMLParser):
    """Collects what a page would load from elsewhere, and its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [str(value) for key, value in attrs if key in ("src", "href")]


@pytest.fixture(scope="module")
def report(run: Run) -> str:
    about = run.results.about.model_copy(update={"command": HOSTILE, "name": HOSTILE})
    return page(run.results.model_copy(update={"about": about}))


def test_the_report_loads_nothing(report: str) -> None:
    assert Loads(report).sources == []


def test_the_report_holds_every_plot_and_table(report: str, run: Run) -> None:
    tags = Loads(report).tags
    assert tags.count("table") == len(list(tables(run.results)))
    assert report.count('class="plotly-graph-div"') == 4
    for words in ("Recall@k over mentions", "places looked at (k)", "mean popularity percentile"):
        assert words in report


def test_what_stems_from_data_is_escaped(report: str) -> None:
    assert HOSTILE not in report
    assert "<b>ours" not in report
    assert "&lt;b&gt;ours" in report


def printed(results: Results) -> str:
    console = Console(width=140, record=True, file=StringIO())
    console.print(heading(results), markup=False)
    for table in tables(results):
        console.print(table)
    return console.export_text()


def test_the_terminal_shows_every_system_setting_and_figure(run: Run) -> None:
    text = printed(run.results)
    for words in (
        "New targets, seen items removed",
        "All targets, seen items kept",
        "best baseline on validation data",
        "detectable",
        "by slice",
        "coverage",
        "<b>ours</b>",
    ):
        assert words in text
    assert max(map(len, text.splitlines())) <= 140


def test_figures_of_the_validation_part_say_what_they_are(run: Run) -> None:
    about = run.results.about.model_copy(update={"part": "validation"})
    developed = run.results.model_copy(update={"about": about})
    assert "for development" in heading(developed)
    assert "for development" in page(developed)
    assert "for development" not in heading(run.results)


def test_figures_are_written_short() -> None:
    assert [decimals(one) for one in (0.5, 1.0, -0.25, float("nan"))] == [
        ".500",
        "1.000",
        "-.250",
        "–",
    ]
    assert [probability(one) for one in (0.0001, 0.031, 1.0)] == ["<.001", ".031", "1.000"]


def test_an_undefined_interval_is_a_dash(run: Run) -> None:
    cold = next(f.estimate for f in run.results.systems[0].figures if f.count == 0)
    assert interval(cold) == "–"
