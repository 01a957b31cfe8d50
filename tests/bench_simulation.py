"""How much faster many conversations with a language model go at once: `make bench-simulate` prints it."""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from rich.console import Console

from catalog.store import Catalog, load_default
from core.settings import Order
from evaluation.benchmark import machine
from evaluation.conversing import Contestant, Played, Setting
from evaluation.episodes import Ending
from evaluation.intervals import Estimate
from evaluation.simulating import Job, simulate
from simulator.leaks import Detector
from simulator.person import Person
from simulator.population import catalogue_personas
from tests.agents.model_world import World, modelled
from tests.bench_language_model import served, verdict, warmed

IN_FLIGHT = 32
TARGET = 25.0
_TURNS = 5


class Run(NamedTuple):
    """Episodes in the order of their ends: turns with the seconds since the one before, and the processor's."""

    spans: tuple[tuple[float, float], ...]
    processor: float

    @property
    def turns(self) -> float:
        """All turns."""
        return sum(turns for turns, _ in self.spans)

    @property
    def rate(self) -> float:
        """Turns a second."""
        return self.turns / sum(seconds for _, seconds in self.spans)


def ran(world: World, setting: Setting, people: range, in_flight: int) -> Run:
    """Play an episode with each of these people."""
    contestant = Contestant("macrs", world.recommender, world.keeper)
    personas = catalogue_personas(world.films, people.stop, 3)
    jobs = [Job(number, personas[number], contestant) for number in people]
    ends, begin, processor = [], time.perf_counter(), time.process_time()

    def record(played: Played) -> None:
        assert played.episode.ending is not Ending.FAILED, played.episode.note
        ends.append((float(len(played.times.milliseconds)), time.perf_counter()))

    simulate(jobs, setting, record, in_flight)
    moments = [begin, *(end for _, end in ends)]
    spans = [(turns, end - before) for (turns, end), before in zip(ends, moments, strict=False)]
    return Run(tuple(spans), time.process_time() - processor)


def ratio(sequential: Run, together: Run, rounds: int = 1000) -> Estimate:
    """How many times as many turns a second; the interval resamples the episodes of both."""
    sums = []
    for seed, run in enumerate((sequential, together)):
        spans = np.array(run.spans)
        draw = np.random.default_rng(seed).integers(0, len(spans), (rounds, len(spans)))
        sums.append(spans[draw].sum(axis=1))
    slow, quick = (one[:, 0] / one[:, 1] for one in sums)
    low, high = np.percentile(quick / slow, (2.5, 97.5))
    return Estimate(value=together.rate / sequential.rate, low=low, high=high)


def latencies(films: Catalog, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """A runner that does one thing after another against 32 conversations at once, in one process."""
    setting = Setting(_TURNS, lambda persona: Person(persona, films), Detector(films))
    alone = range(given.sequential)
    others = range(given.sequential, given.sequential + given.episodes)
    settings = {"order": Order(given.order), "films": films, "remembers": True}
    runs = {}
    for name, people, in_flight, at_once in (
        ("one conversation and one call after another", alone, 1, 1),
        ("one conversation after another", alone, 1, 3),
        (f"{IN_FLIGHT} in flight", others, IN_FLIGHT, 3 * IN_FLIGHT),
    ):
        place = folder / str(len(runs))
        # A server of its own, so that its cache has seen nothing of the others.
        with (
            served(given.latency) as url,
            modelled(url, place, at_once=at_once, **settings) as world,
        ):
            run = runs[name] = ran(warmed(world), setting, people, in_flight)
        yield (
            f"{name}: {len(run.spans)} episodes, {run.turns:.0f} turns, {run.rate:.2f} a second, "
            f"{1000 * run.processor / run.turns:.0f} ms of processor time a turn"
        )
    *sequential, together = runs.values()
    for name, run in zip(runs, sequential, strict=False):
        yield f"{ratio(run, together)} times as fast as {name}"
    yield verdict(f"{IN_FLIGHT} in flight", together.rate / sequential[0].rate, TARGET)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_simulation")
    parser.add_argument("--episodes", type=int, default=160, metavar="N")
    parser.add_argument("--sequential", type=int, default=16, metavar="N")
    parser.add_argument("--latency", type=float, default=0.25, metavar="SECONDS")
    parser.add_argument("--order", choices=[one.value for one in Order], default="macrs")
    given = parser.parse_args()
    films, console = load_default(), Console(width=120, highlight=False)
    load = f"load before: {os.getloadavg()[0]:.1f} of {os.cpu_count()}"
    console.print(
        f"{given.order} at {1000 * given.latency:.0f} ms a call with {len(films):,} films; "
        f"{machine()}; {load}"
    )
    with TemporaryDirectory() as folder:
        for line in latencies(films, Path(folder), given):
            console.print(line, markup=False)


if __name__ == "__main__":
    main()
