"""Offline evaluations for the page: what is offered, one at a time, in a process of its own."""

import json
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.datasets.importing import import_data
from catalog.store import Catalog, imported_path, load_base
from commands.evaluations import PageEvaluations, Request, evaluated_apart
from commands.offline import evaluated
from commands.trials import Asked, Told
from core.errors import ParleyError
from core.runs import EvaluationWish, Phase
from core.settings import Settings
from evaluation.runs import load
from tests.worlds import film

FILMS = Catalog(
    [film(row, id=f"tt{row}", title=f"Planted Film {row}", year=1950 + row) for row in range(30)],
    name="planted",
)
WISH = EvaluationWish(data="redial", part="validation", most=10)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(tmp_path))
    items = (item.model_dump_json() for item in FILMS.items_in_order)
    imported_path(tmp_path).write_text("\n".join(items) + "\n", "utf-8")
    return Settings()


@pytest.fixture
def with_data(settings: Settings) -> Settings:
    """Dialogues in which film n is always answered with film n + 10: the neighbours know."""
    path = settings.data_folder / "own.jsonl"
    path.write_text("".join(json.dumps(_row(number)) + "\n" for number in range(150)), "utf-8")
    folder = settings.data_folder
    import_data("redial", path, folder, load_base(folder), today=date(2026, 1, 31))
    return settings


def _row(number: int) -> dict[str, object]:
    seed, answer = number % 10, 10 + number % 10
    said = ((7, f"{number}: I like @{seed}"), (8, f"Then see @{answer}"), (7, "Thanks"))
    return {
        "conversationId": number,
        "initiatorWorkerId": 7,
        "respondentWorkerId": 8,
        "messages": [{"senderWorkerId": who, "text": text} for who, text in said],
        "movieMentions": {str(one): f"Planted Film {one} ({1950 + one})" for one in (seed, answer)},
        "initiatorQuestions": {},
        "respondentQuestions": {},
    }


def here(settings: Settings) -> Callable[[Request, Told, Callable[[], bool]], str]:
    """Evaluates in this process."""

    def evaluate(request: Request, told: Told, is_over: Callable[[], bool]) -> str:
        _, folder = evaluated(request.asked, settings, "planted", request.command, told)
        return folder.name

    return evaluate


def ended(evaluations: PageEvaluations) -> Phase:
    deadline = time.monotonic() + 60
    while evaluations.state().phase.is_busy:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return evaluations.state().phase


def test_where_nothing_is_imported_nothing_can_be_asked(settings: Settings) -> None:
    evaluations = PageEvaluations(settings)
    offer = evaluations.offer()
    assert offer.imported == ()
    assert offer.imports[0] == "python app.py data import redial PATH"
    with pytest.raises(ParleyError, match="not imported"):
        evaluations.start(WISH)
    assert evaluations.past() == ()


def test_a_sample_is_measured_and_kept(with_data: Settings) -> None:
    evaluations = PageEvaluations(with_data, here(with_data))
    (redial,) = evaluations.offer().imported
    assert (redial.kind, redial.is_measurable, redial.day) == ("redial", True, "2026-01-31")
    assert "150 dialogues" in redial.holds
    evaluations.start(WISH)
    assert ended(evaluations) is Phase.FINISHED
    state = evaluations.state()
    (figures,) = state.figures
    by_name = {row[0]: row[1] for row in figures.rows}
    assert by_name["item-kNN"].startswith("1.000")
    assert "10 turns of 10 conversations" in figures.note
    assert state.has_report
    assert [one.run for one in evaluations.past()] == [state.run]
    about = load(with_data.data_folder / "runs" / state.run).results.about
    assert about.settings["dialogues"] == "10"
    assert about.command == (
        "python app.py evaluate offline --data redial --part validation --users 10 --dialogues 10"
    )


def test_a_process_of_its_own_does_the_same(with_data: Settings) -> None:
    told: list[tuple[str, int, int]] = []

    def evaluate(request: Request, tell: Told, is_over: Callable[[], bool]) -> str:
        def both(work: str, turns: int, total: int) -> None:
            told.append((work, turns, total))
            tell(work, turns, total)

        return evaluated_apart(request, both, is_over)

    evaluations = PageEvaluations(with_data, evaluate)
    evaluations.start(WISH)
    assert ended(evaluations) is Phase.FINISHED, evaluations.state()
    assert ("Asking BM25", 10, 10) in told


def test_what_the_process_refuses_is_told_here(with_data: Settings) -> None:
    request = Request(Asked("movielens"), "")
    with pytest.raises(ParleyError, match="movielens is not imported"):
        evaluated_apart(request, lambda *_: None, lambda: False)


def test_one_at_a_time_and_a_stop_ends_it(with_data: Settings) -> None:
    begun = threading.Event()

    def waits(request: Request, told: Told, is_over: Callable[[], bool]) -> str:
        told("Asking copy", 3, 10)
        begun.set()
        while not is_over():
            time.sleep(0.01)
        return ""

    evaluations = PageEvaluations(with_data, waits)
    evaluations.start(WISH)
    assert begun.wait(10)
    state = evaluations.state()
    assert (state.phase, state.work, state.done, state.total) == (
        Phase.RUNNING,
        "Asking copy",
        3,
        10,
    )
    with pytest.raises(ParleyError, match="One run at a time"):
        evaluations.start(WISH)
    evaluations.stop()
    assert ended(evaluations) is Phase.STOPPED
    assert evaluations.past() == ()


def test_a_damaged_run_is_passed_over(with_data: Settings) -> None:
    evaluations = PageEvaluations(with_data, here(with_data))
    evaluations.start(WISH)
    ended(evaluations)
    for name in ("20990101-000000-torn", "20990101-000001-empty"):
        folder = with_data.data_folder / "runs" / name
        folder.mkdir()
        (folder / "samples.parquet").write_bytes(b"")
    (with_data.data_folder / "runs" / "20990101-000000-torn" / "results.json").write_text("{")
    assert [one.run for one in evaluations.past()] == [evaluations.state().run]


@pytest.mark.parametrize("change", [{"most": 9}, {"most": 1001}, {"part": "train"}])
def test_a_wish_that_is_not_small_is_none(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EvaluationWish.model_validate(WISH.model_dump() | change)


def test_unknown_rankers_are_refused(with_data: Settings) -> None:
    evaluations = PageEvaluations(with_data, here(with_data))
    with pytest.raises(ParleyError, match="no ranker 'magic'"):
        evaluations.start(WISH.model_copy(update={"rankers": ("magic",)}))
