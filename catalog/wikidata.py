"""The default catalogue: the CC0 Wikidata film file inside `bokeh_sampledata` 2026.1."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from core.errors import CatalogError
from core.item import Item

SHA256 = "1d9c6a02e488d0354b2309e16130c58820a91ac2ce417e814c5964f9579a65ac"

_QUERY = """
SELECT o.ID AS key, o.imdbID AS imdb, o.Title AS title, o.Year AS year, o.Rating AS certificate,
       o.Runtime AS runtime, o.Genre AS genres, o.Director AS directors, o.Writer AS writers,
       o."Cast" AS ensemble, o.Language AS languages, o.Country AS countries, o.Oscars AS oscars,
       t.Rating AS rating, t.Reviews AS reviews, t.BoxOffice AS box_office, t.Production AS companies
FROM omdb AS o JOIN tomatoes AS t ON t.ID = o.ID
ORDER BY o.imdbID, o.Year, o.ID
"""

# A comma splits "Robert Downey, Jr." into two people and "Revolution Films, Inc." into two firms.
_NAME_SUFFIXES = {"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "PhD", "Inc.", "Inc", "Ltd."}

# Wikidata distinguishes varieties and past states that no film-goer asks for by those names.
_PLAIN_NAMES = {
    "American English": "English",
    "British English": "English",
    "Standard Chinese": "Mandarin",
    "Putonghua": "Mandarin",
    "Standard Taiwanese Mandarin": "Mandarin",
    "Chinese": "Mandarin",
    "Yue Chinese": "Cantonese",
    "Modern Greek": "Greek",
    "Kurdish language": "Kurdish",
    "Bangla": "Bengali",
    "People's Republic of China": "China",
    "British Hong Kong": "Hong Kong",
    "West Germany": "Germany",
    "Nazi Germany": "Germany",
    "Kingdom of Italy": "Italy",
    "Kingdom of the Netherlands": "Netherlands",
    "Republic of Ireland": "Ireland",
    "Russian Empire": "Russia",
    "State of Palestine": "Palestine",
}


def default_path() -> Path:
    """Where the installed package keeps the film file; does not import the package."""
    return Path(str(resources.files("bokeh_sampledata"))) / "_data" / "movies.db"


def read_films(path: Path) -> tuple[Item, ...]:
    """Every film of the file at `path`, in order of id.

    Raises CatalogError where the file is missing or is not the one this reader was
    written for: older versions of the package carry other data under other terms.
    """
    if not path.is_file():
        raise CatalogError(
            f"The film file is missing: {path}. Install bokeh_sampledata==2026.1 (make install)."
        )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise CatalogError(
            f"{path} is not the CC0 film file of bokeh_sampledata 2026.1: its SHA-256 is "
            f"{digest}, expected {SHA256}. Install bokeh_sampledata==2026.1."
        )
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        return tuple(_films(connection.execute(_QUERY)))
    finally:
        connection.close()


def _films(rows: sqlite3.Cursor) -> Iterator[Item]:
    taken: set[str] = set()
    for row in rows:
        # Two IMDb ids occur twice (a recut under another name): the later one gets its year.
        item_id = row["imdb"] if row["imdb"] not in taken else f"{row['imdb']}-{row['year']}"
        taken.add(item_id)
        yield _film(item_id, row)


def _film(item_id: str, row: sqlite3.Row) -> Item:
    return Item(
        id=item_id,
        title=row["title"].strip(),
        year=row["year"],
        genres=_parts(row["genres"]),
        directors=whole_names((row["directors"] or "").split(", ")),
        writers=whole_names((row["writers"] or "").split(", ")),
        ensemble=whole_names((row["ensemble"] or "").split(", ")),
        countries=_parts(row["countries"]),
        languages=_parts(row["languages"]),
        companies=whole_names((row["companies"] or "").split(", ")),
        runtime=round(row["runtime"]) if row["runtime"] else None,
        certificate=row["certificate"],
        rating=row["rating"],
        reviews=row["reviews"] or 0,
        box_office=row["box_office"] or 0.0,
        oscars=row["oscars"] or 0,
    )


def _parts(joined: str | None) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in (joined or "").split(", "))
    return tuple(dict.fromkeys(plain_name(part) for part in parts if part))


def plain_name(name: str) -> str:
    """The language or country as people ask for it: "Standard Chinese" gives "Mandarin"."""
    return _PLAIN_NAMES.get(name, name)


def whole_names(parts: Iterable[str]) -> tuple[str, ...]:
    """Names from their parts around commas: "Lon Chaney" and "Jr." are one; each name once."""
    names: list[str] = []
    for part in parts:
        name = " ".join(part.split())
        if name in _NAME_SUFFIXES and names:
            names[-1] = f"{names[-1]} {name}"
        elif name:
            names.append(name)
    return tuple(dict.fromkeys(names))
