"""An OpenAI-compatible server, asked politely: one request, one typed failure, never more than asked."""

from collections.abc import AsyncIterator, Sequence
from enum import StrEnum
from typing import Any, NoReturn, cast

import httpx2
import openai
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ValidationError

from core.language_model import Answer, Failure, Message, ModelFailed, Say, Usage
from core.model_transport import BoundedTransport
from core.spending import estimated_usage
from core.value import Value

LONGEST_ANSWER = 16_000
_ROOM_TO_THINK = 4_000
_WORST_TOKENS = 10_000_000


class Form(StrEnum):
    """How a typed answer is asked for, the most reliable way first."""

    SCHEMA = "json schema"
    JSON = "json"
    TEXT = "text"


class Dialect(Value):
    """What a server and model understand, as probing found out.

    `is_classic` servers take `max_tokens` and a temperature; others `max_completion_tokens`
    alone. `counts_streams` says whether a stream can be asked to end with its usage.
    """

    form: Form = Form.SCHEMA
    is_classic: bool = True
    counts_streams: bool = True


class Ask(Value):
    """One request: to which model, with which messages, for at most how many tokens."""

    model: str
    messages: tuple[Message, ...]
    most_tokens: int
    dialect: Dialect = Dialect()

    @property
    def most_paid(self) -> int:
        """The most tokens that may come back, thinking among them."""
        return self.most_tokens + (0 if self.dialect.is_classic else _ROOM_TO_THINK)

    @property
    def parameters(self) -> dict[str, Any]:
        """What is sent beside the messages."""
        if self.dialect.is_classic:
            return {"max_tokens": self.most_paid, "temperature": 0.0}
        return {"max_completion_tokens": self.most_paid}


class ModelServer:
    """The `openai` client behind typed methods; its own retries are the only ones."""

    def __init__(self, url: str, key: str, *, retries: int, timeout: float) -> None:
        """`timeout` bounds each wait for the server in seconds; callers set tighter deadlines."""
        limits = httpx2.Limits(max_connections=1_000, max_keepalive_connections=100)
        self._client = openai.AsyncOpenAI(
            base_url=url,
            api_key=key or "none",
            max_retries=retries,
            timeout=timeout,
            http_client=httpx2.AsyncClient(
                transport=BoundedTransport(httpx2.AsyncHTTPTransport(limits=limits)),
                follow_redirects=False,
                timeout=timeout,
            ),
        )
        # The client takes these from its own environment variables; no server was meant to get them.
        self._client.organization = self._client.project = None

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    async def typed(self, ask: Ask, schema: type[BaseModel]) -> Answer:
        """An answer that the server was asked to give in the form of `schema`, in its dialect."""
        try:
            if ask.dialect.form is not Form.SCHEMA:
                return await self._whole(ask, is_json=ask.dialect.form is Form.JSON)
            parsed = await self._client.chat.completions.parse(
                model=ask.model,
                messages=(),
                response_format=schema,
                extra_body=_wire(ask.messages),
                **ask.parameters,
            )
            return _answer(ask, parsed)
        except Exception as error:  # noqa: BLE001 - see `_explain`
            _explain(error)

    async def whole(self, ask: Ask) -> Answer:
        """An answer in words, in one piece."""
        try:
            return await self._whole(ask, is_json=False)
        except Exception as error:  # noqa: BLE001 - see `_explain`
            _explain(error)

    async def streamed(self, ask: Ask, say: Say) -> Answer:
        """An answer in words, handed to `say` piece by piece."""
        try:
            return await self._streamed(ask, say)
        except Exception as error:  # noqa: BLE001 - see `_explain`
            _explain(error)

    async def _whole(self, ask: Ask, *, is_json: bool) -> Answer:
        form: dict[str, Any] = {"response_format": {"type": "json_object"}} if is_json else {}
        completion = await self._client.chat.completions.create(
            model=ask.model,
            messages=(),
            extra_body=_wire(ask.messages),
            **form,
            **ask.parameters,
        )
        return _answer(ask, completion)

    async def _streamed(self, ask: Ask, say: Say) -> Answer:
        counted: dict[str, Any] = (
            {"stream_options": {"include_usage": True}} if ask.dialect.counts_streams else {}
        )
        stream = await self._client.chat.completions.create(
            model=ask.model,
            messages=(),
            stream=True,
            extra_body=_wire(ask.messages),
            **counted,
            **ask.parameters,
        )
        text, usage, ending = "", None, None
        try:
            async for chunk in cast("AsyncIterator[Any]", stream):
                usage = chunk.usage or usage
                for choice in chunk.choices[:1]:
                    ending = choice.finish_reason or ending
                    if piece := choice.delta.content:
                        text += piece
                        _check_text(text)
                        say(piece)
        finally:
            await stream.close()
        if ending is None:
            raise ModelFailed(Failure.TRUNCATED)
        _check_ending(ending)
        return _checked(text, _usage(usage, ask, text))


