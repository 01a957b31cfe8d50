"""Which column of a file that people bring holds which field of a film."""

from collections.abc import Collection, Iterable, Mapping

from core.errors import ImportRefused

# Field of `core.item.Item`: the column names it goes by, best first, letters and digits only.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "imdbid", "imdb", "tconst", "const", "movieid", "filmid", "tmdbid", "itemid"),
    "title": ("title", "name", "film", "movie", "filmtitle", "movietitle", "primarytitle",
              "originaltitle"),
    "year": ("year", "releaseyear", "startyear", "released", "releasedate", "titleyear", "date"),
    "aliases": ("aliases", "aka", "akas", "alsoknownas", "alternativetitles", "originaltitle"),
    "genres": ("genres", "genre"),
    "directors": ("directors", "director", "directedby"),
    "writers": ("writers", "writer", "screenwriters", "screenwriter", "screenplay"),
    "cast": ("cast", "actors", "starring", "stars", "leads"),
    "ensemble": ("ensemble",),
    "countries": ("countries", "country", "productioncountries"),
    "languages": ("languages", "language", "spokenlanguages", "originallanguage"),
    "companies": ("companies", "company", "studios", "studio", "productioncompanies"),
    "runtime": ("runtime", "runtimemins", "runtimeminutes", "minutes", "duration", "length"),
    "certificate": ("certificate", "certification", "contentrating", "mpaa", "rated"),
    "themes": ("themes", "theme", "keywords", "plotkeywords", "tags"),
    "moods": ("moods", "mood"),
    "series": ("series", "franchise", "collection", "belongstocollection"),
    "part": ("part",),
    "pitch": ("pitch", "logline", "overview", "plot", "synopsis", "summary", "description"),
    "rating": ("rating", "imdbrating", "imdbscore", "voteaverage", "averagerating", "score"),
    "reviews": ("reviews", "votes", "numvotes", "votecount", "imdbvotes"),
    "box_office": ("boxoffice", "revenue", "gross"),
    "oscars": ("oscars",),
}  # fmt: skip


def read_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Pairs such as "title=Name" as a dictionary from field to column.

    The field may go by any of its default names ("votes" for `reviews`). Raises
    ImportRefused for what is not a pair, an unknown field, or a field given twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not (name and equals and column):
            raise ImportRefused(f"--map {pair!r} is not FIELD=COLUMN, such as title=Name.")
        field = next((field for field, names in FIELDS.items() if _plain(name) in names), None)
        if field is None:
            raise ImportRefused(f"--map {pair!r}: fields are {', '.join(FIELDS)}.")
        if field in mapping:
            raise ImportRefused(f"--map names a column for {field} twice.")
        mapping[field] = column
    return mapping


def match_columns(found: Collection[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The column of each field that has one, where the columns `found` exist.

    A column that `mapping` gives to one field is no other field's default, and
    "Original title" is an alias only beside another title.
    """
    free: dict[str, str] = {}
    for column in found:
        if column not in mapping.values():
            free.setdefault(_plain(column), column)
    matched: dict[str, str] = {}
    for field, names in FIELDS.items():
        if field in mapping:
            candidates = [mapping[field]] if mapping[field] in found else []
        else:
            candidates = [free[name] for name in names if name in free]
        unused = [column for column in candidates if column != matched.get("title")]
        if unused:
            matched[field] = unused[0]
    return matched


def check_columns(found: Collection[str], mapping: Mapping[str, str]) -> None:
    """Raise ImportRefused where a column that is needed is not among those found."""
    listed = ", ".join(_shown(column) for column in list(found)[:40]) or "none"
    for field, column in mapping.items():
        if column not in found:
            raise ImportRefused(
                f"There is no column {column!r} for the {field}. Columns found: {listed}."
            )
    matched = match_columns(found, mapping)
    if "title" not in matched:
        raise ImportRefused(
            f"No column holds the title. Columns found: {listed}. "
            "Name the column with --map title=COLUMN."
        )
    columns = list(found)
    for field, column in matched.items():
        if columns.count(column) > 1:
            raise ImportRefused(f"Two columns are called {_shown(column)}: which is the {field}?")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _shown(column: str) -> str:
    return column if column.isprintable() and len(column) <= 40 else repr(column[:40])
