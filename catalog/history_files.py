"""Rating histories as MovieLens, Letterboxd and IMDb hand them out, read row by row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import Held, Source, plain, table
from catalog.histories import History, Rating, Service
from catalog.history_movielens import ratings_of_user
from catalog.history_rows import EXPORTS, Reader, day, header_of, rating_of, taken, year_of
from core.errors import ImportRefused

_UNCHANGED = "Nothing was changed."
# What the CSV reader says where a quote is not closed and has taken the rows behind it along.
_UNCLOSED = ("not CSV: unexpected end of data", "not CSV: field larger")
# IMDb's title types that are films, without case and spaces; older exports write "tvMovie".
_FILM_TYPES = frozenset(
    {"movie", "tvmovie", "featurefilm", "video", "short", "tvshort", "tvspecial"}
)
_BY_COMMAND = (
    "a file of MovieLens' folder has many people's ratings and no titles. In a terminal, `python "
    "app.py profile import FOLDER --person me --user ID` reads the folder, and `python app.py "
    "profile export --person me me.json` makes a file of it that can be imported here."
)


def read_history(path: Path, today: date, user: str = "") -> History:
    """Read a MovieLens folder, where `user` says whose ratings, or a file of the other two.

    Bad rows are in the journal. Raises ImportRefused where nothing can be read.
    """
    if not path.exists():
        raise ImportRefused(f"{path}: there is no such file or folder. {_UNCHANGED}")

    def read() -> History:
        return ratings_of_user(path, user, today) if path.is_dir() else _file(path, user, today)

    return _checked(path, read)


def history_of_text(name: str, text: str, today: date) -> History:
    """Read the text of a file of Letterboxd or IMDb, as `read_history` does; nothing is stored."""
    held = Held(plain(name)[:80] or "the file", text.encode("utf-8", "replace"))
    return _checked(held, lambda: _export(held, today, f"{held}: {_BY_COMMAND}"))


def _checked(source: Source, read: Callable[[], History]) -> History:
    """What was read, if it can be used; every refusal says that nothing was changed."""
    try:
        history = read()
        _check(source, history)
    except ImportRefused as refusal:
        raise ImportRefused(f"{refusal} {_UNCHANGED}") from refusal
    except OSError as error:
        raise ImportRefused(f"{source}: {error.strerror or error}. {_UNCHANGED}") from error
    return history


def _check(path: Source, history: History) -> None:
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


def _file(path: Path, user: str, today: date) -> History:
    """A file on the disk, which has no users."""
    history = _export(path, today, f"{path}: this is MovieLens; give its folder, {path.parent}.")
    if user:
        raise ImportRefused(f"{path}: only a MovieLens folder has users; leave --user out.")
    return history


def _export(path: Source, today: date, of_movielens: str) -> History:
    """A file of Letterboxd or IMDb, told apart by their columns; one `of_movielens` is refused so."""
    header = header_of(path)
    if {"userId", "movieId"} & set(header):
        raise ImportRefused(of_movielens)
    if {"Const", "Your Rating"} <= set(header):
        needed = ("Const", "Your Rating", "Date Rated", "Title")
        return _read(path, Service.IMDB, needed, _imdb_row, today)
    if {"Name", "Letterboxd URI"} <= set(header):
        if path.name.casefold().startswith("watchlist"):
            raise ImportRefused(f"{path}: a watchlist has the films that were not seen yet.")
        return _read(path, Service.LETTERBOXD, ("Date", "Name", "Year"), _letterboxd_row, today)
    raise ImportRefused(
        f"{path}: this is no history that can be read; its columns are "
        f"{plain(', '.join(header))[:200] or 'none'}. {EXPORTS}"
    )


def _read(
    path: Source, service: Service, needed: tuple[str, ...], reader: Reader, today: date
) -> History:
    journal = Journal()
    return taken(path, service, table(path, needed, journal), reader, today, journal)


def _letterboxd_row(path: Source, line: int, row: dict[str, str]) -> Rating:
    title = plain(row["Name"])
    if not title:
        raise BadRow("no title")
    stars = row.get("Rating", "").strip()
    return Rating(
        service=Service.LETTERBOXD,
        file=path.name,
        line=line,
        title=title,
        year=year_of(row["Year"]),
        rating=rating_of(stars, Service.LETTERBOXD) if stars else None,
        at=day(row["Date"]),
    )


def _imdb_row(path: Source, line: int, row: dict[str, str]) -> Rating | None:
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
        year=year_of(row.get("Year", "")),
        aliases=(original,) if original and original != title else (),
        imdb=const,
        rating=rating_of(row["Your Rating"].strip(), Service.IMDB),
        at=day(row["Date Rated"]),
    )
