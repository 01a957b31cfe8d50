"""The report in headless Chromium: plots are drawn, a system is chosen, transcripts are filtered, a phone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.simulation_report import page
from tests.evaluation.planted_simulations import contest
from tests.evaluation.simulation_doubles import FILMS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path"),
]
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
expect = playwright.expect


class Opened:
    """The report of a planted contest; `faults` and `requests` collect what went on."""

    def __init__(self, browser, report: Path, width: int) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(report.as_uri())
        expect(self.page.locator("#success + .wide .main-svg").first).to_be_visible()

    def talks(self) -> int:
        return self.page.locator("details.talk:visible").count()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run, path = contest(8), tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(run.results, run.episodes, run.personas, FILMS), "utf-8")
    return path


@pytest.fixture(params=[1280, 390], ids=["wide", "phone"])
def opened(browser, report: Path, request) -> Iterator[Opened]:
    opened = Opened(browser, report, request.param)
    yield opened
    opened.page.close()


def test_every_plot_is_drawn_nothing_is_asked_for_and_nothing_is_wider_than_the_screen(
    opened: Opened,
) -> None:
    assert opened.page.locator(".plotly-graph-div .main-svg").count() >= 7
    assert opened.faults == []
    assert len(opened.requests) == 1
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert opened.page.evaluate(wide)


def test_one_flow_is_shown_at_a_time_at_its_full_width(opened: Opened) -> None:
    flows = opened.page.locator("[data-of=flow]")
    expect(flows.nth(0)).to_be_visible()
    expect(flows.nth(1)).to_be_hidden()
    opened.page.select_option("select[data-shows=flow]", "bad")
    expect(flows.nth(0)).to_be_hidden()
    expect(flows.nth(1)).to_be_visible()
    expect(flows.nth(1).locator(".sankey-node").first).to_be_visible()
    widths = [
        flows.nth(1).locator(part).first.bounding_box()["width"] for part in (".flow", ".main-svg")
    ]
    assert widths[0] == pytest.approx(widths[1], abs=2)


def test_transcripts_are_filtered_by_system_and_ending_and_opened(opened: Opened) -> None:
    assert opened.talks() == 16
    opened.page.select_option("#of-system", "bad")
    assert opened.talks() == 8
    opened.page.select_option("#of-ending", "left")
    assert opened.talks() == 4
    expect(opened.page.locator("#how-many")).to_have_text("4 shown")
    talk = opened.page.locator("details.talk:visible").first
    expect(talk.get_by_text("not these").first).to_be_hidden()
    talk.locator("summary").first.click()
    expect(talk.get_by_text("not these").first).to_be_visible()
    expect(talk.get_by_text("wants a comedy").first).to_be_hidden()
    talk.get_by_text("What the person thought").first.click()
    expect(talk.get_by_text("wants a comedy").first).to_be_visible()
