"""Rating histories as MovieLens, Letterboxd and IMDb hand them out, read row by row."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import plain, table
from catalog.histories import History, Rating, Service
from catalog.rows import Lines
from catalog.titles import other_titles, split_label
from core.errors import ImportRefused

_UNCHANGED = "Nothing was changed."
_EXPORTS = (
    "Known are a MovieLens folder, and ratings.csv, watched.csv or diary.csv of Letterboxd or "
    "ratings.csv of IMDb, as their exports have them."
)
_NOON = time(12, tzinfo=UTC)
_MOST_RATINGS = 50_000
# What the CSV reader says where a quote is not closed and has taken the rows behind it along.
_UNCLOSED = ("not CSV: unexpected end of data", "not CSV: field larger")
_MOST_USERS_NAMED = 5
# IMDb's title types that are films, without case and spaces; older exports write "tvMovie".
_FILM_TYPES = frozenset(
    {"movie", "tvmovie", "featurefilm", "video", "short", "tvshort", "tvspecial"}
)
_MOVIELENS_FILES = ("ratings.csv", "movies.csv", "links.csv")

_Rows = Iterable[tuple[int, dict[str, str]]]
# A row becomes a rating, None where it is of no film; raises BadRow where it cannot be used.
_Reader = Callable[[Path, int, dict[str, str]], Rating | None]


def read_history(path: Path, today: date, user: str = "") -> History:
    """Read a MovieLens folder, where `user` says whose ratings, or a file of the other two.

    Bad rows are in the journal. Raises ImportRefused where nothing can be read.
    """
    if not path.exists():
        raise ImportRefused(f"{path}: there is no such file or folder. {_UNCHANGED}")
    try:
        history = _movielens(path, user, today) if path.is_dir() else _export(path, user, today)
        _check(path, history)
    except ImportRefused as refusal:
        raise ImportRefused(f"{refusal} {_UNCHANGED}") from refusal
    except OSError as error:
        raise ImportRefused(f"{path}: {error.strerror or error}. {_UNCHANGED}") from error
    return history


def _check(path: Path, history: History) -> None:
    """Refuse what has no rows, more bad rows than good ones, or rows lost behind a quote."""
    journal, rows = history.journal, len(history.ratings)
    for one in journal.skipped:
        if one.reason.startswith(_UNCLOSED):
            raise ImportRefused(f"{path}: in {one.file} line {one.line} a quote is not closed.")
    first = "; ".join(f"{one.file} line {one.line}: {one.reason}" for one in journal.skipped[:3])
    if not rows:
        raise ImportRefused(f"{path}: there is no film in it{f' ({first})' if first else ''}.")
    if journal.skipped_count > rows:
        raise ImportRefused(
            f"{path}: {journal.skipped_count:,} of {journal.skipped_count + rows:,} rows are not "
            f"usable ({first})."
        )


def _export(path: Path, user: str, today: date) -> History:
    """A file of Letterboxd or IMDb, told apart by their columns."""
    header = _header(path)
    if {"userId", "movieId"} & set(header):
        raise ImportRefused(f"{path}: this is MovieLens; give its folder, {path.parent}.")
    if user:
        raise ImportRefused(f"{path}: only a MovieLens folder has users; leave --user out.")
    if {"Const", "Your Rating"} <= set(header):
        needed = ("Const", "Your Rating", "Date Rated", "Title")
        return _read(path, Service.IMDB, needed, _imdb_row, today)
    if {"Name", "Letterboxd URI"} <= set(header):
        if path.name.casefold().startswith("watchlist"):
            raise ImportRefused(f"{path}: a watchlist has the films that were not seen yet.")
        return _read(path, Service.LETTERBOXD, ("Date", "Name", "Year"), _letterboxd_row, today)
    raise ImportRefused(
        f"{path}: this is no history that can be read; its columns are "
        f"{plain(', '.join(header))[:200] or 'none'}. {_EXPORTS}"
    )


def _header(path: Path) -> list[str]:
    """The columns of a file that is text in UTF-8 to its end; refuses it where it is not."""
    first = ""
    with path.open("rb") as file:
        if file.read(4).startswith(b"PK\x03\x04"):
            raise ImportRefused(f"{path}: this is a ZIP archive; unpack it and give a file of it.")
        lines = Lines(file)
        try:
            lines.begin_row()
            for line in lines:
                first = first or line.strip()
                lines.begin_row()
        except ImportRefused as refusal:
            raise ImportRefused(f"{path}: {refusal}") from refusal
    if not first:
        raise ImportRefused(f"{path}: the file is empty.")
    if first.startswith("<"):
        raise ImportRefused(f"{path}: this is a web page, not the export itself. {_EXPORTS}")
    try:
        return [name.strip() for name in next(csv.reader([first]))]
    except csv.Error as error:
        raise ImportRefused(f"{path}: the header cannot be read as CSV ({error}).") from error


def _read(
    path: Path, service: Service, needed: tuple[str, ...], reader: _Reader, today: date
) -> History:
    journal = Journal()
    return _taken(path, service, table(path, needed, journal), reader, today, journal)


def _taken(
    path: Path, service: Service, rows: _Rows, reader: _Reader, today: date, journal: Journal
) -> History:
    ratings, others = [], 0
    for line, row in rows:
        try:
            rating = _past(reader(path, line, row), today)
        except BadRow as bad:
            journal.skip(path.name, line, str(bad))
            continue
        if rating is None:
            others += 1
            continue
        journal.take()
        ratings.append(rating)
        if len(ratings) > _MOST_RATINGS:
            raise ImportRefused(f"{path}: a history has at most {_MOST_RATINGS:,} rows.")
    return History(service, tuple(ratings), others, journal)


def _past(rating: Rating | None, today: date) -> Rating | None:
    """The rating, which may be of tomorrow where the sun rises earlier."""
    if rating and rating.at.date() > today + timedelta(days=1):
        raise BadRow(f"{rating.at.date()} is in the future")
    return rating


def _letterboxd_row(path: Path, line: int, row: dict[str, str]) -> Rating:
    title = plain(row["Name"])
    if not title:
        raise BadRow("no title")
    stars = row.get("Rating", "").strip()
    return Rating(
        service=Service.LETTERBOXD,
        file=path.name,
        line=line,
        title=title,
        year=_year(row["Year"]),
        rating=_rating(stars, Service.LETTERBOXD) if stars else None,
        at=_day(row["Date"]),
    )


def _imdb_row(path: Path, line: int, row: dict[str, str]) -> Rating | None:
    kind = row.get("Title Type", "").replace(" ", "").casefold()
    if kind and kind not in _FILM_TYPES:
        return None
    const = row["Const"].strip()
    if not (const.startswith("tt") and const[2:].isascii() and const[2:].isdecimal()):
        raise BadRow(f"no title id of IMDb: {const[:40]!r}")
    title, original = plain(row["Title"]), plain(row.get("Original Title", ""))
    return Rating(
        service=Service.IMDB,
        file=path.name,
        line=line,
        title=title or original,
        year=_year(row.get("Year", "")),
        aliases=(original,) if original and original != title else (),
        imdb=const,
        rating=_rating(row["Your Rating"].strip(), Service.IMDB),
        at=_day(row["Date Rated"]),
    )


def _movielens(folder: Path, user: str, today: date) -> History:
    """The ratings of one user in a MovieLens folder."""
    given = {name: folder / name for name in _MOVIELENS_FILES if (folder / name).is_file()}
    if lacking := [name for name in _MOVIELENS_FILES[:2] if name not in given]:
        raise ImportRefused(
            f"{folder}: there is no {lacking[0]} in it, as a MovieLens folder has when unpacked. "
            f"Of another service, give the file. {_EXPORTS}"
        )
    header = _header(given["ratings.csv"])
    if "userId" not in header:
        raise ImportRefused(f"{given['ratings.csv']}: there is no column 'userId'.")
    journal = Journal()
    rows = _rows_of(given["ratings.csv"], user, journal)
    films, ids = _films(given["movies.csv"], journal), _links(given.get("links.csv"), journal)

    def rating(path: Path, line: int, row: dict[str, str]) -> Rating:
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
            rating=_rating(row["rating"].strip(), Service.MOVIELENS),
            at=_moment(stamp),
        )

    path = given["ratings.csv"]
    return _taken(path, Service.MOVIELENS, rows, rating, today, journal)


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
    _header(path)
    rows = table(path, ("movieId", "title"), journal)
    return {row["movieId"].strip(): plain(row["title"]) for _, row in rows if plain(row["title"])}


def _links(path: Path | None, journal: Journal) -> dict[str, str]:
    """IMDb ids by MovieLens' number; without the file none, and films are joined by title."""
    if path is None:
        journal.note("There is no links.csv: films are joined by title and year.")
        return {}
    _header(path)
    rows = table(path, ("movieId", "imdbId"), journal)
    return {
        row["movieId"].strip(): f"tt{row['imdbId'].strip():0>7}"
        for _, row in rows
        if row["imdbId"].strip().isdecimal()
    }


def _rating(text: str, service: Service) -> float:
    if not text:
        raise BadRow("no rating")
    try:
        value = float(text)
    except ValueError as error:
        raise BadRow(f"not a rating: {text[:40]!r}") from error
    if not service.step <= value <= service.best or value % service.step:
        raise BadRow(
            f"the rating {text[:40]} is not in {service.step:g} to {service.best} "
            f"in steps of {service.step:g}"
        )
    return value


def _year(text: str) -> int | None:
    year = text.strip()
    if not year:
        return None
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise BadRow(f"not a year: {year[:40]!r}")
    return int(year)


def _day(text: str) -> datetime:
    """Noon of an ISO day, since no export says when on the day."""
    try:
        return datetime.combine(date.fromisoformat(text.strip()), _NOON)
    except ValueError as error:
        raise BadRow(f"not a date like 2024-01-31: {text.strip()[:40]!r}") from error


def _moment(text: str) -> datetime:
    reason = f"not a time in seconds: {text[:40]!r}"
    if not (text.isascii() and text.isdecimal()):
        raise BadRow(reason)
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadRow(reason) from error
