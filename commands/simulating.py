"""The processes of a simulation: each has parts of its own, and one of them watches the others."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_SECONDS_BETWEEN_LOOKS = 0.5


class Share(NamedTuple):
    """What one process is to play: of the folder's plan, shard by shard, these people."""

    folder: Path
    shard: tuple[int, int]
    process: tuple[int, int]
    in_flight: int


Look = Callable[[], bool]


def play_all(shares: Sequence[Share], look: Look) -> None:
    """Play every share in a process of its own until all are done or `look` says that it is over.

    Raises ParleyError where a process ended otherwise than it should.
    """
    from core.errors import ParleyError

    context = multiprocessing.get_context("spawn")
    over, built = context.Event(), context.Event()
    processes = [
        context.Process(target=_play, args=(one, over, built), daemon=True) for one in shares
    ]
    for process in processes:
        process.start()
    try:
        _watch(processes, look, over, built)
    finally:
        over.set()
        for process in processes:
            process.join()
    if wrong := [process for process in processes if process.exitcode]:
        raise ParleyError(
            f"{len(wrong)} of {len(processes)} processes broke off (status {wrong[0].exitcode}); "
            "what was finished is kept, and --resume goes on."
        )


def _watch(processes: "Sequence[SpawnProcess]", look: Look, over: Event, built: Event) -> None:
    while any(process.is_alive() for process in processes):
        if not processes[0].is_alive():
            built.set()
        for process in processes:
            process.join(_SECONDS_BETWEEN_LOOKS / len(processes))
        if look():
            over.set()
    look()


def _play(share: Share, over: Event, built: Event) -> None:
    """The work of one process; it ends with its parent, so that nobody writes behind a new run.

    The first one prepares what is kept on disk, such as text vectors, for all of them.
    """
    import signal

    # The parent is interrupted too, and says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    if share.process[0] > 1:
        built.wait()
    play(share, over.is_set, built.set)


def play(share: Share, is_over: Callable[[], bool], is_built: Callable[[], None]) -> None:
    """Play the share in this process; `is_built` is called once everything is prepared."""
    from commands.assembly import Parts, read_settings
    from commands.systems import Name, contestant
    from evaluation.conversing import Setting
    from evaluation.shards import PartWriter, Shard, finished
    from evaluation.simulating import jobs_of, simulate
    from evaluation.simulation_plan import frozen, shared_out
    from simulator.leaks import Detector
    from simulator.person import Person

    plan, personas = frozen(share.folder)
    mine = shared_out(personas, Shard(*share.shard), Shard(*share.process))
    parts = Parts(read_settings())
    parts.warmup.start()
    parts.warmup.wait()
    is_built()
    contestants = [contestant(Name(name), parts, plan.today) for name in plan.systems]
    setting = Setting(
        turns=plan.turns,
        user=lambda persona: Person(persona, parts.catalog),
        leaks=Detector(parts.catalog),
    )
    writer = PartWriter(share.folder)
    jobs = jobs_of(mine, contestants, finished(share.folder))
    try:
        simulate(jobs, setting, writer.write, share.in_flight, is_over)
    finally:
        writer.close()


def _end_with_parent() -> None:
    import os
    import threading
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
