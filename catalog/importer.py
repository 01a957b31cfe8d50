"""Imports a CSV or JSON Lines file of films as the catalogue, or leaves all as it was."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import TypeVar

from catalog import cells
from catalog.mapping import read_mapping
from catalog.renown import with_renown
from catalog.rows import Progress, Rejection, Row, read_rows
from catalog.store import imported_path
from catalog.titles import split_label, turned
from core.errors import CatalogError, ImportRefused
from core.item import Item
from core.value import Value

MOST_ROWS = 250_000
LONGEST_PITCH = 1_000  # characters; a card has room for fewer

_UNCHANGED = "The catalogue is as it was."
_Said = TypeVar("_Said")

_ID = re.compile(r"[\w.:-]{1,100}")


class ImportReport(Value):
    """What became of a file: how many films were taken, and every row that was not."""

    accepted: int
    rejected: tuple[Rejection, ...] = ()


def import_films(
    path: Path,
    data_folder: Path,
    pairs: Sequence[str] = (),
    *,
    keep_going: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Make the films of the file at `path` the catalogue kept in `data_folder`.

    `pairs` are "field=column" where the defaults of `catalog.mapping` do not fit;
    `keep_going` accepts a file with more than half of its rows rejected; `progress` is
    told the bytes read so far. Raises ImportRefused, with the catalogue as it was, where
    the file is unusable or the catalogue cannot be written.
    """
    mapping = read_mapping(pairs)
    try:
        films, rejected = _read(path, mapping, progress)
    except ImportRefused as refusal:
        raise ImportRefused(f"{path}: {refusal} {_UNCHANGED}") from refusal
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read: {error.strerror or error}. {_UNCHANGED}"
        ) from error
    if not films or (len(rejected) > len(films) and not keep_going):
        raise ImportRefused(f"{path}: {_too_few(films, rejected)} {_UNCHANGED}")
    target = imported_path(data_folder)
    try:
        _replace(target, with_renown(films))
    except OSError as error:
        raise ImportRefused(
            f"{target} cannot be written: {error.strerror or error}. {_UNCHANGED}"
        ) from error
    return ImportReport(accepted=len(films), rejected=tuple(rejected))


def forget_import(data_folder: Path) -> bool:
    """Go back to the default catalogue; whether there was an imported one to forget."""
    path = imported_path(data_folder)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise CatalogError(f"{path} cannot be removed: {error.strerror or error}.") from error
    return True


def _read(
    path: Path, mapping: Mapping[str, str], progress: Progress | None
) -> tuple[list[Item], list[Rejection]]:
    if path.is_dir():
        raise ImportRefused("This is a folder, not a file.")
    if not path.is_file():
        raise ImportRefused(
            "There is no such file." if not path.exists() else "This is not a plain file."
        )
    with path.open("rb") as file:
        return _films(read_rows(file, path.suffix, mapping, progress))


def _films(rows: Iterable[Row | Rejection]) -> tuple[list[Item], list[Rejection]]:
    films: list[Item] = []
    rejected: list[Rejection] = []
    lines: dict[str, int] = {}
    for row in rows:
        if len(films) + len(rejected) >= MOST_ROWS:
            raise ImportRefused(f"More than {MOST_ROWS:,} rows; Parley keeps them all in memory.")
        if isinstance(row, Rejection):
            rejected.append(row)
            continue
        try:
            film = film_of(row.cells)
        except cells.BadCell as reason:
            rejected.append(Rejection(line=row.line, reason=str(reason)))
            continue
        if film.id in lines:
            rejected.append(_duplicate(row, film, lines[film.id]))
            continue
        lines[film.id] = row.line
        films.append(film)
    return films, rejected


