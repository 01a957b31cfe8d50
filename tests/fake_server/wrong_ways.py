"""The faults on the way: the reply is right, the bytes that carry it are not."""

from collections.abc import Callable, Iterator
from itertools import chain, repeat

from tests.fake_server.asked import Asked
from tests.fake_server.faults import Fault
from tests.fake_server.shapes import chunks, completion, error
from tests.fake_server.wire import (
    EVENTS,
    FOREVER,
    JSON,
    Ending,
    Steps,
    chunk,
    chunked,
    encoded,
    event,
    head,
    whole,
)

BROKEN = b'{not "json at all]'  # the quote breaks a string, should it land in one
HEADER_LENGTH = 200_000
ENDLESS_PIECE = "and so on " * 100
SECONDS_A_PIECE = 0.001
SECONDS_TO_ARRIVE = 0.02  # a reset must not overtake what was sent before it
_PLACEHOLDER = "\ue000"


def _reset_in_body(asked: Asked) -> Steps:
    yield from asked.parts.first_half
    yield SECONDS_TO_ARRIVE
    yield Ending.RESET


def _stall_before_body(asked: Asked) -> Steps:
    yield asked.parts.head
    yield FOREVER


def _stall_in_body(asked: Asked) -> Steps:
    yield from asked.parts.first_half
    yield FOREVER


def _truncated(asked: Asked) -> Steps:
    data = asked.data
    middle = data[len(data) // 2]
    cut = middle[: len(middle) // 2]
    # In a stream an event is cut off, and neither its end nor [DONE] follows.
    in_stream = chunked([*data[: len(data) // 2], cut], EVENTS)
    yield (in_stream if asked.is_streaming else whole(cut)).in_full


def _short(asked: Asked) -> Steps:
    yield from asked.parts.first_half
    # In a stream it is a chunk that is shorter than it says.
    yield chunk(asked.data[-1])[:-20] if asked.is_streaming else b""
    yield Ending.CLOSE


def _bad_utf8(asked: Asked) -> Steps:
    spoilt = asked.reply._replace(content=f"{_PLACEHOLDER}{asked.reply.content}")
    shapes = chunks(spoilt, with_usage=False) if asked.is_streaming else [completion(spoilt)]
    data = [asked.written(shape) for shape in shapes]
    yield asked.sent([each.replace(_PLACEHOLDER.encode(), b"\xff\xfe") for each in data]).in_full


def _broken_event(asked: Asked) -> Steps:
    yield asked.sent(_with_in_the_middle(asked, BROKEN)).in_full


def _error_event(asked: Asked) -> Steps:
    told = encoded(error("The server had an error", "server_error"))
    yield (
        asked.sent(_with_in_the_middle(asked, told)) if asked.is_streaming else whole(told)
    ).in_full


def _with_in_the_middle(asked: Asked, rubbish: bytes) -> list[bytes]:
    if asked.is_streaming:
        half = len(asked.data) // 2
        return [*asked.data[:half], b"data: " + rubbish + b"\n\n", *asked.data[half:]]
    body = b"".join(asked.data)
    return [body[: len(body) // 2], rubbish, body[len(body) // 2 :]]


def _no_done(asked: Asked) -> Steps:
    if asked.is_streaming:
        yield chunked(asked.data, EVENTS).in_full
    else:
        yield head(200, {"content-type": JSON, "connection": "close"}) + b"".join(asked.data)
        yield Ending.CLOSE


def _other_form(asked: Asked) -> Steps:
    asked.is_streaming = not asked.is_streaming
    yield asked.parts.in_full


def _one_byte_at_a_time(asked: Asked) -> Steps:
    return (bytes([value]) for value in asked.parts.in_full)


def _huge_header(asked: Asked) -> Steps:
    first, rest = asked.parts.head.split(b"\r\n", 1)
    huge = b"\r\nx-huge: " + b"x" * HEADER_LENGTH + b"\r\n"
    yield first + huge + rest + b"".join(asked.parts.body)


def _endless(asked: Asked) -> Steps:
    yield chunked([], EVENTS if asked.is_streaming else JSON).head
    for piece in _endless_pieces(asked):
        yield chunk(piece)
        yield SECONDS_A_PIECE


def _endless_pieces(asked: Asked) -> Iterator[bytes]:
    going_on = asked.reply._replace(content=ENDLESS_PIECE)
    if asked.is_streaming:
        opening, piece, *_ = map(event, chunks(going_on, with_usage=False))
    else:
        piece = ENDLESS_PIECE.encode()
        opening = encoded(completion(going_on)).partition(piece)[0]
    return chain([opening], repeat(piece))


WRONG_WAYS: dict[Fault, Callable[[Asked], Steps]] = {
    Fault.RESET_IN_BODY: _reset_in_body,
    Fault.STALL_BEFORE_BODY: _stall_before_body,
    Fault.STALL_IN_BODY: _stall_in_body,
    Fault.TRUNCATED_JSON_BODY: _truncated,
    Fault.SHORT_BODY: _short,
    Fault.BAD_UTF8: _bad_utf8,
    Fault.BROKEN_EVENT: _broken_event,
    Fault.ERROR_EVENT: _error_event,
    Fault.NO_DONE: _no_done,
    Fault.JSON_FOR_STREAM: _other_form,
    Fault.ONE_BYTE_AT_A_TIME: _one_byte_at_a_time,
    Fault.HUGE_HEADER: _huge_header,
    Fault.ENDLESS: _endless,
}
