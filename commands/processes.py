"""The processes of a simulation: each has parts of its own, and one of them watches the others."""

import multiprocessing
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

import typer

from commands.simulating import Share, play, way_on

Look = Callable[[], bool]

_SECONDS_BETWEEN_LOOKS = 0.5
_YIELDING = 10
# What is said over the line to a process. Locks are not shared: a process that is killed while it
# holds one would stop all others.
_OVER = b"over"


class _Child(NamedTuple):
    """A process and the line to it."""

    process: SpawnProcess
    line: Connection

    def end_soon(self) -> None:
        """Ask it to begin nothing more; one that has ended hears nothing."""
        with suppress(OSError):
            self.line.send_bytes(_OVER)


def play_all(shares: Sequence[Share], look: Look) -> None:
    """Play every share in a process of its own until all are done or `look` says that it is over.

    Interrupted, it lets what has begun be finished; interrupted again, it lets nothing.
    Raises ParleyError where a process ended otherwise than it should.
    """
    from core.errors import ParleyError

    children = [_begun(share) for share in shares]
    try:
        _watch(children, look)
    except KeyboardInterrupt:
        typer.secho("Finishing what has begun; interrupt again to leave it.", err=True)
        raise
    finally:
        _end(children)
    if wrong := [child.process for child in children if child.process.exitcode]:
        raise ParleyError(
            f"{len(wrong)} of {len(children)} processes broke off (status {wrong[0].exitcode}). "
            f"What was finished is kept; to go on: {way_on(shares[0].folder, shares[0].shard)}"
        )


def _begun(share: Share) -> _Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_play, args=(share, theirs), daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours)


def _watch(children: Sequence[_Child], look: Look) -> None:
    """Until nobody plays."""
    while alive := [child.process for child in children if child.process.is_alive()]:
        wait([process.sentinel for process in alive], _SECONDS_BETWEEN_LOOKS)
        # Where one has broken off, the others need not play for hours before that is said.
        if look() or any(child.process.exitcode for child in children):
            _end_soon(children)
    look()


def _end_soon(children: Sequence[_Child]) -> None:
    for child in children:
        child.end_soon()


def _end(children: Sequence[_Child]) -> None:
    _end_soon(children)
    try:
        for child in children:
            child.process.join()
    except KeyboardInterrupt:
        for child in children:
            child.process.kill()
        raise
    finally:
        for child in children:
            child.line.close()


class _Orders:
    """What the parent says, heard on a thread of its own."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.is_over, self.has_begun = threading.Event(), threading.Event()
        threading.Thread(target=self._listen, name="orders", daemon=True).start()

    def _listen(self) -> None:
        import os

        while True:
            try:
                self._line.recv_bytes()
            except (OSError, EOFError):
                # The parent is gone: nobody writes behind a new run.
                os._exit(1)
            self.is_over.set()
            # Preparing may take a minute, and nobody waits for it any more.
            if not self.has_begun.is_set():
                os._exit(0)


def _play(share: Share, line: Connection) -> None:
    """The work of one process."""
    import os
    import signal

    from core.errors import ParleyError

    # The parent is interrupted too, and says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if share.is_watched:
        os.nice(_YIELDING)
    orders = _Orders(line)
    try:
        play(share, orders.is_over.is_set, orders.has_begun.set)
    except ParleyError as error:
        sys.exit(str(error))
