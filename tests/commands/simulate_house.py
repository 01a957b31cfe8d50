"""A data folder of made-up films in which simulations are run as a person at a terminal runs them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import typer
from typer.testing import CliRunner

from catalog.store import imported_path
from commands.simulate import simulate
from evaluation.shards import read
from tests.worlds import made_up

ROOT = Path(__file__).parents[2]
# Seconds that a run may take, on a machine that does much else.
PATIENCE = 300.0

app = typer.Typer()
app.command()(simulate)


class House:
    """A data folder of forty made-up films, and nothing imported."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        films = "".join(f"{item.model_dump_json()}\n" for item in made_up().items_in_order)
        imported_path(folder).write_text(films, "utf-8")

    def run(self, *arguments: str, status: int = 0, **settings: str) -> str:
        """The verb in this process: for what begins nothing."""
        environment = {"PARLEY_DATA_FOLDER": str(self.folder), "COLUMNS": "200", **settings}
        result = CliRunner().invoke(app, arguments, env=environment)
        assert result.exit_code == status, result.output
        return " ".join(result.output.split())

    @contextmanager
    def running(
        self, *arguments: str, settings: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[str]]:
        """The verb in processes of its own, as a terminal starts it."""
        environment = {**os.environ, "PARLEY_DATA_FOLDER": str(self.folder), **(settings or {})}
        process = subprocess.Popen(
            [sys.executable, "app.py", "simulate", *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def whole(self, *arguments: str, **settings: str) -> str:
        """What a run says that is left alone."""
        with self.running(*arguments, settings=settings) as process:
            said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        return said

    def named(self, name: str) -> Path:
        return next((self.folder / "runs").glob(f"*-{name}"))

    def talked(self, name: str, more_than: int) -> int:
        """Wait until so many conversations are on the disk."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = list((self.folder / "runs").glob(f"*-{name}"))
            count = len(read(found[0])) if found else 0
            if count > more_than:
                return count
            time.sleep(0.2)
        raise AssertionError(f"{name} does not get beyond {more_than}")
