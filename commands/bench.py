"""The verb `bench`: how fast the parts are on this machine."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.assembly import assembled, read_settings
from commands.terminal import console, explained, warmed


class Measured(StrEnum):
    """What is measured: whole turns, or a part beside the library that does the same."""

    TURNS = "turns"
    PAGERANK = "pagerank"
    TEXT = "text"
    SIMULATION = "simulation"


def bench(
    turns: Annotated[int, typer.Option(min=1, help="How many turns to measure.")] = 120,
    only: Annotated[
        list[Measured] | None, typer.Option(help="Measure this alone; may be given again.")
    ] = None,
    people: Annotated[int, typer.Option(min=2, help="How many simulated people to measure.")] = 200,
) -> None:
    """Print the processor time of turns, how PageRank and text search compare, and the pace of
    simulated conversations (minutes)."""
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
        if Measured.SIMULATION in chosen:
            page.print(_simulation(people), highlight=False)


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


def _simulation(people: int) -> str:
    """The full team by rules, with people made up from the catalogue: no data set is needed."""
    import os
    from tempfile import TemporaryDirectory

    from catalog.store import load_catalog
    from commands.planning import Asked, planned
    from commands.processes import play_all
    from commands.simulating import shares_of
    from commands.systems import Name
    from core.errors import ParleyError
    from evaluation.pace import Stopwatch, pace_of, report
    from evaluation.shards import Tally, read_times
    from evaluation.simulating import IN_FLIGHT
    from evaluation.simulation_plan import freeze

    settings, load = read_settings(), os.getloadavg()[0]
    if settings.uses_model:
        raise ParleyError("The pace is that of the rules: unset PARLEY_MODEL_URL to measure it.")
    asked = Asked(people, (Name.MACRS.value,), 5, 0, "catalogue", "bench", "python app.py bench")
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan, personas = planned(settings, load_catalog(settings.data_folder), asked)
        freeze(folder, plan, personas)
        shares = shares_of(folder, (1, 1), os.cpu_count() or 1, IN_FLIGHT)
        watch = Stopwatch(Tally(folder).look)
        play_all(shares, watch.look)
        turns = {one.key: len(one.milliseconds) for one in read_times(folder)}
    return report(pace_of(watch.sights, turns), len(shares), load)
