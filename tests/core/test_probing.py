"""How a server is to be spoken to is found out once for each model, and kept."""

import threading
from pathlib import Path
from typing import Any

import pytest

from core.chat_model import ChatModel
from core.language_model import Failure, ModelFailed, Role, Site
from core.model_server import Dialect, Form
from core.model_store import ModelStore
from tests.core.model_client import (
    CHOICE,
    LIMITS,
    MODEL,
    PATIENCE,
    RECORDS,
    WORDS,
    Connect,
    asked,
    choose,
    failure_of,
    say_words,
)  # fmt: skip
from tests.fake_server import FakeRequest, FakeServer, Fault


def schema(request: FakeRequest) -> bool:
    return request.body.get("response_format", {}).get("type") == "json_schema"


def any_form(request: FakeRequest) -> bool:
    return "response_format" in request.body


def classic(request: FakeRequest) -> bool:
    return "max_tokens" in request.body or "temperature" in request.body


def modern(request: FakeRequest) -> bool:
    return "max_completion_tokens" in request.body


def counted(request: FakeRequest) -> bool:
    return "stream_options" in request.body


def learned(model: ChatModel) -> Dialect:
    return model.dialect(Role.FAST, PATIENCE)


def remembered(folder: Path, url: str | None = None) -> str | None:
    store = ModelStore(folder / RECORDS)
    found = store.dialect(MODEL, url)
    store.close()
    return found


@pytest.mark.parametrize(
    ("refused", "dialect"),
    [
        ((), Dialect()),
        ((modern,), Dialect()),
        ((counted,), Dialect(counts_streams=False)),
        ((classic,), Dialect(is_classic=False)),
        ((schema,), Dialect(form=Form.JSON)),
        ((schema, classic), Dialect(form=Form.JSON, is_classic=False)),
        ((any_form,), Dialect(form=Form.TEXT)),
        (
            (any_form, classic, counted),
            Dialect(form=Form.TEXT, is_classic=False, counts_streams=False),
        ),
    ],
    ids=lambda each: " ".join(one.__name__ for one in each) if isinstance(each, tuple) else "",
)
@pytest.mark.parametrize("status", [Fault.STATUS_400, Fault.STATUS_422])
def test_a_parameter_that_is_refused_is_never_sent_again(
    server: FakeServer, connect: Connect, refused: tuple[Any, ...], dialect: Dialect, status: Fault
) -> None:
    for when in refused:
        server.break_with(status, when=when)
    model = connect()
    assert learned(model) == dialect
    assert {request.site for request in server.requests} == {"probe"}
    probes = len(server.requests)
    assert choose(model) == CHOICE
    assert say_words(model) == WORDS
    turn = model.turn(LIMITS)
    assert turn.text(Site.CHAT, Role.FAST, asked(), lambda _: None) == WORDS
    real = server.requests[probes:]
    assert [request.site for request in real] == ["plan", "chat", "chat"]
    assert not [when for when in refused for request in real if when(request)]


def test_what_was_found_out_is_remembered_by_the_next_client(
    server: FakeServer, connect: Connect
) -> None:
    server.break_with(Fault.STATUS_400, when=any_form)
    first = learned(connect())
    probes = len(server.requests)
    again = connect()
    assert learned(again) == first
    assert choose(again) == CHOICE
    assert len(server.requests) == probes + 1


def test_another_server_is_probed_anew(server: FakeServer, connect: Connect) -> None:
    server.break_with(Fault.STATUS_400, when=any_form)
    learned(connect())
    with FakeServer(server.answer) as other:
        assert learned(connect(url=other.url)) == Dialect()
        assert {request.site for request in other.requests} == {"probe"}


