"""SQLite files as the project opens them."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.database import open_database

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("secure_delete", 1)])
def test_a_database_does_not_block_its_readers_and_forgets_for_real(
    tmp_path: Path, pragma: str, value: object
) -> None:
    for _ in range(2):
        with closing(open_database(tmp_path / "new" / "x.sqlite")) as connection:
            assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
            assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 10_000


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with closing(open_database(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES ('a-secret-of-somebody')")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"a-secret-of-somebody" in path.read_bytes()
        connection.execute("DELETE FROM t")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"a-secret-of-somebody" not in path.read_bytes()


def test_programs_may_open_the_same_new_file_at_once(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom core.database import open_database\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        f"for n in range(25):\n    open_database(Path({str(tmp_path)!r}) / f'{{n}}').close()\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, text=True, **pipes)
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 3


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"This is prose, and no database at all. " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        open_database(tmp_path / "x.sqlite")
