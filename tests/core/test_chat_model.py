"""The client of a language-model server: typed answers and words, repairs, retries, deadlines."""

import contextlib
import itertools
import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from core.chat_model import ChatModel, ModelConfig
from core.language_model import Failure, ModelFailed, Role, Site, Usage
from core.model_calls import MOST_TOKENS
from core.model_server import Form
from core.model_store import ModelStore
from core.spending import estimated_usage
from tests.core.model_client import (
    CHOICE,
    KEY,
    LIMITS,
    MODEL,
    MODELS,
    PATIENCE,
    RECORDS,
    TYPED,
    WORDS,
    Choice,
    Connect,
    asked,
    choose,
    failure_of,
    limits,
    say_words,
    speak,
    until,
)  # fmt: skip
from tests.fake_server import FakeServer, Fault

PLANNED = {Site.PLAN: 1}


def format_of(body: dict[str, Any]) -> str | None:
    return body.get("response_format", {}).get("type")


@pytest.mark.parametrize(
    ("form", "sent"), [(Form.SCHEMA, "json_schema"), (Form.JSON, "json_object"), (Form.TEXT, None)]
)
def test_a_typed_answer_is_asked_for_in_the_way_that_the_server_knows(
    server: FakeServer, connect: Connect, tmp_path: Path, form: Form, sent: str | None
) -> None:
    speak(tmp_path, server.url, form)
    assert choose(connect()) == CHOICE
    (request,) = server.requests
    assert format_of(request.body) == sent
    assert request.model == MODEL
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body["max_tokens"] == MOST_TOKENS[Site.PLAN]
    assert request.body["temperature"] == 0
    is_spelled_out = '"chosen"' in request.messages[0]["content"]
    assert is_spelled_out is (form is not Form.SCHEMA)
    assert request.messages[1] == {"role": "user", "content": "Something like Heat"}


def test_the_schema_that_is_sent_is_strict(server: FakeServer, model: ChatModel) -> None:
    choose(model)
    told = server.requests[0].body["response_format"]["json_schema"]
    assert told["strict"] is True
    assert set(told["schema"]["required"]) == {"chosen", "reason"}


@pytest.mark.parametrize(("role", "name"), [(Role.FAST, "small"), (Role.STRONG, "large")])
def test_a_role_is_played_by_its_model(
    server: FakeServer, connect: Connect, role: Role, name: str
) -> None:
    model = connect(models={Role.FAST: "small", Role.STRONG: "large"})
    model.turn(LIMITS).text(Site.CHAT, role, asked())
    assert {request.model for request in server.requests} == {name}


