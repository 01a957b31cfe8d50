"""The plots of a simulation: success by turn, differences, endings, the flow of acts, cost, families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evaluation.act_flow import ENDING_COLOURS, flow, flow_figure
from evaluation.dialogue_metrics import Mean
from evaluation.drawing import COLOURS, MARKS, by_rows, empty_figure, html_of, label, panels
from evaluation.episodes import Ending, Episode
from evaluation.intervals import Estimate
from evaluation.simulation_results import SimulationResults, SystemResults
from evaluation.simulation_tables import Topic

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_COSTS = (Mean.CALLS, Mean.TOKENS, Mean.PRICE, Mean.MILLISECONDS)
_DASHES = ("solid", "dash", "dot")


class Plot(NamedTuple):
    """A plot's HTML; where a topic has several, one is shown at a time, chosen by `name`."""

    name: str
    html: str


def plots(results: SimulationResults, episodes: Sequence[Episode]) -> Mapping[Topic, list[Plot]]:
    """The plots of each topic that has any."""
    found: dict[Topic, list[Plot]] = {}
    for topic, figure in _single(results):
        found[topic] = [Plot("", html_of(figure))]
    for one in results.systems:
        links = flow(episode for episode in episodes if episode.system == one.name)
        if links:
            found.setdefault(Topic.FLOW, []).append(Plot(one.name, html_of(flow_figure(links))))
    return found


def _single(results: SimulationResults) -> Iterator[tuple[Topic, Figure]]:
    if not results.systems:
        return
    yield Topic.SUCCESS, _success(results)
    if results.against:
        yield Topic.AGAINST, _differences(results)
    yield Topic.ENDINGS, _endings(results)
    if costs := _costs(results):
        figure = panels(costs, [one.name for one in results.systems])
        figure.update_xaxes(rangemode="tozero")
        yield Topic.COST, figure
    if any(one.families for one in results.systems):
        yield Topic.FAMILIES, _families(results)


def _success(results: SimulationResults) -> Figure:
    """SR@t of each system with Wilson's band."""
    figure = empty_figure("turn (t)", "SR@t")
    turns = list(range(1, results.turns + 1))
    for number, one in enumerate(results.systems):
        _band(figure, number, one, turns)
        figure.add_scatter(
            x=turns,
            y=[rate.value for rate in one.success],
            customdata=[(rate.low, rate.high) for rate in one.success],
            hovertemplate="SR@%{x} %{y:.3f} [%{customdata[0]:.3f}, %{customdata[1]:.3f}]",
            mode="lines+markers",
            marker={"symbol": MARKS[number % len(MARKS)], "size": 9},
            line={"color": _colour(number), "dash": _DASHES[number // len(COLOURS) % 3]},
            name=label(one.name),
            legendgroup=str(number),
        )
    figure.update_xaxes(tickvals=turns, range=[0.8, results.turns + 0.2])
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return figure


def _band(figure: Figure, number: int, system: SystemResults, turns: Sequence[int]) -> None:
    rates = system.success
    figure.add_scatter(
        x=[*turns, *reversed(turns)],
        y=[*(rate.high for rate in rates), *(rate.low for rate in reversed(rates))],
        fill="toself",
        fillcolor=_colour(number),
        opacity=0.13,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        legendgroup=str(number),
    )


def _differences(results: SimulationResults) -> Figure:
    """A forest of intervals: everything minus the reference."""
    shares = {
        f"SR@{results.turns}": [one.success.difference for one in results.against],
        "HR@10": [one.hits.difference for one in results.against],
        "AT (fewer is better)": [one.turns.difference for one in results.against],
    }
    figure = panels(shares, [one.name for one in results.against])
    figure.add_vline(x=0, line={"color": "#1c1c28", "width": 1, "dash": "dash"})
    return figure


def _endings(results: SimulationResults) -> Figure:
    """The share of each ending in all conversations, a row a system."""
    figure = empty_figure("", "")
    for ending in Ending:
        counts = [one.endings.get(ending, 0) for one in results.systems]
        if any(counts):
            totals = [max(sum(one.endings.values()), 1) for one in results.systems]
            figure.add_bar(
                x=[count / total for count, total in zip(counts, totals, strict=True)],
                y=[label(one.name) for one in results.systems],
                orientation="h",
                text=counts,
                insidetextanchor="middle",
                textangle=0,
                hovertemplate=f"{ending.value}: %{{text}} (%{{x:.1%}})<extra>%{{y}}</extra>",
                marker={"color": ENDING_COLOURS[ending]},
                name=ending.value,
            )
    by_rows(figure, len(results.systems))
    figure.update_layout(
        barmode="stack",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    return figure


def _costs(results: SimulationResults) -> dict[str, list[Estimate]]:
    """What a turn costs, of what costs anything."""
    costs = {name.value: [one.means[name] for one in results.systems] for name in _COSTS}
    return {name: found for name, found in costs.items() if any(one.value > 0 for one in found)}


def _families(results: SimulationResults) -> Figure:
    """Success by family as a heat map, with the mean and the worst decile at its left."""
    names = sorted({name for one in results.systems for name in one.families})
    rows = [
        [one.mean_of_families, one.worst_decile, *(_rate(one, name) for name in names)]
        for one in results.systems
    ]
    figure = empty_figure("", "")
    figure.add_heatmap(
        z=rows,
        x=["<b>mean</b>", "<b>worst decile</b>", *map(label, names)],
        y=[label(one.name) for one in results.systems],
        zmin=0,
        zmax=1,
        colorscale="Blues",
        texttemplate="%{z:.2f}",
        hovertemplate="%{y}, %{x}: %{z:.3f}<extra></extra>",
        xgap=2,
        ygap=2,
        colorbar={"title": f"SR@{results.turns}", "thickness": 12},
    )
    by_rows(figure, len(results.systems))
    figure.update_xaxes(side="top", automargin=True, type="category")
    return figure


def _rate(system: SystemResults, family: str) -> float | None:
    found = system.families.get(family)
    return found.value if found else None


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]
