"""The ledger keeps events in order, each person's apart, and forgets without leaving a byte."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import LedgerError
from core.heard import Stance
from core.ledger import _MIGRATIONS, Event, Kind, Ledger

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def seen(item: str, words: str = "", session: str = "s") -> Event:
    return Event(
        kind=Kind.FILM,
        at=AT,
        session=session,
        turn=1,
        item_id=item,
        stance=Stance.SEEN,
        words=words,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    ledger = Ledger(path)
    yield ledger
    ledger.close()


def test_events_come_back_in_order_with_numbers_of_their_own(ledger: Ledger) -> None:
    ledger.append("ada", [seen("f1"), seen("f2")])
    ledger.append("bo", [seen("f9")])
    ledger.append("ada", [seen("f3")])
    events = ledger.events("ada")
    assert [one.item_id for one in events] == ["f1", "f2", "f3"]
    assert [one.number for one in events] == [1, 2, 4]
    assert ledger.events("ada", after=2) == events[2:]
    assert events[0] == seen("f1").model_copy(update={"number": 1})
    assert ledger.events("nobody") == ()


def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    for number in range(2):
        with closing(Ledger(path)) as ledger:
            ledger.append("ada", [seen(f"f{number}")])
            assert len(ledger.events("ada")) == number + 1


def test_a_conversation_belongs_to_who_began_it(ledger: Ledger) -> None:
    ledger.own("s1", "ada")
    ledger.own("s1", "ada")
    ledger.own("s2", "ada")
    with pytest.raises(LedgerError, match="somebody else"):
        ledger.own("s1", "bo")
    assert (ledger.owner("s1"), ledger.owner("s9")) == ("ada", "")
    assert ledger.sessions("ada") == ("s1", "s2")
    ledger.disown("bo", "s1")
    assert ledger.sessions("ada") == ("s1", "s2")
    ledger.disown("ada", "s1")
    assert (ledger.owner("s1"), ledger.sessions("ada")) == ("", ("s2",))


def test_only_ones_own_events_can_be_removed(ledger: Ledger) -> None:
    ledger.append("ada", [seen("f1"), seen("f2")])
    ledger.forget("bo", [1], AT)
    assert len(ledger.events("ada")) == 2
    ledger.forget("ada", [2], AT)
    assert [(one.kind, one.item_id) for one in ledger.events("ada")] == [
        (Kind.FILM, "f1"),
        (Kind.FORGOT, ""),
    ]
    ledger.append("ada", [seen("f3")])
    assert ledger.events("ada")[-1].number == 5, "a number is never given twice"


def test_words_alone_can_be_forgotten(ledger: Ledger, path: Path) -> None:
    ledger.append("ada", [seen("f1", words="a-canary"), seen("f2", words="kept")])
    ledger.forget("ada", [], AT, silenced=[1])
    assert [one.words for one in ledger.events("ada")] == ["", "kept", ""]
    assert ledger.events("ada")[0].item_id == "f1"
    files = [path, path.with_name("people.sqlite-wal")]
    assert not any(b"a-canary" in one.read_bytes() for one in files if one.exists())


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "said"},
        {"kind": "film", "item_id": "f1"},
        {"kind": "released", "stance": "like"},
        {"kind": "pinned"},
        {"kind": "said", "claim": {"hard": True}},
        {"kind": "said", "claim": {"years": {}}},
        {"kind": "said", "claim": {"runtime": {"low": 200, "high": 10}}},
        {"kind": "said", "claim": {"years": {"low": 99999}}},
        {"kind": "said", "claim": {"years": {"low": 1990}, "runtime": {"high": 100}}},
    ],
)
def test_an_event_says_what_happened(event: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"lacks what happened|says exactly one|needs an end"):
        Event.model_validate(event | {"at": AT})


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="timezone"):
        Event.model_validate({"kind": "forgot", "at": "2026-11-24T12:00:00"})


def test_a_log_that_cannot_be_emptied_is_told(ledger: Ledger, path: Path) -> None:
    ledger.append("ada", [seen("f1")])
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM events").fetchone()
        ledger._connection.execute("PRAGMA busy_timeout=50")
        with pytest.raises(LedgerError, match="another program has the file open"):
            ledger.forget("ada", [1], AT)


def test_removed_events_leave_no_byte_while_the_file_is_open(ledger: Ledger, path: Path) -> None:
    canary = "a-canary-of-ada"
    ledger.append("ada", [seen(f"f{n}", words=f"{canary} {n}") for n in range(1000)])
    files = [path, path.with_name("people.sqlite-wal")]
    assert any(canary.encode() in one.read_bytes() for one in files)
    ledger.forget("ada", range(1, 1001), AT)
    assert not any(canary.encode() in one.read_bytes() for one in files if one.exists())


def test_a_file_of_the_first_layout_keeps_its_events(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        for statement in _MIGRATIONS[0]:
            file.execute(statement)
        file.execute("PRAGMA user_version = 1")
        rows = [("ada", seen("f1")), ("ada", Event(kind=Kind.FORGOT, at=AT))]
        bodies = [(person, event.model_dump_json(exclude_defaults=True)) for person, event in rows]
        file.executemany(
            "INSERT INTO events (person, session, turn, item, body) VALUES (?, 's', 1, '', ?)",
            bodies,
        )
        file.commit()
    with closing(Ledger(path)) as ledger:
        assert [one.kind for one in ledger.events("ada")] == [Kind.FILM, Kind.FORGOT]
        assert (ledger.taught.artefacts(), ledger.taught.awaiting()) == ((), 0)
        ledger.forget("ada", [1], AT)
        assert [one.kind for one in ledger.events("ada")] == [Kind.FORGOT]


def test_a_tombstone_is_found_by_who_knows_the_name_and_does_not_say_it(
    ledger: Ledger, path: Path
) -> None:
    ledger.append("canary-ada", [seen("f1")])
    ledger.forget("canary-ada", [1], AT)
    assert [one.kind for one in ledger.events("canary-ada", after=1)] == [Kind.FORGOT]
    assert ledger.events("ada") == ()
    files = [path, path.with_name("people.sqlite-wal")]
    assert not any(b"canary-ada" in one.read_bytes() for one in files if one.exists())


def test_a_file_of_the_first_layout_is_migrated_and_one_of_a_later_refused(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        ledger.append("ada", [seen("f1")])
    with closing(sqlite3.connect(path)) as file:
        version = file.execute("PRAGMA user_version").fetchone()[0]
        assert version >= 1
        file.execute(f"PRAGMA user_version = {version + 1}")
    with pytest.raises(LedgerError, match="newer Parley"):
        Ledger(path)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT COUNT(*) FROM events").fetchone()[0] == 1


def test_a_file_that_is_none_is_refused_and_left(path: Path) -> None:
    path.write_text("not a database, but somebody's notes", "utf-8")
    with pytest.raises(LedgerError, match="Move the file away"):
        Ledger(path)
    assert path.read_text("utf-8").startswith("not a database")
