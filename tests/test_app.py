"""The command line answers at once, explains its failures, and reaches nothing outside."""

import os
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import typer
from typer.testing import CliRunner, Result

import app
from catalog import wikidata

Run = Callable[..., Result]
ROOT = Path(__file__).parents[1]
HEAVY = (
    "torch",
    "gradio",
    "chromadb",
    "langgraph",
    "sentence_transformers",
    "numpy",
    "scipy",
    "pydantic",
)
HELP_SECONDS = 0.5


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every verb of the command line with its parents, the program itself first."""
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from verbs(child, (*path, name))


VERBS = list(verbs(typer.main.get_command(app.app)))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a verb in this process, on a data folder of its own."""
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app.app, arguments)


def seconds_of_help() -> float:
    """Processor seconds, user and system, that `python app.py --help` takes."""
    child = subprocess.Popen(
        [sys.executable, "app.py", "--help"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return usage.ru_utime + usage.ru_stime


def test_help_takes_less_than_half_a_second() -> None:
    seconds = seconds_of_help()
    if seconds >= HELP_SECONDS:
        # The first run may have compiled modules, or the machine was busy.
        seconds = seconds_of_help()
    assert seconds < HELP_SECONDS


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, app\n"
        "try:\n    app.app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('loaded', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_the_verbs_are_the_ones_promised() -> None:
    assert {
        ("chat",),
        ("talk",),
        ("bench",),
        ("catalog", "import"),
        ("catalog", "show"),
        ("catalog", "remove"),
        ("evaluate", "listening"),
    } <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_has_help(verb: tuple[str, ...], run: Run) -> None:
    result: Result = run(*verb, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_an_unknown_verb_is_refused(run: Run) -> None:
    assert run("dance").exit_code == 2


def test_a_film_file_with_another_checksum_is_explained(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "movies.db"
    changed.write_bytes(wikidata.default_path().read_bytes() + b"\x00")
    monkeypatch.setattr(wikidata, "default_path", lambda: changed)
    result: Result = run("catalog", "show")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert str(changed) in result.stderr.replace("\n", "")
    assert "Traceback" not in result.output


def test_a_film_file_that_is_missing_is_explained(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wikidata, "default_path", lambda: tmp_path / "nothing.db")
    result: Result = run("catalog", "show")
    assert result.exit_code == 1
    assert "nothing.db" in result.stderr.replace("\n", "")


def test_a_damaged_import_is_explained_with_the_way_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "catalog.jsonl").write_text('{"id": 1}\n', "utf-8")
    result: Result = run("catalog", "show")
    assert result.exit_code == 1
    assert "catalog remove" in result.stderr.replace("\n", " ")


def test_importing_a_file_that_is_not_there_is_explained(run: Run) -> None:
    result: Result = run("catalog", "import", "nowhere.csv")
    assert result.exit_code == 1
    assert "nowhere.csv" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_removing_an_import_that_is_not_there_is_no_error(run: Run) -> None:
    assert run("catalog", "remove").exit_code == 0


def test_imported_films_are_shown_and_removed_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text("title,year\nVexing Zeppelins,1990\n", "utf-8")
    assert run("catalog", "import", "films.csv").exit_code == 0
    shown: Result = run("catalog", "show")
    assert shown.output.startswith("imported: 1 films")
    assert run("catalog", "remove").exit_code == 0
    assert not (tmp_path / "var" / "catalog.jsonl").exists()


def test_a_bad_setting_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_PORT", "seventy")
    result: Result = run("catalog", "show")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "port" in result.stderr.lower()


def test_sockets_reach_no_further_than_this_machine() -> None:
    with warnings.catch_warnings(), socket.socket() as outside:
        warnings.simplefilter("ignore")
        with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
            outside.connect(("192.0.2.1", 80))
