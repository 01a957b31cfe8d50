"""Imports lists of American films from Wikipedia: title, year, cast, genres and summary."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from catalog.cells import FIRST_YEAR, LAST_YEAR
from catalog.datasets.draft import ITEMS, Draft
from catalog.datasets.fields import genre_names, names, other_words, said
from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import json_array
from catalog.datasets.records import Record
from catalog.importer import made_id
from catalog.titles import plain_title
from core.errors import ImportRefused
from core.item import Item

KIND = "wikipedia-movies"
_LONGEST_PLOT = 5_000


def files(path: Path) -> tuple[Path, ...]:
    """One file, or every JSON file of a folder."""
    found = tuple(sorted(path.glob("*.json"))) if path.is_dir() else (path,)
    if not found:
        raise ImportRefused(f"{path}: there is no .json file of films.")
    return found


def read(sources: tuple[Path, ...], draft: Draft, journal: Journal) -> dict[str, int]:
    """Write the films into the draft; how many."""
    films: dict[str, tuple[Item, str]] = {}
    for path in sources:
        for line, row in json_array(path, journal):
            try:
                item, page = _film(row)
            except BadRow as reason:
                journal.skip(path.name, line, str(reason))
                continue
            if item.id in films:
                journal.skip(path.name, line, f"{item.label} is in the list already")
                continue
            journal.take()
            films[item.id] = (item, page)
    return {"items": draft.write(ITEMS, _records(list(films.values())))}


def _film(row: object) -> tuple[Item, str]:
    if not isinstance(row, dict):
        raise BadRow("this is not an object")
    title, year = said(row.get("title"), 300), row.get("year")
    if not title:
        raise BadRow("there is no title")
    if not (isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR):
        raise BadRow(f"there is no year in {FIRST_YEAR}..{LAST_YEAR}")
    genres = names(row.get("genres"))
    item = Item(
        id=f"{KIND}:{made_id(title, year)}",
        title=title,
        year=year,
        genres=genre_names(genres),
        # Where the page's table is odd, a bracket stands among the names.
        cast=tuple(name for name in names(row.get("cast")) if any(map(str.isalpha, name))),
        plot=said(row.get("extract"), _LONGEST_PLOT),
        keywords=other_words(genres),
    )
    return item, unquote(said(row.get("href"), 1_000))


def _records(films: list[tuple[Item, str]]) -> Iterator[Record]:
    """The page is a name of the film, unless films of several titles share it: then a series."""
    titles: dict[str, set[str]] = {}
    for item, page in films:
        titles.setdefault(page, set()).add(plain_title(item.title))
    for item, page in films:
        is_own = page and len(titles[page]) == 1
        yield Record(item=item, ids=(f"wikipedia:{page}",) if is_own else ())
