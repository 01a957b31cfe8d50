"""Whatever a server does, a call ends in time: in the right answer or in a failure of ours."""

import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from core.chat_model import ChatModel
from core.language_model import Failure, ModelFailed, Role, Site
from core.model_server import Form
from core.model_transport import LARGEST_BODY
from tests.core.model_client import (
    CHOICE,
    KEY,
    PATIENCE,
    WORDS,
    Choice,
    Connect,
    asked,
    failure_of,
    limits,
    say_words,
    speak,
)  # fmt: skip
from tests.fake_server import HARMLESS, SLOW, FakeServer, Fault

SECONDS = 0.3
# Bounds both a body that is read whole and one that comes in pieces.
TIME_FOR_BULK = 20.0
# The content is not what was asked for: in words nobody can tell.
OF_CONTENT = frozenset({
    Fault.BAD_CONTENT, Fault.FENCED_CONTENT, Fault.PROSE_CONTENT, Fault.WRONG_SCHEMA,
    Fault.WRONG_TYPES,
})  # fmt: skip
# What these say is not told apart from words, or breaks a part that nobody needs.
OTHER_WORDS = frozenset({Fault.BAD_UTF8})
EXPECTED = {
    Fault.STATUS_400: Failure.REJECTED,
    Fault.STATUS_401: Failure.UNAUTHORISED,
    Fault.STATUS_402: Failure.REJECTED,
    Fault.STATUS_403: Failure.UNAUTHORISED,
    Fault.STATUS_404: Failure.REJECTED,
    Fault.RATE_LIMITED: Failure.RATE_LIMITED,
    Fault.RATE_LIMITED_FOR_LONG: Failure.RATE_LIMITED,
    Fault.STATUS_500: Failure.SERVER_ERROR,
    Fault.STATUS_502: Failure.SERVER_ERROR,
    Fault.STATUS_503: Failure.SERVER_ERROR,
    Fault.STATUS_529: Failure.SERVER_ERROR,
    Fault.REDIRECT: Failure.REJECTED,
    Fault.REFUSED: Failure.UNREACHABLE,
    Fault.RESET_BEFORE_ANSWER: Failure.UNREACHABLE,
    Fault.CLOSED_BEFORE_ANSWER: Failure.UNREACHABLE,
    Fault.STALL_BEFORE_HEADERS: Failure.TIMED_OUT,
    Fault.STALL_BEFORE_BODY: Failure.TIMED_OUT,
    Fault.STALL_IN_BODY: Failure.TIMED_OUT,
    Fault.TRICKLE: Failure.TIMED_OUT,
    Fault.HTML_200: Failure.MALFORMED,
    Fault.NO_CHOICES: Failure.MALFORMED,
    Fault.NULL_MESSAGE: Failure.MALFORMED,
    Fault.NULL_CONTENT: Failure.EMPTY,
    Fault.EMPTY_CONTENT: Failure.EMPTY,
    Fault.BLANK_CONTENT: Failure.EMPTY,
    Fault.TOOL_CALLS: Failure.EMPTY,
    Fault.CUT_OFF: Failure.TRUNCATED,
    Fault.FILTERED: Failure.FILTERED,
    Fault.REFUSAL: Failure.FILTERED,
    Fault.ONE_MEGABYTE: Failure.TOO_LONG,
    Fault.DEEP_JSON: Failure.TOO_LONG,
}
# Read as the object that was asked for before anything else.
EXPECTED_OF_TYPED = {
    Fault.BLANK_CONTENT: Failure.UNPARSABLE,
    Fault.DEEP_JSON: Failure.UNPARSABLE,
}

Call = Callable[[ChatModel, float], object]


def in_words(model: ChatModel, seconds: float) -> str:
    return model.turn(limits(rounds=1, seconds=seconds)).text(Site.CHAT, Role.FAST, asked())


def in_a_stream(model: ChatModel, seconds: float) -> str:
    pieces: list[str] = []
    turn = model.turn(limits(rounds=1, seconds=seconds))
    text = turn.text(Site.CHAT, Role.FAST, asked(), pieces.append)
    assert "".join(pieces) == text
    return text


