"""The fake server, asked by the real client: what it says, how it breaks, how it ends."""

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openai
import pytest

from tests.fake_server import HARMLESS, SLOW, FakeRequest, FakeServer, Fault

ROOT = Path(__file__).parents[1]
CONTENT = '{"intent": "recommend", "titles": ["Le Fabuleux Destin d’Amélie Poulain", "七人の侍"]}'
MESSAGES = [
    {"role": "system", "content": "# Task: listen\nSay what was asked."},
    {"role": "user", "content": "Something like Heat"},
]
LIMIT = 0.3
# What the client's own code lets through when an answer is not what it expects.
BROKEN = (
    openai.OpenAIError, ValueError, TypeError, AttributeError, IndexError, TimeoutError, RuntimeError,
)  # fmt: skip
FORMS = pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])


class Seen(NamedTuple):
    """What a client can tell of an answer, but for its usage."""

    content: str | None
    finish_reason: str | None
    role: str | None = "assistant"


RIGHT = Seen(CONTENT, "stop")


def answer(request: FakeRequest) -> str:
    return CONTENT


def echo(request: FakeRequest) -> str:
    return request.prompt


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(answer) as server:
        yield server


def client(server: FakeServer, timeout: float = 2.0) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        base_url=server.url, api_key="sk-secret", max_retries=0, timeout=timeout
    )


def asked(site: str = "listen", **more: Any) -> dict[str, Any]:
    system = {"role": "system", "content": f"# Task: {site}\nSay what was asked."}
    return {"model": "m", "messages": [system, MESSAGES[1]], **more}


async def whole(door: openai.AsyncOpenAI, **request: Any) -> Seen:
    reply = await door.chat.completions.create(**asked(**request))
    choice = reply.choices[0]
    return Seen(choice.message.content, choice.finish_reason, choice.message.role)


async def streamed(door: openai.AsyncOpenAI, **request: Any) -> Seen:
    options = {"stream": True, "stream_options": {"include_usage": True}}
    stream = await door.chat.completions.create(**asked(**request, **options))
    choices = [choice async for chunk in stream for choice in chunk.choices]
    said = "".join(choice.delta.content or "" for choice in choices)
    roles = [choice.delta.role for choice in choices if choice.delta.role]
    return Seen(said, choices[-1].finish_reason, roles[0])


def ask(server: FakeServer, streaming: bool, limit: float = 2.0, **request: Any) -> Seen:
    async def once() -> Seen:
        async with asyncio.timeout(limit), client(server) as door:
            return await (streamed if streaming else whole)(door, **request)

    return asyncio.run(once())


def fails(server: FakeServer, streaming: bool, **request: Any) -> bool:
    try:
        return ask(server, streaming, **request) != RIGHT
    except BROKEN:
        return True


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.01)


@FORMS
def test_the_answer_comes_in_either_form(server: FakeServer, streaming: bool) -> None:
    assert ask(server, streaming) == RIGHT
    (request,) = server.requests
    assert request.site == "listen"
    assert request.model == "m"
    assert request.messages == MESSAGES
    assert request.prompt == "# Task: listen\nSay what was asked.\nSomething like Heat"
    assert request.is_streaming is streaming
    assert request.headers["authorization"] == "Bearer sk-secret"
    assert 0 <= time.monotonic() - request.at < 5


def test_the_client_without_async_is_answered_on_one_connection(server: FakeServer) -> None:
    with openai.OpenAI(base_url=server.url, api_key="k", max_retries=0, timeout=2) as door:
        for _ in range(3):
            reply = door.chat.completions.create(**asked())
            assert reply.choices[0].message.content == CONTENT
        assert reply.object == "chat.completion"
        assert reply.id == "chatcmpl-3"
        assert [model.id for model in door.models.list()] == ["fake-model"]
        with pytest.raises(openai.NotFoundError, match="Unknown request URL"):
            door.embeddings.create(model="m", input="Heat")
        with pytest.raises(openai.BadRequestError, match="could not parse"):
            door.post("/chat/completions", cast_to=object, body=["no", "messages"])
    assert len(server.requests) == 3


