"""The server: it answers chats as its answer function says, until it is told to break."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from tests.fake_server.answering import steps
from tests.fake_server.breakages import Breakage, Breakages, When
from tests.fake_server.connection import Connection, RawRequest
from tests.fake_server.faults import Fault
from tests.fake_server.listening import HOST, Listener
from tests.fake_server.request import Answer, FakeRequest, site_of
from tests.fake_server.shapes import MODEL, PromptCache, Reply, Shape, error, models, usage
from tests.fake_server.threads import in_thread
from tests.fake_server.unasked import REDIRECTED_PATH, UNASKED, redirect
from tests.fake_server.wire import Ending, Steps, encoded, whole

CHAT = ("POST", "/v1/chat/completions")
MODELS = ("GET", "/v1/models")
REDIRECTED = ("GET", REDIRECTED_PATH)


class FakeServer:
    """Listens from the moment it is made until it is stopped."""

    def __init__(self, answer: Answer, *, latency: float = 0.0) -> None:
        """`answer` runs in a thread of its own for each request, so it may wait for the test."""
        self.answer = answer
        self.latency = latency
        self.requests: list[FakeRequest] = []
        self.at_once = 0  # requests that are being answered now
        self.most_at_once = 0
        self._breakages = Breakages()
        self._cache = PromptCache()
        self._listener = Listener(self._serve)
        self.url = f"http://{HOST}:{self._listener.port}/v1"

    def break_with(
        self,
        fault: Fault,
        *,
        site: str | None = None,
        times: int | None = None,
        when: When | None = None,
    ) -> None:
        """From now on requests get this fault; of the faults that fit, the newest is taken."""
        self._breakages.add(Breakage(fault, site, times, when))
        if fault is Fault.REFUSED and (site, times, when) == (None, None, None):
            self._listener.shut()
        else:
            self._listener.open()

    def refuse(self) -> None:
        """Nobody listens any more, and every connection ends at once."""
        self.break_with(Fault.REFUSED)

    def mend(self) -> None:
        """No faults any more."""
        self._breakages.clear()
        self._listener.open()

    def stop(self) -> None:
        """Ends everything at once; what hangs is cut off."""
        self._listener.stop()

    def __enter__(self) -> Self:
        """The server itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops."""
        self.stop()

    async def _serve(self, connection: Connection) -> None:
        goes_on = True
        while goes_on:
            raw = await connection.request()
            goes_on = await self._respond(raw, connection) and raw.keeps_alive

    async def _respond(self, raw: RawRequest, connection: Connection) -> bool:
        if (raw.method, raw.path) != CHAT:
            return await _play(_elsewhere(raw), connection)
        request = _parsed(raw)
        if request is None:
            told = error("We could not parse the JSON body of your request.")
            return await _play(_told(told, 400), connection)
        with self._counted(request):
            return await self._chat(request, connection)

    @contextmanager
    def _counted(self, request: FakeRequest) -> Iterator[None]:
        self.requests.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            self.at_once -= 1

    async def _chat(self, request: FakeRequest, connection: Connection) -> bool:
        fault, number = self._breakages.take(request), len(self.requests)
        cached = self._cache.remember(request.site, request.serialised)
        if fault in UNASKED:
            answer = UNASKED[fault](request)
        else:
            answer = await self._answered(fault, request, number, cached)
        await connection.pause(request.at + self.latency - time.monotonic())
        return await _play(answer, connection)

    async def _answered(
        self, fault: Fault | None, request: FakeRequest, number: int, cached: int
    ) -> Steps:
        answer = self.answer
        content = await in_thread(lambda: answer(request))
        if isinstance(content, Exception):
            told = error(f"The answer function of the test failed: {content!r}", "server_error")
            return _told(told, 500)
        spent = usage(request.serialised, content, cached)
        return steps(fault, request, Reply(number, request.model or MODEL, content, spent))


def _parsed(raw: RawRequest) -> FakeRequest | None:
    at = time.monotonic()
    try:
        body: dict[str, Any] = json.loads(raw.body)
        return FakeRequest(body, raw.headers, site_of(body["messages"]), at)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _elsewhere(raw: RawRequest) -> Steps:
    place = (raw.method, raw.path)
    if place == MODELS:
        return _told(models(), 200)
    if place == REDIRECTED:
        return iter([redirect()])
    return _told(error(f"Unknown request URL: {raw.method} {raw.path}", code="unknown_url"), 404)


def _told(shape: Shape, status: int) -> Steps:
    return iter([whole(encoded(shape), status=status).in_full])


async def _play(answer: Steps, connection: Connection) -> bool:
    """Takes every step; whether the connection goes on."""
    for step in answer:
        if isinstance(step, bytes):
            await connection.send(step)
        elif isinstance(step, Ending):
            if step is Ending.RESET:
                connection.reset()
            return False
        else:
            await connection.pause(step)
    return True
