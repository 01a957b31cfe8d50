"""One client's connection: requests are read from it, bytes sent, and it ends in several ways."""

import asyncio
import contextlib
import socket
import struct
from typing import NamedTuple

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_AT_ONCE = 65_536


class RawRequest(NamedTuple):
    """One request as it came; names of headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def keeps_alive(self) -> bool:
        """Whether the connection may carry another request."""
        return self.headers.get("connection", "").lower() != "close"


class Connection:
    """One client's connection; a client that has left shows as a ConnectionError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes over both directions."""
        self._reader = reader
        self._writer = writer
        self._ahead = b""

    async def request(self) -> RawRequest:
        """The next request, once its body is complete."""
        while b"\r\n\r\n" not in self._ahead:
            await self._read_on()
        raw_head, _, self._ahead = self._ahead.partition(b"\r\n\r\n")
        try:
            method, path, headers = _understood(raw_head)
            body = await self._exactly(int(headers.get("content-length", "0")))
        except ValueError as error:
            raise ConnectionAbortedError("this is not HTTP") from error
        return RawRequest(method, path, headers, body)

    async def _exactly(self, length: int) -> bytes:
        while len(self._ahead) < length:
            await self._read_on()
        taken, self._ahead = self._ahead[:length], self._ahead[length:]
        return taken

    async def _read_on(self) -> None:
        data = await self._reader.read(_AT_ONCE)
        if not data:
            raise ConnectionResetError("the client has left")
        self._ahead += data

    async def send(self, data: bytes) -> None:
        """Sends, and lets others have their turn."""
        self._writer.write(data)
        await self._writer.drain()
        await asyncio.sleep(0)

    async def pause(self, seconds: float) -> None:
        """Waits, but not for a client that leaves meanwhile."""
        if seconds <= 0:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    await self._read_on()

    def reset(self) -> None:
        """Ends the connection at once with RST instead of FIN."""
        door: socket.socket = self._writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            door.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._writer.transport.abort()

    async def close(self) -> None:
        """Sends what is left, then ends the connection."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


def _understood(raw_head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = raw_head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    fields = (line.partition(":") for line in lines)
    return method, path, {name.strip().lower(): value.strip() for name, _, value in fields}
