"""Answers are recorded and played again without a server, failures as failures."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.chat_model import ChatModel
from core.language_model import CallNote, Failure, ModelFailed, Origin, Role, Site
from core.model_server import Form
from tests.core.model_client import (
    CHOICE,
    KEY,
    LIMITS,
    MODEL,
    MODELS,
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
)  # fmt: skip
from tests.fake_server import FakeServer, Fault

PRICES = {MODEL: {"prompt": 2.0, "completion": 8.0, "cached": 0.5}}


class Told(NamedTuple):
    """What a turn came to."""

    results: list[object]
    notes: tuple[CallNote, ...]


def a_turn(model: ChatModel) -> Told:
    """Typed, in words, in a stream, and once more from the server's cache."""
    turn = model.turn(LIMITS)
    pieces: list[str] = []
    results = [
        turn.structured(Site.PLAN, Role.STRONG, asked(Site.PLAN), Choice),
        turn.text(Site.CHAT, Role.STRONG, asked()),
        turn.text(Site.ASK, Role.FAST, asked(Site.ASK), pieces.append),
        turn.text(Site.RECOMMEND, Role.FAST, asked(Site.RECOMMEND, said="七人の侍")),
    ]
    return Told([*results, "".join(pieces)], turn.notes)


def plain(note: CallNote) -> dict[str, Any]:
    return note.model_dump(exclude={"milliseconds", "replayed"})


def rows(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / RECORDS)) as connection:
        count: int = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        return count


@pytest.mark.parametrize("form", [*Form])
@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9/v1"])
def test_a_recording_plays_the_same_without_a_server(
    server: FakeServer, connect: Connect, tmp_path: Path, form: Form, url: str
) -> None:
    speak(tmp_path, server.url, form)
    first = a_turn(connect(replay="record", prices=PRICES))
    server.stop()
    model = connect(replay="replay", prices=PRICES, url=url)
    account = model.store.account()
    again = a_turn(model)
    assert again.results == first.results == [CHOICE, WORDS, WORDS, WORDS, WORDS]
    assert [*map(plain, again.notes)] == [*map(plain, first.notes)]
    assert all(note.price > 0 for note in first.notes)
    assert [note.replayed for note in (*first.notes, *again.notes)] == [False] * 4 + [True] * 4
    # Nobody pays twice.
    assert model.store.account() == account


def test_a_repair_plays_the_same(server: FakeServer, connect: Connect, tmp_path: Path) -> None:
    speak(tmp_path, server.url, Form.TEXT)
    texts = iter(("Gladly!", TYPED))
    server.answer = lambda _: next(texts)
    assert choose(connect(replay="record")) == CHOICE
    turn = connect(replay="replay").turn(LIMITS)
    assert turn.structured(Site.PLAN, Role.STRONG, asked(Site.PLAN), Choice) == CHOICE
    assert [note.failure for note in turn.notes] == [Failure.UNPARSABLE.value, ""]
    assert len(server.requests) == 2


def test_what_was_found_out_by_probing_is_part_of_the_recording(
    server: FakeServer, connect: Connect
) -> None:
    server.break_with(Fault.STATUS_400, when=lambda asked: "response_format" in asked.body)
    assert choose(connect(replay="record")) == CHOICE
    server.stop()
    assert choose(connect(replay="replay", url="")) == CHOICE


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Fault.STATUS_500, Failure.SERVER_ERROR),
        (Fault.FILTERED, Failure.FILTERED),
        (Fault.CUT_OFF, Failure.TRUNCATED),
        (Fault.RESET_BEFORE_ANSWER, Failure.UNREACHABLE),
    ],
)
@pytest.mark.parametrize("is_streaming", [False, True])
def test_a_failure_plays_as_the_same_failure(
    server: FakeServer,
    connect: Connect,
    tmp_path: Path,
    fault: Fault,
    failure: Failure,
    is_streaming: bool,
) -> None:
    speak(tmp_path, server.url)
    server.break_with(fault)
    say = (lambda _: None) if is_streaming else None
    for mode in ("record", "replay"):
        turn = connect(replay=mode).turn(LIMITS)
        with pytest.raises(ModelFailed) as caught:
            turn.text(Site.CHAT, Role.FAST, asked(), say)
        assert caught.value.failure is failure
        assert turn.notes[0].failure.startswith(failure.value)
    assert len(server.requests) == 1


