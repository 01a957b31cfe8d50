"""The calls of one turn: budgeted, recorded or replayed, paid for, and noted for the trace."""

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel

from core.answers import complaint_about, repair_messages, typed_answer, with_schema
from core.budget import Budget
from core.language_model import (
    NOWHERE,
    OURS,
    Answer,
    CallNote,
    Failure,
    Message,
    ModelFailed,
    Origin,
    Role,
    Say,
    Schema,
    Site,
    Usage,
)
from core.model_server import Ask, Form
from core.model_store import answer_key
from core.settings import Replay
from core.spending import estimated_usage

if TYPE_CHECKING:
    from core.chat_model import ChatModel

MOST_TOKENS = {
    Site.LISTEN: 1000, Site.SELECT: 1100, Site.ASK: 200, Site.RECOMMEND: 500, Site.CHAT: 400,
    Site.PLAN: 250, Site.REFLECT: 600, Site.PROFILE: 1500, Site.JUDGE: 800, Site.WORD: 150,
}  # fmt: skip
# After these the server has read the prompt, and it may have to be paid.
_PAID = frozenset(
    {
        Failure.TIMED_OUT,
        Failure.MALFORMED,
        Failure.EMPTY,
        Failure.TRUNCATED,
        Failure.FILTERED,
        Failure.TOO_LONG,
        Failure.UNPARSABLE,
        Failure.ABANDONED,
    }
)

# After these it has written, perhaps all that it was allowed to.
_WRITTEN_OUT = frozenset({Failure.TRUNCATED, Failure.TOO_LONG, Failure.UNPARSABLE})


class _Call(NamedTuple):
    """One call to be made."""

    site: Site
    role: Role
    messages: tuple[Message, ...]
    schema: type[BaseModel] | None = None
    is_repair: bool = False


