"""Reports of runs are found by the name of a folder, and nothing else is."""

from pathlib import Path

import pytest

from commands.reports import RunReports

RUN = "20260131-093000-simulate-redial"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    for name in (RUN, "20260131-093000-film-é.2"):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / "report.html").write_text(name, "utf-8")
        (folder / "results.json").write_text("{}", "utf-8")
    (tmp_path / "report.html").write_text("secret", "utf-8")
    (tmp_path / "runs" / "20260131-093000-none").mkdir()
    return tmp_path / "runs"


@pytest.mark.parametrize("name", [RUN, "20260131-093000-film-é.2"])
def test_a_report_is_found(runs: Path, name: str) -> None:
    assert RunReports(runs).report(name) == name.encode()
    assert RunReports(runs).has(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../runs",
        f"../runs/{RUN}",
        f"{RUN}/../{RUN}",
        f"{RUN}/results.json",
        f"{RUN}\0",
        f"{RUN}\n",
        "20260131-093000-none",
        "20260131-093000-..",
        "/etc",
        "people.sqlite",
    ],
)
def test_nothing_else_is(runs: Path, name: str) -> None:
    assert RunReports(runs).report(name) is None


def test_a_link_that_leads_out_is_no_report(runs: Path, tmp_path: Path) -> None:
    (runs / "20260131-093000-link").symlink_to(tmp_path)
    inner = runs / "20260131-093000-inner"
    inner.mkdir()
    (inner / "report.html").symlink_to(tmp_path / "report.html")
    for name in ("20260131-093000-link", "20260131-093000-inner"):
        assert RunReports(runs).report(name) is None
