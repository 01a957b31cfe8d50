"""Slow preparations, done one after another behind the page, with their progress in words."""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

Progress = Callable[[int, int], None]


class Preparation(NamedTuple):
    """One slow thing to prepare: what to call it, and how it is done, reporting (done, total)."""

    name: str
    run: Callable[[Progress], None]


class Step(NamedTuple):
    """How far the preparation under way is; `total` is None where it does not count."""

    name: str = ""
    done: int = 0
    total: int | None = None


class Warmup:
    """Runs preparations on one daemon thread; what fails is reported, and talk goes on without it."""

    def __init__(self, preparations: Sequence[Preparation]) -> None:
        """Nothing runs before `start`."""
        self._preparations = tuple(preparations)
        self._step = Step()
        self._failed: list[str] = []
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warmup", daemon=True)

    def followed_by(self, preparation: Preparation) -> "Warmup":
        """A warm-up that does the same and one thing more."""
        return Warmup((*self._preparations, preparation))

    def preceded_by(self, preparation: Preparation) -> "Warmup":
        """A warm-up that does one thing more, and that first."""
        return Warmup((preparation, *self._preparations))

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until everything is prepared; False where that took longer."""
        return self._finished.wait(seconds)

    def step(self) -> Step:
        """What is being prepared now."""
        return self._step

    def progress(self) -> str:
        """What is being prepared and how far it is; failures stay; empty when all is well."""
        name, done, total = self._step
        counted = f": {done:,} of {total:,} ({100 * done // max(total, 1)} %)" if total else " ..."
        return "; ".join([*self._failed, f"{name}{counted}"] if name else self._failed)

    def _run(self) -> None:
        for preparation in self._preparations:
            self._step = Step(preparation.name)
            try:
                preparation.run(self._reporter(preparation.name))
            except Exception as error:  # noqa: BLE001 - a failed extra must not end the conversation
                self._failed.append(f"{preparation.name}: failed ({error})")
        self._step = Step()
        self._finished.set()

    def _reporter(self, name: str) -> Progress:
        def report(done: int, total: int) -> None:
            self._step = Step(name, done, total)

        return report
