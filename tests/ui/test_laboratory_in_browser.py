"""The tabs that measure, in headless Chromium: a small simulation of real systems is started, watched, read."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from commands.apart import measure
from commands.assembly import Parts
from commands.evaluations import PageEvaluations
from commands.processes import Look
from commands.reports import RunReports
from commands.simulating import Share
from commands.simulations import PageSimulations
from commands.systems import Name, contestant
from core.ports import Laboratory, Retriever
from core.settings import Settings
from evaluation.conversing import Setting
from evaluation.shards import PartWriter, finished
from evaluation.simulating import jobs_of, simulate
from evaluation.simulation_plan import frozen
from evaluation.watching import Moment, watching
from simulator.leaks import Detector
from simulator.person import Person
from tests.ui.browsing import CHROMIUM, Served, expect, launched, visiting
from tests.ui.doubles import ScriptedRecommender

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path"),
]
DAY = datetime(2026, 6, 1, tzinfo=UTC)
PAUSE = 0.15


class Playing:
    """Plays real systems as their process does, in this one and slowly enough to be watched."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __call__(self, shares: Sequence[Share], look: Look) -> None:
        (share,) = shares
        plan, people = frozen(share.folder)
        systems = [contestant(Name(name), self._parts, DAY) for name in plan.systems]
        writer = PartWriter(share.folder)
        with watching(share.folder, is_watched=share.is_watched) as watch:

            def told(moment: Moment) -> None:
                watch(moment)
                look()
                time.sleep(PAUSE)

            setting = Setting(
                turns=plan.turns,
                user=lambda persona: Person(persona, self._parts.catalog),
                leaks=Detector(self._parts.catalog),
                watch=told,
            )
            jobs = jobs_of(tuple(enumerate(people)), systems, finished(share.folder))
            simulate(jobs, setting, writer.write, 1, look)
        writer.close()
        look()


@pytest.fixture(scope="module")
def served(
    default_catalog: Catalog,
    listener: RulesListener,
    default_retriever: Retriever,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEY_DATA_FOLDER", str(folder))
        served = Served(
            ScriptedRecommender(),
            laboratory=laboratory(folder, default_catalog, listener, default_retriever),
        )
        yield served
        served.stop()


def laboratory(
    folder: Path, catalog: Catalog, listener: RulesListener, retriever: Retriever
) -> Laboratory:
    """Simulations of the default films without the language encoder; nothing is imported."""
    mind = RulesMind(catalog, listener)
    made = SimpleNamespace(
        catalog=catalog, listener=listener, retriever=retriever, minds=lambda order=None: mind
    )
    settings = Settings()
    return Laboratory(
        PageSimulations(
            settings,
            catalog,
            Playing(cast("Parts", made)),
            lambda folder: measure(folder, catalog),
        ),
        PageEvaluations(settings),
        RunReports(folder / "runs"),
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with launched() as browser:
        yield browser


@pytest.fixture
def visit(browser, served):
    with visiting(browser, served) as open_page:
        yield open_page


def tab(page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def simulated(page) -> None:
    """Waits for the end of the run."""
    expect(page.locator("#simulate-run")).to_contain_text("Finished", timeout=40_000)


def test_a_run_is_started_watched_and_its_report_opened(visit) -> None:
    page = visit()
    expect(page.get_by_role("tab")).to_have_text(["Chat", "Simulate", "Evaluate"])
    expect(page.locator("#stop-simulation")).to_have_count(0)
    tab(page, "Simulate")
    expect(page.locator("#stop-simulation")).to_be_disabled()
    page.get_by_label("number input for People").fill("3")
    page.get_by_label("number input for Turns at most").fill("2")
    page.get_by_label("random: one agent").check()
    page.click("#start-simulation")
    run = page.locator("#simulate-run")
    expect(run).to_contain_text("3 people made up from the catalogue; macrs, random")
    # It appears while the conversation goes on, with what the person means by it.
    expect(page.locator(".watched-turn").first).to_be_visible()
    expect(page.locator(".watched .badge").first).to_have_text("under way")
    expect(page.locator(".watched-turn .intent").first).not_to_be_empty()
    expect(page.locator("#start-simulation")).to_be_disabled()
    bar = run.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuemax", "6")
    expect(bar).not_to_have_attribute("aria-valuenow", "0")

    # The same run in another window, and the chat beside it.
    other = visit()
    other.fill("#box textarea", "films")
    other.press("#box textarea", "Enter")
    expect(other.locator("#transcript .answer")).to_have_count(1)
    tab(other, "Simulate")
    expect(other.locator("#simulate-run")).to_contain_text("of 6 conversations")
    tab(other, "Chat")
    expect(other.locator("#transcript .answer")).to_be_visible()

    page.locator("#follow input").click()
    page.get_by_role("option", name="Person 3 with random").click()
    expect(page.locator(".watched h3")).to_have_text("Person 3 with random")
    simulated(page)
    expect(run.locator("tbody tr")).to_have_count(2)
    expect(run.locator("thead")).to_contain_text("SR@2 [95%]")
    expect(run).to_contain_text("wide intervals")
    expect(page.locator(".watched .badge").first).not_to_have_text("under way")
    expect(page.locator(".watched .shown li").first).to_be_visible()
    fold = page.locator(".verdict").first
    fold.locator("summary").press("Enter")
    expect(fold).to_contain_text("Stimulus")
    expect(fold).to_contain_text("none of them")
    with page.context.expect_page() as opened:
        run.get_by_role("link", name="Open the report").click()
    report = opened.value
    expect(report.locator("h1")).to_have_text("simulate-catalogue")
    expect(report.locator("svg.main-svg").first).to_be_visible()
    page.reload()
    tab(page, "Simulate")
    expect(run).to_contain_text("Finished")


def test_a_stopped_run_is_kept_and_says_how_to_go_on(visit) -> None:
    page = visit()
    tab(page, "Simulate")
    page.get_by_label("number input for People").fill("40")
    page.click("#start-simulation")
    expect(page.locator(".watched-turn").first).to_be_visible()
    page.click("#stop-simulation")
    run = page.locator("#simulate-run")
    expect(run).to_contain_text("Stopped", timeout=20_000)
    expect(run.locator("code")).to_contain_text("python app.py simulate --resume")
    expect(page.locator("#start-simulation")).to_be_enabled()


def test_nothing_chosen_is_no_simulation(visit) -> None:
    page = visit()
    tab(page, "Simulate")
    page.get_by_label("macrs: the full team").uncheck()
    page.click("#start-simulation")
    expect(page.locator("#simulate-told .notice")).to_contain_text("at least one system")


def test_where_nothing_is_imported_the_page_says_what_to_type(visit) -> None:
    page = visit()
    tab(page, "Evaluate")
    expect(page.locator("#imported")).to_contain_text("python app.py data import redial PATH")
    expect(page.locator("#start-evaluation")).to_have_count(0)


def test_a_phone_needs_no_sideways_scrolling(visit) -> None:
    page = visit(viewport={"width": 390, "height": 800})
    for name in ("Simulate", "Evaluate", "Chat"):
        tab(page, name)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        heights = page.evaluate(
            "[...document.querySelectorAll('.bench button, .bench .wrap > label, .bench summary')]"
            ".filter(one => one.checkVisibility()).map(one => one.offsetHeight)"
        )
        assert min(heights, default=40) >= 40, name
