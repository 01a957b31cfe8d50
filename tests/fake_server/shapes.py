"""OpenAI's objects: completions, chunks, usage, models and errors, and the counting of tokens."""

import bisect
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

Shape = dict[str, Any]
MODEL = "fake-model"
CHUNK_CHARACTERS = 8
MOST_CHUNKS = 256  # a long content comes in longer chunks, or reading it would take seconds


class Reply(NamedTuple):
    """What the assistant says, before it becomes one completion or many chunks."""

    number: int
    model: str
    content: str | None
    usage: Shape | None
    role: str = "assistant"
    finish_reason: str = "stop"
    refusal: str | None = None
    tool_calls: tuple[Shape, ...] = ()


def completion(reply: Reply) -> Shape:
    """The whole answer as one object."""
    message: Shape = {"role": reply.role, "content": reply.content, "refusal": reply.refusal}
    if reply.tool_calls:
        message["tool_calls"] = list(reply.tool_calls)
    choice = {"index": 0, "message": message, "logprobs": None}
    whole = _frame(reply, "chat.completion", [choice | {"finish_reason": reply.finish_reason}])
    return whole if reply.usage is None else whole | {"usage": reply.usage}


def chunks(reply: Reply, *, with_usage: bool) -> list[Shape]:
    """The answer as the objects of a stream; the usage comes last, with no choices."""
    parts = [_chunk(reply, delta, None) for delta in _deltas(reply)]
    parts.append(_chunk(reply, {}, reply.finish_reason))
    if not with_usage:
        return parts
    parts = [part | {"usage": None} for part in parts]
    if reply.usage is not None:
        parts.append(_frame(reply, "chat.completion.chunk", []) | {"usage": reply.usage})
    return parts


def _deltas(reply: Reply) -> Iterator[Shape]:
    yield {"role": reply.role, "content": None if reply.content is None else ""}
    if reply.refusal is not None:
        yield {"refusal": reply.refusal}
    for index, call in enumerate(reply.tool_calls):
        yield {"tool_calls": [{"index": index, **call}]}
    for piece in _pieces(reply.content or ""):
        yield {"content": piece}


def _pieces(text: str) -> Iterator[str]:
    step = max(CHUNK_CHARACTERS, len(text) // MOST_CHUNKS)
    return (text[start : start + step] for start in range(0, len(text), step))


def _chunk(reply: Reply, delta: Shape, finish_reason: str | None) -> Shape:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return _frame(reply, "chat.completion.chunk", [choice])


def _frame(reply: Reply, kind: str, choices: list[Shape]) -> Shape:
    return {
        "id": f"chatcmpl-{reply.number}",
        "object": kind,
        "created": int(time.time()),
        "model": reply.model,
        "choices": choices,
    }


def error(message: str, kind: str = "invalid_request_error", code: str | None = None) -> Shape:
    """An error as the API tells it."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def models() -> Shape:
    """The list of the one model."""
    model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": "tests"}
    return {"object": "list", "data": [model]}


def tokens(text: str) -> int:
    """How many tokens a text counts for."""
    return max(1, len(text) // 4)


def usage(prompt: str, content: str, cached: int) -> Shape:
    """What an answer cost; the cached tokens are among those of the prompt."""
    asked, said = tokens(prompt), tokens(content)
    return {
        "prompt_tokens": asked,
        "completion_tokens": said,
        "total_tokens": asked + said,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


class PromptCache:
    """Remembers every prompt of every site, as a server's cache of prefixes does."""

    def __init__(self) -> None:
        """Nothing is remembered yet."""
        self._seen: dict[str, list[str]] = {}

    def remember(self, site: str, prompt: str) -> int:
        """The tokens this prompt shares with the start of any earlier one of its site."""
        earlier = self._seen.setdefault(site, [])
        # Among sorted texts the longest common prefix is with a neighbour.
        place = bisect.bisect(earlier, prompt)
        neighbours = earlier[max(0, place - 1) : place + 1]
        earlier.insert(place, prompt)
        shared = max((_shared_length(prompt, other) for other in neighbours), default=0)
        return tokens(prompt[:shared]) if shared else 0


def _shared_length(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
