"""The tables of how like real seekers simulated people were."""

from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from evaluation.intervals import Estimate
from evaluation.realism import Realism
from evaluation.realism_counts import Aspect
from evaluation.tables import decimals, interval

_REAL = "ReDial"


def realism_tables(realism: Realism) -> Iterator[Table]:
    """Divergences with the discriminator, then shares and entropies; the real ones first."""
    yield _divergences(realism)
    yield _shares(realism)


def _divergences(realism: Realism) -> Table:
    note = f" {realism.note}" if realism.note else ""
    table = _table(
        "Simulated against real seekers: Jensen-Shannon divergence in bits [95%], 0 alike, 1 "
        f"disjoint; a linear discriminator's AUC, .5 where nothing tells them apart.{note}",
        *("system", "n", *Aspect, "AUC"),
    )
    floors = (interval(realism.floors[aspect]) for aspect in Aspect)
    table.add_row(f"{_REAL}, two halves of all", "", *map(Text, floors), "")
    for one in realism.systems:
        cells = (*(one.divergences[aspect] for aspect in Aspect), one.area)
        table.add_row(*map(Text, (one.system, str(one.dialogues), *map(_cell, cells))))
    return table


def _shares(realism: Realism) -> Table:
    table = _table(
        "Answers to films; entropies in bits of as many intents, words and pairs of words as the "
        "simulation has: simulated / real",
        *("system", "accepted", "rejected", "intents", "words", "pairs of words"),
    )
    table.add_row(_REAL, decimals(realism.accepted), decimals(realism.rejected), "", "", "")
    for one in realism.systems:
        mine, real = one.entropies, one.real
        pairs = (
            (mine.intents, real.intents),
            (mine.words, real.words),
            (mine.pairs, real.pairs),
        )
        compared = (f"{decimals(own, 2)} / {decimals(other, 2)}" for own, other in pairs)
        shares = (decimals(one.accepted), decimals(one.rejected))
        table.add_row(*map(Text, (one.system, *shares, *compared)))
    return table


def _cell(estimate: Estimate | None) -> str:
    return interval(estimate) if estimate else ""


def _table(title: str, *headings: str) -> Table:
    return Table(
        *headings,
        title=Text(title, "table.title"),
        title_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
