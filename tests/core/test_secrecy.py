"""The key goes to the server and nowhere else; what the server says goes into no message of ours."""

import logging
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.chat_model import ChatModel, ModelConfig
from core.language_model import Failure, ModelFailed, Role, Site
from tests.core.model_client import (
    KEY,
    LIMITS,
    MODELS,
    PATIENCE,
    WORDS,
    Choice,
    Connect,
    asked,
    choose,
    limits,
    say_words,
)  # fmt: skip
from tests.fake_server import SLOW, FakeServer, Fault

LOGGERS = ("", "openai", "httpx2", "httpcore2", "asyncio", "pybreaker", "core")
FAULTS = (
    Fault.STATUS_401, Fault.STATUS_400, Fault.STATUS_500, Fault.RATE_LIMITED, Fault.HTML_200,
    Fault.RESET_IN_BODY, Fault.STALL_BEFORE_HEADERS, Fault.NULL_MESSAGE, Fault.ERROR_EVENT,
    Fault.GARBAGE_BYTES, Fault.HUGE_HEADER, Fault.REDIRECT,
)  # fmt: skip


def everything(model: ChatModel, seconds: float) -> list[str]:
    """The tracebacks of every kind of call, of those that fail."""
    bounds = limits(rounds=1, seconds=seconds)
    told: list[str] = []
    for call in (
        lambda: model.dialect(Role.FAST, seconds),
        lambda: model.turn(bounds).text(Site.CHAT, Role.FAST, asked()),
        lambda: model.turn(bounds).text(Site.CHAT, Role.FAST, asked(), lambda _: None),
        lambda: model.turn(bounds).structured(Site.PLAN, Role.FAST, asked(Site.PLAN), Choice),
    ):
        try:
            call()
        except ModelFailed as error:
            told.append("".join(traceback.format_exception(error)))
            told.append(f"{error!r} {error.__cause__!r} {vars(error)}")
    return told


def logged(caplog: pytest.LogCaptureFixture) -> str:
    return caplog.text + "".join(repr(vars(record)) for record in caplog.records)


@pytest.fixture
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)


@pytest.mark.usefixtures("_log_everything")
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_the_key_is_in_no_log_no_file_and_no_message(
    server: FakeServer,
    connect: Connect,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    fault: Fault | None,
) -> None:
    # What the client logs when it tries again is looked at too, once.
    model = connect(replay="record", retries=int(fault is Fault.STATUS_500))
    if fault:
        server.break_with(fault)
    told = everything(model, 0.3 if fault in SLOW else PATIENCE)
    server.mend()
    told += everything(model, PATIENCE)
    assert bool(told) is bool(fault)
    assert KEY not in "".join(told)
    # Where the clients say much, this would find the key in it.
    assert any(record.name.startswith("openai") for record in caplog.records)
    assert any(record.name.startswith("httpcore2") for record in caplog.records)
    assert KEY not in logged(caplog)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
    assert {request.headers["authorization"] for request in server.requests} <= {f"Bearer {KEY}"}


def test_what_the_server_says_of_an_error_is_not_repeated(
    server: FakeServer, connect: Connect
) -> None:
    server.break_with(Fault.STATUS_401)
    with pytest.raises(ModelFailed) as caught:
        connect().dialect(Role.FAST, 5.0)
    assert caught.value.failure is Failure.UNAUTHORISED
    assert str(caught.value) == "the key was refused (401)"
    assert "Incorrect" not in "".join(traceback.format_exception(caught.value))


def test_the_key_is_in_no_text_of_the_configuration(connect: Connect) -> None:
    config = connect().config
    assert KEY not in f"{config} {config!r} {config.model_dump()} {config.model_dump_json()}"
    with pytest.raises(ValidationError) as caught:
        ModelConfig.model_validate({"url": 7, "key": KEY, "models": MODELS, "more": 1})
    assert KEY not in f"{caught.value} {caught.value!r}"


def test_the_notes_of_a_turn_hold_neither_key_nor_words(
    server: FakeServer, connect: Connect
) -> None:
    model = connect()
    assert say_words(model) == WORDS
    choose(model)
    server.break_with(Fault.STATUS_401)
    turn = model.turn(LIMITS)
    with pytest.raises(ModelFailed):
        turn.text(Site.CHAT, Role.FAST, asked())
    assert KEY not in turn.notes[0].model_dump_json()
    assert "Incorrect" not in turn.notes[0].model_dump_json()
