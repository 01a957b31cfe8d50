"""The reports of runs, by the name of a run's folder and nothing else."""

import re
from pathlib import Path

_FOLDER = re.compile(r"\d{8}-\d{6}-[\w.-]+")


class RunReports:
    """Implements `Reports` over the folder of all runs."""

    def __init__(self, runs: Path) -> None:
        self._runs = runs

    def report(self, run: str) -> bytes | None:
        """The page, if the folder lies in that of the runs itself and has one."""
        path = self._path(run)
        return path.read_bytes() if path else None

    def has(self, run: str) -> bool:
        """Whether there is one."""
        return self._path(run) is not None

    def _path(self, run: str) -> Path | None:
        from evaluation.runs import REPORT

        if not _FOLDER.fullmatch(run):
            return None
        place = self._runs.resolve() / run / REPORT
        # A link that leads elsewhere is no report of a run.
        return place if place.is_file() and place.resolve() == place else None
