"""Work in a thread of its own, for which nobody waits when the loop ends."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result]) -> Result | Exception:
    """What the work gives, or what it raised."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result | Exception] = loop.create_future()

    def run() -> None:
        result = _outcome(work)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(_settle, done, result)

    threading.Thread(target=run, daemon=True).start()
    return await done


def _outcome(work: Callable[[], Result]) -> Result | Exception:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the test's own function may raise anything
        return error


def _settle(done: asyncio.Future[Result], result: Result) -> None:
    if not done.done():
        done.set_result(result)
