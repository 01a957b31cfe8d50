"""The verb `bench`: how fast the parts are on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from commands.assembly import assembled
from commands.terminal import console, explained, warmed


def bench(
    turns: Annotated[int, typer.Option(min=1, help="How many turns to measure.")] = 120,
) -> None:
    """Print the processor time of ordinary turns with the catalogue in use."""
    from tempfile import TemporaryDirectory

    from evaluation.benchmark import measure_turns, report

    with explained():
        parts = assembled()
        warmed(parts.warmup)
        with TemporaryDirectory() as folder:
            measured = measure_turns(parts.recommender(Path(folder)), turns)
        console().print(report(measured), highlight=False)
