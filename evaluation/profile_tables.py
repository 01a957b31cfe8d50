"""The tables of `evaluate profile`."""

from collections.abc import Sequence

from rich.table import Table

from evaluation.edits import Edit
from evaluation.profiles import SIZE, Row, Strayed


def worth_table(rows: Sequence[Row]) -> Table:
    """Recall and NDCG by group and knowledge, for one request."""
    first = rows[0]
    return _table(
        f"What a profile is worth: {first.people} people ask for {first.asked.value}",
        ("history held", "known", f"Recall@{SIZE}", "gained", f"NDCG@{SIZE}", "gained"),
        [
            (
                row.group.value,
                row.known.value,
                row.recall,
                row.recall_gain,
                row.ndcg,
                row.ndcg_gain,
            )
            for row in rows
        ],
    )


def edits_table(edits: Sequence[Edit]) -> Table:
    """What each edit does to the films shown."""
    return _table(
        "What an edit of the profile does to the ten films shown",
        ("edit", "people", "films breaking it, before", "after", "all met, before", "after"),
        [
            (
                edit.name,
                edit.people,
                edit.broken_before,
                edit.broken_after,
                edit.met_before,
                edit.met_after,
            )
            for edit in edits
        ],
    )


def strayed_table(rows: Sequence[Strayed]) -> Table:
    """What an appetite for the little known costs and brings."""
    return _table(
        f"Appetite for the little known, {rows[0].people} warm people",
        ("appetite", f"Recall@{SIZE}", "gained", "renown", "gained"),
        [
            (f"{row.appetite:.2f}", row.recall, row.recall_gain, row.renown, row.renown_gain)
            for row in rows
        ],
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(title=title)
    for name in columns:
        table.add_column(name)
    for row in rows:
        table.add_row(*map(str, row))
    return table