def _wire(messages: Sequence[Message]) -> dict[str, object]:
    """The messages as they are sent.

    As a part of the body rather than as an argument: the client would walk through each of them
    by its declared type, which costs a fifth of the processor time of a call.
    """
    told = [{"role": message.role, "content": message.content} for message in messages]
    return {"messages": told}


def _answer(ask: Ask, completion: ChatCompletion) -> Answer:
    choice = completion.choices[0]
    _check_ending(choice.finish_reason)
    if choice.message.refusal:
        raise ModelFailed(Failure.FILTERED)
    text = choice.message.content or ""
    return _checked(text, _usage(completion.usage, ask, text))


def _check_ending(reason: object) -> None:
    if reason == "length":
        raise ModelFailed(Failure.TRUNCATED)
    if reason == "content_filter":
        raise ModelFailed(Failure.FILTERED)


def _check_text(text: str) -> None:
    if len(text) > LONGEST_ANSWER:
        raise ModelFailed(Failure.TOO_LONG)
    text.encode()  # half a surrogate pair raises here: it could be neither kept nor shown


def _checked(text: str, usage: Usage) -> Answer:
    _check_text(text)
    if not text.strip():
        raise ModelFailed(Failure.EMPTY)
    return Answer(text=text, usage=usage)


def _usage(reported: Any, ask: Ask, text: str) -> Usage:  # noqa: ANN401 - whatever a server sent
    """The server's count where it is one, else an estimate."""
    details = getattr(reported, "prompt_tokens_details", None)
    counts = (
        getattr(reported, "prompt_tokens", None),
        getattr(details, "cached_tokens", None) or 0,
        getattr(reported, "completion_tokens", None),
    )
    plausible = all(type(count) is int and 0 <= count < _WORST_TOKENS for count in counts)
    prompt, cached, completion = counts
    if not plausible or not prompt or cached > prompt:
        return estimated_usage(ask.messages, text)
    return Usage(prompt=prompt, cached=cached, completion=completion or 0)


_BY_STATUS = {401: Failure.UNAUTHORISED, 403: Failure.UNAUTHORISED, 429: Failure.RATE_LIMITED}


def _explain(error: Exception) -> NoReturn:
    """Every exception as one kind of failure.

    A broken server can make the client library raise nearly anything (an AttributeError on a
    message that is null, a RecursionError on nested JSON): whatever is not known by its class
    is an answer that is none. The text of the error is dropped, since servers repeat keys in it.
    """
    match error:
        case ModelFailed():
            raise error
        case openai.APITimeoutError() | TimeoutError():
            failure = Failure.TIMED_OUT
        case openai.APIConnectionError():
            cause = error.__cause__
            raise (
                cause if isinstance(cause, ModelFailed) else ModelFailed(Failure.UNREACHABLE)
            ) from None
        case openai.APIStatusError(status_code=status):
            failure = _BY_STATUS.get(
                status, Failure.SERVER_ERROR if status >= 500 else Failure.REJECTED
            )
            raise ModelFailed(failure, status) from None
        case openai.LengthFinishReasonError():
            failure = Failure.TRUNCATED
        case openai.ContentFilterFinishReasonError():
            failure = Failure.FILTERED
        case httpx2.TransportError():
            failure = Failure.UNREACHABLE
        case ValidationError():
            failure = Failure.UNPARSABLE
        case _:
            failure = Failure.MALFORMED
    raise ModelFailed(failure) from None
