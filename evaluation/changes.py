"""What changed between two runs: a figure of a system in both with its paired test, and the table of many."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from core.errors import ParleyError
from core.value import Value
from evaluation.paired import Paired, corrected
from evaluation.tables import decimals, interval, probability


class Change(Value):
    """One figure of one system in both runs, and the paired test of B minus A.

    `figure` says which one it is, by heading; `moved` is the number of pairs that differ in it.
    """

    system: str
    figure: Mapping[str, str]
    before: float
    after: float
    moved: int
    test: Paired


def family(changes: Sequence[Change]) -> list[Change]:
    """The same changes as one family of tests, with Holm's p-values."""
    tests = corrected([one.test for one in changes])
    return [one.model_copy(update={"test": test}) for one, test in zip(changes, tests, strict=True)]


def unchanged(changes: Sequence[Change]) -> tuple[str, ...]:
    """The systems of which nothing has another figure in B than in A."""
    moved = {one.system for one in changes if one.moved}
    return tuple(dict.fromkeys(one.system for one in changes if one.system not in moved))


def table(changes: Sequence[Change], paired_by: str) -> Table:
    """A row a system and figure, without the systems that are `unchanged`."""
    same = unchanged(changes)
    figures = changes[0].figure if changes else ()
    shown = Table(
        *("system", *figures, "A", "B", "B - A [95%]", "p", "p (Holm)"),
        *("detectable", "moved", "n"),
        title=f"B minus A {paired_by}",
        title_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
    for one in changes:
        if one.system not in same:
            shown.add_row(*map(Text, _cells(one)))
    return shown


def pairs(
    systems: tuple[Sequence[str], Sequence[str]],
    wanted: Mapping[str, str] | None,
    common: Sequence[str],
) -> dict[str, str]:
    """A's system by B's: those `wanted`, else the `common` ones.

    Raises ParleyError where a run has no such system, or where there is no pair.
    """
    found = dict(wanted or dict(zip(common, common, strict=True)))
    for names, known, letter in zip((found, found.values()), systems, "AB", strict=True):
        if missing := [name for name in names if name not in known]:
            raise ParleyError(
                f"Run {letter} has no system {missing[0]!r}: it has {', '.join(known)}."
            )
    if not found:
        raise ParleyError("The runs have no system in common; pair them with --system A=B.")
    return found


def pair_name(pair: tuple[str, str]) -> str:
    """`macrs`, or `macrs → random` where the systems differ."""
    return pair[0] if pair[0] == pair[1] else " → ".join(pair)


def _cells(one: Change) -> tuple[str, ...]:
    test = one.test
    values = (decimals(one.before), decimals(one.after), interval(test.difference))
    chances = (probability(test.p), probability(test.adjusted), decimals(test.detectable))
    return one.system, *one.figure.values(), *values, *chances, str(one.moved), str(test.count)
