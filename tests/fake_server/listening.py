"""A listening socket and its connections, in an event loop of their own thread."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from tests.fake_server.connection import Connection

HOST = "127.0.0.1"
_PATIENCE = 5.0
_BACKLOG = 512
_TURNS_TO_CLOSE = 3


class Listener:
    """Listens from the start; may be shut and opened again on the same port."""

    def __init__(self, serve: Callable[[Connection], Awaitable[None]]) -> None:
        """Every connection is handed to `serve`."""
        self._serve = serve
        self._accepted: dict[asyncio.Task[None], socket.socket] = {}
        self._door: socket.socket | None = None
        self._placeholder = _bound(0)
        self.port: int = self._placeholder.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.open()

    def open(self) -> None:
        """Listens, unless it does already or has stopped."""
        self._call(self._open)

    def shut(self) -> None:
        """Ends every connection at once and refuses new ones; the port stays taken."""
        self._call(self._shut)

    def stop(self) -> None:
        """Ends everything, whatever hangs."""
        self.shut()
        self._placeholder.close()
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def _call(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(work(), self._loop).result(_PATIENCE)

    async def _open(self) -> None:
        if self._door is None:
            self._placeholder.close()
            self._door = _bound(self.port)
            self._door.listen(_BACKLOG)
            self._loop.add_reader(self._door, self._accept, self._door)

    # asyncio's own server loses a connection that comes while it closes, so this accepts itself.
    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            accepted, _ = door.accept()
            accepted.setblocking(False)
            task = self._loop.create_task(self._connected(accepted))
            self._accepted[task] = accepted
            task.add_done_callback(self._accepted.pop)

    async def _connected(self, accepted: socket.socket) -> None:
        connection = Connection(*await asyncio.open_connection(sock=accepted))
        try:
            with contextlib.suppress(ConnectionError):
                await self._serve(connection)
                await connection.close()
        finally:
            connection.reset()

    async def _shut(self) -> None:
        if self._door is not None:
            self._loop.remove_reader(self._door)
            self._door.close()
            self._door = None
            self._placeholder = _bound(self.port)
        await self._end_all(dict(self._accepted))

    async def _end_all(self, accepted: dict[asyncio.Task[None], socket.socket]) -> None:
        for task in accepted:
            task.cancel()
        await asyncio.gather(*accepted, return_exceptions=True)
        for _ in range(_TURNS_TO_CLOSE):
            await asyncio.sleep(0)
        for leftover in accepted.values():
            leftover.close()  # its task was cancelled before it began


def _bound(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.setblocking(False)
    door.bind((HOST, port))
    return door
