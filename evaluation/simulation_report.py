"""The report of a simulation: one HTML page with plots, the terminal's tables, and transcripts to read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from core.item import Item
from evaluation.episodes import Episode
from evaluation.judge_results import JudgeResults
from evaluation.pages import Shown, drawn, rendered, shown
from evaluation.simulation_plots import plots
from evaluation.simulation_results import SimulationResults
from evaluation.simulation_tables import Topic, by_topic, failure, summary
from evaluation.transcripts import chosen, side_by_side, transcript
from simulator.persona import Persona


class Picture(NamedTuple):
    """A plot in the page; of several, one is shown at a time, chosen by `name`."""

    name: str
    html: Markup


class Section(NamedTuple):
    """What the page says of one topic; `caution` is what is to be held against it."""

    topic: Topic
    caution: str
    plots: tuple[Picture, ...]
    tables: tuple[Shown, ...]


def page(
    results: SimulationResults,
    episodes: Sequence[Episode],
    personas: Sequence[Persona],
    items: Mapping[str, Item],
    judge: JudgeResults | None = None,
) -> str:
    """The page as text; `personas` are the run's, in its order, `items` its catalogue."""
    told = [transcript(one, personas, items) for one in chosen(episodes)]
    return rendered(
        "simulation_report.html",
        about=results.about,
        summary=summary(results),
        failure=failure(results) if results.has_leaks else "",
        sections=list(_sections(results, episodes, judge)),
        beside=[transcript(one, personas, items) for one in side_by_side(episodes)],
        transcripts=told,
        played=len(episodes),
        systems=list(dict.fromkeys(one.episode.system for one in told)),
        endings=list(dict.fromkeys(one.episode.ending.value for one in told)),
    )


def _sections(
    results: SimulationResults, episodes: Sequence[Episode], judge: JudgeResults | None
) -> Iterator[Section]:
    """The topics that have anything to show, in the order of reading."""
    drawings, tables = plots(results, episodes), by_topic(results, judge)
    cautions = {Topic.JUDGE: judge.warning} if judge else {}
    for topic in Topic:
        pictures = tuple(Picture(one.name, drawn(one.html)) for one in drawings.get(topic, ()))
        found = shown(tables.get(topic, ()))
        if pictures or found:
            yield Section(topic, cautions.get(topic, ""), pictures, found)