def film_of(row: Mapping[str, object]) -> Item:
    """The film that a row's cells, by field, describe; raises BadCell where they cannot."""
    title, year = _title_and_year(
        _said("title", row.get("title"), cells.title), _said("year", row.get("year"), cells.year)
    )
    values = {
        field: _said(field, row[field], read) for field, read in _READERS.items() if field in row
    }
    known = {field: value for field, value in values.items() if value not in (None, "", ())}
    film = Item.model_validate({"id": made_id(title, year), "title": title, "year": year} | known)
    return film.model_copy(
        update={
            "aliases": tuple(name for name in film.aliases if name != title),
            "ensemble": tuple(name for name in film.ensemble if name not in film.cast),
        }
    )


def _said(field: str, cell: object, read: Callable[[object], _Said]) -> _Said:
    try:
        return read(cell)
    except cells.BadCell as reason:
        raise cells.BadCell(f"bad {field}: {reason}") from reason


def made_id(title: str, year: int | None) -> str:
    """An id that the same title and year always get: "heat-1995".

    Letters that have no plain form are kept apart by a hash of the title.
    """
    folded = unicodedata.normalize("NFKD", title.casefold())
    base = "".join(letter for letter in folded if not unicodedata.combining(letter))
    slug = "-".join(re.findall(r"[a-z0-9]+", base.replace("'", "").replace("\u2019", "")))[:80]
    if not slug or any(letter.isalnum() and not letter.isascii() for letter in base):
        slug = f"{slug or 'film'}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    return f"{slug}-{year}" if year else slug


def _id(cell: object) -> str:
    given = cells.text(cell)
    if given and not _ID.fullmatch(given):
        raise cells.BadCell(f"{cells.shown(given)} has more than letters, digits and . : _ -")
    return given


def _title_and_year(title: str, year: int | None) -> tuple[str, int | None]:
    """MovieLens writes "Matrix, The (1999)": the year behind, then the article."""
    if not title:
        raise cells.BadCell("missing title")
    dated = split_label(title)
    if year is None and dated.title and dated.year in range(cells.FIRST_YEAR, cells.LAST_YEAR + 1):
        title, year = dated
    return turned(title), year


def _pitch(cell: object) -> str:
    pitch = cells.text(cell)
    if len(pitch) <= LONGEST_PITCH:
        return pitch
    return f"{pitch[:LONGEST_PITCH].rpartition(' ')[0] or pitch[:LONGEST_PITCH]}…"


_READERS: Mapping[str, Callable[[object], object]] = {
    "id": _id,
    "aliases": cells.titles,
    "genres": cells.genres,
    "directors": cells.names,
    "writers": cells.names,
    "cast": cells.names,
    "ensemble": cells.names,
    "countries": cells.countries,
    "languages": cells.languages,
    "companies": cells.names,
    "runtime": cells.minutes,
    "certificate": cells.label,
    "themes": cells.words,
    "moods": cells.words,
    "series": cells.label,
    "part": partial(cells.whole, most=1000),
    "pitch": _pitch,
    "rating": cells.score,
    "reviews": partial(cells.whole, most=10**9),
    "box_office": partial(cells.number, most=1e12),
    "oscars": partial(cells.whole, most=100),
}


def _duplicate(row: Row, film: Item, first: int) -> Rejection:
    made = film.id == made_id(film.title, film.year)
    name = f"{film.label} has no id of its own and" if made else film.id
    return Rejection(line=row.line, reason=f"duplicate id: {name} is already on line {first}")


def _too_few(films: Sequence[Item], rejected: Sequence[Rejection]) -> str:
    if not films and not rejected:
        return "There is a header but no film."
    first = "; ".join(f"line {row.line}: {row.reason}" for row in rejected[:5])
    if not films:
        return f"No row is usable ({first})."
    return (
        f"{len(rejected):,} of {len(films) + len(rejected):,} rows would be rejected ({first}). "
        "Correct them or the --map, or accept that with --keep-going."
    )


def _replace(path: Path, films: Iterable[Item]) -> None:
    """Write the films to `path`, all or nothing, also where the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = mkstemp(dir=path.parent, prefix=".catalog-", suffix=".tmp")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for film in films:
                file.write(film.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
