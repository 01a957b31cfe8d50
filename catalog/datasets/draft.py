"""The folder of an imported data set while it is written: renamed when it is whole."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from catalog.datasets.records import Manifest
from core.value import Value

MANIFEST = "manifest.json"
ITEMS, DIALOGUES, FACTS = "items.jsonl", "dialogues.jsonl", "facts.jsonl"
HISTORIES = "histories.parquet"
SCRATCH = "unfinished"


def data_path(data_folder: Path, kind: str) -> Path:
    """Where an imported data set is kept."""
    return data_folder / "data" / kind


def way_back(kind: str) -> str:
    """What to do where an imported data set is damaged."""
    return f"Remove it with `python app.py data remove {kind}`, then import it again."


def manifest_paths(data_folder: Path) -> list[Path]:
    """The manifests of everything that is imported, by kind."""
    return sorted((data_folder / "data").glob(f"[!.]*/{MANIFEST}"))


class Draft:
    """A folder beside the final one, named by what is imported.

    What an interrupted import of the same files has finished is still there; an import of
    others begins anew.
    """

    def __init__(self, data_folder: Path, kind: str, digest: str) -> None:
        """Make the folder, or find it, and clear away drafts of other files."""
        self._target = data_path(data_folder, kind)
        self.folder = self._target.with_name(f".{kind}-{digest[:12]}")
        for other in self._target.parent.glob(f".{kind}-*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        self.scratch.mkdir(parents=True, exist_ok=True)

    @property
    def scratch(self) -> Path:
        """A folder for stages of the work; it goes when the work is done."""
        return self.folder / SCRATCH

    def write(self, name: str, values: Iterable[Value]) -> int:
        """Write the values as JSON Lines; how many there were."""
        count = 0
        with (self.folder / name).open("wb") as file:
            for value in values:
                file.write(value.model_dump_json(exclude_defaults=True).encode() + b"\n")
                count += 1
        return count

    def commit(self, manifest: Manifest) -> None:
        """Put the folder in the place of an older import of this kind."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        with (self.folder / MANIFEST).open("w", encoding="utf-8") as file:
            file.write(manifest.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        old = self._target.with_name(f".{manifest.kind}-old")
        shutil.rmtree(old, ignore_errors=True)
        if self._target.exists():
            self._target.rename(old)
        try:
            self.folder.rename(self._target)
        except OSError:
            if old.exists():
                old.rename(self._target)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
