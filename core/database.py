"""SQLite files as this project opens them: forgetting for real, waiting instead of failing."""

import sqlite3
from pathlib import Path

BUSY_MILLISECONDS = 10_000


def open_database(path: Path) -> sqlite3.Connection:
    """Open or create the database at `path`, usable from any thread under a lock of the caller's.

    Deleted bytes are overwritten (`secure_delete`), readers do not block the writer (WAL).
    Raises OSError or sqlite3.DatabaseError where the file cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False)
    for pragma in (
        "journal_mode=WAL",
        "secure_delete=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection
