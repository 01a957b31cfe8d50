"""Many episodes at once: retried where the infrastructure fails, recorded as they end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from core.errors import ParleyError
from evaluation.conversing import Contestant, Played, Setting, converse, failed
from simulator.persona import Persona

IN_FLIGHT = 32
TRIES = 3
_FIRST_PAUSE = 1.0
# What a server, a disk or a clock does; anything else is a fault of ours and ends the run.
_INFRASTRUCTURE = (ParleyError, OSError, TimeoutError)


class Job(NamedTuple):
    """One episode to be played: the persona's place in the run, who it is, and with whom."""

    number: int
    persona: Persona
    contestant: Contestant


def jobs_of(
    personas: Sequence[tuple[int, Persona]],
    contestants: Sequence[Contestant],
    done: Iterable[tuple[str, int]] = (),
) -> Iterator[Job]:
    """What is left to do, persona by persona, so that a run that is cut short stays paired."""
    finished = frozenset(done)
    for number, persona in personas:
        for contestant in contestants:
            if (contestant.name, number) not in finished:
                yield Job(number, persona, contestant)


def simulate(
    jobs: Iterable[Job],
    setting: Setting,
    record: Callable[[Played], None],
    in_flight: int = IN_FLIGHT,
    is_over: Callable[[], bool] = lambda: False,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Play all jobs, `in_flight` at once; `record` is told of each as it ends, one at a time.

    Where `is_over` says so, what has begun is finished and nothing else begun.
    """
    asyncio.run(_simulate(iter(jobs), setting, record, in_flight, is_over, pause))


async def _simulate(
    jobs: Iterator[Job],
    setting: Setting,
    record: Callable[[Played], None],
    in_flight: int,
    is_over: Callable[[], bool],
    pause: Callable[[float], Awaitable[None]],
) -> None:
    """As many workers as may be in flight share one row of jobs."""
    with ThreadPoolExecutor(in_flight, thread_name_prefix="episode") as threads:

        async def work() -> None:
            for job in jobs:
                if is_over():
                    return
                record(await _played(job, setting, threads, pause))

        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(work())


async def _played(
    job: Job,
    setting: Setting,
    threads: ThreadPoolExecutor,
    pause: Callable[[float], Awaitable[None]],
) -> Played:
    """The episode, at the last try as failed."""
    loop = asyncio.get_running_loop()
    for attempt in range(1, TRIES + 1):
        try:
            return await loop.run_in_executor(
                threads, converse, job.number, job.persona, job.contestant, setting
            )
        except _INFRASTRUCTURE as error:
            if attempt == TRIES:
                return failed(job.number, job.persona, job.contestant.name, error)
            await pause(_FIRST_PAUSE * 2 ** (attempt - 1))
    raise AssertionError("unreachable")
