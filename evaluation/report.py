"""The report of a run: one HTML page with plots and tables that needs nothing from elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from rich.text import Text

from evaluation.plots import plots
from evaluation.results import Results
from evaluation.tables import tables

_PAGE = Path(__file__).with_name("report.html")


class Row(NamedTuple):
    """One line of a table; `is_ours` marks a system that is no baseline."""

    cells: tuple[str, ...]
    is_ours: bool


class Shown(NamedTuple):
    """A table as the page shows it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def page(results: Results) -> str:
    """The page as text; whatever stems from data is escaped, and nothing is loaded."""
    from plotly.offline import get_plotlyjs  # noqa: PLC0415  # a second that only reports pay

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(_PAGE.read_text("utf-8"))
    return template.render(
        results=results,
        plots=[(title, Markup(html)) for title, html in plots(results)],  # noqa: S704  # plotly's own
        tables=list(_shown(results)),
        plotly=Markup(get_plotlyjs()),  # noqa: S704
    )


def _shown(results: Results) -> Iterator[Shown]:
    """The tables of the terminal, so that page and terminal cannot differ."""
    ours = {system.name for system in results.systems if not system.is_baseline}
    for table in tables(results):
        columns = [list(map(_plain, column.cells)) for column in table.columns]
        yield Shown(
            title=str(table.title),
            headings=tuple(_heading(column.header) for column in table.columns),
            rows=tuple(Row(cells, cells[0] in ours) for cells in zip(*columns, strict=True)),
        )


def _heading(cell: object) -> str:
    """A heading on one line: `MRR@10`, not `MRR @10`."""
    return _plain(cell).replace("\n@", "@")


def _plain(cell: object) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)
