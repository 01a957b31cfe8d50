"""Answers in HTTP/1.1, by the byte, and the steps that send them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, NamedTuple

JSON = "application/json"
EVENTS = "text/event-stream"
HTML = "text/html; charset=utf-8"
LAST_CHUNK = b"0\r\n\r\n"
DONE = b"data: [DONE]\n\n"
FOREVER = 1e9


class Ending(Enum):
    """How a connection ends before its time."""

    CLOSE = auto()
    RESET = auto()


Step = bytes | float | Ending  # bytes to send, seconds to wait, or the end
Steps = Iterator[Step]


class Parts(NamedTuple):
    """An answer as it is sent: the head, then the body in pieces."""

    head: bytes
    body: tuple[bytes, ...]

    @property
    def in_full(self) -> bytes:
        """All of it."""
        return self.head + b"".join(self.body)

    @property
    def first_half(self) -> tuple[bytes, ...]:
        """The head and the first half of the pieces."""
        return self.head, *self.body[: len(self.body) // 2]


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """The status line and the headers."""
    known = status in {each.value for each in HTTPStatus}
    reason = HTTPStatus(status).phrase if known else "Unknown"
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {headers[name]}" for name in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(
    body: bytes, kind: str = JSON, status: int = 200, extra: Mapping[str, str] | None = None
) -> Parts:
    """An answer of known length, its body in two pieces."""
    headers = {"content-type": kind, "content-length": str(len(body)), **(extra or {})}
    half = len(body) // 2
    return Parts(head(status, headers), (body[:half], body[half:]))


def chunked(pieces: Iterable[bytes], kind: str) -> Parts:
    """An answer of unknown length, each piece a chunk."""
    *before, last = [*map(chunk, pieces)] or [b""]
    # The last piece and the end leave together: whoever stops reading at [DONE] has it all.
    body = (*before, last + LAST_CHUNK)
    return Parts(head(200, {"content-type": kind, "transfer-encoding": "chunked"}), body)


def chunk(data: bytes) -> bytes:
    """One chunk of a body of unknown length."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def encoded(value: Any) -> bytes:
    """A value as JSON; half a surrogate pair stays an escape."""
    return json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace")


def event(value: Any) -> bytes:
    """A value as one server-sent event."""
    return b"data: " + encoded(value) + b"\n\n"
