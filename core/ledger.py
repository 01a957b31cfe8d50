"""The ledger: append-only events of what each person said, did and had forgotten, in SQLite."""

import hashlib
import sqlite3
import threading
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, model_validator

from core.database import open_database, scrub
from core.errors import LedgerError
from core.heard import Claim, Stance
from core.taught import LAYOUT, Artefact, Taught, mask, record
from core.value import Value

# Each group of statements leads from the version of its place to the next; never change one
# that was released.
_MIGRATIONS = (
    (
        """CREATE TABLE events (
            number INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, session TEXT NOT NULL,
            turn INTEGER NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL
        )""",
        "CREATE INDEX events_of_person ON events (person, number)",
        "CREATE TABLE owners (session TEXT PRIMARY KEY, person TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX sessions_of_person ON owners (person)",
    ),
    LAYOUT,
)
_INSERT = "INSERT INTO events (person, session, turn, item, body) VALUES (?, ?, ?, ?, ?)"


class Kind(StrEnum):
    """What happened."""

    SAID = "said"
    ASKED = "asked"
    INFERRED = "inferred"
    WRITTEN = "written"
    QUIZ = "quiz"
    FILM = "film"
    RELEASED = "released"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    DELETED = "deleted"
    SHARED = "shared"
    UNSHARED = "unshared"
    FORGOT = "forgot"


class Sentence(Value):
    """A sentence of a summary, and the ids of the statements that it says again."""

    text: str
    statements: tuple[str, ...]


class Event(Value):
    """One thing that happened; the ledger gives it its number.

    SAID and ASKED have a claim, for good and for the moment; so has INFERRED, which a language
    model read off the films `items`. WRITTEN are the sentences of its summary. QUIZ has one answer
    a question, 1 to 5, or 0 for a skipped one. FILM and RELEASED have an item with a stance;
    PINNED, UNPINNED and DELETED name a statement. SHARED allows learning from the films liked,
    UNSHARED ends it. FORGOT is a tombstone: it says that something was forgotten and when, never
    what.
    """

    kind: Kind
    at: AwareDatetime
    session: str = ""
    turn: int = 0
    words: str = ""
    claim: Claim | None = None
    item_id: str = ""
    stance: Stance | None = None
    statement: str = ""
    items: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    answers: tuple[int, ...] = ()
    number: int = 0

    @model_validator(mode="after")
    def _is_whole(self) -> "Event":
        needed = {
            Kind.SAID: self.claim,
            Kind.ASKED: self.claim,
            Kind.INFERRED: self.claim and self.items,
            Kind.WRITTEN: self.sentences,
            Kind.QUIZ: self.answers,
            Kind.FILM: self.item_id and self.stance,
            Kind.RELEASED: self.item_id and self.stance,
            **dict.fromkeys((Kind.SHARED, Kind.UNSHARED, Kind.FORGOT), True),
        }
        if not needed.get(self.kind, self.statement):
            raise ValueError(f"an event of kind {self.kind.value} lacks what happened")
        return self


