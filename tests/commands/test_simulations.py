"""Simulations for the page: followed turn by turn, measured, stopped and refused."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.store import Catalog
from commands.apart import begin_apart, measure
from commands.planning import Asked
from commands.reports import RunReports
from commands.simulations import PageSimulations, Play
from commands.systems import Name
from core.errors import ParleyError
from core.runs import Phase, SimulationWish
from core.settings import Settings
from evaluation.shards import merge, read
from evaluation.simulation_plan import frozen
from evaluation.watching import LIVE
from tests.commands.planted_runs import Playing

WISH = SimulationWish(people=4, systems=("macrs", "random"), turns=3, seed=5, origin="catalogue")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(tmp_path))
    return Settings()


def simulations_of(settings: Settings, catalog: Catalog, play: Play) -> PageSimulations:
    """Everything in this process."""
    return PageSimulations(settings, catalog, play, lambda folder: measure(folder, catalog))


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ended(simulations: PageSimulations) -> Phase:
    until(lambda: not simulations.state().phase.is_busy)
    return simulations.state().phase


def test_a_run_is_counted_measured_and_reported(
    settings: Settings, default_catalog: Catalog
) -> None:
    playing = Playing(default_catalog)
    simulations = simulations_of(settings, default_catalog, playing)
    assert simulations.state().phase is Phase.IDLE
    simulations.start(WISH)
    assert ended(simulations) is Phase.FINISHED
    state = simulations.state()
    assert (state.done, state.total, state.resume) == (8, 8, "")
    assert state.counts == {"accepted a target": 4, "out of turns": 4}
    (figures,) = state.figures
    assert [(row[0], row[1], row[2][:4]) for row in figures.rows] == [
        ("macrs", "4", ".500"),
        ("random", "4", ".500"),
    ]
    assert [row[3][:5] for row in figures.rows] == ["3.000", "3.000"]
    assert "with 4" in figures.note
    assert state.has_report
    folder = settings.data_folder / "runs" / state.run
    report = RunReports(folder.parent).report(state.run)
    assert report
    assert report.startswith(b"<!doctype html>")
    assert not (folder / LIVE).exists()
    assert [one.run for one in simulations.past()] == [state.run]
    assert simulations.past()[0].figures == figures
    # Few at once, and told as they happen: the chat beside it shall not suffer.
    assert [(one.in_flight, one.is_watched) for one in playing.shares] == [(4, True)]


def test_what_is_asked_in_the_page_can_be_asked_on_the_command_line(
    settings: Settings, default_catalog: Catalog
) -> None:
    simulations = simulations_of(settings, default_catalog, Playing(default_catalog))
    simulations.start(WISH)
    ended(simulations)
    plan, people = frozen(settings.data_folder / "runs" / simulations.state().run)
    assert plan.command == (
        "python app.py simulate --users 4 --system macrs --system random --turns 3 --seed 5 "
        "--from catalogue"
    )
    assert len(people) == 4


def test_a_conversation_is_followed_from_its_first_words_to_its_end(
    settings: Settings, default_catalog: Catalog
) -> None:
    simulations = simulations_of(settings, default_catalog, Playing(default_catalog))
    simulations.start(WISH)
    ended(simulations)
    assert [one.words for one in simulations.conversations()][:3] == [
        "Person 1 with macrs",
        "Person 1 with random",
        "Person 2 with macrs",
    ]
    watched = simulations.conversation("random:0")
    assert watched
    assert watched.ending == "accepted a target"
    assert [one.intent for one in watched.exchanges] == ["state need", "reject", "accept"]
    first, second, last = watched.exchanges
    assert (first.reply, len(first.films), len(second.films)) == ("Here you are.", 1, 1)
    assert first.verdict
    assert (first.verdict.taken, first.verdict.none) == ("", 0.2)
    assert second.verdict
    assert second.verdict.taken == second.films[0]
    assert second.verdict.weighed[0].probability == 0.8
    assert dict(second.verdict.thoughts) == {"Stimulus": "s", "Knowledge": "k", "Evaluation": "e"}
    assert (last.reply, last.films, last.verdict) == ("", (), None)
    assert second.films[0] in dict(watched.about)["Would be glad of"]
    assert simulations.conversation("random:4") is None
    assert simulations.conversation("nobody") is None


def test_one_run_at_a_time_and_what_was_finished_is_kept(
    settings: Settings, default_catalog: Catalog
) -> None:
    playing = Playing(default_catalog, gated=True)
    simulations = simulations_of(settings, default_catalog, playing)
    simulations.start(WISH)
    assert playing.reached.wait(20)
    until(lambda: simulations.state().done == 1)
    assert simulations.state().phase is Phase.RUNNING
    with pytest.raises(ParleyError, match="One run at a time"):
        simulations.start(WISH)
    simulations.stop()
    assert simulations.state().phase is Phase.STOPPING
    playing.step.set()
    assert ended(simulations) is Phase.STOPPED
    state = simulations.state()
    folder = settings.data_folder / "runs" / state.run
    assert str(folder) in state.resume
    assert "--resume" in state.resume
    assert len(read(folder)) == 1
    assert not state.figures
    assert simulations.past() == ()
    # The rest, as `--resume` plays it.
    playing.gated = False
    playing(playing.shares[:1], lambda: False)
    assert merge(folder, frozen(folder)[0].keys(4)) is not None
    simulations.start(WISH)
    assert ended(simulations) is Phase.FINISHED


def test_what_goes_on_is_seen_while_it_goes_on(
    settings: Settings, default_catalog: Catalog
) -> None:
    seen: list[tuple[tuple[str, ...], int]] = []

    class Looking(Playing):
        def __call__(self, shares, look):
            def look_on() -> bool:
                over = look()
                going = simulations.under_way()
                turns = [simulations.conversation(key) for key in going]
                seen.append((going, sum(len(one.exchanges) for one in turns if one)))
                return over

            with_cuts(shares[0].folder, look_on)
            super().__call__(shares, look)

    def with_cuts(folder: Path, look: Callable[[], bool]) -> None:
        """A conversation whose first lines are there, the last one only half."""
        line = (
            '{"system":"macrs","number":1,"begins":true,"said":{"text":"Hi","intent":"state need"}}'
        )
        answer = '{"system":"macrs","number":1,"reply":"Hello","cards":[],"films":[]}'
        (folder / LIVE).write_text(f"{line}\n{answer[:30]}", "utf-8")
        look()

    simulations = simulations_of(settings, default_catalog, Looking(default_catalog))
    simulations.start(WISH)
    assert ended(simulations) is Phase.FINISHED
    assert seen == [(("macrs:1",), 1)]


@pytest.mark.parametrize(
    ("change", "told"),
    [({"systems": ("nobody",)}, "no system 'nobody'"), ({"origin": "redial"}, "not imported")],
)
def test_what_is_not_offered_is_refused(
    settings: Settings, default_catalog: Catalog, change: dict[str, object], told: str
) -> None:
    simulations = simulations_of(settings, default_catalog, Playing(default_catalog))
    offer = simulations.offer()
    assert [one.value for one in offer.origins] == ["catalogue"]
    assert [one.value for one in offer.systems] == [name.value for name in Name]
    with pytest.raises(ParleyError, match=told):
        simulations.start(WISH.model_copy(update=change))
    assert simulations.state().phase is Phase.IDLE


@pytest.mark.parametrize(
    "change", [{"people": 51}, {"people": 0}, {"turns": 21}, {"seed": -1}, {"systems": ()}]
)
def test_a_wish_that_is_not_small_is_none(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SimulationWish.model_validate(WISH.model_dump() | change)


@pytest.mark.parametrize(
    ("error", "told"), [(ParleyError("the <disk> is full"), "the <disk> is full"), (KeyError("x"), "nobody foresaw")]
)  # fmt: skip
def test_a_run_that_breaks_off_says_why_and_how_to_go_on(
    settings: Settings,
    default_catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    told: str,
) -> None:
    def breaks(shares, look):
        raise error

    unforeseen: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", unforeseen.append)
    simulations = simulations_of(settings, default_catalog, breaks)
    simulations.start(WISH)
    assert ended(simulations) is Phase.FAILED
    assert told in simulations.state().note
    assert "--resume" in simulations.state().resume
    # What nobody foresaw is in the terminal with its place.
    until(lambda: isinstance(error, ParleyError) or bool(unforeseen))
    assert [one.exc_value for one in unforeseen] == [error] * (not isinstance(error, ParleyError))


def test_the_heavy_ends_of_a_run_are_played_in_processes_of_their_own(
    settings: Settings, default_catalog: Catalog
) -> None:
    simulations = PageSimulations(settings, default_catalog, Playing(default_catalog))
    simulations.start(WISH.model_copy(update={"people": 2}))
    assert ended(simulations) is Phase.FINISHED, simulations.state()
    assert simulations.state().has_report
    with pytest.raises(ParleyError, match="movielens is not imported"):
        begin_apart(Asked(2, ("macrs",), 2, 0, "movielens", "", ""))
