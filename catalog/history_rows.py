"""The rows of a rating history taken one by one: what their cells say, or why they cannot be used."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import Source
from catalog.histories import History, Rating, Service
from catalog.rows import Lines
from core.errors import ImportRefused

EXPORTS = (
    "Known are a MovieLens folder, and ratings.csv, watched.csv or diary.csv of Letterboxd or "
    "ratings.csv of IMDb, as their exports have them."
)
_NOON = time(12, tzinfo=UTC)
_MOST_RATINGS = 50_000

Rows = Iterable[tuple[int, dict[str, str]]]
# A row becomes a rating, None where it is of no film; raises BadRow where it cannot be used.
Reader = Callable[[Source, int, dict[str, str]], Rating | None]


def header_of(path: Source) -> list[str]:
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
        raise ImportRefused(f"{path}: this is a web page, not the export itself. {EXPORTS}")
    try:
        return [name.strip() for name in next(csv.reader([first]))]
    except csv.Error as error:
        raise ImportRefused(f"{path}: the header cannot be read as CSV ({error}).") from error


def taken(
    path: Source, service: Service, rows: Rows, reader: Reader, today: date, journal: Journal
) -> History:
    """The history that rows amount to; those that cannot be used are in the journal."""
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


def rating_of(text: str, service: Service) -> float:
    """A rating in the service's own scale."""
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


def year_of(text: str) -> int | None:
    """A year of four digits; an empty cell is none."""
    year = text.strip()
    if not year:
        return None
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise BadRow(f"not a year: {year[:40]!r}")
    return int(year)


def day(text: str) -> datetime:
    """Noon of an ISO day, since no export says when on the day."""
    try:
        return datetime.combine(date.fromisoformat(text.strip()), _NOON)
    except ValueError as error:
        raise BadRow(f"not a date like 2024-01-31: {text.strip()[:40]!r}") from error


def moment(text: str) -> datetime:
    """A time in seconds since 1970."""
    reason = f"not a time in seconds: {text[:40]!r}"
    if not (text.isascii() and text.isdecimal()):
        raise BadRow(reason)
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadRow(reason) from error
