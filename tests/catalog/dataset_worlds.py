"""A small catalogue, and small files in the forms in which public data sets are published."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from catalog.datasets.importing import Outcome, import_data
from catalog.datasets.store import DataSet, load_data
from catalog.store import Catalog
from core.item import Item

TODAY = date(2026, 1, 2)
FILMS = Catalog(
    (
        Item(id="tt0113277", title="Heat", year=1995, genres=("Crime",), renown=0.9),
        Item(id="tt0133093", title="The Matrix", year=1999, ensemble=("Keanu Reeves",), renown=0.8),
        Item(id="tt0112682", title="The City of Lost Children", year=1995, renown=0.4),
        Item(id="tt0114746", title="Twelve Monkeys", year=1995, renown=0.7),
        Item(id="pf-it-2017", title="It", year=2017, renown=0.5),
        Item(id="tt0088763", title="Back to the Future", year=1985, plot="Ours.", renown=0.95),
    ),
    name="six films",
)


def bring(kind: str, path: Path, data_folder: Path) -> Outcome:
    """Import, joined to the six films."""
    return import_data(kind, path, data_folder, FILMS, today=TODAY)


def brought(kind: str, path: Path, data_folder: Path) -> DataSet:
    """The data set of these files."""
    bring(kind, path, data_folder)
    return load_data(data_folder, kind, FILMS)


def folder(parent: Path, name: str, **files: str | bytes) -> Path:
    """A folder of files; `__` in a name stands for the dot."""
    made = parent / name
    made.mkdir(exist_ok=True)
    for file, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (made / file.replace("__", ".")).write_bytes(raw)
    return made


def rows(*values: object) -> str:
    """The values as JSON Lines."""
    return "".join(json.dumps(value) + "\n" for value in values)


def redial_row(name: str, *messages: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """One ReDial dialogue; the seeker S has the number 7."""
    row: dict[str, Any] = {
        "conversationId": name,
        "initiatorWorkerId": 7,
        "respondentWorkerId": 8,
        "messages": [
            {"senderWorkerId": 7 if who == "S" else 8, "text": text} for who, text in messages
        ],
        "movieMentions": {"11": "Heat  (1995)", "12": "The Matrix  (1999)", "13": "Okja"},
        "initiatorQuestions": {},
        "respondentQuestions": {},
    }
    return row | fields


def answers(**liked: int) -> Mapping[str, Mapping[str, int]]:
    """A form; names are ids behind an `f`."""
    return {
        name.removeprefix("f"): {"suggested": 1, "seen": 1, "liked": value}
        for name, value in liked.items()
    }
