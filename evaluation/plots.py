"""The plots of a report: recall by cut-off and slice, what no source proposes, how popular the shown is."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from evaluation.figures import CUTOFFS, Metric, Targets
from evaluation.intervals import Estimate
from evaluation.ranked import Seen
from evaluation.results import HEADLINE_K, Results, System
from evaluation.tables import setting_name, unproposed_title

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Colours that people with any colour vision can tell apart. Source: Okabe and Ito 2008.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933")
_MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")


def plots(results: Results) -> Iterator[tuple[str, str]]:
    """Every plot as its title and its HTML, which expects plotly's script in the page."""
    for targets, seen in ((Targets.NEW, Seen.REMOVED), (Targets.ALL, Seen.KEPT)):
        # A copy of what was named is invisible in the first and may lead in the second.
        title = f"Recall by cut-off, {setting_name(targets, seen)}"
        yield title, _html(_curves(results, targets, seen))
    title = f"Recall@{HEADLINE_K} by slice, {setting_name(Targets.NEW, Seen.REMOVED)}"
    yield title, _html(_slices(results))
    if any(system.reach for system in results.systems):
        yield unproposed_title(results), _html(_unproposed(results))
    yield "How popular the first ten are, beside the targets", _html(_popularity(results))


def _curves(results: Results, targets: Targets, seen: Seen) -> Figure:
    figure = _figure("places looked at (k)", "Recall@k over mentions")
    for number, system in enumerate(results.systems):
        found = [system.figure(Metric.RECALL, k, targets, seen) for k in CUTOFFS]
        figure.add_scatter(
            x=CUTOFFS,
            y=[one.value for one in found],
            error_y={
                "symmetric": False,
                "array": [one.high - one.value for one in found],
                "arrayminus": [one.value - one.low for one in found],
            },
            mode="lines+markers",
            marker={"symbol": _MARKS[number % len(_MARKS)], "size": 8},
            line={"dash": "dot" if system.is_baseline else "solid", "width": 2},
            name=_label(system),
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
    figure = _figure("slice (number of targets)", y)
    for number, system in enumerate(results.systems):
        if found := estimates.get(system.name):
            figure.add_bar(
                x=[f"{name} ({count})" for name, count in results.counts.new.items()],
                y=[one.value for one in found],
                error_y={
                    "symmetric": False,
                    "array": [one.high - one.value for one in found],
                    "arrayminus": [one.value - one.low for one in found],
                    "thickness": 1,
                },
                marker={"color": _COLOURS[number % len(_COLOURS)]},  # as in the other plots
                name=_label(system),
            )
    return figure


def _popularity(results: Results) -> Figure:
    figure = _figure("mean popularity percentile of the first ten", f"Recall@{HEADLINE_K}")
    for number, system in enumerate(results.systems):
        shown = system.exposure[Seen.REMOVED]
        figure.add_scatter(
            x=[shown.popularity.value],
            y=[system.figure(Metric.RECALL, HEADLINE_K).value],
            mode="markers",
            marker={"symbol": _MARKS[number % len(_MARKS)], "size": 12},
            name=_label(system),
        )
    figure.add_vline(
        x=results.systems[0].exposure[Seen.REMOVED].of_targets,
        line_dash="dash",
        annotation_text="targets",
    )
    return figure


def _label(system: System) -> str:
    """Plotly reads labels as HTML, so a name's own signs are escaped."""
    return html.escape(system.name)


def _figure(x: str, y: str) -> Figure:
    from plotly.graph_objects import Figure  # noqa: PLC0415  # only reports pay for it

    figure = Figure()
    figure.update_layout(
        template="plotly_white",
        colorway=_COLOURS,
        height=460,
        margin={"t": 20, "b": 60, "l": 70, "r": 20},
        xaxis_title=x,
        yaxis_title=y,
        yaxis_rangemode="tozero",
    )
    return figure


def _html(figure: Figure) -> str:
    config = {"displaylogo": False, "responsive": True}
    return str(figure.to_html(full_html=False, include_plotlyjs=False, config=config))
