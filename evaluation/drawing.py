"""What all plots share: colours, marks, intervals as bars, panels, and HTML that expects plotly's script."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evaluation.intervals import Estimate

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Colours that people with any colour vision can tell apart. Source: Okabe and Ito 2008.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
# Pixels of a plot with a row a system: around all rows, and for one.
_AROUND, _ROW = 110, 30


def empty_figure(x: str, y: str) -> Figure:
    """A figure with these axes and nothing on them yet."""
    from plotly.graph_objects import Figure  # noqa: PLC0415  # only reports pay for it

    figure = Figure()
    figure.update_layout(
        template="plotly_white",
        colorway=COLOURS,
        height=460,
        margin={"t": 20, "b": 60, "l": 70, "r": 20},
        xaxis_title=x,
        yaxis_title=y,
        yaxis_rangemode="tozero",
    )
    return figure


def panels(figures: Mapping[str, Sequence[Estimate]], rows: Sequence[str]) -> Figure:
    """Figures with their intervals side by side, each with an axis of its own; rows from the top."""
    from plotly.subplots import make_subplots  # noqa: PLC0415

    figure = make_subplots(
        rows=1,
        cols=len(figures),
        shared_yaxes=True,
        subplot_titles=[label(name) for name in figures],
        horizontal_spacing=0.05,
    )
    for column, found in enumerate(figures.values(), 1):
        figure.add_scatter(
            x=[one.value for one in found],
            y=[label(name) for name in rows],
            error_x=error_bars(found) | {"thickness": 2, "width": 5},
            customdata=[(one.low, one.high) for one in found],
            hovertemplate="%{x:.3f} [%{customdata[0]:.3f}, %{customdata[1]:.3f}]<extra>%{y}</extra>",
            mode="markers",
            marker={"size": 9, "color": COLOURS[0]},
            showlegend=False,
            row=1,
            col=column,
        )
    by_rows(figure, len(rows))
    return figure


def by_rows(figure: Figure, rows: int) -> None:
    """Make the figure as high as its rows need, the first of them on top, names not cut off."""
    figure.update_layout(
        template="plotly_white",
        height=_AROUND + _ROW * rows,
        margin={"t": 40, "b": 40, "l": 20, "r": 20},
    )
    figure.update_yaxes(range=[rows - 0.5, -0.5], automargin=True, type="category")


def error_bars(found: Sequence[Estimate]) -> dict[str, object]:
    """The intervals of these figures as plotly draws them."""
    return {
        "symmetric": False,
        "array": [one.high - one.value for one in found],
        "arrayminus": [one.value - one.low for one in found],
    }


def label(name: str) -> str:
    """Plotly reads labels as HTML, so a name's own signs are escaped."""
    return html.escape(name)


def html_of(figure: Figure) -> str:
    """The figure as a part of a page that holds plotly's script."""
    config = {"displaylogo": False, "responsive": True}
    return str(figure.to_html(full_html=False, include_plotlyjs=False, config=config))
