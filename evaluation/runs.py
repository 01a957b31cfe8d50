"""The folder of one run: its results as JSON, its samples as Parquet, its report as HTML."""

import platform
import re
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import polars as pl
from pydantic import ValidationError

from core.errors import ParleyError
from evaluation.protocol import Slice, Task
from evaluation.ranked import Answers, Seen
from evaluation.report import page
from evaluation.results import Results

RESULTS, SAMPLES, REPORT = "results.json", "samples.parquet", "report.html"
_PACKAGES = ("parley-rec", "numpy", "scipy", "polars")


class Run(NamedTuple):
    """A run read back: `samples` has a row an instance and a column of ranks a system."""

    results: Results
    samples: pl.DataFrame


def run_folder(data_folder: Path, name: str, now: datetime) -> Path:
    """A new folder for a run: `runs/20260131-093000-NAME`, numbered where that exists."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
    base = data_folder / "runs" / f"{now:%Y%m%d-%H%M%S}-{plain}"
    folder, number = base, 2
    while True:
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            folder, number = base.with_name(f"{base.name}-{number}"), number + 1
        else:
            return folder


def find_run(runs: Path, name: str) -> Path:
    """The folder of a path, of a folder's name under `runs`, or of the latest run so called."""
    if Path(name).is_dir():
        return Path(name)
    if (runs / name).is_dir():
        return runs / name
    called = sorted(path for path in runs.glob("*") if path.name.partition("-")[2][7:] == name)
    if not called:
        raise ParleyError(f"There is no run {name!r} in {runs}.")
    return called[-1]


def samples(task: Task, answers: Mapping[str, Answers]) -> pl.DataFrame:
    """A row an instance: its id, record, place, target, slices, and every system's ranks.

    A rank is the target's place from 1, or 0 where it is not among the first 50; its column
    is called `SYSTEM|kept` or `SYSTEM|removed`.
    """
    turns = [task.turns[number] for number in task.turn]
    columns: dict[str, object] = {
        "instance": list(task.ids),
        "record": [turn.context.record for turn in turns],
        "place": [turn.place for turn in turns],
        "target": list(task.targets),
        "repeated": task.repeated,
        **{str(name): task.slices[name] for name in Slice},
    }
    for name, given in answers.items():
        for seen in Seen:
            columns[rank_column(name, seen)] = given.by_seen[seen].ranks
    return pl.DataFrame(columns)


def rank_column(system: str, seen: Seen) -> str:
    """The column of a system's ranks in the samples."""
    return f"{system}|{seen}"


def save(folder: Path, results: Results, rows: pl.DataFrame) -> None:
    """Write the three files."""
    (folder / RESULTS).write_text(results.model_dump_json(indent=1), "utf-8")
    rows.write_parquet(folder / SAMPLES)
    (folder / REPORT).write_text(page(results), "utf-8")


def load(folder: Path) -> Run:
    """A run read back; raises ParleyError where the folder holds none or it is damaged."""
    try:
        results = Results.model_validate_json((folder / RESULTS).read_text("utf-8"))
        return Run(results, pl.read_parquet(folder / SAMPLES))
    except FileNotFoundError as error:
        raise ParleyError(
            f"{folder} is not the folder of a run: {error.filename} is missing."
        ) from error
    except (ValidationError, UnicodeDecodeError, OSError, pl.exceptions.PolarsError) as error:
        raise ParleyError(f"{folder} cannot be read as a run: {error}") from error


def versions() -> dict[str, str]:
    """The versions of what computes the figures; a checkout that is not installed has none."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
