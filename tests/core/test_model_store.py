"""The file of recorded answers, dialects and spending."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import LedgerError, ParleyError
from core.language_model import (
    NOWHERE,
    Answer,
    CallNote,
    Failure,
    Message,
    ModelFailed,
    Origin,
    Site,
    Usage,
)
from core.model_server import Ask, Dialect
from core.model_store import ModelStore, answer_key, forget_recordings
from tests.core.model_client import asked

ANSWER = Answer(text="七人の侍 “and” so on", usage=Usage(prompt=7, cached=3, completion=2))
PARAMETERS: dict[str, Any] = {"max_tokens": 500, "temperature": 0.0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "language_model.sqlite"


def test_what_is_recorded_is_there_for_the_next_program(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        assert store.recorded("k") is None
        store.record("k", "m", ANSWER)
    with closing(ModelStore(path)) as store:
        assert store.recorded("k") == ANSWER
        assert store.recorded("other") is None


@pytest.mark.parametrize("failure", [*Failure])
def test_a_failure_is_recorded_as_one(path: Path, failure: Failure) -> None:
    with closing(ModelStore(path)) as store:
        store.record("k", "m", failure)
        with pytest.raises(ModelFailed) as caught:
            store.recorded("k")
        assert caught.value.failure is failure


def test_the_last_recording_counts(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        store.record("k", "m", Failure.TIMED_OUT)
        store.record("k", "m", ANSWER)
        assert store.recorded("k") == ANSWER


def test_a_dialect_belongs_to_a_model_and_a_server(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        store.learn("m", "http://a", "one")
        assert store.dialect("m", "http://a") == "one"
        assert store.dialect("m", None) == "one"
        assert store.dialect("m", "http://b") is None
        assert store.dialect("n", None) is None
        store.learn("m", "http://b", "two")
        assert store.dialect("m", "http://b") == "two"


def test_calls_are_added_up_by_day_site_and_model(path: Path) -> None:
    note = CallNote(
        site=Site.CHAT, model="m", round=1, price=0.5, usage=Usage(prompt=7, cached=3, completion=2)
    )
    failed = note.model_copy(update={"failure": "no answer in time", "price": 0.25})
    first, second = date(2026, 5, 31), date(2026, 6, 1)
    with closing(ModelStore(path)) as store:
        for day, one in (
            (first, note),
            (first, failed),
            (first, note.model_copy(update={"site": Site.ASK})),
            (first, note.model_copy(update={"model": "n"})),
            (second, note),
        ):
            store.spend(day, one)
        assert [tuple(row) for row in store.account()] == [
            ("2026-06-01", "chat", "m", 1, 0, 7, 3, 2, 0.5),
            ("2026-05-31", "ask", "m", 1, 0, 7, 3, 2, 0.5),
            ("2026-05-31", "chat", "m", 2, 1, 14, 6, 4, 0.75),
            ("2026-05-31", "chat", "n", 1, 0, 7, 3, 2, 0.5),
        ]
        assert store.spent(first) == 1.75
        assert store.spent(second) == 0.5
        assert store.spent(date(2026, 6, 2)) == 0.0


def changed(**changes: Any) -> str:
    said: dict[str, Any] = {"model": "m", "parameters": PARAMETERS, "messages": asked()}
    return answer_key(**said | changes)


def test_the_key_of_an_answer_is_always_the_same(path: Path) -> None:
    turned_round = dict(reversed(PARAMETERS.items()))
    assert changed() == changed() == changed(parameters=turned_round)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"parameters": PARAMETERS | {"max_tokens": 501}},
        {"parameters": PARAMETERS | {"temperature": 0.1}},
        {"parameters": {}},
        {"messages": asked(said="Something like heat")},
        {"messages": asked()[:1]},
        {"messages": asked()[::-1]},
        {"messages": (*asked(), Message(role="user", content=""))},
        {"messages": (asked()[0], Message(role="assistant", content=asked()[1].content))},
    ],
)
def test_the_key_of_an_answer_changes_with_everything_that_was_asked(change: Any) -> None:
    assert changed(**change) != changed()


def test_dialects_send_other_parameters() -> None:
    ask = Ask(model="m", messages=asked(), most_tokens=500)
    modern = ask.model_copy(update={"dialect": Dialect(is_classic=False)})
    assert ask.parameters == PARAMETERS
    assert modern.parameters == {"max_completion_tokens": modern.most_paid}
    assert modern.most_paid > ask.most_paid == 500


def no_database(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"This is prose, and no database at all. " * 100)


def folder(path: Path) -> None:
    path.mkdir(parents=True)


def below_a_file(path: Path) -> None:
    path.parent.write_text("a file", "utf-8")


@pytest.mark.parametrize("spoil", [no_database, folder, below_a_file], ids=lambda e: e.__name__)
def test_a_file_that_cannot_be_used_is_named_with_the_way_out(path: Path, spoil: Any) -> None:
    spoil(path)
    with pytest.raises(ParleyError, match="Move the file away") as caught:
        ModelStore(path)
    assert str(path) in str(caught.value)


def test_the_file_neither_blocks_readers_nor_keeps_what_was_deleted(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        store.record("k", "m", ANSWER)
        with closing(sqlite3.connect(path)) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            other.execute("BEGIN")
            assert other.execute("SELECT key FROM answers").fetchall() == [("k",)]
            store.record("l", "m", ANSWER)
            assert other.execute("SELECT key FROM answers").fetchall() == [("k",)]


def test_a_conversation_is_forgotten_with_its_answers_and_no_byte_is_left(path: Path) -> None:
    canary = Answer(text="QXZV-CANARY")
    with closing(ModelStore(path)) as store:
        for turn in (1, 2, 3):
            store.record(f"k{turn}", "m", canary, Origin("s", turn))
        store.record("other", "m", ANSWER, Origin("t", 1))
        store.forget("s")
        assert [store.recorded(f"k{turn}") for turn in (1, 2, 3)] == [None] * 3
        assert store.recorded("other") == ANSWER
        kept = b"".join(one.read_bytes() for one in path.parent.iterdir())
        assert b"QXZV-CANARY" not in kept
        assert ANSWER.text.encode() in kept


def test_a_turn_is_taken_back_with_its_answers(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        for turn in (1, 2, 3):
            store.record(f"k{turn}", "m", ANSWER, Origin("s", turn))
        store.record("nobody's", "m", ANSWER, NOWHERE)
        store.forget("s", after=1)
        found = [store.recorded(key) for key in ("k1", "k2", "k3", "nobody's")]
        assert found == [ANSWER, None, None, ANSWER]


def test_what_two_conversations_were_answered_stays_until_both_are_forgotten(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        store.record("k", "m", ANSWER, Origin("s", 1))
        store.record("k", "m", ANSWER, Origin("t", 4))
        store.forget("s")
        assert store.recorded("k") == ANSWER
        store.forget("t", after=4)
        assert store.recorded("k") == ANSWER
        store.forget("t", after=3)
        assert store.recorded("k") is None


def test_answers_of_an_older_version_go_with_the_first_conversation_forgotten(path: Path) -> None:
    with closing(ModelStore(path)) as store:
        store.record("old", "m", ANSWER)
    with closing(sqlite3.connect(path)) as file:
        file.execute("DROP TABLE origins")
    with closing(ModelStore(path)) as store:
        store.record("new", "m", ANSWER, Origin("t", 1))
        store.forget("s", after=2)
        assert store.recorded("old") == ANSWER
        store.forget("s")
        assert (store.recorded("old"), store.recorded("new")) == (None, ANSWER)


def test_forgetting_makes_no_file_and_needs_no_client(path: Path) -> None:
    forget_recordings(path, "s")
    assert not path.exists()
    with closing(ModelStore(path)) as store:
        store.record("k", "m", ANSWER, Origin("s", 1))
        forget_recordings(path, "s")
        assert store.recorded("k") is None


def test_what_cannot_be_forgotten_is_said(path: Path) -> None:
    with closing(ModelStore(path)) as store, closing(sqlite3.connect(path)) as other:
        store.record("k", "m", ANSWER, Origin("s", 1))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="forget it once more"):
            store.forget("s")
        other.rollback()
        store.forget("s")
        assert store.recorded("k") is None
