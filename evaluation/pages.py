"""A page that needs nothing from elsewhere: plots, and the tables of the terminal, all of it escaped."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rich.table import Table
from rich.text import Text


class Row(NamedTuple):
    """One line of a table; `is_ours` marks a system that is no baseline."""

    cells: tuple[str, ...]
    is_ours: bool


class Shown(NamedTuple):
    """A table as the page shows it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def rendered(template: str, **values: object) -> str:
    """The page of this template; whatever stems from data is escaped, and nothing is loaded."""
    from plotly.offline import get_plotlyjs  # noqa: PLC0415  # a second that only reports pay

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = Markup(get_plotlyjs())  # noqa: S704
    return environment.get_template(template).render(plotly=script, **values)


def drawn(plot: str) -> Markup:
    """Plotly's own HTML, which the page takes as it is: `evaluation.drawing` escapes what it names."""
    return Markup(plot)  # noqa: S704


def shown(tables: Iterable[Table], ours: Collection[str] = ()) -> tuple[Shown, ...]:
    """The tables of the terminal, so that page and terminal cannot differ; `ours` are in bold."""
    return tuple(
        Shown(
            title=_plain(table.title),
            headings=tuple(_heading(column.header) for column in table.columns),
            rows=tuple(Row(cells, cells[0] in ours) for cells in _rows(table)),
        )
        for table in tables
    )


def _rows(table: Table) -> Iterable[tuple[str, ...]]:
    columns = [list(map(_plain, column.cells)) for column in table.columns]
    return zip(*columns, strict=True)


def _heading(cell: object) -> str:
    """A heading on one line: `MRR@10` and not `MRR @10`, but `R@10 [95%]`."""
    return _plain(cell).replace("\n@", "@").replace("\n", " ")


def _plain(cell: object) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)
