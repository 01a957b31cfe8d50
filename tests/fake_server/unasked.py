"""The faults that come instead of an answer: nobody is asked for one."""

from collections.abc import Callable
from http import HTTPStatus
from itertools import cycle

from tests.fake_server.faults import Fault
from tests.fake_server.request import FakeRequest
from tests.fake_server.shapes import error
from tests.fake_server.wire import (
    EVENTS,
    FOREVER,
    HTML,
    JSON,
    Ending,
    Parts,
    Step,
    Steps,
    chunk,
    chunked,
    encoded,
    whole,
)

REDIRECTED_PATH = "/v1/chat/completions?redirected"
SECONDS_A_BYTE = 0.05
PAGE = b"<!doctype html><html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"
GARBAGE = bytes(range(256)) * 4
_OVERLOADED = 529


def _status(status: int, **extra: str) -> Callable[[FakeRequest], Steps]:
    headers = {name.replace("_", "-"): value for name, value in extra.items()}
    phrase = "Overloaded" if status == _OVERLOADED else HTTPStatus(status).phrase
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    parts = whole(encoded(error(phrase, kind)), status=status, extra=headers)
    return lambda _request: iter([parts.in_full])


def _fixed(*steps: Step) -> Callable[[FakeRequest], Steps]:
    return lambda _request: iter(steps)


def _unauthorised(request: FakeRequest) -> Steps:
    shown = request.headers.get("authorization", "")
    told = error(f"Incorrect API key provided: {shown}.", code="invalid_api_key")
    yield whole(encoded(told), status=401).in_full


def redirect() -> bytes:
    """Sends a client to where it is sent to the same place again."""
    return whole(b"", status=302, extra={"location": REDIRECTED_PATH}).in_full


def _body(data: bytes) -> Callable[[FakeRequest], Steps]:
    in_stream, alone = chunked([data] if data else [], EVENTS), whole(data)
    return lambda request: iter([(in_stream if request.is_streaming else alone).in_full])


def _trickle(request: FakeRequest) -> Steps:
    kind, filler = (EVENTS, b": wait\n") if request.is_streaming else (JSON, b" \n")
    yield chunked([], kind).head
    for value in cycle(filler):
        yield chunk(bytes([value]))
        yield SECONDS_A_BYTE


def _html(status: int) -> Parts:
    return whole(PAGE, HTML, status)


UNASKED: dict[Fault, Callable[[FakeRequest], Steps]] = {
    Fault.REFUSED: _fixed(Ending.RESET),
    Fault.RESET_BEFORE_ANSWER: _fixed(Ending.RESET),
    Fault.CLOSED_BEFORE_ANSWER: _fixed(Ending.CLOSE),
    Fault.STALL_BEFORE_HEADERS: _fixed(FOREVER),
    Fault.TRICKLE: _trickle,
    Fault.STATUS_400: _status(400),
    Fault.STATUS_401: _unauthorised,
    Fault.STATUS_402: _status(402),
    Fault.STATUS_403: _status(403),
    Fault.STATUS_404: _status(404),
    Fault.STATUS_408: _status(408),
    Fault.STATUS_409: _status(409),
    Fault.STATUS_413: _status(413),
    Fault.STATUS_422: _status(422),
    Fault.RATE_LIMITED: _status(429),
    Fault.RATE_LIMITED_FOR_LONG: _status(429, retry_after="60"),
    Fault.STATUS_500: _status(500),
    Fault.STATUS_501: _status(501),
    Fault.STATUS_502: _fixed(_html(502).in_full),
    Fault.STATUS_503: _status(503),
    Fault.STATUS_504: _status(504),
    Fault.STATUS_529: _status(529),
    Fault.REDIRECT: _fixed(redirect()),
    Fault.HTML_200: _fixed(_html(200).in_full),
    Fault.EMPTY_BODY: _body(b""),
    Fault.NOT_JSON_BODY: _body(b"This is prose.\nNothing here is JSON.\n"),
    Fault.GARBAGE_BYTES: _fixed(GARBAGE, Ending.CLOSE),
}