class Ledger:
    """One SQLite file; every method may be called from any thread, and there is one writer.

    `taught` says what was learned from people. Their records there are masked in the same
    transaction that takes away what they hold.
    """

    def __init__(self, path: Path) -> None:
        """Open, create or migrate the file; LedgerError where it cannot be used."""
        try:
            self._connection = open_database(path)
            self._migrate()
        except (OSError, sqlite3.DatabaseError) as error:
            raise LedgerError(
                f"What is known of people, in {path}, cannot be opened ({error}). Move the file "
                "away to begin with an empty one."
            ) from error
        self._lock = threading.Lock()
        self.taught = Taught(self._connection, self._lock)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def own(self, session: str, person: str) -> None:
        """Note whose conversation it is; LedgerError where it is somebody else's."""
        with self._lock, self._connection as database:
            database.execute("INSERT OR IGNORE INTO owners VALUES (?, ?)", (session, person))
            row = database.execute("SELECT person FROM owners WHERE session = ?", (session,))
            if row.fetchone()[0] != person:
                raise LedgerError("That conversation belongs to somebody else.")

    def owner(self, session: str) -> str:
        """Whose conversation it is, "" where that is not known."""
        with self._lock:
            found = self._connection.execute(
                "SELECT person FROM owners WHERE session = ?", (session,)
            ).fetchone()
        return found[0] if found else ""

    def sessions(self, person: str) -> tuple[str, ...]:
        """The person's conversations."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT session FROM owners WHERE person = ? ORDER BY session", (person,)
            )
            return tuple(row[0] for row in rows)

    def people(self) -> tuple[str, ...]:
        """Everybody of whom there are events; some are known only to have forgotten something."""
        with self._lock:
            rows = self._connection.execute("SELECT DISTINCT person FROM events ORDER BY person")
            return tuple(row[0] for row in rows)

    def append(self, person: str, events: Iterable[Event]) -> None:
        """Add events, all or none."""
        added = tuple(events)
        with self._lock:
            with self._connection as database:
                database.executemany(_INSERT, [_row(person, one) for one in added])
                masked = _masked(database, person, added, Kind.UNSHARED, _lost(added))
            if masked:
                scrub(self._connection)

    def events(self, person: str, after: int = 0) -> tuple[Event, ...]:
        """The person's events in order, those behind number `after`."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT number, body FROM events WHERE (person = ? OR (person = ? AND "
                "json_extract(body, '$.kind') = 'forgot')) AND number > ? ORDER BY number",
                (person, _nameless(person), after),
            ).fetchall()
        return tuple(
            Event.model_validate_json(body).model_copy(update={"number": number})
            for number, body in rows
        )

    def forget(
        self, person: str, numbers: Iterable[int], at: datetime, silenced: Iterable[int] = ()
    ) -> None:
        """Delete events of the person, and the words of those `silenced`, for good.

        A tombstone without the person's name is written in the same transaction, and nothing of
        them is left in the file or its log.
        """
        tombstone = Event(kind=Kind.FORGOT, at=at)
        due, hushed = set(numbers), set(silenced)
        gone = [one for one in self.events(person) if one.number in due]
        quiet = [one for one in self.events(person) if one.number in hushed]
        with self._lock:
            with self._connection as database:
                database.executemany(
                    "DELETE FROM events WHERE person = ? AND number = ?",
                    [(person, number) for number in due],
                )
                # Tombstones of earlier layouts carry the name.
                database.execute(
                    "DELETE FROM events WHERE person = ? AND json_extract(body, '$.kind') = 'forgot'",
                    (person,),
                )
                database.executemany(
                    "UPDATE events SET body = ? WHERE person = ? AND number = ?",
                    [
                        (_body(one.model_copy(update={"words": ""})), person, one.number)
                        for one in quiet
                    ],
                )
                database.execute(_INSERT, _row(_nameless(person), tombstone))
                liked = {one.item_id for one in gone if _is_like(one, Kind.FILM)}
                _masked(database, person, gone, Kind.SHARED, liked)
            scrub(self._connection)

    def scrub(self) -> None:
        """Empty the file's log of what was deleted."""
        with self._lock:
            scrub(self._connection)

    def disown(self, person: str, session: str) -> None:
        """Forget whose conversation it was."""
        with self._lock:
            with self._connection as database:
                database.execute(
                    "DELETE FROM owners WHERE person = ? AND session = ?", (person, session)
                )
            scrub(self._connection)

    def draft(self, artefact: Artefact) -> bool:
        """Record what an artefact is going to learn from, before it does.

        Nothing is recorded, and False returned, where one of the people did something since
        the record's version: they may have forgotten what it holds.
        """
        with self._lock, self._connection as database:
            database.execute("BEGIN IMMEDIATE")
            if any(_newest(database, one.person) != one.version for one in artefact.records):
                return False
            record(database, artefact)
        return True

    def _migrate(self) -> None:
        with self._connection as database:
            # The version is read under the lock of the writer: two programs may start at once.
            database.execute("BEGIN IMMEDIATE")
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_MIGRATIONS):
                raise sqlite3.DatabaseError(
                    f"it was written by a newer Parley (version {version} of its layout)"
                )
            for script in _MIGRATIONS[version:]:
                for statement in script:
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _masked(
    database: sqlite3.Connection,
    person: str,
    events: Iterable[Event],
    ended: Kind,
    films: Collection[str],
) -> bool:
    """Mask what was learned from these films no longer liked, or from all where the sharing ended."""
    if any(one.kind is ended for one in events):
        return mask(database, person)
    return mask(database, person, films)


def _lost(added: Iterable[Event]) -> set[str]:
    """The films that are no longer liked once these have happened."""
    return {
        one.item_id
        for one in added
        if _is_like(one, Kind.RELEASED) or (one.kind is Kind.FILM and one.stance is Stance.DISLIKE)
    }


def _is_like(event: Event, kind: Kind) -> bool:
    return event.kind is kind and event.stance is Stance.LIKE


def _newest(database: sqlite3.Connection, person: str) -> int:
    """The number of the person's newest event, 0 where there is none."""
    found = database.execute(
        "SELECT MAX(number) FROM events WHERE person IN (?, ?)", (person, _nameless(person))
    )
    return found.fetchone()[0] or 0


def _nameless(person: str) -> str:
    """Whose tombstones are kept without the name: who knows it finds them."""
    return hashlib.sha256(person.encode()).hexdigest()


def _row(person: str, event: Event) -> tuple[str, str, int, str, str]:
    return person, event.session, event.turn, event.item_id, _body(event)


def _body(event: Event) -> str:
    return event.model_dump_json(exclude={"number"}, exclude_defaults=True)