def test_usage_counts_and_the_cache_knows_earlier_prompts_of_the_site(server: FakeServer) -> None:
    longer = [*MESSAGES, {"role": "user", "content": "More!" * 20}]
    asked_in_turn = (asked(), asked(), asked("rank"), asked() | {"messages": longer})

    async def spent() -> list[Any]:
        async with client(server) as door:
            create = door.chat.completions.create
            return [(await create(**request)).usage for request in asked_in_turn]

    usages = asyncio.run(spent())
    prompt = len(json.dumps(MESSAGES)) // 4
    assert [usage.prompt_tokens for usage in usages[:2]] == [prompt, prompt]
    assert usages[3].prompt_tokens == len(json.dumps(longer)) // 4
    cached = [usage.prompt_tokens_details.cached_tokens for usage in usages]
    assert cached == [0, prompt, 0, (len(json.dumps(MESSAGES)) - 1) // 4]
    for usage in usages:
        assert usage.completion_tokens == len(CONTENT) // 4
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


@pytest.mark.parametrize("wanted", [False, True])
def test_a_stream_comes_in_small_chunks_and_tells_its_usage_if_asked(
    server: FakeServer, wanted: bool
) -> None:
    async def chunks() -> list[Any]:
        options = {"stream_options": {"include_usage": True}} if wanted else {}
        async with client(server) as door:
            stream = await door.chat.completions.create(**asked(), stream=True, **options)
            return [chunk async for chunk in stream]

    seen = asyncio.run(chunks())
    assert len(seen) >= len(CONTENT) // 8
    assert bool(seen[-1].usage) is wanted
    assert bool(seen[-1].choices) is not wanted
    assert {chunk.object for chunk in seen} == {"chat.completion.chunk"}


@FORMS
@pytest.mark.parametrize("fault", sorted(set(Fault) - HARMLESS - SLOW))
def test_a_fault_shows(server: FakeServer, fault: Fault, streaming: bool) -> None:
    server.break_with(fault)
    assert fails(server, streaming)
    assert fails(server, streaming)
    server.mend()
    assert ask(server, streaming) == RIGHT


@FORMS
@pytest.mark.parametrize("fault", sorted(HARMLESS))
def test_a_harmless_fault_leaves_the_content(
    server: FakeServer, fault: Fault, streaming: bool
) -> None:
    server.break_with(fault)
    assert ask(server, streaming)[:2] == RIGHT[:2]


@FORMS
@pytest.mark.parametrize("fault", sorted(SLOW))
def test_a_slow_fault_ends_by_the_deadline_alone(
    server: FakeServer, fault: Fault, streaming: bool
) -> None:
    server.break_with(fault)
    with pytest.raises(TimeoutError):
        ask(server, streaming, limit=LIMIT)
    server.mend()
    assert ask(server, streaming) == RIGHT


def test_there_are_many_faults() -> None:
    assert len(Fault) >= 42


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.REFUSED, openai.APIConnectionError),
        (Fault.RESET_BEFORE_ANSWER, openai.APIConnectionError),
        (Fault.RATE_LIMITED_FOR_LONG, openai.RateLimitError),
        (Fault.STATUS_401, openai.AuthenticationError),
        (Fault.STATUS_529, openai.InternalServerError),
        (Fault.REDIRECT, openai.APIConnectionError),
        (Fault.GARBAGE_BYTES, openai.APIConnectionError),
        (Fault.HUGE_HEADER, openai.APIConnectionError),
    ],
)
def test_a_fault_is_the_one_it_says(
    server: FakeServer, fault: Fault, error: type[openai.OpenAIError]
) -> None:
    server.break_with(fault)
    with pytest.raises(error) as caught:
        ask(server, streaming=False)
    if fault is Fault.STATUS_401:
        assert "Bearer sk-secret" in str(caught.value)
    if isinstance(caught.value, openai.RateLimitError):
        assert caught.value.response.headers["retry-after"] == "60"


@FORMS
@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.CUT_OFF, Seen(CONTENT[: len(CONTENT) // 2], "length")),
        (Fault.FILTERED, Seen(CONTENT, "content_filter")),
        (Fault.FENCED_CONTENT, Seen(f"```json\n{CONTENT}\n```", "stop")),
        (Fault.WRONG_TYPES, Seen("[null, null, null]", "stop")),
        (Fault.ONE_MEGABYTE, Seen("x" * 1_000_000, "stop")),
        (Fault.DEEP_JSON, Seen("[" * 10_000 + "]" * 10_000, "stop")),
        (Fault.WRONG_ROLE, Seen(CONTENT, "stop", "user")),
    ],
)
def test_wrong_replies_arrive_as_they_are(
    server: FakeServer, fault: Fault, seen: Seen, streaming: bool
) -> None:
    server.break_with(fault)
    assert ask(server, streaming) == seen


