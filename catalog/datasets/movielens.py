"""Imports a MovieLens folder: films, ratings and tags, in the three forms they were published."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from catalog.datasets.draft import HISTORIES, ITEMS, Draft
from catalog.datasets.fields import genre_names, other_words
from catalog.datasets.journal import Journal
from catalog.datasets.movielens_ratings import Layout, read_ratings
from catalog.datasets.reading import lines, plain, table
from catalog.datasets.records import Record
from catalog.titles import other_titles, split_label
from core.errors import ImportRefused
from core.item import Item

KIND = "movielens"
_FORMS = (
    (("movies.csv", "ratings.csv", "links.csv", "tags.csv"), Layout(",", has_header=True)),
    (("movies.dat", "ratings.dat", "tags.dat"), Layout("::", has_header=False)),
    (("u.item", "u.data"), Layout("\t", has_header=False)),
)
_MOST_TAGS = 15
_LONGEST_TAG = 40
# u.item marks genres by position.
_FLAGS = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary",
    "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi",
    "Thriller", "War", "Western",
)  # fmt: skip
_FIRST_FLAG = 5

Tags = dict[int, Counter[str]]


def files(path: Path) -> tuple[Path, ...]:
    """The files of the folder that are read, the films first."""
    for expected, _ in _FORMS:
        found = [path / name for name in expected if (path / name).is_file()]
        if found and found[0].name == expected[0]:
            return tuple(found)
    raise ImportRefused(
        f"{path}: this is no folder with movies.csv, movies.dat or u.item in it, "
        "as MovieLens' archives have when unpacked."
    )


def read(sources: tuple[Path, ...], draft: Draft, journal: Journal) -> dict[str, int]:
    """Write films and ratings into the draft; how many of each."""
    given = {path.name: path for path in sources}
    layout = next(layout for names, layout in _FORMS if names[0] in given)
    counts: dict[str, int] = {}
    for name in ("ratings.csv", "ratings.dat", "u.data"):
        if name in given:
            counts["ratings"] = read_ratings(given[name], layout, draft, journal)
    votes = _votes(draft.folder / HISTORIES)
    counts["users"] = _users(draft.folder / HISTORIES)
    tags = _tags(given, journal)
    links = dict(_links(given, journal))
    records = (
        _record(number, label, genres, links.get(number, ()), tags.get(number), votes)
        for number, label, genres in _films(sources[0], journal)
    )
    known: set[str] = set()
    counts["items"] = draft.write(ITEMS, _once(records, known, journal))
    if strange := sum(count for number, count in votes.items() if f"{KIND}:{number}" not in known):
        journal.note(f"{strange:,} ratings are of films that {sources[0].name} lacks.")
    return counts


def _once(records: Iterator[Record], known: set[str], journal: Journal) -> Iterator[Record]:
    for record in records:
        if record.item.id in known:
            journal.note(f"{record.item.id} stands twice in the list of films; the first counts.")
            continue
        known.add(record.item.id)
        yield record


def _films(path: Path, journal: Journal) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    rows = _csv_films(path, journal) if path.suffix == ".csv" else _plain_films(path, journal)
    for line, number, label, genres in rows:
        if number.isascii() and number.isdecimal() and len(number) < 10 and plain(label):
            journal.take()
            yield int(number), plain(label), genres
        else:
            journal.skip(path.name, line, "no number or no title")


def _csv_films(path: Path, journal: Journal) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    for line, row in table(path, ("movieId", "title", "genres"), journal):
        yield line, row["movieId"], row["title"], tuple(row["genres"].split("|"))


def _plain_films(path: Path, journal: Journal) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    for line, text in lines(path, journal):
        if path.name == "u.item":
            cells = text.split("|")
            flags = zip(_FLAGS, cells[_FIRST_FLAG:], strict=False)
            genres = tuple(genre for genre, flag in flags if flag == "1")
        else:
            cells = text.split("::")
            genres = tuple(cells[-1].split("|")) if len(cells) > 2 else ()
        if len(cells) < 3:
            journal.skip(path.name, line, "too few fields")
        else:
            yield line, cells[0].strip(), cells[1], genres


def _record(
    number: int,
    label: str,
    genres: tuple[str, ...],
    ids: tuple[str, ...],
    tags: Counter[str] | None,
    votes: dict[int, int],
) -> Record:
    told, year = split_label(label)
    title, aliases = other_titles(told)
    # A tag that only one of several people gave says more of them than of the film.
    ranked = tags.most_common(_MOST_TAGS) if tags else []
    kept = tuple(tag for tag, count in ranked if count > 1 or ranked[0][1] == 1)
    item = Item(
        id=f"{KIND}:{number}",
        title=title or label,
        year=year,
        aliases=tuple(alias for alias in aliases if alias != title),
        genres=genre_names(genres),
        keywords=tuple(dict.fromkeys((*other_words(genres), *kept))),
    )
    return Record(item=item, ids=ids, votes=votes.get(number, 0))


def _links(given: dict[str, Path], journal: Journal) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ids at IMDb and TMDB; a few films have no TMDB id."""
    if "links.csv" not in given:
        return
    for line, row in table(given["links.csv"], ("movieId", "imdbId"), journal):
        number, imdb, tmdb = (row.get(name, "") for name in ("movieId", "imdbId", "tmdbId"))
        if not (number.isascii() and number.isdecimal()):
            journal.skip("links.csv", line, "no number")
            continue
        ids = (f"tt{imdb:0>7}" if imdb.isdecimal() else "", f"tmdb:{tmdb}" if tmdb else "")
        yield int(number), tuple(name for name in ids if name)


def _tags(given: dict[str, Path], journal: Journal) -> Tags:
    tags: Tags = {}
    for number, tag in _tagged(given, journal):
        word = plain(tag).casefold()
        if number.isascii() and number.isdecimal() and 2 <= len(word) <= _LONGEST_TAG:
            tags.setdefault(int(number), Counter())[word] += 1
    return tags


def _tagged(given: dict[str, Path], journal: Journal) -> Iterator[tuple[str, str]]:
    if "tags.csv" in given:
        for _, row in table(given["tags.csv"], ("movieId", "tag"), journal):
            yield row["movieId"], row["tag"]
    if "tags.dat" in given:
        for line, text in lines(given["tags.dat"], journal):
            cells = text.split("::")
            if len(cells) == 4:
                yield cells[1], cells[2]
            else:
                journal.skip("tags.dat", line, "not user::film::tag::time")


def _votes(path: Path) -> dict[int, int]:
    if not path.is_file():
        return {}
    counted = pl.scan_parquet(path).group_by("item").len().collect(engine="streaming")
    return dict(counted.iter_rows())


def _users(path: Path) -> int:
    if not path.is_file():
        return 0
    return int(pl.scan_parquet(path).select(pl.col("user").n_unique()).collect().item())
