"""The verb `evaluate offline` from files on disk to a report, two of its runs compared, and what is refused."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from catalog.datasets.importing import import_data
from catalog.store import Catalog, imported_path, load_base
from commands.compare import compare
from commands.offline import offline
from evaluation.runs import load
from tests.worlds import film

app = typer.Typer()
app.command()(offline)
app.command()(compare)

FILMS = Catalog(
    [film(row, id=f"tt{row}", title=f"Planted Film {row}", year=1950 + row) for row in range(30)],
    name="planted",
)


def row(number: int, seed: int, answer: int) -> dict[str, object]:
    """A dialogue in ReDial's format: the seeker names one film, the recommender another."""
    said = ((7, f"{number}: I like @{seed}"), (8, f"Then see @{answer}"), (7, "Thanks"))
    return {
        "conversationId": number,
        "initiatorWorkerId": 7,
        "respondentWorkerId": 8,
        "messages": [{"senderWorkerId": who, "text": text} for who, text in said],
        "movieMentions": {
            str(film_id): f"Planted Film {film_id} ({1950 + film_id})" for film_id in (seed, answer)
        },
        "initiatorQuestions": {},
        "respondentQuestions": {},
    }


def redial_file(path: Path, numbers: range) -> Path:
    """Dialogues in which film n is always answered with film n + 10: the neighbours know."""
    rows = (row(number, number % 10, 10 + number % 10) for number in numbers)
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small catalogue, dialogues and histories."""
    folder = tmp_path_factory.mktemp("data")
    items = (item.model_dump_json() for item in FILMS.items_in_order)
    imported_path(folder).write_text("\n".join(items) + "\n", "utf-8")
    own = redial_file(folder / "own.jsonl", range(150))
    sequences = folder / "Sequences.txt"
    lines = (
        f"u{user} " + " ".join(str(user % 7 + step) for step in range(5)) for user in range(40)
    )
    sequences.write_text("\n".join(lines) + "\n", "utf-8")
    for kind, path in (("redial", own), ("amazon", sequences)):
        import_data(kind, path, folder, load_base(folder), today=date(2026, 1, 31))
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(folder))
    return CliRunner()


def runs(folder: Path, name: str) -> list[Path]:
    return sorted((folder / "runs").glob(f"*-{name}*"))


def plain(result: Result) -> str:
    return " ".join(result.output.split())


def test_conversations_are_measured_stored_and_compared(run: CliRunner, folder: Path) -> None:
    for _ in range(2):
        result = run.invoke(app, ["offline", "--data", "redial", "--name", "twice"])
        assert result.exit_code == 0, result.output
    assert "New targets, seen items removed" in result.output
    first, second = (load(path) for path in runs(folder, "twice"))
    assert first.samples.equals(second.samples)
    by_name = {system.name: system for system in first.results.systems}
    assert [f.estimate.value for f in by_name["item-kNN"].figures[:1]] == [1.0]
    compared = run.invoke(app, ["compare", *(path.name for path in runs(folder, "twice"))])
    assert compared.exit_code == 0, compared.output
    assert "The same in both: copy, popularity" in compared.output


def test_histories_are_measured_by_leaving_one_out(run: CliRunner, folder: Path) -> None:
    result = run.invoke(app, ["offline", "--data", "amazon", "--users", "25"])
    assert result.exit_code == 0, result.output
    results = load(runs(folder, "amazon")[-1]).results
    assert (results.counts.records, results.about.settings["users"]) == (25, "25")
    assert results.counts.trained_on == 40


def test_another_file_is_reported_on(run: CliRunner, folder: Path, tmp_path: Path) -> None:
    other = redial_file(tmp_path / "other.jsonl", range(1000, 1012))
    result = run.invoke(app, ["offline", "--test", str(other), "--name", "other"])
    assert result.exit_code == 0, result.output
    assert load(runs(folder, "other")[-1]).results.counts.records == 12


def test_a_films_id_means_the_same_film_in_another_file(
    run: CliRunner, folder: Path, tmp_path: Path
) -> None:
    other = redial_file(tmp_path / "misspelt.jsonl", range(2000, 2010))
    other.write_text(other.read_text("utf-8").replace("Planted Film", "Plnt Fm"), "utf-8")
    assert run.invoke(app, ["offline", "--test", str(other), "--name", "misspelt"]).exit_code == 0
    targets = load(runs(folder, "misspelt")[-1]).samples["target"]
    assert set(targets) <= set(FILMS)


def test_a_file_that_holds_training_dialogues_is_refused(run: CliRunner, tmp_path: Path) -> None:
    again = redial_file(tmp_path / "again.jsonl", range(5))
    result = run.invoke(app, ["offline", "--test", str(again)])
    assert result.exit_code == 1
    assert "stands in the training data" in plain(result)


def test_runs_of_other_questions_are_refused_and_can_be_intersected(
    run: CliRunner, folder: Path
) -> None:
    for part in ("test", "validation"):
        assert run.invoke(app, ["offline", "--part", part, "--name", part]).exit_code == 0
    refused = run.invoke(app, ["compare", "test", "validation"])
    assert refused.exit_code == 1
    assert "different parts" in plain(refused)
    nothing = run.invoke(app, ["compare", "test", "validation", "--intersect"])
    assert "no instance in common" in plain(nothing)
    pair = run.invoke(app, ["compare", "test", "test", "--system", "copy=EASE"])
    assert pair.exit_code == 0
    assert "B minus A" in pair.output
    assert "copy → EASE" in pair.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--retriever", "nonsense"], "copy, popularity"),
        (["--data", "movielens"], "is not imported"),
        (["--test", "inspired"], "is not imported"),
        (["--learning", '{"blocks": 1}'], "settings of learning: blocks: Input should be"),
    ],
)
def test_what_cannot_be_done_is_explained(run: CliRunner, arguments: list[str], words: str) -> None:
    result = run.invoke(app, ["offline", *arguments])
    assert result.exit_code == 1
    assert words in plain(result)


def test_a_baseline_may_be_named_and_is_measured_once(run: CliRunner, folder: Path) -> None:
    result = run.invoke(app, ["offline", "--retriever", "ease, copy", "--name", "named"])
    assert result.exit_code == 0, result.output
    names = [system.name for system in load(runs(folder, "named")[-1]).results.systems]
    assert len(names) == len(set(names)) == 6
