"""A simulation before the eyes of a terminal: a bar, a cap, and interruptions that lose nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from commands.processes import Look
from commands.simulating import way_on
from commands.terminal import console

if TYPE_CHECKING:
    from core.settings import Settings
    from evaluation.shards import Key


class Played(NamedTuple):
    """What is played here: these episodes of the folder's run, until the whole run has cost `cap`."""

    folder: Path
    shard: tuple[int, int]
    keys: "frozenset[Key]"
    cap: float | None

    @property
    def way_on(self) -> str:
        """The command that goes on with it."""
        return way_on(self.folder, self.shard)


def refuse_endless(cap: float | None, settings: "Settings") -> None:
    """A cap needs prices; ParleyError where it would never be reached."""
    from core.errors import ParleyError

    names = {settings.fast, settings.strong} - set(settings.model_prices)
    if cap is not None and settings.uses_model and names:
        raise ParleyError(
            f"--cap needs a price in PARLEY_MODEL_PRICES for {', '.join(sorted(names))}, "
            "or it would never be reached."
        )


@contextmanager
def shown(played: Played) -> Iterator[Look]:
    """A bar that counts what is on the disk; what is yielded says whether the cap is reached."""
    from rich.progress import Progress

    from evaluation.shards import Tally

    out, tally = console(), Tally(played.folder)
    with Progress(console=out, transient=True, disable=not out.is_terminal) as bars:
        task = bars.add_task("Preparing", total=len(played.keys))
        before = len(played.keys & tally.look().keys())

        def look() -> bool:
            prices = tally.look()
            done, spent = len(played.keys & prices.keys()), sum(prices.values())
            words = "Talking" if done > before else "Preparing"
            told = f"{words} ({spent:,.2f} spent)" if spent else words
            bars.update(task, completed=done, description=told)
            return played.cap is not None and spent >= played.cap

        yield look
    if look() and played.keys - tally.look().keys():
        typer.secho(f"The cap of {played.cap:,.2f} is reached.", fg="yellow", err=True)


@contextmanager
def interruptible(played: Played) -> Iterator[None]:
    """An interruption ends the command with status 130 and says how to go on."""
    from evaluation.shards import read

    try:
        yield
    except KeyboardInterrupt:
        kept = len(played.keys & {one.key for one in read(played.folder)})
        typer.secho(
            f"Interrupted. {kept:,} of {len(played.keys):,} episodes are kept. "
            f"To go on: {played.way_on}",
            fg="yellow",
            err=True,
        )
        raise typer.Exit(130) from None
