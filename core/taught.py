"""What trained artefacts learned from people who share: recorded, masked once forgotten, then due for retraining."""

import json
import sqlite3
import threading
from collections.abc import Collection

from pydantic import Field

from core.value import Value

LAYOUT = (
    """CREATE TABLE artefacts (
        folder TEXT PRIMARY KEY, reasoners TEXT NOT NULL, plain TEXT NOT NULL,
        is_done INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE taught (
        folder TEXT NOT NULL, token TEXT NOT NULL, person TEXT NOT NULL, films TEXT NOT NULL,
        PRIMARY KEY (folder, token)
    ) WITHOUT ROWID""",
    "CREATE INDEX taught_of_person ON taught (person)",
)
# A folder of what was learned is named by these.
_DIGEST = r"^[0-9a-f]{12}$"


class Record(Value):
    """The films of one person that something is learned from, the latest last.

    `token` stands for the person wherever something is learned. `version` is the number of the
    person's newest event when the films were read. A masked record has neither person nor films.
    """

    token: str
    person: str = ""
    films: tuple[str, ...] = ()
    version: int = 0

    @property
    def is_masked(self) -> bool:
        """Whether it was forgotten, so that only trained weights reflect it."""
        return not self.person


class Artefact(Value):
    """What was or is being trained on imported conversations and these records.

    It lies in the folder `folder`, its reasoners in `reasoners`; `plain` is the folder of what
    the same conversations teach without records. One that is not done is no longer, or not yet,
    in use.
    """

    folder: str = Field(pattern=_DIGEST)
    reasoners: str = Field(pattern=_DIGEST)
    plain: str = Field(pattern=_DIGEST)
    records: tuple[Record, ...]
    is_done: bool = False


class Taught:
    """The part of the ledger's file that says what artefacts learned from; made by `Ledger`."""

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock) -> None:
        """Both are the ledger's."""
        self._connection, self._lock = connection, lock

    def artefacts(self) -> tuple[Artefact, ...]:
        """All that are on the disk or may be, done or not, with their records by token."""
        with self._lock:
            found = self._connection.execute(
                "SELECT folder, reasoners, plain, is_done FROM artefacts ORDER BY folder"
            ).fetchall()
            rows = self._connection.execute(
                "SELECT folder, token, person, films FROM taught ORDER BY token"
            ).fetchall()
        records: dict[str, list[Record]] = {}
        for folder, token, person, films in rows:
            record = Record(token=token, person=person, films=json.loads(films))
            records.setdefault(folder, []).append(record)
        names = ("folder", "reasoners", "plain", "is_done")
        return tuple(
            Artefact.model_validate(
                dict(zip(names, row, strict=True)) | {"records": records.get(row[0], ())}
            )
            for row in found
        )

    def finish(self, folder: str = "") -> None:
        """The artefact in this folder is done and in use, no other is; "" is one without records."""
        with self._lock, self._connection as database:
            database.execute("UPDATE artefacts SET is_done = (folder = ?)", (folder,))

    def drop(self, folder: str) -> None:
        """The artefact's files are gone, and with them what was learned from its records."""
        with self._lock, self._connection as database:
            database.execute("DELETE FROM taught WHERE folder = ?", (folder,))
            database.execute("DELETE FROM artefacts WHERE folder = ?", (folder,))

    def awaiting(self) -> int:
        """How many forgotten records some weights still reflect: the retrain queue."""
        with self._lock:
            found = self._connection.execute(
                "SELECT COUNT(DISTINCT token) FROM taught WHERE person = ''"
            )
            return int(found.fetchone()[0])


def record(database: sqlite3.Connection, artefact: Artefact) -> None:
    """Note what an artefact is going to learn from; part of a transaction of the caller's."""
    row = artefact.folder, artefact.reasoners, artefact.plain, artefact.is_done
    database.execute("INSERT OR IGNORE INTO artefacts VALUES (?, ?, ?, ?)", row)
    database.executemany(
        "INSERT OR REPLACE INTO taught VALUES (?, ?, ?, ?)",
        [
            (artefact.folder, one.token, one.person, json.dumps(one.films))
            for one in artefact.records
        ],
    )


def mask(database: sqlite3.Connection, person: str, films: Collection[str] | None = None) -> bool:
    """Blank the person's records that hold one of these films, or all; whether there were any.

    Part of a transaction of the caller's, who scrubs the file after it.
    """
    rows = database.execute("SELECT folder, token, films FROM taught WHERE person = ?", (person,))
    due = [
        (folder, token)
        for folder, token, held in rows.fetchall()
        if films is None or not set(films).isdisjoint(json.loads(held))
    ]
    database.executemany(
        "UPDATE taught SET person = '', films = '[]' WHERE folder = ? AND token = ?", due
    )
    return bool(due)
