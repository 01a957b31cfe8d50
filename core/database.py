"""SQLite files as this project opens them: forgetting for real, waiting instead of failing."""

import sqlite3
import time
from pathlib import Path

from core.errors import LedgerError

BUSY_MILLISECONDS = 10_000
_SECONDS_BETWEEN_TRIES = 0.01


def open_database(path: Path) -> sqlite3.Connection:
    """Open or create the database at `path`, usable from any thread under a lock of the caller's.

    Deleted bytes are overwritten (`secure_delete`), readers do not block the writer (WAL).
    Raises OSError or sqlite3.DatabaseError where the file cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA secure_delete=ON")
    _enter_wal(connection)
    return connection


def scrub(connection: sqlite3.Connection) -> None:
    """Empty the write-ahead log: deleted bytes are overwritten in the file, not in the log.

    Raises LedgerError where another program reads the file for so long that it cannot be done.
    """
    is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise LedgerError(
            "It is forgotten, but another program has the file open, and its log still holds what "
            "was forgotten. Close that program and forget it once more."
        )


def _enter_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait here where another program opens the same new file: this does."""
    end = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_SECONDS_BETWEEN_TRIES)
        else:
            return
