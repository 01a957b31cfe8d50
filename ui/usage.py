"""What the calls of a language model have cost so far, as a table for the terminal."""

from collections.abc import Sequence

from rich.table import Table

from core.model_store import Spending
from ui.calls import price

_COLUMNS = ("day", "call site", "model", "calls", "failed", "tokens in", "cached", "tokens out")


def usage_table(account: Sequence[Spending]) -> Table:
    """A row for each day, call site and model, and the sum."""
    table = Table(title="Language-model calls")
    for name in (*_COLUMNS, "price"):
        table.add_column(name, justify="left" if name in _COLUMNS[:3] else "right")
    for row in account:
        table.add_row(row.day, row.site, row.model, *_figures(row))
    if account:
        table.add_section()
        table.add_row("", "all", "", *_figures(_sum(account)))
    return table


def _figures(row: Spending) -> tuple[str, ...]:
    counts = (row.calls, row.failures, row.prompt, row.cached, row.completion)
    return (*(f"{count:,}" for count in counts), price(row.price))


def _sum(rows: Sequence[Spending]) -> Spending:
    counts = [sum(column) for column in zip(*(row[3:] for row in rows), strict=True)]
    return Spending("", "", "", *counts)