class TurnCalls:
    """Implements `core.language_model.ModelCalls` over a `ChatModel`."""

    def __init__(self, model: "ChatModel", budget: Budget, origin: Origin = NOWHERE) -> None:
        """The budget's clock runs already; what is recorded belongs to `origin`."""
        self._model = model
        self._budget = budget
        self._origin = origin
        self._lock = threading.Lock()
        self._notes: list[CallNote] = []

    @property
    def notes(self) -> tuple[CallNote, ...]:
        """The calls so far, in the order in which they ended."""
        with self._lock:
            return tuple(self._notes)

    def structured(
        self, site: Site, role: Role, messages: tuple[Message, ...], schema: type[Schema]
    ) -> Schema:
        """A typed answer; in plain text a wrong one may be mended once."""
        call = _Call(site, role, messages, schema)
        answer = self._answer(call)
        try:
            return self._typed(call, answer, schema)
        except ModelFailed:
            if self._model.dialect(role, 0.0).form is not Form.TEXT:
                raise
        complaint = complaint_about(answer.text, schema)
        mending = repair_messages(messages, answer.text, complaint)
        repair = call._replace(messages=mending, is_repair=True)
        return self._typed(repair, self._answer(repair), schema)

    def _typed(self, call: _Call, answer: Answer, schema: type[Schema]) -> Schema:
        try:
            return typed_answer(answer.text, schema)
        except ModelFailed as error:
            self.disown(call.site, error.failure)
            raise

    def text(
        self, site: Site, role: Role, messages: tuple[Message, ...], say: Say | None = None
    ) -> str:
        """An answer in words, handed to `say` as it arrives."""
        return self._answer(_Call(site, role, messages), say).text

    def disown(self, site: Site, failure: Failure) -> None:
        """Note that the last answer of this site could not be used after all."""
        with self._lock:
            place = max(n for n, note in enumerate(self._notes) if note.site is site)
            told = self._notes[place].model_copy(update={"failure": failure.value})
            self._notes[place] = told

    def _answer(self, call: _Call, say: Say | None = None) -> Answer:
        """One call with its note, whatever becomes of it."""
        start = time.perf_counter()
        is_replay = self._model.config.replay is Replay.REPLAY
        model = self._model.config.models[call.role]
        note = CallNote(
            site=call.site, model=model, round=0, repaired=call.is_repair, replayed=is_replay
        )
        reserved, ask = 0.0, None
        try:
            round_, seconds = self._budget.enter(call.site, is_repair=call.is_repair)
            note = note.model_copy(update={"round": round_})
            ask = self._ask(call, model, seconds)
            if not is_replay:
                reserved = self._model.purse.reserve(model, ask.messages, ask.most_paid)
            left = seconds - (time.perf_counter() - start)
            answer = self._replayed(ask, say) if is_replay else self._fetched(call, ask, left, say)
        except ModelFailed as error:
            note = _lost(note, ask, error)
            raise
        except BaseException:  # `say` raised
            note = _lost(note, ask, ModelFailed(Failure.ABANDONED))
            raise
        else:
            note = note.model_copy(update={"usage": answer.usage})
            return answer
        finally:
            took = round(1000 * (time.perf_counter() - start), 1)
            self._keep(note.model_copy(update={"milliseconds": took}), reserved)

    def _ask(self, call: _Call, model: str, seconds: float) -> Ask:
        """The request in the dialect of its model."""
        dialect = self._model.dialect(call.role, seconds)
        messages = call.messages
        if call.schema is not None and dialect.form is not Form.SCHEMA:
            messages = with_schema(messages, call.schema)
        return Ask(
            model=model, messages=messages, most_tokens=MOST_TOKENS[call.site], dialect=dialect
        )

    def _fetched(self, call: _Call, ask: Ask, seconds: float, say: Say | None) -> Answer:
        """The server's answer, recorded where recording is on, failures too."""
        try:
            answer = self._asked(call, ask, seconds, say)
        except ModelFailed as error:
            self._record(call, ask, error.failure)
            if error.failure is Failure.REJECTED:
                # Perhaps the server has changed: it is asked anew how it wants to be spoken to.
                self._model.forget_dialect(ask.model)
            raise
        self._record(call, ask, answer)
        return answer

    def _asked(self, call: _Call, ask: Ask, seconds: float, say: Say | None) -> Answer:
        if say is not None:
            return self._model.run_streaming(ask, say, seconds)
        schema = call.schema
        if schema is None:
            return self._model.run(lambda server: server.whole(ask), seconds)
        return self._model.run(lambda server: server.typed(ask, schema), seconds)

    def _record(self, call: _Call, ask: Ask, answer: Answer | Failure) -> None:
        # What is written about a person is of no conversation that could be played again.
        is_ours = isinstance(answer, Failure) and answer in OURS
        is_kept = call.site is not Site.PROFILE and not is_ours
        if self._model.config.replay is Replay.RECORD and is_kept:
            with suppress(ModelFailed):  # an answer is worth more than its recording
                self._model.store.record(_key(ask), ask.model, answer, self._origin)

    def _replayed(self, ask: Ask, say: Say | None) -> Answer:
        recorded = self._model.store.recorded(_key(ask))
        if recorded is None:
            raise ModelFailed(Failure.NOT_RECORDED)
        if say is not None:
            say(recorded.text)
        return recorded

    def _keep(self, note: CallNote, reserved: float) -> None:
        purse = self._model.purse
        was_sent = note.round and not note.replayed and note.failure not in OURS
        if was_sent:
            priced = purse.settle(reserved, note)
        else:
            purse.release(reserved)
            priced = purse.priced(note)
        with self._lock:
            self._notes.append(priced)


def _lost(note: CallNote, ask: Ask | None, error: ModelFailed) -> CallNote:
    """The note of a call without an answer; what was sent has to be paid all the same."""
    usage = Usage()
    if ask is not None and not note.replayed and error.failure in _PAID:
        usage = estimated_usage(ask.messages, "")
        if error.failure in _WRITTEN_OUT:
            usage = usage.model_copy(update={"completion": ask.most_paid})
    return note.model_copy(update={"failure": str(error), "usage": usage})


def _key(ask: Ask) -> str:
    return answer_key(ask.model, {"form": ask.dialect.form, **ask.parameters}, ask.messages)
