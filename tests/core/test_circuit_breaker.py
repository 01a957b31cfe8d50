"""A server that failed five times in a row is left alone for a while, and tried again after it."""

import time
from pathlib import Path

import pytest

from core.chat_model import ChatModel
from core.language_model import Failure, Role, Site, Usage
from tests.core.model_client import (
    LIMITS,
    MODEL,
    WORDS,
    Connect,
    asked,
    choose,
    failure_of,
    say_words,
    speak,
)  # fmt: skip
from tests.fake_server import FakeServer, Fault

IN_A_ROW = 5
REST = 1.0


def fail(model: ChatModel, times: int = IN_A_ROW) -> list[Failure | None]:
    return [failure_of(lambda: say_words(model)) for _ in range(times)]


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Fault.STATUS_500, Failure.SERVER_ERROR),
        (Fault.RESET_BEFORE_ANSWER, Failure.UNREACHABLE),
        (Fault.RATE_LIMITED, Failure.RATE_LIMITED),
    ],
)
def test_after_five_failures_in_a_row_the_server_is_asked_no_more(
    server: FakeServer, model: ChatModel, fault: Fault, failure: Failure
) -> None:
    server.break_with(fault)
    assert fail(model) == [failure] * IN_A_ROW
    assert len(server.requests) == IN_A_ROW
    server.mend()
    start = time.monotonic()
    assert fail(model) == [Failure.RESTING] * IN_A_ROW
    assert failure_of(lambda: choose(model)) is Failure.RESTING
    assert time.monotonic() - start < LIMITS.seconds / 2
    assert len(server.requests) == IN_A_ROW


def test_a_success_in_between_begins_the_count_anew(server: FakeServer, model: ChatModel) -> None:
    for _ in range(3):
        server.break_with(Fault.STATUS_500)
        assert fail(model, IN_A_ROW - 1) == [Failure.SERVER_ERROR] * (IN_A_ROW - 1)
        server.mend()
        assert say_words(model) == WORDS
    assert len(server.requests) == 3 * IN_A_ROW


def test_a_mended_server_is_used_again_after_the_rest(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(rest_seconds=REST)
    server.break_with(Fault.STATUS_500)
    fail(model)
    assert failure_of(lambda: say_words(model)) is Failure.RESTING
    time.sleep(REST + 0.1)
    # It is still broken: one try shows it, and it rests again.
    assert fail(model, 2) == [Failure.SERVER_ERROR, Failure.RESTING]
    server.mend()
    time.sleep(REST + 0.1)
    assert [say_words(model) for _ in range(3)] == [WORDS] * 3
    assert len(server.requests) == IN_A_ROW + 1 + 3


def test_a_call_that_rests_is_noted_and_costs_nothing(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(prices={MODEL: {"prompt": 1, "completion": 1}})
    server.break_with(Fault.STATUS_500)
    fail(model)
    account = model.store.account()
    turn = model.turn(LIMITS)
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.STRONG, asked()))
    assert failure is Failure.RESTING
    (note,) = turn.notes
    assert (note.failure, note.usage, note.price) == (Failure.RESTING.value, Usage(), 0.0)
    assert model.store.account() == account


def test_money_put_aside_for_calls_that_rest_is_there_again_after_it(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    # Enough for a few calls at once, but not for what fifty could cost together.
    prices, cap = {MODEL: {"completion": 1_000}}, 4.0
    model = connect(rest_seconds=REST, prices=prices, daily_cap=cap)
    server.break_with(Fault.STATUS_500)
    fail(model)
    assert fail(model, 50) == [Failure.RESTING] * 50
    server.mend()
    time.sleep(REST + 0.1)
    assert say_words(model) == WORDS


def test_what_was_refused_by_us_is_not_held_against_the_server(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(prices={MODEL: {"completion": 1_000_000}}, daily_cap=1.0)
    assert fail(model, 2 * IN_A_ROW) == [Failure.OVER_CAP] * (2 * IN_A_ROW)
    assert not server.requests
