"""Imports Amazon reviews' histories: sequence files, or tables of history and target, with item text."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from catalog.datasets.draft import HISTORIES, ITEMS, Draft
from catalog.datasets.fields import said
from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import json_object, lines, parsed, table
from catalog.datasets.records import Record
from core.errors import ImportRefused
from core.item import Item

KIND = "amazon"
_TABLES = ("train.csv", "valid.csv", "test.csv")  # in the order of their times
_TEXTS = "*item.json"
_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)
_SEQUENCE = re.compile(rf"{_ID.pattern}(?: {_ID.pattern})+", re.ASCII)
_LONGEST_LIST = 200_000  # characters
_LONGEST_PLOT = 5_000

Sequences = dict[str, list[str]]


def files(path: Path) -> tuple[Path, ...]:
    """A folder's tables, else its sequence file, and its item text; or one such file."""
    folder = path if path.is_dir() else path.parent
    given = [path] if path.is_file() else [folder / name for name in _TABLES]
    found = [one for one in given if one.is_file()] or _sequence_files(folder)[:1]
    if not found:
        raise ImportRefused(f"{path}: there is no valid.csv, test.csv or sequence file (.txt).")
    return (*found, *sorted(folder.glob(_TEXTS))[:1])


def _sequence_files(folder: Path) -> list[Path]:
    """Text files whose first line is a user and items; the index of items looks otherwise."""
    return [path for path in sorted(folder.glob("*.txt")) if _is_sequence_file(path)]


def _is_sequence_file(path: Path) -> bool:
    first = next(lines(path, Journal()), (0, ""))[1]
    return bool(_SEQUENCE.fullmatch(first.strip()))


def read(sources: tuple[Path, ...], draft: Draft, journal: Journal) -> dict[str, int]:
    """Write histories and items into the draft; how many of each."""
    histories = [path for path in sources if path.suffix != ".json"]
    sequences: Sequences = {}
    for path in histories:
        rows = _from_table if path.suffix == ".csv" else _from_lines
        rows(path, sequences, journal)
    count = _write_histories(sequences, draft.folder / HISTORIES)
    texts = [path for path in sources if path.suffix == ".json"]
    told = json_object(texts[0], journal) if texts else {}
    told = {name: info for name, info in told.items() if _ID.fullmatch(name)}
    items = sorted({item for sequence in sequences.values() for item in sequence} | told.keys())
    written = draft.write(ITEMS, (_record(item, told.get(item)) for item in items))
    return {"users": len(sequences), "interactions": count, "items": written}


def _from_lines(path: Path, sequences: Sequences, journal: Journal) -> None:
    for number, line in lines(path, journal):
        text = line.strip()
        if not _SEQUENCE.fullmatch(text):
            journal.skip(path.name, number, "not a user and items, parted by one space")
            continue
        user, *items = text.split(" ")
        if user in sequences:
            journal.skip(path.name, number, f"user {user} has a line already")
            continue
        sequences[user] = items
        journal.take()


def _from_table(path: Path, sequences: Sequences, journal: Journal) -> None:
    """Rows are cut from one sequence each, oldest first: what a row adds is put behind."""
    for number, row in table(path, ("user_id", "history_item_id", "item_id"), journal):
        try:
            history = listed(row["history_item_id"])
            user, target = _named(row["user_id"]), _named(row["item_id"])
        except BadRow as reason:
            journal.skip(path.name, number, str(reason))
            continue
        sequences[user] = [*joined(sequences.get(user, []), history), target]
        journal.take()


def _named(cell: str) -> str:
    name = cell.strip()
    if not _ID.fullmatch(name):
        raise BadRow(f"{name[:40]!r} is not an id")
    return name


def listed(cell: str) -> list[str]:
    """Item ids of a cell that spells a list in JSON or in Python; raises BadRow."""
    if len(cell) > _LONGEST_LIST:
        raise BadRow(f"a list of {len(cell):,} characters")
    try:
        value = parsed(cell)
    except ValueError:
        try:
            value = ast.literal_eval(cell.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
            raise BadRow("history_item_id is not a list") from error
    if not isinstance(value, list) or not all(isinstance(item, int | str) for item in value):
        raise BadRow("history_item_id is not a list of ids")
    return [_named(str(item)) for item in value]


def joined(before: list[str], history: list[str]) -> list[str]:
    """A sequence gone on with a later cut of it, which overlaps its end."""
    for size in range(min(len(before), len(history)), 0, -1):
        if before[-size:] == history[:size]:
            return before + history[size:]
    return before + history


def _write_histories(sequences: Sequences, path: Path) -> int:
    """The place in the sequence stands for the time, which the files do not say."""
    frame = pl.DataFrame(
        {
            "user": list(sequences),
            "item": list(sequences.values()),
            "time": [list(range(len(items))) for items in sequences.values()],
        },
        schema={"user": pl.String, "item": pl.List(pl.String), "time": pl.List(pl.Int64)},
    )
    rows = frame.explode("item", "time").with_columns(rating=pl.lit(None, dtype=pl.Float32))
    rows.write_parquet(path)
    return len(rows)


def _record(name: str, info: object) -> Record:
    known = info if isinstance(info, dict) else {}
    brand = said(known.get("brand"), 300)
    categories = said(known.get("categories"))
    return Record(
        item=Item(
            id=f"{KIND}:{name}",
            title=said(known.get("title")) or f"Item {name}",
            plot=" ".join(_texts(known.get("description")))[:_LONGEST_PLOT],
            companies=(brand,) if brand else (),
            keywords=tuple(dict.fromkeys(filter(None, map(str.strip, categories.split(","))))),
        )
    )


def _texts(value: object) -> Iterable[str]:
    """A description, which is a text or the spelling of a list of texts."""
    if isinstance(value, str) and value.startswith("[") and len(value) <= _LONGEST_LIST:
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return _only(value)
    return _only(*value) if isinstance(value, list) else _only(value)


def _only(*values: object) -> Iterator[str]:
    return (text for value in values if (text := said(value)))
