"""What is kept of language-model calls, in SQLite: recorded answers, dialects and spending."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from core.database import open_database, scrub
from core.errors import LedgerError, ParleyError
from core.language_model import (
    NOWHERE,
    Answer,
    CallNote,
    Failure,
    Message,
    ModelFailed,
    Origin,
    Usage,
)

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL, usage TEXT NOT NULL,
    failure TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origins (
    session TEXT, turn INTEGER, key TEXT, PRIMARY KEY (session, turn, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS origins_of_answer ON origins (key);
CREATE TABLE IF NOT EXISTS dialects (
    model TEXT PRIMARY KEY, server TEXT NOT NULL, dialect TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spending (
    day TEXT, site TEXT, model TEXT, calls INTEGER NOT NULL, failures INTEGER NOT NULL,
    prompt INTEGER NOT NULL, cached INTEGER NOT NULL, completion INTEGER NOT NULL,
    price REAL NOT NULL, PRIMARY KEY (day, site, model)
) WITHOUT ROWID;
"""
_BUSY_MILLISECONDS = 1_000
_OWNERLESS = "DELETE FROM answers WHERE key NOT IN (SELECT key FROM origins)"
_SPEND = """
INSERT INTO spending VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)
ON CONFLICT (day, site, model) DO UPDATE SET
    calls = calls + 1, failures = failures + excluded.failures,
    prompt = prompt + excluded.prompt, cached = cached + excluded.cached,
    completion = completion + excluded.completion, price = price + excluded.price
"""


class Spending(NamedTuple):
    """What one call site cost on one day."""

    day: str
    site: str
    model: str
    calls: int
    failures: int
    prompt: int
    cached: int
    completion: int
    price: float


def answer_key(model: str, parameters: Mapping[str, Any], messages: Sequence[Message]) -> str:
    """The key of a recorded answer: what was asked, of whom, and how."""
    asked = [model, dict(parameters), [(message.role, message.content) for message in messages]]
    plain = json.dumps(asked, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


class ModelStore:
    """One SQLite file; every method may be called from any thread.

    What cannot be read or written ends in ModelFailed: the rules answer without records.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file; ParleyError where it cannot be used."""
        try:
            self._connection = open_database(path)
            # A power cut may cost the last few notes of spending, never the file.
            self._connection.execute("PRAGMA synchronous=NORMAL")
            # Somebody waits for the answer: a file that stays locked is done without.
            self._connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
            self._connection.executescript(_TABLES)
        except (OSError, sqlite3.DatabaseError) as error:
            raise ParleyError(
                f"The language-model records in {path} cannot be opened ({error}). "
                "Move the file away to begin with an empty one."
            ) from error
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def recorded(self, key: str) -> Answer | None:
        """The recorded answer; ModelFailed where a failure was recorded."""
        row = self._row("SELECT answer, usage, failure FROM answers WHERE key = ?", key)
        if row is None:
            return None
        text, usage, failure = row
        if failure:
            raise ModelFailed(getattr(Failure, failure, Failure.NO_RECORDS))
        return Answer(text=text, usage=Usage.model_validate_json(usage))

    def record(
        self, key: str, model: str, answer: Answer | Failure, origin: Origin = NOWHERE
    ) -> None:
        """Keep an answer, or that there was none, in place of what was recorded before.

        It is kept until all conversations that it came up in are forgotten.
        """
        kept = Answer(text="") if isinstance(answer, Failure) else answer
        failure = answer.name if isinstance(answer, Failure) else ""
        row = (key, model, kept.text, kept.usage.model_dump_json(), failure)
        self._write(
            ("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row),
            ("INSERT OR IGNORE INTO origins VALUES (?, ?, ?)", (*origin, key)),
        )

    def forget(self, session: str, after: int = 0) -> None:
        """Remove what was recorded of a conversation behind its first `after` turns, for good.

        With a whole conversation go answers of which nobody knows whose they are: versions of
        this program recorded them that did not write it down. LedgerError where it cannot be done.
        """
        behind = (session, after)
        try:
            with self._lock:
                with self._connection as database:
                    rows = database.execute(
                        "DELETE FROM origins WHERE session = ? AND turn > ? RETURNING key", behind
                    ).fetchall()
                    database.executemany(f"{_OWNERLESS} AND key = ?", rows)
                    if not after:
                        database.execute(_OWNERLESS)
                scrub(self._connection)
        except sqlite3.Error as error:
            raise LedgerError(
                f"What was recorded of the language model could not be forgotten ({error}). Close "
                "other programs that use the file, and forget it once more."
            ) from error

    def dialect(self, model: str, server: str | None) -> str | None:
        """How a model is to be spoken to, as JSON; a None `server` takes what any server taught."""
        row = self._row(
            "SELECT dialect FROM dialects WHERE model = ? AND (? IS NULL OR server = ?)",
            model,
            server,
            server,
        )
        return row[0] if row else None

    def learn(self, model: str, server: str, dialect: str) -> None:
        """Remember how a model is to be spoken to."""
        self._write(("INSERT OR REPLACE INTO dialects VALUES (?, ?, ?)", (model, server, dialect)))

    def spend(self, day: date, note: CallNote) -> None:
        """Add one call to the day's account."""
        usage = note.usage
        row = (
            day.isoformat(),
            note.site.value,
            note.model,
            bool(note.failure),
            usage.prompt,
            usage.cached,
            usage.completion,
            note.price,
        )
        self._write((_SPEND, row))

    def spent(self, day: date) -> float:
        """What the day has cost so far."""
        row = self._row(
            "SELECT COALESCE(SUM(price), 0) FROM spending WHERE day = ?", day.isoformat()
        )
        return float(row[0]) if row else 0.0

    def account(self) -> list[Spending]:
        """Every day, site and model, newest day first."""
        with self._lock:
            rows = self._connection.execute("SELECT * FROM spending ORDER BY day DESC, site, model")
            return [Spending(*row) for row in rows]

    def forget_dialect(self, model: str) -> None:
        """Find out again how a model is to be spoken to, at its next call."""
        self._write(("DELETE FROM dialects WHERE model = ?", (model,)))

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        try:
            with self._lock:
                found: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
                return found
        except sqlite3.Error:
            raise ModelFailed(Failure.NO_RECORDS) from None

    def _write(self, *changes: tuple[str, Sequence[object]]) -> None:
        try:
            with self._lock, self._connection:
                for statement, values in changes:
                    self._connection.execute(statement, values)
        except sqlite3.Error:
            raise ModelFailed(Failure.NO_RECORDS) from None


def forget_recordings(path: Path, session: str, after: int = 0) -> None:
    """`ModelStore.forget` in the file at `path`, also where no language model is in use now."""
    if not path.exists():
        return
    store = ModelStore(path)
    try:
        store.forget(session, after)
    finally:
        store.close()
