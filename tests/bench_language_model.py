"""What turns with a language model cost beside the model's own time: `make bench-model` prints it."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    """The turns of the first conversations, after one that is not counted."""
    warmed(world)
    numbers = range(1, conversations + 1)
    return [turn for number in numbers for turn in conversation(world, number, name)]


def warmed(world: World) -> World:
    """After a conversation that ends in a rejection, so that every prompt has been sent once."""
    for text in (*CONVERSATIONS[0], "more", "no, none of those"):
        world.recommender.reply("warm-up", text)
    return world


def conversation(world: World, number: int, name: str) -> Iterator[Timed]:
    """The turns of one conversation."""
    for text in CONVERSATIONS[number]:
        wall, cpu = time.perf_counter(), time.process_time()
        session = world.recommender.reply(f"{name.replace(' ', '-')}-{number}", text)
        yield Timed(time.perf_counter() - wall, time.process_time() - cpu, session)


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
    """Processor time of this program beside the model's: against the same talk by rules.

    Conversation by conversation, since a machine is not equally fast all the time.
    """
    own: dict[Order, list[float]] = {order: [] for order in Order}
    with served(0.0) as url, ExitStack() as stack:

        def opened(name: str, **settings: object) -> World:
            return warmed(
                stack.enter_context(modelled(url, folder / name, films=films, **settings))
            )

        plain = opened("rules", by_rules=True)
        worlds = {order: opened(f"cpu-{order}", order=order) for order in Order}
        for number in range(1, conversations + 1):
            rules = [turn.cpu for turn in conversation(plain, number, "rules")]
            for order, world in worlds.items():
                cpu = (turn.cpu for turn in conversation(world, number, "cpu"))
                own[order] += [1000 * (a - b) for a, b in zip(cpu, rules, strict=True)]
    for order, milliseconds in own.items():
        found = mean(milliseconds)
        yield f"{order.value}: processor time a turn beyond the rules' {found} ms"
        told = "met" if found.value <= CPU_TARGET else "MISSED"
        yield f"target {order.value} overhead of at most {CPU_TARGET:.0f} ms: {told} ({found.value:.1f})"


def _ms(turns: list[Timed]) -> str:
    walls: NDArray[np.float64] = np.array([turn.wall for turn in turns])
    return f"median {1000 * np.median(walls):.0f} ms"


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_language_model")
    parser.add_argument("--conversations", type=int, default=8, metavar="N")
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
