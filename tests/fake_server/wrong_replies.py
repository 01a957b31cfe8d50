"""The faults of what is said: the HTTP is right, the object or its content is not."""

from collections.abc import Callable
from typing import Any

from tests.fake_server.faults import Fault
from tests.fake_server.shapes import Reply, Shape

NESTING = 10_000
MEGABYTE = 1_000_000
ABSURD_USAGE: Shape = {
    "prompt_tokens": -5,
    "completion_tokens": 10**30,
    "total_tokens": "many",
    "prompt_tokens_details": {"cached_tokens": "none"},
}
_CALL: Shape = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "search_films", "arguments": '{"query": "Heat"}'},
}


def _with(**changes: Any) -> Callable[[Reply], Reply]:
    return lambda reply: reply._replace(**changes)


def _cut_off(reply: Reply) -> Reply:
    content = reply.content or ""
    return reply._replace(content=content[: len(content) // 2], finish_reason="length")


def _fenced(reply: Reply) -> Reply:
    return reply._replace(content=f"```json\n{reply.content}\n```")


WRONG_REPLIES: dict[Fault, Callable[[Reply], Reply]] = {
    Fault.NULL_CONTENT: _with(content=None),
    Fault.EMPTY_CONTENT: _with(content=""),
    Fault.BLANK_CONTENT: _with(content=" \n\t \n"),
    Fault.CUT_OFF: _cut_off,
    Fault.FILTERED: _with(finish_reason="content_filter"),
    Fault.REFUSAL: _with(content=None, refusal="I'm sorry, I can't help with that."),
    Fault.TOOL_CALLS: _with(content=None, tool_calls=(_CALL,), finish_reason="tool_calls"),
    Fault.NO_USAGE: _with(usage=None),
    Fault.ABSURD_USAGE: _with(usage=ABSURD_USAGE),
    Fault.WRONG_ROLE: _with(role="user"),
    Fault.BAD_CONTENT: _with(content='{"oops": '),
    Fault.FENCED_CONTENT: _fenced,
    Fault.PROSE_CONTENT: _with(content="Sure! Here is what you asked for."),
    Fault.WRONG_SCHEMA: _with(content='{"weather": "fine", "degrees": [21, 23]}'),
    Fault.WRONG_TYPES: _with(content="[null, null, null]"),
    Fault.DEEP_JSON: _with(content="[" * NESTING + "]" * NESTING),
    Fault.ONE_MEGABYTE: _with(content="x" * MEGABYTE),
}


def _without_choices(shape: Shape) -> Shape:
    return shape | {"choices": []}


def _without_message(shape: Shape) -> Shape:
    part = "delta" if shape["object"].endswith("chunk") else "message"
    return shape | {"choices": [choice | {part: None} for choice in shape["choices"]]}


WRONG_SHAPES: dict[Fault, Callable[[Shape], Shape]] = {
    Fault.NO_CHOICES: _without_choices,
    Fault.NULL_MESSAGE: _without_message,
}