def test_a_server_without_a_key_gets_one_that_is_none(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    say_words(connect(key=""))
    assert server.requests[0].headers["authorization"] == "Bearer none"


def test_a_call_is_noted_with_what_it_took(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    server.latency = 0.05
    turn = connect().turn(LIMITS)
    turn.text(Site.CHAT, Role.STRONG, asked())
    turn.structured(Site.PLAN, Role.STRONG, asked(Site.PLAN), Choice)
    chat, plan = turn.notes
    assert (chat.site, chat.model, chat.round, chat.failure) == (Site.CHAT, MODEL, 1, "")
    assert plan.site is Site.PLAN
    assert chat.milliseconds >= 50
    assert chat.usage.prompt > 0
    assert chat.usage.completion > 0
    assert not chat.usage.estimated
    assert (chat.repaired, chat.replayed) == (False, False)


class TestRepair:
    """In plain text a wrong answer may be mended, once."""

    @pytest.fixture(autouse=True)
    def _in_plain_text(self, server: FakeServer, tmp_path: Path) -> None:
        speak(tmp_path, server.url, Form.TEXT)

    def answers(self, server: FakeServer, *texts: str) -> None:
        given = itertools.chain(texts, itertools.repeat(texts[-1]))
        server.answer = lambda _: next(given)

    def test_a_wrong_answer_is_mended_in_one_more_turn(
        self, server: FakeServer, connect: Connect
    ) -> None:
        self.answers(server, '{"chosen": "many"}', TYPED)
        turn = connect().turn(LIMITS)
        assert turn.structured(Site.PLAN, Role.STRONG, asked(Site.PLAN), Choice) == CHOICE
        first, second = server.requests
        assert second.messages[: len(first.messages)] == first.messages
        wrong, complaint = second.messages[len(first.messages) :]
        assert wrong == {"role": "assistant", "content": '{"chosen": "many"}'}
        assert complaint["role"] == "user"
        assert "reason: Field required" in complaint["content"]
        noted = [(note.round, note.repaired, note.failure) for note in turn.notes]
        assert noted == [(1, False, Failure.UNPARSABLE.value), (2, True, "")]

    def test_what_is_wrong_twice_is_not_asked_for_a_third_time(
        self, server: FakeServer, connect: Connect
    ) -> None:
        self.answers(server, "Gladly!")
        model = connect()
        assert failure_of(lambda: choose(model)) is Failure.UNPARSABLE
        assert len(server.requests) == 2

    @pytest.mark.parametrize("bound", [{"calls": 1}, {"rounds": 1}])
    def test_a_repair_costs_a_call_and_a_round(
        self, server: FakeServer, connect: Connect, bound: dict[str, int]
    ) -> None:
        self.answers(server, "Gladly!", TYPED)
        turn = connect().turn(limits(places=PLANNED, **bound))
        with pytest.raises(ModelFailed) as caught:
            turn.structured(Site.PLAN, Role.STRONG, asked(Site.PLAN), Choice)
        assert caught.value.failure is Failure.OVER_BUDGET
        assert len(server.requests) == 1
        assert turn.notes[-1].failure == Failure.OVER_BUDGET.value

    def test_a_failed_call_is_not_mended(self, server: FakeServer, connect: Connect) -> None:
        server.break_with(Fault.STATUS_500)
        model = connect()
        assert failure_of(lambda: choose(model)) is Failure.SERVER_ERROR
        assert len(server.requests) == 1


@pytest.mark.parametrize("form", [Form.SCHEMA, Form.JSON])
def test_where_the_server_keeps_to_a_form_nothing_is_mended(
    server: FakeServer, connect: Connect, tmp_path: Path, form: Form
) -> None:
    speak(tmp_path, server.url, form)
    server.break_with(Fault.WRONG_SCHEMA)
    model = connect()
    assert failure_of(lambda: choose(model)) is Failure.UNPARSABLE
    assert len(server.requests) == 1


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("fault", [Fault.STATUS_500, Fault.RESET_BEFORE_ANSWER])
def test_a_failed_request_is_tried_again_as_often_as_set_and_no_more(
    server: FakeServer, connect: Connect, tmp_path: Path, retries: int, fault: Fault
) -> None:
    speak(tmp_path, server.url)
    server.break_with(fault)
    model = connect(retries=retries)
    assert failure_of(lambda: say_words(model)) is not None
    assert len(server.requests) == 1 + retries


def test_a_retry_that_is_answered_is_an_answer(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    server.break_with(Fault.STATUS_503, times=1)
    assert say_words(connect(retries=1)) == WORDS
    assert len(server.requests) == 2


def test_nobody_waits_a_minute_because_the_server_says_so(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    server.break_with(Fault.RATE_LIMITED_FOR_LONG)
    model = connect(retries=2)
    start = time.monotonic()
    with pytest.raises(ModelFailed, match="429") as caught:
        say_words(model)
    assert caught.value.failure is Failure.RATE_LIMITED
    assert time.monotonic() - start < PATIENCE
    assert len(server.requests) == 1


def test_a_wrong_request_is_not_tried_again(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    server.break_with(Fault.STATUS_400)
    model = connect(retries=2)
    assert failure_of(lambda: say_words(model)) is Failure.REJECTED
    assert len(server.requests) == 1


@pytest.mark.parametrize("retries", [0, 5])
def test_a_call_gets_its_share_of_the_turn(
    server: FakeServer, connect: Connect, tmp_path: Path, retries: int
) -> None:
    speak(tmp_path, server.url)
    fault = Fault.STATUS_500 if retries else Fault.STALL_BEFORE_BODY
    server.break_with(fault)
    model = connect(retries=retries)
    start = time.monotonic()
    turn = model.turn(limits(rounds=30, seconds=9.0))
    assert failure_of(lambda: turn.text(Site.CHAT, Role.STRONG, asked())) is Failure.TIMED_OUT
    # A thirtieth of nine seconds; the whole would be beyond any slowness of the machine.
    assert 0.25 < time.monotonic() - start < 6.0


def test_after_the_turn_nothing_is_sent(server: FakeServer, model: ChatModel) -> None:
    turn = model.turn(limits(seconds=0.001))
    time.sleep(0.002)
    assert failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked())) is Failure.TIMED_OUT
    assert not server.requests
    (note,) = turn.notes
    assert (note.round, note.usage) == (0, Usage())
    assert not model.store.account()


def test_calls_beyond_the_budget_are_not_sent(server: FakeServer, model: ChatModel) -> None:
    turn = model.turn(limits(calls=1))
    turn.text(Site.CHAT, Role.FAST, asked())
    assert failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked())) is Failure.OVER_BUDGET
    assert len(server.requests) == 1
    assert [note.failure for note in turn.notes] == ["", Failure.OVER_BUDGET.value]


def test_no_more_requests_are_in_flight_than_set_whatever_the_turn(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    server.latency = 0.05
    model = connect(at_once=3)

    def run(number: int) -> None:
        if number % 2:
            say_words(model, f"{number}")
        else:
            model.turn(LIMITS).text(Site.ASK, Role.FAST, asked(Site.ASK), lambda _: None)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests) == 12
    assert server.most_at_once == 3


def test_who_waits_for_the_others_too_long_gives_up(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    server.break_with(Fault.STALL_BEFORE_HEADERS, times=1)
    model = connect(at_once=1)
    slow = threading.Thread(target=lambda: failure_of(lambda: choose(model, limits(seconds=6.0))))
    slow.start()
    until(lambda: server.at_once == 1)
    assert failure_of(lambda: choose(model, limits(seconds=0.6))) is Failure.TIMED_OUT
    assert len(server.requests) == 1
    slow.join()
    assert say_words(model) == WORDS


@pytest.mark.parametrize("fault", [Fault.NO_USAGE, Fault.ABSURD_USAGE])
@pytest.mark.parametrize("is_streaming", [False, True])
def test_tokens_are_estimated_where_the_server_does_not_say(
    server: FakeServer, model: ChatModel, fault: Fault, is_streaming: bool
) -> None:
    server.break_with(fault)
    turn = model.turn(LIMITS)
    say = (lambda _: None) if is_streaming else None
    assert turn.text(Site.CHAT, Role.FAST, asked(), say) == WORDS
    assert turn.notes[0].usage == estimated_usage(asked(), WORDS)
    assert turn.notes[0].usage.estimated


def test_tokens_from_the_cache_of_the_server_are_counted(
    server: FakeServer, model: ChatModel
) -> None:
    turn = model.turn(LIMITS)
    for _ in range(2):
        turn.text(Site.CHAT, Role.FAST, asked())
    first, second = turn.notes
    assert first.usage.cached == 0
    assert 0 < second.usage.cached <= second.usage.prompt


@pytest.mark.parametrize("is_streaming", [False, True])
def test_half_a_character_is_no_answer(
    server: FakeServer, model: ChatModel, is_streaming: bool
) -> None:
    server.answer = lambda _: "With \ud83d pleasure"
    turn = model.turn(LIMITS)
    said: list[str] = []
    say = said.append if is_streaming else None
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked(), say))
    assert failure is Failure.MALFORMED
    "".join(said).encode()


