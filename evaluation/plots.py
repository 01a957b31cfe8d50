"""The plots of a report: recall by cut-off and slice, what no source proposes, how popular the shown is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from evaluation.drawing import COLOURS, MARKS, empty_figure, error_bars, html_of, label
from evaluation.figures import CUTOFFS, Metric, Targets
from evaluation.intervals import Estimate
from evaluation.ranked import Seen
from evaluation.results import HEADLINE_K, Results
from evaluation.tables import setting_name, unproposed_title

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def plots(results: Results) -> Iterator[tuple[str, str]]:
    """Every plot as its title and its HTML, which expects plotly's script in the page."""
    for targets, seen in ((Targets.NEW, Seen.REMOVED), (Targets.ALL, Seen.KEPT)):
        # A copy of what was named is invisible in the first and may lead in the second.
        title = f"Recall by cut-off, {setting_name(targets, seen)}"
        yield title, html_of(_curves(results, targets, seen))
    title = f"Recall@{HEADLINE_K} by slice, {setting_name(Targets.NEW, Seen.REMOVED)}"
    yield title, html_of(_slices(results))
    if any(system.reach for system in results.systems):
        yield unproposed_title(results), html_of(_unproposed(results))
    yield "How popular the first ten are, beside the targets", html_of(_popularity(results))


def _curves(results: Results, targets: Targets, seen: Seen) -> Figure:
    figure = empty_figure("places looked at (k)", "Recall@k over mentions")
    for number, system in enumerate(results.systems):
        found = [system.figure(Metric.RECALL, k, targets, seen) for k in CUTOFFS]
        figure.add_scatter(
            x=CUTOFFS,
            y=[one.value for one in found],
            error_y=error_bars(found),
            mode="lines+markers",
            marker={"symbol": MARKS[number % len(MARKS)], "size": 8},
            line={"dash": "dot" if system.is_baseline else "solid", "width": 2},
            name=label(system.name),
        )
    figure.update_xaxes(type="log", tickvals=CUTOFFS, ticktext=list(map(str, CUTOFFS)))
    return figure


def _slices(results: Results) -> Figure:
    names = results.counts.new
    recalls = {
        system.name: [system.figure(Metric.RECALL, HEADLINE_K, only=name) for name in names]
        for system in results.systems
    }
    return _bars(results, f"Recall@{HEADLINE_K}", recalls)


def _unproposed(results: Results) -> Figure:
    shares = {
        system.name: [system.reach.unproposed[name] for name in results.counts.new]
        for system in results.systems
        if system.reach
    }
    return _bars(results, "share of new targets", shares)


def _bars(results: Results, y: str, estimates: Mapping[str, list[Estimate]]) -> Figure:
    """Bars by slice; `estimates` holds systems' figures by name, one a slice that has targets."""
    figure = empty_figure("slice (number of targets)", y)
    for number, system in enumerate(results.systems):
        if found := estimates.get(system.name):
            figure.add_bar(
                x=[f"{name} ({count})" for name, count in results.counts.new.items()],
                y=[one.value for one in found],
                error_y=error_bars(found) | {"thickness": 1},
                marker={"color": COLOURS[number % len(COLOURS)]},  # as in the other plots
                name=label(system.name),
            )
    return figure


def _popularity(results: Results) -> Figure:
    figure = empty_figure("mean popularity percentile of the first ten", f"Recall@{HEADLINE_K}")
    for number, system in enumerate(results.systems):
        shown = system.exposure[Seen.REMOVED]
        figure.add_scatter(
            x=[shown.popularity.value],
            y=[system.figure(Metric.RECALL, HEADLINE_K).value],
            mode="markers",
            marker={"symbol": MARKS[number % len(MARKS)], "size": 12},
            name=label(system.name),
        )
    figure.add_vline(
        x=results.systems[0].exposure[Seen.REMOVED].of_targets,
        line_dash="dash",
        annotation_text="targets",
    )
    return figure