@FORMS
def test_a_fault_may_be_for_one_site_and_some_times(server: FakeServer, streaming: bool) -> None:
    server.break_with(Fault.STATUS_500, site="rank")
    server.break_with(Fault.EMPTY_CONTENT, site="listen", times=2)
    assert [fails(server, streaming) for _ in range(3)] == [True, True, False]
    assert fails(server, streaming, site="rank")
    server.break_with(Fault.REFUSED, site="rank", times=1)
    with pytest.raises(openai.APIConnectionError):
        ask(server, streaming, site="rank")
    with pytest.raises(openai.InternalServerError):
        ask(server, streaming, site="rank")
    assert ask(server, streaming) == RIGHT
    server.mend()
    assert ask(server, streaming, site="rank") == RIGHT


def test_the_answer_is_not_asked_for_where_it_would_not_be_sent(server: FakeServer) -> None:
    asked_for: list[str] = []
    server.answer = lambda request: asked_for.append(request.site) or CONTENT
    server.break_with(Fault.STATUS_500, times=1)
    assert [fails(server, streaming=False) for _ in range(2)] == [True, False]
    assert asked_for == ["listen"]
    server.answer = echo
    assert ask(server, streaming=False).content == server.requests[-1].prompt


def test_an_answer_function_that_raises_is_told(server: FakeServer) -> None:
    server.answer = lambda request: request.body["nothing"]
    with pytest.raises(openai.InternalServerError, match="KeyError"):
        ask(server, streaming=False)


def test_refusing_ends_what_goes_on_and_mending_listens_on_the_same_port(
    server: FakeServer,
) -> None:
    async def all_along() -> None:
        async with client(server) as door:
            assert await whole(door) == RIGHT
            server.break_with(Fault.STALL_IN_BODY, times=1)
            hanging = asyncio.create_task(streamed(door))
            await until(lambda: len(server.requests) == 2)
            await asyncio.to_thread(server.refuse)
            with pytest.raises((openai.APIConnectionError, openai.APIError)):
                await hanging
            with pytest.raises(openai.APIConnectionError):
                await whole(door)
            await asyncio.to_thread(server.mend)
            assert await whole(door) == RIGHT

    before = server.url
    asyncio.run(all_along())
    assert server.url == before
    assert len(server.requests) == 3


def test_requests_are_answered_at_once_and_wait_for_the_latency(server: FakeServer) -> None:
    async def together(number: int) -> list[Seen]:
        async with client(server) as door:
            return await asyncio.gather(*(whole(door) for _ in range(number)))

    for _ in range(3):
        assert ask(server, streaming=True) == RIGHT
    assert server.most_at_once == 1
    server.latency = 0.2
    started = time.monotonic()
    assert asyncio.run(together(20)) == [RIGHT] * 20
    assert 0.2 <= time.monotonic() - started < 2
    assert server.most_at_once == 20


def test_who_leaves_is_answered_no_longer(server: FakeServer) -> None:
    async def leave() -> None:
        async with client(server) as door:
            waiting = asyncio.create_task(whole(door))
            await until(lambda: server.at_once == 1)
            waiting.cancel()
            await until(lambda: server.at_once == 0)

    server.latency = 30
    for _ in range(2):
        asyncio.run(leave())
    assert len(server.requests) == 2


@pytest.mark.parametrize("fault", [None, *sorted(SLOW)])
def test_it_stops_at_once_whatever_hangs(fault: Fault | None) -> None:
    never = threading.Event()
    server = FakeServer(answer if fault else lambda request: str(never.wait(20)))
    if fault:
        server.break_with(fault)
    hanging = [threading.Thread(target=fails, args=(server, form)) for form in (False, True) * 3]
    for thread in hanging:
        thread.start()
    asyncio.run(until(lambda: len(server.requests) == len(hanging)))
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 1
    server.stop()
    server.mend()
    for thread in hanging:
        thread.join(5)
        assert not thread.is_alive()
    never.set()


def test_it_serves_another_process_until_its_input_closes() -> None:
    command = [sys.executable, "-m", "tests.fake_server", "--latency", "0.01"]
    command += ["--answer", f"{__name__}:echo"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        url = json.loads(process.stdout.readline())["url"]
        with openai.OpenAI(base_url=url, api_key="k", max_retries=0, timeout=5) as door:
            reply = door.chat.completions.create(**asked())
        assert reply.choices[0].message.content.endswith("Something like Heat")
        process.stdin.close()
        assert process.wait(10) == 0
