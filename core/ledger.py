"""The ledger: append-only events of what each person said, did and had forgotten, in SQLite."""

import sqlite3
import threading
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, model_validator

from core.database import open_database, scrub
from core.errors import LedgerError
from core.heard import Stance
from core.profile import Claim
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
)
_INSERT = "INSERT INTO events (person, session, turn, item, body) VALUES (?, ?, ?, ?, ?)"


class Kind(StrEnum):
    """What happened."""

    SAID = "said"
    FILM = "film"
    RELEASED = "released"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    DELETED = "deleted"
    FORGOT = "forgot"


class Event(Value):
    """One thing that happened; the ledger gives it its number.

    SAID has a claim, FILM and RELEASED an item with a stance; PINNED, UNPINNED and DELETED
    name a statement. FORGOT is a tombstone: it says that something
    was forgotten and when, never what.
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
    number: int = 0

    @model_validator(mode="after")
    def _is_whole(self) -> "Event":
        needed = {
            Kind.SAID: self.claim,
            Kind.FILM: self.item_id and self.stance,
            Kind.RELEASED: self.item_id and self.stance,
            Kind.FORGOT: True,
        }
        if not needed.get(self.kind, self.statement):
            raise ValueError(f"an event of kind {self.kind.value} lacks what happened")
        return self


class Ledger:
    """One SQLite file; every method may be called from any thread, and there is one writer."""

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

    def append(self, person: str, events: Iterable[Event]) -> None:
        """Add events, all or none."""
        rows = [_row(person, one) for one in events]
        with self._lock, self._connection as database:
            database.executemany(_INSERT, rows)

    def events(self, person: str, after: int = 0) -> tuple[Event, ...]:
        """The person's events in order, those behind number `after`."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT number, body FROM events WHERE person = ? AND number > ? ORDER BY number",
                (person, after),
            ).fetchall()
        return tuple(
            Event.model_validate_json(body).model_copy(update={"number": number})
            for number, body in rows
        )

    def forget(
        self, person: str, numbers: Iterable[int], at: datetime, silenced: Iterable[int] = ()
    ) -> None:
        """Delete events of the person, and the words of those `silenced`, for good.

        A tombstone is written in the same transaction, and nothing of them is left in the file
        or its log.
        """
        tombstone = Event(kind=Kind.FORGOT, at=at)
        quiet = [one for one in self.events(person) if one.number in set(silenced)]
        with self._lock:
            with self._connection as database:
                database.executemany(
                    "DELETE FROM events WHERE person = ? AND number = ?",
                    [(person, number) for number in numbers],
                )
                database.executemany(
                    "UPDATE events SET body = ? WHERE person = ? AND number = ?",
                    [
                        (_body(one.model_copy(update={"words": ""})), person, one.number)
                        for one in quiet
                    ],
                )
                database.execute(_INSERT, _row(person, tombstone))
            scrub(self._connection)

    def disown(self, person: str, session: str) -> None:
        """Forget whose conversation it was."""
        with self._lock:
            with self._connection as database:
                database.execute(
                    "DELETE FROM owners WHERE person = ? AND session = ?", (person, session)
                )
            scrub(self._connection)

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


def _row(person: str, event: Event) -> tuple[str, str, int, str, str]:
    return person, event.session, event.turn, event.item_id, _body(event)


def _body(event: Event) -> str:
    return event.model_dump_json(exclude={"number"}, exclude_defaults=True)
