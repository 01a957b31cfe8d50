"""Slow preparations, done one after another behind the page, with their progress in words."""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

Progress = Callable[[int, int], None]


class Preparation(NamedTuple):
    """One slow thing to prepare: what to call it, and how it is done, reporting (done, total)."""

    name: str
    run: Callable[[Progress], None]


class Warmup:
    """Runs preparations on one daemon thread; what fails is reported, and talk goes on without it."""

    def __init__(self, preparations: Sequence[Preparation]) -> None:
        """Nothing runs before `start`."""
        self._preparations = preparations
        self._status = ""
        self._failed: list[str] = []
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warmup", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until everything is prepared; False where that took longer."""
        return self._finished.wait(seconds)

    def progress(self) -> str:
        """What is being prepared now and how far it is; failures stay; empty when all is well."""
        return "; ".join([*self._failed, self._status] if self._status else self._failed)

    def _run(self) -> None:
        for preparation in self._preparations:
            self._status = f"{preparation.name} ..."
            try:
                preparation.run(lambda done, total, name=preparation.name: self._report(name, done, total))  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001 - a failed extra must not end the conversation
                self._failed.append(f"{preparation.name}: failed ({error})")
        self._status = ""
        self._finished.set()

    def _report(self, name: str, done: int, total: int) -> None:
        self._status = f"{name}: {done:,} of {total:,} ({100 * done // max(total, 1)} %)"
