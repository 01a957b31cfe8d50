"""The heavy ends of a simulation for the page, in processes of their own: choosing people, measuring."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from commands.planning import Asked

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.settings import Settings

YIELDING = 10
_P = ParamSpec("_P")
_R = TypeVar("_R")


def yielding() -> None:
    """Let everybody else on the machine go first; an interruption is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(YIELDING)


def apart(work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """What this work returns or raises, done in a process of its own, so that a chat is not slowed."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=yielding) as pool:
        return pool.submit(work, *args, **kwargs).result()


def begin_apart(asked: Asked) -> Path:
    """The folder of a new run; data sets are read in another process."""
    return apart(_begin, asked)


def measure_apart(folder: Path) -> None:
    """Leave the figures and the report of a merged run in its folder."""
    apart(_measure, folder)


def begin(asked: Asked, settings: "Settings", catalog: "Catalog") -> Path:
    """The folder of a new run, with its plan and its people."""
    from commands.planning import begun, planned

    return begun(settings, *planned(settings, catalog, asked))


def measure(folder: Path, catalog: "Catalog") -> None:
    """Leave the figures and the report of a merged run in its folder."""
    from commands.simulate import measured
    from evaluation.shards import read
    from evaluation.simulation_plan import frozen

    plan, people = frozen(folder)
    episodes = {one.key: one for one in read(folder)}
    measured(folder, plan, people, catalog, [episodes[key] for key in plan.keys(len(people))])


def _begin(asked: Asked) -> Path:
    from catalog.store import load_catalog
    from commands.assembly import read_settings

    settings = read_settings()
    return begin(asked, settings, load_catalog(settings.data_folder))


def _measure(folder: Path) -> None:
    from catalog.store import load_catalog
    from commands.assembly import read_settings

    measure(folder, load_catalog(read_settings().data_folder))
