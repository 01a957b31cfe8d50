"""The chat-model client: one OpenAI-compatible server shared by all conversations."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

import pybreaker
from pydantic import Field, SecretStr, ValidationError

from core.budget import Budget, Limits
from core.language_model import (
    NOWHERE,
    Answer,
    CallNote,
    Failure,
    ModelCalls,
    ModelFailed,
    Origin,
    Role,
    Say,
    Site,
)
from core.model_calls import TurnCalls
from core.model_server import Ask, Dialect, ModelServer
from core.model_store import ModelStore
from core.probing import MOST_TOKENS, probe
from core.settings import Price, Replay, shown_url
from core.spending import Purse
from core.value import Value

_FAILURES_IN_A_ROW = 5
# No single wait for a byte is longer, whatever a turn's deadline allows.
_LONGEST_SILENCE = 60.0

_Result = TypeVar("_Result")
Request = Callable[[ModelServer], Coroutine[None, None, _Result]]


class ModelConfig(Value):
    """Which server and models to use, and within which bounds.

    `retries` are the `openai` client's own; `rest_seconds` is how long the circuit breaker
    leaves a server alone after five failures in a row; `prices` are per million tokens and by
    model; `daily_cap` is in their currency.
    """

    url: str
    key: SecretStr = SecretStr("")
    models: Mapping[Role, str]
    retries: int = 1
    at_once: int = 16
    rest_seconds: float = 30.0
    prices: Mapping[str, Price] = Field(default_factory=dict)
    daily_cap: float | None = None
    replay: Replay = Replay.OFF


def _says_nothing_of_the_server(error: BaseException) -> bool:
    """Whether a failure is about one message (too long, declined), or somebody who has left."""
    if isinstance(error, ModelFailed):
        return error.failure in (Failure.REJECTED, Failure.FILTERED)
    return isinstance(error, asyncio.CancelledError)


class ChatModel:
    """Holds the connections, the circuit breaker, the purse and the recording of one server.

    Calls come from the threads of parallel stages and run on one event loop, where a deadline
    cancels whatever a call is waiting for.
    """

    def __init__(self, config: ModelConfig, store: ModelStore) -> None:
        """Nothing is sent yet. The loop's thread ends with the program, or at `close`."""
        self.config = config
        self.store = store
        self.purse = Purse(config.prices, config.daily_cap, store)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=_FAILURES_IN_A_ROW,
            reset_timeout=config.rest_seconds,
            throw_new_error_on_trip=False,
            exclude=[_says_nothing_of_the_server],
        )
        self._dialects: dict[str, Dialect] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="chat-model", daemon=True
        )
        self._thread.start()
        self._server, self._gate, self._probing = self._call(self._opened())

    async def _opened(self) -> tuple[ModelServer, asyncio.Semaphore, asyncio.Lock]:
        """What belongs to the event loop."""
        config = self.config
        key = config.key.get_secret_value()
        server = ModelServer(config.url, key, retries=config.retries, timeout=_LONGEST_SILENCE)
        return server, asyncio.Semaphore(config.at_once), asyncio.Lock()

    def close(self) -> None:
        """Close the connections, the loop and the store; calls in flight fail."""
        self._call(self._ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.store.close()

    async def _ended(self) -> None:
        """Without this a thread that waits for an answer would wait for ever."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._server.close()

    def turn(self, limits: Limits, origin: Origin = NOWHERE) -> ModelCalls:
        """The calls of one turn, from now on; what is recorded of them belongs to `origin`."""
        return TurnCalls(self, Budget(limits), origin)

    def dialect(self, role: Role, seconds: float, *, renew: bool = False) -> Dialect:
        """How to speak to a model: remembered, or found out now; ModelFailed where it cannot be.

        With `renew` the server is asked in any case: that proves that it answers.
        """
        model = self.config.models[role]
        if renew and self.config.replay is not Replay.REPLAY:
            self.forget_dialect(model)
        if model not in self._dialects:
            known = self._known_dialect(model)
            self._dialects[model] = known or self._learned(model, seconds)
        return self._dialects[model]

    def forget_dialect(self, model: str) -> None:
        """Find out again how a model is to be spoken to, at its next call."""
        self._dialects.pop(model, None)
        with suppress(ModelFailed):
            self.store.forget_dialect(model)

    def _learned(self, model: str, seconds: float) -> Dialect:
        """Ask the server how to speak to a model, unless the day's money is spent."""
        reserved = self.purse.reserve(model, (), MOST_TOKENS)
        try:
            return self.run(lambda _: self._probed(model), seconds)
        finally:
            self.purse.release(reserved)

    def run(self, request: Request[_Result], seconds: float) -> _Result:
        """One request within its seconds; waits for it."""
        return self._call(self._guarded(request, seconds))

    def run_streaming(self, ask: Ask, say: Say, seconds: float) -> Answer:
        """One streamed request; `say` gets the pieces in the calling thread as they arrive."""
        pieces: SimpleQueue[str | None] = SimpleQueue()
        landing: Future[Answer] = asyncio.run_coroutine_threadsafe(
            self._guarded(lambda server: server.streamed(ask, pieces.put), seconds), self._loop
        )
        landing.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := pieces.get()) is not None:
                say(piece)
        finally:
            landing.cancel()
        return _landed(landing)

    def _call(self, coroutine: Coroutine[None, None, _Result]) -> _Result:
        return _landed(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    def _known_dialect(self, model: str) -> Dialect | None:
        is_replay = self.config.replay is Replay.REPLAY
        known = self.store.dialect(model, None if is_replay else shown_url(self.config.url))
        if known is None and is_replay:
            raise ModelFailed(Failure.NOT_RECORDED)
        try:
            return Dialect.model_validate_json(known) if known else None
        except ValidationError:  # another version of this program wrote it
            return None

    async def _probed(self, model: str) -> Dialect:
        async with self._probing:
            if known := self._known_dialect(model):
                return known
            dialect, usage = await probe(self._server, model)
            with suppress(ModelFailed):
                self.store.learn(model, shown_url(self.config.url), dialect.model_dump_json())
            self.purse.settle(0.0, CallNote(site=Site.PROBE, model=model, round=0, usage=usage))
            return dialect

    async def _guarded(self, request: Request[_Result], seconds: float) -> _Result:
        """The request behind the gate and the circuit breaker, cancelled at its deadline.

        Waiting at the gate is no failure of the server's.
        """
        try:
            end = asyncio.get_running_loop().time() + seconds
            async with asyncio.timeout_at(end):
                await self._gate.acquire()
            try:
                with self._breaker.calling():
                    async with asyncio.timeout_at(end):
                        return await request(self._server)
            finally:
                self._gate.release()
        except pybreaker.CircuitBreakerError:
            raise ModelFailed(Failure.RESTING) from None
        except TimeoutError:
            raise ModelFailed(Failure.TIMED_OUT) from None


def _landed(landing: Future[_Result]) -> _Result:
    """What a call comes to, once it has; ModelFailed where the client was closed meanwhile."""
    try:
        return landing.result()
    except CancelledError:
        raise ModelFailed(Failure.ABANDONED) from None
