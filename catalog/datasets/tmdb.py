"""Imports TMDB 5000: films with overview, keywords and votes, lists as JSON inside CSV cells."""

from collections.abc import Iterator
from pathlib import Path

from catalog import cells
from catalog.cells import BadCell
from catalog.datasets.draft import ITEMS, Draft
from catalog.datasets.fields import genre_names, names, other_words, said
from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import parsed, table
from catalog.datasets.records import Record
from core.errors import ImportRefused
from core.item import Item

KIND = "tmdb5000"
NAME = "tmdb_5000_movies.csv"
_NEEDED = ("id", "title", "genres", "keywords", "overview", "release_date")
_MOST_VOTES = 10**9


def files(path: Path) -> tuple[Path, ...]:
    """The file itself, or the folder's file of films."""
    found = path / NAME if path.is_dir() else path
    if not found.is_file():
        raise ImportRefused(f"{path}: there is no {NAME}.")
    return (found,)


def read(sources: tuple[Path, ...], draft: Draft, journal: Journal) -> dict[str, int]:
    """Write the films into the draft; how many."""
    return {"items": draft.write(ITEMS, _records(sources[0], journal))}


def _records(path: Path, journal: Journal) -> Iterator[Record]:
    known: set[str] = set()
    for line, row in table(path, _NEEDED, journal):
        try:
            record = _record(row)
        except (BadRow, BadCell) as reason:
            journal.skip(path.name, line, str(reason))
            continue
        if record.item.id in known:
            journal.skip(path.name, line, f"{record.item.id} is in the file already")
            continue
        known.add(record.item.id)
        journal.take()
        yield record


def _record(row: dict[str, str]) -> Record:
    number, title = row["id"].strip(), said(row["title"], cells.LONGEST_NAME)
    if not (number.isascii() and number.isdecimal() and title):
        raise BadRow("no number or no title")
    genres = _listed(row, "genres")
    original = said(row.get("original_title", ""), cells.LONGEST_NAME)
    item = Item(
        id=f"{KIND}:{number}",
        title=title,
        year=cells.year(row["release_date"]),
        aliases=(original,) if original and original != title else (),
        genres=genre_names(genres),
        countries=cells.countries(list(_listed(row, "production_countries"))),
        languages=cells.languages(list(_listed(row, "spoken_languages", "iso_639_1"))),
        companies=_listed(row, "production_companies"),
        runtime=cells.minutes(row.get("runtime", "")),
        plot=said(row["overview"]),
        keywords=tuple(dict.fromkeys((*_listed(row, "keywords"), *other_words(genres)))),
    )
    votes = cells.whole(row.get("vote_count", ""), _MOST_VOTES) or 0
    return Record(item=item, ids=(f"tmdb:{number}",), votes=votes)


def _listed(row: dict[str, str], column: str, field: str = "name") -> tuple[str, ...]:
    """The names in a cell's JSON array of objects."""
    cell = row.get(column, "")
    try:
        value = parsed(cell) if cell.strip() else []
    except ValueError as error:
        raise BadRow(f"bad {column}: {error}") from error
    if not isinstance(value, list):
        raise BadRow(f"bad {column}: not a JSON array")
    return names([one.get(field) for one in value if isinstance(one, dict)])
