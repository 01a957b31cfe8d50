"""A person's rating history, joined to the catalogue."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from catalog.datasets.joining import Join, Joiner
from catalog.datasets.journal import Journal
from catalog.datasets.records import Record
from core.item import Item
from core.value import Value


class Service(StrEnum):
    """Where a history comes from."""

    MOVIELENS = "MovieLens"
    LETTERBOXD = "Letterboxd"
    IMDB = "IMDb"

    @property
    def best(self) -> int:
        """The highest rating there."""
        return 10 if self is Service.IMDB else 5

    @property
    def step(self) -> float:
        """The lowest rating there, and what lies between two."""
        return 1.0 if self is Service.IMDB else 0.5


class Rating(Value):
    """One row: a film, seen on a day, and how it was rated where it was (`rating` in the scale).

    `file` and `line` are where it stands. `imdb` is the film's id there, where the row has one.
    """

    service: Service
    file: str
    line: int
    title: str
    at: datetime
    year: int | None = None
    aliases: tuple[str, ...] = ()
    imdb: str = ""
    rating: float | None = None

    @property
    def share(self) -> float | None:
        """The rating as a share of the best, 4 of 5 is 0.8."""
        return None if self.rating is None else self.rating / self.service.best

    @property
    def words(self) -> str:
        """What it says, for instance "rated 4.5 of 5 on Letterboxd"."""
        if self.rating is None:
            return f"seen, by the list of {self.service.value}"
        return f"rated {self.rating:g} of {self.service.best} on {self.service.value}"

    @property
    def label(self) -> str:
        """Title and year, or the IMDb id where there is no title."""
        return f"{self.title} ({self.year})" if self.year else self.title or self.imdb


class History(NamedTuple):
    """A person's rows, and what was said while they were read; `others` are rows of no films."""

    service: Service
    ratings: tuple[Rating, ...]
    others: int
    journal: Journal


class Joined(NamedTuple):
    """The films of a history by item id, how many rows were joined how, and rows that were not.

    Where a film has several rows, its latest rating counts, or else the latest row.
    """

    films: Mapping[str, Rating]
    counts: Mapping[Join, int]
    missing: tuple[Rating, ...]


def join_history(history: History, items: Mapping[str, Item]) -> Joined:
    """Find the catalogue's films by IMDb id, then by title and year or a year beside it."""
    joiner = Joiner(items)
    films: dict[str, Rating] = {}
    counts: Counter[Join] = Counter()
    missing = []
    for number, rating in enumerate(history.ratings):
        place = joiner.place(_record(number, rating))
        counts[place.join] += 1
        if place.join is Join.NONE:
            missing.append(rating)
        else:
            films[place.item_id] = max(films.get(place.item_id, rating), rating, key=_weight)
    return Joined(films, {join: counts[join] for join in Join if counts[join]}, tuple(missing))


def _weight(rating: Rating) -> tuple[bool, datetime, int]:
    return rating.rating is not None, rating.at, rating.line


def _record(number: int, rating: Rating) -> Record:
    item = Item(
        id=f"{rating.service.name.casefold()}:{number}",
        title=rating.title,
        year=rating.year,
        aliases=rating.aliases,
    )
    return Record(item=item, ids=(rating.imdb,) if rating.imdb else ())
