"""The judge's tables for the terminal: agreement with people first, then what it may speak of."""

from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from evaluation.judge import Aspect
from evaluation.judge_results import JudgeResults
from evaluation.tables import interval


def tables(results: JudgeResults) -> Iterator[Table]:
    """Agreement with the hand labels, grades by system, and what is wrong for certain."""
    yield _agreement(results)
    if results.systems:
        yield _grades(results)
    if any(one.marked for one in results.systems):
        yield _with_marked(results)
        yield _faults(results)


def _agreement(results: JudgeResults) -> Table:
    table = _table(
        f"Agreement of {results.judge} with {results.labels} conversations graded by hand "
        f"(weighted kappa; below {results.least:.2f} its grades are refused)",
        *("aspect", "kappa [95%]", "grades are"),
    )
    for aspect in Aspect:
        told = "accepted" if results.is_accepted[aspect] else "refused"
        table.add_row(*map(Text, (aspect, interval(results.agreement[aspect]), told)))
    return table


def _grades(results: JudgeResults) -> Table:
    counts = ("graded", "marked", "unanswered")
    table = _table("Grades from 1 to 5 [95%]", "system", *counts, *results.aspects)
    for one in results.systems:
        numbers = map(str, (one.graded, one.marked, one.unanswered))
        table.add_row(*map(Text, (one.name, *numbers, *map(interval, one.grades.values()))))
    return table


def _with_marked(results: JudgeResults) -> Table:
    title = "The same where each that is marked counts 1 [95%]"
    table = _table(title, "system", *results.aspects)
    for one in results.systems:
        table.add_row(*map(Text, (one.name, *map(interval, one.with_marked.values()))))
    return table


def _faults(results: JudgeResults) -> Table:
    names = sorted({fault for one in results.systems for fault in one.faults})
    table = _table("Wrong for certain, and not sent to the judge", "system", *names)
    for one in results.systems:
        table.add_row(*map(Text, (one.name, *(str(one.faults.get(name, 0)) for name in names))))
    return table


def _table(title: str, *headings: str) -> Table:
    return Table(*headings, title=title, title_justify="left", box=box.SIMPLE, padding=(0, 1, 0, 0))
