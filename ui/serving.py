"""A free loopback port, a server that says when it is up, and the page's safety headers."""

import socket
from collections.abc import Callable
from typing import NamedTuple

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import ParleyError

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
)
PORTS_TRIED = 20


class Address(NamedTuple):
    """Where the page is served; the next free port is taken where this one is in use."""

    host: str = "127.0.0.1"
    port: int = 7860


LOOPBACK = Address()


class Server(uvicorn.Server):
    """A uvicorn server that calls `when_up` as soon as it answers."""

    def __init__(self, config: uvicorn.Config, when_up: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_up = when_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then say so."""
        await super().startup(sockets)
        if self.started:
            self._when_up()


def free_door(host: str, port: int) -> socket.socket:
    """A socket bound to the first free port from `port` on (any free one for 0)."""
    for candidate in range(port, port + PORTS_TRIED) if port else (0,):
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, candidate))
        except OSError:
            door.close()
        else:
            return door
    raise ParleyError(
        f"No free port from {port} to {port + PORTS_TRIED - 1} on {host}; choose another."
    )


class Sealed:
    """Middleware that tells the browser to load nothing from anywhere else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A report brings a stricter policy of its own.
                headers.setdefault("Content-Security-Policy", POLICY)
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, sealed)
