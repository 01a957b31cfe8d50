"""The tables of `evaluate profile`."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from evaluation.profiles import SIZE, Constraints, Row


def tables(rows: Sequence[Row], met: Constraints) -> Iterator[Table]:
    """Recall and NDCG by group and knowledge, and what a declared constraint does."""
    worth = Table(title=f"What a profile is worth, {rows[0].people} people, ten films shown")
    for name in ("history held", "known", f"Recall@{SIZE}", f"NDCG@{SIZE}", "Recall gained"):
        worth.add_column(name)
    for row in rows:
        worth.add_row(
            row.group.value, row.known.value, str(row.recall), str(row.ndcg), str(row.gain)
        )
    yield worth
    ruled = Table(title=f"Films shown that a constraint rules out, {met.people} people")
    for name in ("before it is declared", "after"):
        ruled.add_column(name)
    ruled.add_row(str(met.before), str(met.after))
    yield ruled