def test_a_refusal_of_our_own_is_not_recorded(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(replay="record", prices={MODEL: {"completion": 1_000_000}}, daily_cap=1.0)
    assert failure_of(lambda: say_words(model)) is Failure.OVER_CAP
    server.break_with(Fault.STATUS_500)
    model = connect(replay="record")
    failures = [failure_of(lambda n=n: say_words(model, f"{n}")) for n in range(6)]
    assert failures == [Failure.SERVER_ERROR] * 5 + [Failure.RESTING]
    assert rows(tmp_path, "answers") == 5


def test_what_nobody_waited_for_is_not_recorded(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    def leave(_: str) -> None:
        raise LookupError

    speak(tmp_path, server.url)
    model = connect(replay="record")
    with pytest.raises(LookupError):
        model.turn(LIMITS).text(Site.CHAT, Role.FAST, asked(), leave)
    assert rows(tmp_path, "answers") == 0


def test_a_call_that_was_never_recorded_says_so_and_asks_nobody(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    assert say_words(connect(replay="record")) == WORDS
    model = connect(replay="replay")
    assert say_words(model) == WORDS
    assert failure_of(lambda: say_words(model, "Something else")) is Failure.NOT_RECORDED
    other = connect(replay="replay", models=dict.fromkeys(MODELS, "never recorded"))
    assert failure_of(lambda: say_words(other)) is Failure.NOT_RECORDED
    assert len(server.requests) == 1


def test_a_recording_is_budgeted_like_the_calls_it_holds(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    say_words(connect(replay="record"))
    turn = connect(replay="replay").turn(limits(calls=1))
    turn.text(Site.CHAT, Role.STRONG, asked())
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.STRONG, asked()))
    assert failure is Failure.OVER_BUDGET


def test_recording_asks_the_server_every_time(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(replay="record")
    say_words(model)
    server.answer = lambda _: "Something new."
    assert say_words(model) == "Something new."
    assert say_words(connect(replay="replay")) == "Something new."


def test_without_recording_nothing_is_kept_and_nothing_taken(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    say_words(connect(replay="record"))
    server.answer = lambda _: "Something new."
    model = connect()
    assert say_words(model) == "Something new."
    assert say_words(model, "Something else") == "Something new."
    server.break_with(Fault.STATUS_500)
    failure_of(lambda: say_words(model, "Something third"))
    assert rows(tmp_path, "answers") == 1
    assert say_words(connect(replay="replay")) == WORDS


def test_the_key_is_not_part_of_what_was_asked(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    say_words(connect(replay="record", key=KEY))
    assert say_words(connect(replay="replay", key="another")) == WORDS


def test_a_recording_belongs_to_the_turn_that_it_was_made_for(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(replay="record")
    for turn in (1, 2):
        calls = model.turn(LIMITS, Origin("s", turn))
        calls.text(Site.CHAT, Role.FAST, asked(said=f"message {turn}"))
        calls.text(Site.ASK, Role.FAST, asked(Site.ASK, said=f"message {turn}"))
    model.store.forget("s", after=1)
    assert rows(tmp_path, "answers") == rows(tmp_path, "origins") == 2
    model.store.forget("s")
    assert rows(tmp_path, "answers") == rows(tmp_path, "origins") == 0


def test_what_is_written_of_a_person_is_never_recorded(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    for mode in ("record", "replay"):
        model = connect(replay=mode)
        turn = model.turn(LIMITS)
        failure = failure_of(lambda turn=turn: turn.text(Site.PROFILE, Role.FAST, asked()))
        assert failure is (None if mode == "record" else Failure.NOT_RECORDED)
    assert rows(tmp_path, "answers") == 0