def test_each_model_is_probed_for_itself(server: FakeServer, connect: Connect) -> None:
    model = connect(models={Role.FAST: "small", Role.STRONG: "large"})
    server.break_with(Fault.STATUS_400, when=lambda asked: schema(asked) and asked.model == "small")
    assert model.dialect(Role.FAST, PATIENCE).form is Form.JSON
    assert model.dialect(Role.STRONG, PATIENCE).form is Form.SCHEMA
    before = len(server.requests)
    assert model.dialect(Role.FAST, PATIENCE).form is Form.JSON
    assert len(server.requests) == before


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Fault.REFUSED, Failure.UNREACHABLE),
        (Fault.STATUS_401, Failure.UNAUTHORISED),
        (Fault.STATUS_402, Failure.REJECTED),
        (Fault.STATUS_403, Failure.UNAUTHORISED),
        (Fault.STATUS_404, Failure.REJECTED),
        (Fault.STATUS_413, Failure.REJECTED),
        (Fault.RATE_LIMITED, Failure.RATE_LIMITED),
        (Fault.STATUS_503, Failure.SERVER_ERROR),
        (Fault.FILTERED, Failure.FILTERED),
    ],
)
def test_what_no_other_form_would_mend_is_said_at_once_and_not_remembered(
    server: FakeServer, connect: Connect, tmp_path: Path, fault: Fault, failure: Failure
) -> None:
    server.break_with(fault)
    model = connect()
    assert failure_of(lambda: learned(model)) is failure
    assert len(server.requests) <= 1
    assert remembered(tmp_path) is None
    server.mend()
    assert learned(model) == Dialect()


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Fault.STATUS_400, Failure.REJECTED),
        (Fault.REDIRECT, Failure.REJECTED),
        (Fault.HTML_200, Failure.MALFORMED),
        (Fault.EMPTY_BODY, Failure.MALFORMED),
        (Fault.NOT_JSON_BODY, Failure.MALFORMED),
        (Fault.NO_CHOICES, Failure.MALFORMED),
        (Fault.EMPTY_CONTENT, Failure.EMPTY),
    ],
)
def test_a_server_that_fails_in_every_form_is_not_remembered(
    server: FakeServer, connect: Connect, tmp_path: Path, fault: Fault, failure: Failure
) -> None:
    server.break_with(fault)
    assert failure_of(lambda: learned(connect())) is failure
    assert remembered(tmp_path) is None


@pytest.mark.parametrize("is_classic", [True, False])
def test_a_model_that_never_keeps_to_a_form_is_asked_in_plain_text(
    server: FakeServer, connect: Connect, is_classic: bool
) -> None:
    server.answer = lambda _: "Yes, I am ready!"
    server.break_with(Fault.STATUS_400, when=modern if is_classic else classic)
    server.break_with(Fault.STATUS_400, when=counted)
    expected = Dialect(form=Form.TEXT, is_classic=is_classic, counts_streams=False)
    assert learned(connect()) == expected


def test_a_server_that_ignores_the_schema_is_asked_in_a_way_it_keeps_to(
    server: FakeServer, connect: Connect
) -> None:
    server.break_with(Fault.PROSE_CONTENT, when=schema)
    assert learned(connect()) == Dialect(form=Form.JSON)


@pytest.mark.parametrize("fault", [Fault.CUT_OFF, Fault.NULL_CONTENT])
def test_a_model_that_thinks_first_is_given_the_room(
    server: FakeServer, connect: Connect, fault: Fault
) -> None:
    server.break_with(fault, when=classic)
    model = connect()
    assert learned(model) == Dialect(is_classic=False)
    say_words(model)
    assert server.requests[-1].body["max_completion_tokens"] > 4_000


def test_first_calls_at_once_probe_only_once(server: FakeServer, connect: Connect) -> None:
    server.latency = 0.05
    model = connect()
    said: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: said.append(say_words(model, f"{n}"))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [WORDS] * 8
    # One for the form, one for streams.
    assert [request.site for request in server.requests].count("probe") == 2


def test_probing_takes_no_longer_than_the_call_may(server: FakeServer, connect: Connect) -> None:
    server.break_with(Fault.STALL_BEFORE_HEADERS)
    with pytest.raises(ModelFailed) as caught:
        connect().dialect(Role.FAST, 0.2)
    assert caught.value.failure is Failure.TIMED_OUT


def test_probing_is_paid_for(server: FakeServer, connect: Connect) -> None:
    model = connect(prices={MODEL: {"prompt": 1_000, "completion": 1_000}})
    learned(model)
    (row,) = model.store.account()
    assert (row.site, row.model, row.calls, row.failures) == ("probe", MODEL, 1, 0)
    assert row.price == pytest.approx((row.prompt + row.completion) / 1_000)
