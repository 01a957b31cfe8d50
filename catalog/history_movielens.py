"""The ratings of one user in a MovieLens folder."""

from datetime import date
from pathlib import Path

from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import Source, plain, table
from catalog.histories import History, Rating, Service
from catalog.history_rows import EXPORTS, header_of, moment, rating_of, taken
from catalog.titles import other_titles, split_label
from core.errors import ImportRefused

_MOST_USERS_NAMED = 5
_FILES = ("ratings.csv", "movies.csv", "links.csv")


def ratings_of_user(folder: Path, user: str, today: date) -> History:
    """The ratings of one user in a MovieLens folder."""
    given = {name: folder / name for name in _FILES if (folder / name).is_file()}
    if lacking := [name for name in _FILES[:2] if name not in given]:
        raise ImportRefused(
            f"{folder}: there is no {lacking[0]} in it, as a MovieLens folder has when unpacked. "
            f"Of another service, give the file. {EXPORTS}"
        )
    header = header_of(given["ratings.csv"])
    if "userId" not in header:
        raise ImportRefused(f"{given['ratings.csv']}: there is no column 'userId'.")
    journal = Journal()
    rows = _rows_of(given["ratings.csv"], user, journal)
    films, ids = _films(given["movies.csv"], journal), _links(given.get("links.csv"), journal)

    def rating(path: Source, line: int, row: dict[str, str]) -> Rating:
        film, stamp = row["movieId"].strip(), row["timestamp"].strip()
        if film not in films:
            raise BadRow(f"movies.csv has no film {film[:40]!r}")
        told, year = split_label(films[film])
        title, aliases = other_titles(told)
        return Rating(
            service=Service.MOVIELENS,
            file=path.name,
            line=line,
            title=title,
            year=year,
            aliases=aliases,
            imdb=ids.get(film, ""),
            rating=rating_of(row["rating"].strip(), Service.MOVIELENS),
            at=moment(stamp),
        )

    path = given["ratings.csv"]
    return taken(path, Service.MOVIELENS, rows, rating, today, journal)


def _rows_of(path: Path, user: str, journal: Journal) -> list[tuple[int, dict[str, str]]]:
    """The user's rows; ImportRefused, saying whose there are, where the user has none."""
    found, users = [], dict[str, None]()
    for line, row in table(path, ("userId", "movieId", "rating", "timestamp"), journal):
        users[row["userId"].strip()] = None
        if user and row["userId"].strip() == user:
            found.append((line, row))
    if not found:
        some = ", ".join([*users][:_MOST_USERS_NAMED]) or "nobody"
        more = f" and so on, {len(users):,} in all" if len(users) > _MOST_USERS_NAMED else ""
        wrong = f"it has no ratings of user {user!r}" if user else "it has many people's ratings"
        raise ImportRefused(f"{path}: {wrong}; say whose with --user ID: {some}{more}.")
    return found


def _films(path: Path, journal: Journal) -> dict[str, str]:
    """The labels of MovieLens' films by its number."""
    header_of(path)
    rows = table(path, ("movieId", "title"), journal)
    return {row["movieId"].strip(): plain(row["title"]) for _, row in rows if plain(row["title"])}


def _links(path: Path | None, journal: Journal) -> dict[str, str]:
    """IMDb ids by MovieLens' number; without the file none, and films are joined by title."""
    if path is None:
        journal.note("There is no links.csv: films are joined by title and year.")
        return {}
    header_of(path)
    rows = table(path, ("movieId", "imdbId"), journal)
    return {
        row["movieId"].strip(): f"tt{row['imdbId'].strip():0>7}"
        for _, row in rows
        if row["imdbId"].strip().isdecimal()
    }
