"""The ways in which a server of language models fails, and which of them do no harm."""

from enum import StrEnum, auto


class Fault(StrEnum):
    """One way to fail; where streaming and not streaming differ, the comment says how."""

    # The connection.
    REFUSED = auto()  # nobody listens; for one site or some times: a reset before the answer
    RESET_BEFORE_ANSWER = auto()
    RESET_IN_BODY = auto()
    CLOSED_BEFORE_ANSWER = auto()
    STALL_BEFORE_HEADERS = auto()
    STALL_BEFORE_BODY = auto()
    STALL_IN_BODY = auto()
    TRICKLE = auto()  # a byte each 50 ms: of a comment in a stream, of white space in JSON

    # The status.
    STATUS_400 = auto()
    STATUS_401 = auto()  # echoes the Authorization header
    STATUS_402 = auto()
    STATUS_403 = auto()
    STATUS_404 = auto()
    STATUS_408 = auto()
    STATUS_409 = auto()
    STATUS_413 = auto()
    STATUS_422 = auto()
    RATE_LIMITED = auto()  # 429 without retry-after
    RATE_LIMITED_FOR_LONG = auto()  # 429 with retry-after: 60
    STATUS_500 = auto()
    STATUS_501 = auto()
    STATUS_502 = auto()  # an HTML page
    STATUS_503 = auto()
    STATUS_504 = auto()
    STATUS_529 = auto()
    REDIRECT = auto()  # 302 to where it leads to itself

    # The body.
    HTML_200 = auto()  # a web page in either form
    EMPTY_BODY = auto()  # a stream of no events
    NOT_JSON_BODY = auto()  # a stream of prose, in which no line is an event
    TRUNCATED_JSON_BODY = auto()  # a stream that ends, in good order, within an event
    SHORT_BODY = auto()  # a stream that closes within a chunk
    GARBAGE_BYTES = auto()
    BAD_UTF8 = auto()
    BROKEN_EVENT = auto()  # without a stream: JSON with the same rubbish in its middle
    ERROR_EVENT = auto()  # without a stream: status 200 and an error for a body
    NO_DONE = auto()  # without a stream: no length, the end of the connection ends the body
    JSON_FOR_STREAM = auto()  # without a stream: events that nobody asked for
    ONE_BYTE_AT_A_TIME = auto()
    HUGE_HEADER = auto()
    ENDLESS = auto()  # events, or a content within JSON, for ever

    # The object.
    NO_CHOICES = auto()  # none in any chunk
    NULL_MESSAGE = auto()  # in a stream: each delta is null
    NULL_CONTENT = auto()
    EMPTY_CONTENT = auto()
    BLANK_CONTENT = auto()
    CUT_OFF = auto()  # half of the content, finish_reason: length
    FILTERED = auto()  # the content is whole, finish_reason: content_filter
    REFUSAL = auto()
    TOOL_CALLS = auto()
    NO_USAGE = auto()
    ABSURD_USAGE = auto()
    WRONG_ROLE = auto()

    # The content.
    BAD_CONTENT = auto()
    FENCED_CONTENT = auto()
    PROSE_CONTENT = auto()
    WRONG_SCHEMA = auto()
    WRONG_TYPES = auto()
    DEEP_JSON = auto()
    ONE_MEGABYTE = auto()


# A correct client gets the right content all the same.
HARMLESS = frozenset({
    Fault.NO_USAGE,
    Fault.ABSURD_USAGE,
    Fault.ONE_BYTE_AT_A_TIME,
    Fault.WRONG_ROLE,
    Fault.NO_DONE,
})  # fmt: skip

# Only the client's own deadline ends them.
SLOW = frozenset({
    Fault.STALL_BEFORE_HEADERS,
    Fault.STALL_BEFORE_BODY,
    Fault.STALL_IN_BODY,
    Fault.TRICKLE,
    Fault.ENDLESS,
})  # fmt: skip
