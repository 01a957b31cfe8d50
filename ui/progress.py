"""A bar in the terminal for work that goes on behind the page."""

import threading
from typing import Protocol

from rich.console import Console
from rich.progress import Progress

_POLL_SECONDS = 0.5


class Work(Protocol):
    """Something slow that runs by itself and can be asked how far it is."""

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; False where that took longer."""
        ...

    def step(self) -> tuple[str, int, int | None]:
        """What is being done now, how much of it is done, and of how much if that is known."""
        ...


def show_progress(work: Work) -> None:
    """Draw a bar on another thread until the work ends; returns at once."""
    threading.Thread(target=_draw, args=(work,), name="progress", daemon=True).start()


def _draw(work: Work) -> None:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Preparing", total=None)
        while not work.wait(_POLL_SECONDS):
            name, done, total = work.step()
            progress.update(task, description=name, completed=done, total=total)
