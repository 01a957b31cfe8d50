"""What turns with a language model cost beside the model's own time: `make bench-model` prints it."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from catalog.store import Catalog, load_default
from core.conversation import Session
from core.settings import Order
from evaluation.benchmark import CONVERSATIONS, machine
from evaluation.intervals import Estimate, bootstrap
from tests.agents.model_world import World, modelled

ROOT = Path(__file__).parents[1]
MACRS_TARGET, SELECT_TARGET, CPU_TARGET, PREFIX_TARGET = 1.6, 2.4, 25.0, 0.8
_THIRD = 3


class Timed(NamedTuple):
    """One turn: its wall and processor seconds, and what it left behind."""

    wall: float
    cpu: float
    session: Session


@contextmanager
def served(latency: float) -> Iterator[str]:
    """The URL of a sensible fake model in a process of its own."""
    command = (sys.executable, "-m", "tests.fake_server", "--answer", "tests.fake_models:sensible")
    process = subprocess.Popen(
        (*command, "--latency", str(latency)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def talked(world: World, conversations: int, name: str) -> list[Timed]:
    """The turns of the first conversations, after one that is not counted.

    It ends in a rejection, so that every prompt has been sent once.
    """
    timed = []
    for number, messages in enumerate(CONVERSATIONS[: conversations + 1]):
        for text in messages if number else (*messages, "more", "no, none of those"):
            wall, cpu = time.perf_counter(), time.process_time()
            session = world.recommender.reply(f"{name.replace(' ', '-')}-{number}", text)
            ended = (time.perf_counter() - wall, time.process_time() - cpu)
            if number:
                timed.append(Timed(*ended, session))
    return timed


def ratio(slow: list[Timed], quick: list[Timed]) -> Estimate:
    """How many times quicker, by total wall time, with its interval over turns."""
    walls = np.array([(a.wall, b.wall) for a, b in zip(slow, quick, strict=True)])
    return bootstrap(walls, lambda sums: sums[..., 0] / sums[..., 1])


def mean(values: list[float]) -> Estimate:
    """A mean with its interval."""
    rows = np.array([(value, 1.0) for value in values])
    return bootstrap(rows, lambda sums: sums[..., 0] / sums[..., 1])


def calls_table(name: str, turns: list[Timed]) -> Iterator[str]:
    """Calls, rounds and tokens a turn, and the share that a prefix cache could spare."""
    traces = [turn.session.trace for turn in turns if turn.session.trace]
    calls = mean([float(len(trace.calls)) for trace in traces])
    rounds = mean([float(max((c.round for c in trace.calls), default=0)) for trace in traces])
    prompt = mean([float(sum(c.usage.prompt for c in trace.calls)) for trace in traces])
    answer = mean([float(sum(c.usage.completion for c in trace.calls)) for trace in traces])
    thirds = [t.session.trace for t in turns if len(t.session.turns) == _THIRD and t.session.trace]
    usages = np.array([(c.usage.cached, c.usage.prompt) for t in thirds for c in t.calls])
    shared = bootstrap(usages.astype(float), lambda sums: sums[..., 0] / sums[..., 1])
    yield f"{name}: calls a turn {calls}, rounds {rounds}"
    yield f"{name}: prompt tokens a turn {prompt}, answer tokens {answer}"
    yield f"{name}: share of prompt tokens seen before, third turns: {shared}"
    yield verdict(f"{name} prefix share", shared.value, PREFIX_TARGET)


def verdict(name: str, value: float, least: float) -> str:
    """Whether a target is met."""
    return (
        f"target {name} of at least {least}: {'met' if value >= least else 'MISSED'} ({value:.2f})"
    )


def by_rules(films: Catalog, folder: Path, conversations: int) -> list[Timed]:
    """The same talk with the rules mind alone."""
    with modelled("http://127.0.0.1:9/v1", folder, films=films, by_rules=True) as world:
        return talked(world, conversations, "rules")


def speed(films: Catalog, folder: Path, conversations: int, latency: float) -> Iterator[str]:
    """Wall time of the orders against five calls one after another."""
    turns: dict[str, list[Timed]] = {}
    for name, order, at_once in (
        ("one after another", Order.MACRS, 1),
        ("macrs", Order.MACRS, 16),
        ("select", Order.SELECT, 16),
    ):
        settings = {"order": order, "at_once": at_once, "films": films}
        # A server of its own, so that its cache has seen nothing of the other orders.
        with served(latency) as url, modelled(url, folder / name, **settings) as world:
            turns[name] = talked(world, conversations, name)
    sequential = turns.pop("one after another")
    yield f"wall time a turn at {1000 * latency:.0f} ms a call, one after another: {_ms(sequential)}"
    for name, target in (("macrs", MACRS_TARGET), ("select", SELECT_TARGET)):
        times = ratio(sequential, turns[name])
        yield f"{name}: {_ms(turns[name])}, {times} times as fast"
        yield verdict(f"{name} speed", times.value, target)
    for name, timed in turns.items():
        yield from calls_table(name, timed)


def overhead(films: Catalog, folder: Path, conversations: int) -> Iterator[str]:
    """Processor time of this program beside the model's: against the same talk by rules."""
    plain = by_rules(films, folder / "rules", conversations)
    with served(0.0) as url:
        for order in Order:
            with modelled(url, folder / f"cpu-{order}", order=order, films=films) as world:
                turns = talked(world, conversations, "cpu")
            own = [1000 * (t.cpu - p.cpu) for t, p in zip(turns, plain, strict=True)]
            yield f"{order.value}: processor time a turn beyond the rules' {mean(own)} ms"
            share = float(np.mean(own))
            told = "met" if share <= CPU_TARGET else "MISSED"
            yield f"target {order.value} overhead of at most {CPU_TARGET:.0f} ms: {told} ({share:.1f})"


def _ms(turns: list[Timed]) -> str:
    walls: NDArray[np.float64] = np.array([turn.wall for turn in turns])
    return f"median {1000 * np.median(walls):.0f} ms"


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_language_model")
    parser.add_argument("--conversations", type=int, default=6, metavar="N")
    parser.add_argument("--latency", type=float, default=0.5, metavar="SECONDS")
    given = parser.parse_args()
    films, console = load_default(), Console(width=120, highlight=False)
    console.print(f"{4 * given.conversations} turns with {len(films):,} films; {machine()}")
    with TemporaryDirectory() as folder:
        for line in overhead(films, Path(folder), given.conversations):
            console.print(line, markup=False)
        for line in speed(films, Path(folder), given.conversations, given.latency):
            console.print(line, markup=False)


if __name__ == "__main__":
    main()
