"""Rows of a CSV or JSON Lines file, read line by line in bounded memory."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from io import BufferedReader
from typing import NamedTuple, NoReturn

from catalog.mapping import check_columns, match_columns
from core.errors import ImportRefused
from core.value import Value

# Bytes; a line, or a quoted cell that runs over several, beyond this is no film's.
LONGEST_ROW = 1_000_000
_PROGRESS_STEP = 256 * 1024
_MOST_COLUMNS_LISTED = 1000

Progress = Callable[[int], None]


class Row(NamedTuple):
    """One film as written: the line it starts on, and its cells by field."""

    line: int
    cells: dict[str, object]


class Rejection(Value):
    """A row that was skipped: the line it starts on, from 1, and why."""

    line: int
    reason: str


class Lines(Iterator[str]):
    """A file's lines as text; `number` is that of the last one read.

    Raises ImportRefused for a line that is not UTF-8, holds a NUL, or makes the row that
    began on line `row_start` longer than LONGEST_ROW.
    """

    def __init__(self, file: BufferedReader, progress: Progress | None = None) -> None:
        """Begin at the file's beginning; `progress` is told the bytes read so far."""
        file.seek(0)
        self.number = 0
        self.row_start = 1
        self._file = file
        self._progress = progress
        self._read = self._told = self._row_bytes = 0

    def begin_row(self) -> int:
        """The number of the next line, where a row starts."""
        self._row_bytes = 0
        self.row_start = self.number + 1
        return self.row_start

    def __next__(self) -> str:
        """The next line, with its line end."""
        raw = self._file.readline(LONGEST_ROW - self._row_bytes + 1)
        self._tell(len(raw))
        if not raw:
            raise StopIteration
        self.number += 1
        self._row_bytes += len(raw)
        if self._row_bytes > LONGEST_ROW:
            raise ImportRefused(self._overlong())
        if b"\0" in raw:
            raise ImportRefused(
                f"Line {self.number} holds a NUL byte: this is not a text file in UTF-8."
            )
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise ImportRefused(
                f"Line {self.number} is not UTF-8 (byte {error.start + 1} of the line is "
                f"0x{raw[error.start]:02x}). Save the file as UTF-8."
            ) from error

    def _overlong(self) -> str:
        if self.number == self.row_start:
            return f"Line {self.number} is longer than 1 MB; no film needs that."
        return f"The quote opened in the row of line {self.row_start} is not closed within 1 MB."

    def _tell(self, size: int) -> None:
        self._read += size
        due = self._read - self._told >= _PROGRESS_STEP or (not size and self._read > self._told)
        if self._progress and due:
            self._told = self._read
            self._progress(self._read)


def read_rows(
    file: BufferedReader, suffix: str, mapping: Mapping[str, str], progress: Progress | None
) -> Iterator[Row | Rejection]:
    """The rows of a CSV or JSON Lines file, told apart by suffix and first line.

    Raises ImportRefused where the file as a whole cannot be read.
    """
    first = _first_line(Lines(file))
    lines = Lines(file, progress)
    if first.lstrip().startswith("{") or suffix.lower() in {".json", ".jsonl", ".ndjson"}:
        if first.lstrip().startswith("["):
            raise ImportRefused(
                "The file is a JSON array; JSON Lines has one object {...} on each line."
            )
        return _json_rows(lines, mapping)
    return _csv_rows(lines, _delimiter(first), mapping)


def _first_line(lines: Lines) -> str:
    while True:
        lines.begin_row()
        line = next(lines, None)
        if line is None:
            raise ImportRefused("The file is empty.")
        if line.strip():
            return line


def _csv_rows(
    lines: Lines, delimiter: str, mapping: Mapping[str, str]
) -> Iterator[Row | Rejection]:
    header: list[str] | None = None
    columns: dict[str, str] = {}
    for record in _csv_records(lines, delimiter):
        if isinstance(record, Rejection):
            if header is None:
                raise ImportRefused(f"Line {record.line}, the header: {record.reason}.")
            yield record
            continue
        line, cells = record
        if header is None:
            header = [cell.strip() for cell in cells]
            check_columns(header, mapping)
            columns = match_columns(header, mapping)
        elif len(cells) != len(header):
            yield Rejection(
                line=line,
                reason=f"wrong number of fields: {len(cells)}, the header has {len(header)}",
            )
        else:
            by_column = dict(zip(header, cells, strict=True))
            yield Row(line, {field: by_column[column] for field, column in columns.items()})


def _csv_records(lines: Lines, delimiter: str) -> Iterator[tuple[int, list[str]] | Rejection]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _broken(start, lines.number, str(error))
        else:
            if any(cell.strip() for cell in cells):
                yield start, cells


def _broken(start: int, end: int, error: str) -> Rejection:
    """The rejection of a row that the CSV reader could not read, where others may follow."""
    if "new-line character" in error:
        return Rejection(line=start, reason="a line end of old Macintosh files (CR) in the row")
    if "end of data" in error or end > start:
        raise ImportRefused(
            f"In the row of line {start} a quote is not closed, or text follows its end."
        )
    if "field limit" in error:
        return Rejection(line=start, reason="a cell is too long")
    return Rejection(line=start, reason="text after a closing quote")


def _delimiter(header: str) -> str:
    """Comma, semicolon or tab: whichever parts the header into the most fields."""
    line = header.rstrip("\r\n")
    if "\r" in line:
        raise ImportRefused("The lines end as in old Macintosh files (CR); save it with LF.")
    try:
        return max(",;\t", key=lambda mark: len(next(csv.reader([line], delimiter=mark))))
    except csv.Error as error:
        raise ImportRefused(f"The header cannot be read as CSV: {error}.") from error


def _json_rows(lines: Lines, mapping: Mapping[str, str]) -> Iterator[Row | Rejection]:
    @lru_cache(maxsize=64)
    def columns_among(found: tuple[str, ...]) -> dict[str, str]:
        return match_columns(found, mapping)

    seen: dict[str, None] = {}
    start = lines.begin_row()
    for text in lines:
        if text.strip():
            parsed = _parsed(text)
            if isinstance(parsed, str):
                yield Rejection(line=start, reason=parsed)
            else:
                columns = columns_among(tuple(parsed))
                seen.update(dict.fromkeys(columns.values()))
                if len(seen) < _MOST_COLUMNS_LISTED:
                    seen.update(dict.fromkeys(parsed))
                yield Row(start, {field: parsed[column] for field, column in columns.items()})
        start = lines.begin_row()
    if seen:
        check_columns(seen, mapping)


def _parsed(text: str) -> dict[str, object] | str:
    """The object on the line, or why there is none."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    except ValueError as error:
        return f"not JSON that can be read: {error}"[:120]
    except RecursionError:
        return "nested too deeply"
    return value if isinstance(value, dict) else f"not an object but {_kind(value)}"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _kind(value: object) -> str:
    match value:
        case list():
            return "an array"
        case str():
            return "a text"
        case None:
            return "null"
        case _:
            return "a single value"