def test_an_answer_that_is_of_no_use_is_noted_so(model: ChatModel) -> None:
    turn = model.turn(LIMITS)
    for _ in range(2):
        turn.text(Site.CHAT, Role.FAST, asked())
    turn.text(Site.ASK, Role.FAST, asked(Site.ASK))
    turn.disown(Site.CHAT, Failure.UNGROUNDED)
    assert [note.failure for note in turn.notes] == ["", Failure.UNGROUNDED.value, ""]


def test_closing_ends_the_thread_and_whoever_waits(server: FakeServer, tmp_path: Path) -> None:
    def loops() -> int:
        return sum(thread.name == "chat-model" for thread in threading.enumerate())

    speak(tmp_path, server.url)
    before = loops()
    config = ModelConfig(url=server.url, models=MODELS, retries=0)
    model = ChatModel(config, ModelStore(tmp_path / RECORDS))
    assert loops() == before + 1
    server.break_with(Fault.STALL_BEFORE_HEADERS)

    def wait() -> None:
        # The records may be closed before the call can be written down.
        with contextlib.suppress(ModelFailed, sqlite3.ProgrammingError):
            say_words(model)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    until(lambda: server.at_once == 1)
    model.close()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()
    assert loops() == before


def test_a_file_of_records_holds_json_that_others_can_read(
    model: ChatModel, server: FakeServer
) -> None:
    told = json.loads(model.store.dialect(MODEL, server.url))
    assert told == {"form": "json schema", "is_classic": True, "counts_streams": True}
