"""What every verb needs of the terminal: a console, explained errors, progress while things warm up."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from retrieval.warmup import Warmup

_PLAIN_WIDTH = 140


def present(*paths: Path) -> None:
    """Refuse to go on where a file that is to be read is missing."""
    from core.errors import ParleyError

    for path in paths:
        if not path.exists():
            raise ParleyError(f"{path} is missing. See --data and --folder in --help.")


def console() -> "Console":
    """The terminal, or a wide page where the output goes to a file."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=_PLAIN_WIDTH)


@contextmanager
def explained() -> Iterator[None]:
    """Errors that Parley can explain end the command with their text and status 1."""
    from core.errors import ParleyError

    try:
        yield
    except ParleyError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from error


def warmed(warmup: "Warmup") -> None:
    """Prepare everything now, with a progress bar."""
    from core.errors import ParleyError

    warm_with_bar(warmup)
    warmup.wait()
    if failures := warmup.progress():
        raise ParleyError(failures)


def warm_with_bar(warmup: "Warmup") -> None:
    """Start preparing, with a bar in the terminal; returns at once."""
    from ui.progress import show_progress

    warmup.start()
    show_progress(warmup)
