"""The command line answers at once, explains its failures, and reaches nothing outside."""

import os
import socket
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import typer
from typer.testing import CliRunner, Result

import app
from catalog import wikidata
from tests.fake_models import sensible
from tests.fake_server import FakeServer, Fault

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
KEY = "sk-never-to-be-seen-4711"


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
        ("model", "check"),
        ("model", "usage"),
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


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """A language-model server that the settings name, with its key."""
    with FakeServer(sensible) as server:
        monkeypatch.setenv("PARLEY_MODEL_URL", server.url)
        monkeypatch.setenv("PARLEY_MODEL_FAST", "small-1")
        monkeypatch.setenv("PARLEY_MODEL_STRONG", "large-1")
        monkeypatch.setenv("PARLEY_MODEL_KEY", KEY)
        monkeypatch.setenv("PARLEY_MODEL_RETRIES", "0")
        yield server


def told(result: Result) -> str:
    """All that a verb printed, and what it would have raised; on one line, without the key."""
    error = result.exception
    raised = "".join(traceback.format_exception(error)) if error else ""
    assert KEY not in f"{result.output}{result.stderr}{raised}"
    return " ".join(f"{result.output} {result.stderr}".split())


def test_a_model_that_can_be_used_is_said_to_be(run: Run, server: FakeServer) -> None:
    server.break_with(
        Fault.STATUS_400,
        when=lambda asked: asked.model == "large-1" and "response_format" in asked.body,
    )
    result: Result = run("model", "check")
    assert result.exit_code == 0
    assert told(result) == (
        f"fast: small-1 at {server.url} can be used; typed answers by json schema "
        f"strong: large-1 at {server.url} can be used; typed answers by text"
    )
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.REFUSED, "the server could not be reached"),
        (Fault.STATUS_401, "the key was refused (401)"),
        (Fault.STATUS_404, "the server refused the request (404)"),
        (Fault.HTML_200, "what came back is no chat completion"),
    ],
)
def test_a_model_that_cannot_be_used_is_explained(
    run: Run, server: FakeServer, fault: Fault, reason: str
) -> None:
    server.break_with(fault)
    result: Result = run("model", "check")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert f"fast: small-1 at {server.url}: {reason}." in told(result)


def test_where_no_model_is_set_the_settings_that_set_one_are_named(run: Run) -> None:
    result: Result = run("model", "check")
    assert result.exit_code == 1
    for name in ("PARLEY_MODEL_URL", "PARLEY_MODEL_NAME", "PARLEY_MODEL_KEY"):
        assert name in told(result)


def test_what_a_model_cost_is_shown(
    run: Run, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = '{"small-1": {"prompt": 1000, "completion": 1000}}'
    monkeypatch.setenv("PARLEY_MODEL_PRICES", prices)
    assert run("model", "check").exit_code == 0
    result: Result = run("model", "usage")
    assert result.exit_code == 0
    table = told(result)
    assert "probe" in table
    assert "small-1" in table
    assert "large-1" in table
    assert "all" in table


def test_where_nothing_was_asked_nothing_is_shown_to_have_cost(run: Run) -> None:
    result: Result = run("model", "usage")
    assert result.exit_code == 0
    assert "Language-model calls" in told(result)
    assert "│" not in told(result)  # no row


def test_records_that_are_no_database_are_explained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "language_model.sqlite").write_bytes(b"prose, not a database " * 100)
    result: Result = run("model", "usage")
    assert result.exit_code == 1
    assert "language_model.sqlite" in told(result)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "seventy", "PARLEY_PORT='seventy'"),
        ("MODEL_URL", "nowhere", "PARLEY_MODEL_URL='nowhere'"),
        ("MODEL_URL", "", "PARLEY_MODEL_NAME needs PARLEY_MODEL_URL"),
        ("MODEL_DAILY_CAP", "5", "PARLEY_MODEL_DAILY_CAP needs a price"),
        ("MODEL_PRICES", '{"small-1":', "model_prices"),
        ("MODEL_PRICES", '{"small-1": {"prompt": "much"}}', "PARLEY_MODEL_PRICES_SMALL-1_PROMPT"),
    ],
)
@pytest.mark.parametrize("verb", ["check", "usage"])
@pytest.mark.usefixtures("server")
def test_a_wrong_setting_is_explained_without_the_key(
    run: Run, monkeypatch: pytest.MonkeyPatch, verb: str, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(f"PARLEY_{name}", value)
    result: Result = run("model", verb)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert reason in told(result)


def test_sockets_reach_no_further_than_this_machine() -> None:
    with warnings.catch_warnings(), socket.socket() as outside:
        warnings.simplefilter("ignore")
        with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
            outside.connect(("192.0.2.1", 80))
