"""The verb `bench`: how fast the parts are on this machine."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.assembly import assembled
from commands.terminal import console, explained, warmed


class Measured(StrEnum):
    """What is measured: whole turns, or a part beside the library that does the same."""

    TURNS = "turns"
    PAGERANK = "pagerank"
    TEXT = "text"


def bench(
    turns: Annotated[int, typer.Option(min=1, help="How many turns to measure.")] = 120,
    only: Annotated[
        list[Measured] | None, typer.Option(help="Measure this alone; may be given again.")
    ] = None,
) -> None:
    """Print the processor time of turns, and how PageRank and text search compare (minutes)."""
    from evaluation.benchmark import machine

    chosen = only or list(Measured)
    page = console()
    with explained():
        if Measured.TURNS in chosen:
            page.print(_turns(turns), highlight=False)
        else:
            page.print(machine(), highlight=False)
        if Measured.PAGERANK in chosen:
            page.print(_pagerank(), highlight=False)
        if Measured.TEXT in chosen:
            page.print(_text(), highlight=False)


def _turns(turns: int) -> str:
    from tempfile import TemporaryDirectory

    from evaluation.benchmark import measure_turns, report

    parts = assembled()
    warmed(parts.warmup)
    with TemporaryDirectory() as folder:
        return report(measure_turns(parts.recommender(Path(folder)), turns))


def _pagerank() -> str:
    from functools import partial

    from evaluation.pagerank_speed import SIZES, race_pagerank
    from evaluation.planted_graphs import Shape
    from evaluation.speed import report
    from retrieval.walk import operator, personalised_pagerank

    races = [
        race
        for size in SIZES
        for shape in Shape
        for race in race_pagerank(
            lambda graph: partial(personalised_pagerank, operator(graph)), shape, size
        )
    ]
    return report("\nPageRank of single queries beside networkx.pagerank, by edges", races)


def _text() -> str:
    from evaluation.speed import report
    from evaluation.text_speed import SIZES, race_search
    from retrieval.cosines import masked_cosines

    races = [race for size in SIZES for race in race_search(masked_cosines, size)]
    return report("\nFiltered search beside a filtered chromadb query, by vectors", races)
