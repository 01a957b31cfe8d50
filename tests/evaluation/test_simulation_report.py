"""The report holds every figure of the terminal, loads nothing, and takes all it is told for text."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evaluation.episodes import Ending
from evaluation.intervals import Estimate
from evaluation.judge import Aspect as Judged
from evaluation.judge_results import JUDGE, JudgeResults
from evaluation.pages import shown
from evaluation.realism import Realism
from evaluation.realism_counts import Aspect
from evaluation.simulation_plots import plots
from evaluation.simulation_report import page
from evaluation.simulation_runs import SimulationRun, save
from evaluation.simulation_tables import Topic, tables
from tests.evaluation.planted_simulations import (
    at_once,
    contest,
    never,
    people,
    planted,
    played,
    recommended,
    written,
)
from tests.evaluation.simulation_doubles import FILMS

HOSTILE = "<script>alert('x')</script>"


class Page(HTMLParser):
    """What a page would load from elsewhere, its headings, its tables' cells, its text, the ids of its parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.cells: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        self.sources += [str(value) for key, value in attrs if key in ("src", "href")]
        self.ids += [str(value) for key, value in attrs if key == "id"]
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("td", "th"):
            self.cells[-1] += data
        if not {"script", "style"} & set(self._open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(run: SimulationRun) -> str:
    return page(run.results, run.episodes, run.personas, FILMS)


@pytest.fixture(scope="module")
def run() -> SimulationRun:
    return contest(8)


@pytest.fixture(scope="module")
def report(run: SimulationRun) -> str:
    return page_of(run)


def test_the_page_shows_the_terminals_tables_cell_by_cell(run: SimulationRun, report: str) -> None:
    found = shown(tables(run.results))
    cells = [
        cell
        for one in found
        for line in (one.headings, *(r.cells for r in one.rows))
        for cell in line
    ]
    assert sorted(Page(report).cells) == sorted(cells)
    assert all(one.title in Page(report).text for one in found)


def test_the_page_loads_nothing_and_its_contents_lead_somewhere(report: str) -> None:
    found = Page(report)
    assert all(source.startswith("#") for source in found.sources)
    assert {source[1:] for source in found.sources} <= set(found.ids)


def test_there_is_a_plot_for_every_topic_and_a_flow_for_every_system(run: SimulationRun) -> None:
    drawn = plots(run.results, run.episodes)
    assert set(drawn) == {
        Topic.SUCCESS,
        Topic.AGAINST,
        Topic.ENDINGS,
        Topic.FLOW,
        Topic.COST,
        Topic.FAMILIES,
    }
    assert [one.name for one in drawn[Topic.FLOW]] == ["good", "bad"]


def values(html: str) -> str:
    """The traces of a plot, as plotly is handed them."""
    return html[html.index("Plotly.newPlot") :]


def test_success_is_drawn_as_planted(run: SimulationRun) -> None:
    (plot,) = plots(run.results, run.episodes)[Topic.SUCCESS]
    lines = re.findall(r'"y":(\[[^\]]*\])', values(plot.html))
    assert [1.0, 1.0, 1.0] in map(json.loads, lines)
    assert [0.0, 0.5, 0.5] in map(json.loads, lines)


def test_what_costs_nothing_is_not_drawn(run: SimulationRun) -> None:
    (plot,) = plots(run.results, run.episodes)[Topic.COST]
    assert "ms a turn" in plot.html
    assert "price a turn" not in plot.html


def test_transcripts_tell_words_intents_films_thoughts_and_endings(report: str) -> None:
    text = Page(report).text
    for words in (
        "person-0, family family 0, wants genre Comedy (1.00); avoids genre Drama",
        "Hidden films: ★\u00a0Film 3",
        "a comedy state need",
        "Which genre? ask about genre",
        "Takes ★\u00a0Film 3",
        "Stimulus: wants a comedy",
        "Knowledge: has heard of it",
        "none 0.500",
        "Asked for more at the end: Film 7",
        "accepted a target",
    ):
        assert words.replace("\u00a0", " ") in text.replace("\u00a0", " "), words


def test_repairs_and_faults_are_told() -> None:
    turn = recommended(
        "f1", repairs=("a title was taken out",), violations=1, stray=("Other Film",)
    )
    everybody = people(1)
    text = Page(page_of(planted([played("a", everybody[0], Ending.LEFT, turn)], everybody))).text
    for words in (
        "Repaired: a title was taken out",
        "1 with what was ruled out",
        "Named though not shown: Other Film",
    ):
        assert words in text


def hostile() -> SimulationRun:
    everybody = tuple(
        one.model_copy(update={"id": HOSTILE, "family": HOSTILE}) for one in people(2)
    )
    turn = recommended(
        HOSTILE, "f3", said=HOSTILE, reply=HOSTILE, repairs=(HOSTILE,), stray=(HOSTILE,)
    )
    turn = turn.model_copy(update={"asked": HOSTILE, "taken": HOSTILE})
    episodes = [
        played(system, one, Ending.LEAKED, turn, note=HOSTILE, closing=HOSTILE, fallback=(HOSTILE,))
        for system in (HOSTILE, "plain")
        for one in everybody
    ]
    episodes += [at_once(system, one) for system in (HOSTILE, "plain") for one in people(4)[2:]]
    return planted(episodes, (*everybody, *people(4)[2:]), name=HOSTILE)


def test_whatever_is_said_or_named_stays_text() -> None:
    text = page_of(hostile())
    assert HOSTILE not in text
    assert "alert(&#39;x&#39;)" in text


def test_families_and_systems_in_plots_are_text() -> None:
    run = hostile()
    for drawn in plots(run.results, run.episodes).values():
        assert all("<script>alert" not in one.html for one in drawn)
        assert all("\\u003cscript\\u003ealert" not in one.html for one in drawn)


def test_a_run_that_leaked_says_so_before_anything_else() -> None:
    everybody = people(3)
    episodes = [at_once("a", one) for one in everybody[:2]]
    leaked = planted([*episodes, played("a", everybody[2], Ending.LEAKED)], everybody)
    text = Page(page_of(leaked)).text
    assert (
        0
        < text.index("THIS RUN HAS FAILED: a hidden film was given away in 1 conversation")
        < text.index("Success by turn")
    )
    assert "THIS RUN HAS FAILED" not in Page(page_of(planted(episodes, everybody))).text


def test_a_run_of_one_system_has_no_differences_and_nobody_beside_anybody() -> None:
    everybody = people(4)
    run = planted([at_once("only", one) for one in everybody], everybody)
    assert Topic.AGAINST not in plots(run.results, run.episodes)
    assert not {"against", "beside"} & set(Page(page_of(run)).ids)


@pytest.mark.parametrize("ending", [Ending.FAILED, Ending.LEAKED])
def test_a_run_in_which_nothing_is_scored_still_has_a_page(ending: Ending) -> None:
    everybody = people(2)
    run = planted(
        [played(name, one, ending) for name in ("a", "b") for one in everybody], everybody
    )
    found = Page(page_of(run))
    assert "–" in found.cells
    assert {"success", "endings", "transcripts"} <= set(found.ids)


def test_a_run_of_nothing_has_a_page() -> None:
    assert "0 of 0 conversations" in Page(page_of(planted([], ()))).text


def test_realism_is_shown_only_where_it_was_measured(run: SimulationRun) -> None:
    half = Estimate(value=0.125, low=0.1, high=0.15)
    realism = Realism(about="", floors=dict.fromkeys(Aspect, half), accepted=0.5, rejected=0.25)
    measured = run._replace(results=run.results.model_copy(update={"realism": realism}))
    assert "realism" not in Page(page_of(run)).ids
    found = Page(page_of(measured))
    assert "realism" in found.ids
    assert found.cells.count(".125 [.100, .150]") == len(Aspect)


def judged(warning: str) -> JudgeResults:
    kappa = Estimate(value=0.625, low=0.5, high=0.75)
    return JudgeResults(
        judge="a model",
        talkers="rules",
        rubric="r",
        labels=20,
        unanswered_labels=0,
        agreement=dict.fromkeys(Judged, kappa),
        is_accepted=dict.fromkeys(Judged, True),
        warning=warning,
    )


def test_a_judge_is_heard_only_where_one_was_asked_and_with_its_caution(
    run: SimulationRun, tmp_path: Path
) -> None:
    assert "judge" not in Page(page_of(run)).ids
    folder = written(tmp_path / "run", run)
    (folder / JUDGE).write_text(judged("it talked itself").model_dump_json(), "utf-8")
    save(folder, run.results, run.episodes, run.personas, FILMS)
    found = Page((folder / "report.html").read_text("utf-8"))
    assert "judge" in found.ids
    assert found.cells.count(".625 [.500, .750]") == len(Judged)
    assert "it talked itself" in found.text


def test_a_conversation_that_ends_in_the_list_at_the_end_is_no_success() -> None:
    everybody = people(1)
    run = planted([never("a", everybody[0])], everybody)
    (system,) = run.results.systems
    assert (system.success[-1].value, system.fallback[5].value) == (0.0, 1.0)