def typed(model: ChatModel, seconds: float) -> Choice:
    turn = model.turn(limits(rounds=2, seconds=2 * seconds))
    return turn.structured(Site.PLAN, Role.FAST, asked(Site.PLAN), Choice)


CALLS = pytest.mark.parametrize("call", [in_words, in_a_stream, typed], ids=lambda c: c.__name__)
FORMS = pytest.mark.parametrize("form", [*Form])


def ended(call: Call, model: ChatModel, seconds: float) -> object:
    """The answer, or the failure once its text was looked at."""
    try:
        return call(model, seconds)
    except ModelFailed as error:
        failed = error
    status = f" ({failed.status})" if failed.status else ""
    assert str(failed) == failed.failure.value + status
    assert KEY not in "".join(traceback.format_exception(failed))
    return failed.failure


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in OF_CONTENT])
@CALLS
def test_a_fault_ends_in_time_in_the_answer_or_a_failure(
    server: FakeServer, model: ChatModel, call: Call, fault: Fault
) -> None:
    server.break_with(fault)
    seconds = SECONDS if fault in SLOW else TIME_FOR_BULK
    start = time.monotonic()
    result = ended(call, model, seconds)
    assert time.monotonic() - start < seconds + PATIENCE
    right = CHOICE if call is typed else WORDS
    if fault in HARMLESS:
        assert result == right
    elif fault in OTHER_WORDS and not isinstance(result, Failure):
        assert "\ufffd" in str(result)
    else:
        assert isinstance(result, Failure)
    server.mend()
    assert say_words(model) == WORDS


@pytest.mark.parametrize(("fault", "failure"), EXPECTED.items())
@pytest.mark.parametrize("call", [in_words, typed], ids=lambda each: each.__name__)
def test_a_failure_says_what_happened(
    server: FakeServer, model: ChatModel, call: Call, fault: Fault, failure: Failure
) -> None:
    server.break_with(fault)
    expected = {**EXPECTED, **EXPECTED_OF_TYPED}[fault] if call is typed else failure
    assert ended(call, model, SECONDS if fault in SLOW else TIME_FOR_BULK) is expected


@pytest.mark.parametrize("fault", sorted(OF_CONTENT))
@pytest.mark.parametrize("call", [in_words, in_a_stream], ids=lambda each: each.__name__)
def test_in_words_the_content_is_handed_on_as_it_is(
    server: FakeServer, model: ChatModel, call: Call, fault: Fault
) -> None:
    server.break_with(fault)
    result = ended(call, model, TIME_FOR_BULK)
    assert isinstance(result, str)


@pytest.mark.parametrize("fault", sorted(OF_CONTENT | {Fault.DEEP_JSON, Fault.NULL_CONTENT}))
@FORMS
def test_a_content_of_the_wrong_form_is_no_typed_answer(
    server: FakeServer, connect: Connect, tmp_path: Path, form: Form, fault: Fault
) -> None:
    speak(tmp_path, server.url, form)
    server.break_with(fault)
    result = ended(typed, connect(), TIME_FOR_BULK)
    # Where a server cannot keep to a schema by itself, an object in a fence is one.
    is_found = fault is Fault.FENCED_CONTENT and form is not Form.SCHEMA
    assert result == CHOICE if is_found else isinstance(result, Failure)
    if fault in OF_CONTENT and not is_found:
        assert result is Failure.UNPARSABLE


@pytest.mark.parametrize("form", [Form.JSON, Form.TEXT])
@pytest.mark.parametrize("fault", sorted(HARMLESS))
def test_what_does_no_harm_does_none_in_any_form(
    server: FakeServer, connect: Connect, tmp_path: Path, form: Form, fault: Fault
) -> None:
    speak(tmp_path, server.url, form)
    server.break_with(fault)
    assert ended(typed, connect(), TIME_FOR_BULK) == CHOICE


@pytest.mark.parametrize("call", [in_words, typed], ids=lambda each: each.__name__)
def test_a_body_without_end_is_read_up_to_a_bound(
    server: FakeServer, model: ChatModel, call: Call
) -> None:
    server.break_with(Fault.ENDLESS)
    assert LARGEST_BODY < 1_000_000
    assert failure_of(lambda: call(model, TIME_FOR_BULK)) is Failure.TOO_LONG
