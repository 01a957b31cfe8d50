"""Lines, tables and JSON of public files, streamed; what cannot be read is reported and skipped."""

import csv
import html
import json
import re
from collections.abc import Collection, Iterator
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn, Protocol

from catalog.datasets.journal import Journal
from core.errors import ImportRefused

LONGEST_LINE = 4_000_000  # bytes
LARGEST_JSON = 1_000_000_000  # bytes; such a file is held in memory as a whole
_STEP = 1 << 20
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Source(Protocol):
    """A file that can be opened as often as needed; a `Path` is one."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    def open(self, _mode: Literal["rb"], /) -> BufferedReader:
        """Its bytes from the beginning."""
        ...


class Held(NamedTuple):
    """A file that was handed over: its name, and its bytes, which are in no folder."""

    name: str
    content: bytes

    def __str__(self) -> str:
        """Its name, as a path says where it is."""
        return self.name

    def open(self, _mode: Literal["rb"], /) -> BufferedReader:
        """See `Source`."""
        return BufferedReader(BytesIO(self.content))


def plain(text: str) -> str:
    """The text on one line: HTML's spellings as typed, white space collapsed, printable."""
    return " ".join(_UNPRINTABLE.sub(" ", html.unescape(text)).split())


def lines(path: Source, journal: Journal) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, without their ends, numbered from 1.

    A line that is not UTF-8 is read as Latin-1, as the older files are written.
    """
    with path.open("rb") as file:
        number, told = 0, 0
        while raw := file.readline(LONGEST_LINE):
            number += 1
            size = len(raw)
            if size == LONGEST_LINE and not raw.endswith(b"\n"):
                while rest := file.readline(LONGEST_LINE):
                    size += len(rest)
                    if rest.endswith(b"\n"):
                        break
                journal.skip(path.name, number, "the line is longer than 4 MB")
                raw = b""
            told += size
            if told >= _STEP:
                journal.advance(path.name, told)
                told = 0
            if line := decoded(raw, is_first=number == 1).rstrip("\r\n"):
                yield number, line
        journal.advance(path.name, told)


def decoded(raw: bytes, *, is_first: bool = False) -> str:
    """The bytes as UTF-8, else as Latin-1; a byte order mark at the file's start is dropped."""
    try:
        return raw.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def json_lines(path: Path, journal: Journal) -> Iterator[tuple[int, object]]:
    """The JSON value of every line."""
    for number, line in lines(path, journal):
        if not line.strip():
            continue
        try:
            yield number, parsed(line)
        except ValueError as error:
            journal.skip(path.name, number, str(error))


def parsed(text: str) -> object:
    """A JSON value; raises ValueError with a short reason."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def json_object(path: Path, journal: Journal) -> dict[str, object]:
    """The object that a whole file holds; raises ImportRefused where it does not."""
    value = parsed_file(path, journal)
    if not isinstance(value, dict):
        raise ImportRefused(f"{path}: this is not a JSON object.")
    return value


def parsed_file(path: Path, journal: Journal) -> object:
    """The JSON value that a whole file holds; raises ImportRefused where it is none."""
    try:
        return parsed(whole(path, journal))
    except ValueError as error:
        raise ImportRefused(f"{path}: {error}.") from error


def whole(path: Path, journal: Journal) -> str:
    """The text of a file that is read at once; raises ImportRefused where it is too large."""
    size = path.stat().st_size
    if size > LARGEST_JSON:
        raise ImportRefused(f"{path}: {size:,} bytes are more than such a file can have.")
    journal.advance(path.name, size)
    return decoded(path.read_bytes(), is_first=True)


def json_array(path: Path, journal: Journal) -> Iterator[tuple[int, object]]:
    """The values of the array that a file holds, with their lines, to where it breaks off."""
    text = whole(path, journal)
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    start = _next(text, 0)
    if text[start : start + 1] != "[":
        raise ImportRefused(f"{path}: this is not a JSON array.")
    place, line, counted = _next(text, start + 1), 1, 0
    while text[place : place + 1] not in {"]", ""}:
        line, counted = line + text.count("\n", counted, place), place
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            journal.skip(path.name, line, f"not JSON: {str(error)[:80]}")
            place = _resume(text, place)
            continue
        yield line, value
        place = _next(text, end)
        if text[place : place + 1] == ",":
            place = _next(text, place + 1)
    if place >= len(text):
        journal.note(f"{path.name} breaks off before its end.")


def _next(text: str, place: int) -> int:
    found = re.compile(r"\S").search(text, place)
    return found.start() if found else len(text)


def _resume(text: str, place: int) -> int:
    """Where the next object of the array may begin: a brace after a comma and a line end."""
    found = re.compile(r",\s*(?=\{)").search(text, place + 1)
    return found.end() if found else len(text)


def table(
    path: Source,
    needed: Collection[str],
    journal: Journal,
    delimiter: str = ",",
    *,
    is_quoted: bool = True,
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with a header, as cells by column, with their lines.

    Raises ImportRefused where the header lacks a needed column.
    """
    reader = _Numbered(path, journal)
    parser = (
        csv.reader(reader, delimiter=delimiter, strict=True)
        if is_quoted
        else csv.reader(reader, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    )
    rows = _records(parser, reader, path, journal)
    _, header = next(rows, (0, []))
    header = [name.strip() for name in header]
    if lacking := [name for name in needed if name not in header]:
        raise ImportRefused(
            f"{path}: there is no column {lacking[0]!r}; columns found: "
            f"{plain(', '.join(header))[:200] or 'none'}."
        )
    for number, cells in rows:
        if len(cells) == len(header):
            yield number, dict(zip(header, cells, strict=True))
        else:
            reason = f"wrong number of fields: {len(cells)}, the header has {len(header)}"
            journal.skip(path.name, number, reason)


class _Numbered(Iterator[str]):
    """Lines for the CSV reader, with the number of the last one."""

    def __init__(self, path: Source, journal: Journal) -> None:
        self._lines = lines(path, journal)
        self.number = 0

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        return line + "\n"


def _records(
    reader: Iterator[list[str]], source: _Numbered, path: Source, journal: Journal
) -> Iterator[tuple[int, list[str]]]:
    while True:
        before = source.number
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            journal.skip(path.name, before + 1, f"not CSV: {error}")
        else:
            if any(cells):
                yield before + 1, cells
