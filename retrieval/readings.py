"""Which of several films of one name is meant: by year, "the new", "the second", or its makers."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.item import Item
from retrieval.gazetteer import Reading
from retrieval.words import normalise

_YEAR_BEHIND = re.compile(r"\s*(?:[(\[]\s*((?:19|20)\d\d)\s*[)\]]|from ((?:19|20)\d\d)\b)")
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)(?:'s)?\s+(?:version of\s+)?(?:the\s+)?$")
_NEWEST = re.compile(
    r"\b(?:new(?:er|est)?|latest|recent|remake of|reboot of)\s+(?:version of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_OLDEST = re.compile(
    r"\b(?:original|old(?:er|est)?|first|classic)\s+(?:version of\s+)?(?:the\s+)?$", re.IGNORECASE
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_PART = re.compile(rf"\b({'|'.join(_ORDINALS)}|last|latest|newest)\s+$", re.IGNORECASE)
_MAKER = re.compile(r"((?:[A-Z][\w.'-]+\s+){0,2}[A-Z][\w.-]+)['’]s?\s+(?:the\s+)?$")
# Films of one name this close in weight are rivals; one far below the best is not "the new one".
_RIVAL, _COMPARABLE = 0.15, 0.6
_AMBIGUOUS = 0.8


class Chosen(NamedTuple):
    """Readings with the likeliest first, how certain that is, and how far the year behind reaches."""

    readings: tuple[Reading, ...]
    certainty: float
    reach: int


_BRACKETED = re.compile(r"\s*[(\[]\s*((?:19|20)\d\d)\s*[)\]]")
_YEARS_APART = 2


class Disambiguator:
    """Orders the films that a name can mean by the words around it."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """`items` is the catalogue by id."""
        self._items = items

    def contradicts(self, readings: Iterable[Reading], after: str) -> bool:
        """Whether a year in brackets behind the name is that of none of its films."""
        bracketed = _BRACKETED.match(after)
        if bracketed is None:
            return False
        year = int(bracketed.group(1))
        films = [reading for reading in readings if reading.item_id]
        return bool(films) and all(abs(self._year(film) - year) > _YEARS_APART for film in films)

    def choose(self, readings: Iterable[Reading], before: str, after: str) -> Chosen:
        """The readings in order, given the text before and after the name."""
        films = [reading for reading in readings if reading.item_id]
        behind = _YEAR_BEHIND.match(after)
        stated = _stated_year(behind, _YEAR_BEFORE.search(before))
        rivals = any(film.weight > films[0].weight - _RIVAL for film in films[1:])
        if stated is not None:
            films.sort(key=lambda film: abs((self._item(film).year or 0) - stated) > 1)
        else:
            films = self._ordered(films, before)
        certainty = _AMBIGUOUS if rivals and stated is None else 1.0
        return Chosen(tuple(films), certainty, behind.end() if behind else 0)

    def _ordered(self, films: list[Reading], before: str) -> list[Reading]:
        if part := _PART.search(before):
            return self._part(films, part.group(1).lower())
        if _NEWEST.search(before):
            least = _COMPARABLE * films[0].weight
            return sorted(films, key=lambda film: -self._year(film) if film.weight > least else 0)
        if _OLDEST.search(before):
            return sorted(films, key=self._year)
        if maker := _MAKER.search(before):
            return sorted(films, key=lambda film: not self._is_by(film, maker.group(1)))
        return films

    def _part(self, films: list[Reading], ordinal: str) -> list[Reading]:
        """ "the second Godfather": the film of that part of the series comes first."""
        series = self._item(films[0]).series
        parts = sorted(
            (
                item
                for item in self._items.values()
                if series and item.series == series and item.part
            ),
            key=lambda item: item.part or 0,
        )
        number = _ORDINALS.get(ordinal)
        chosen = [item for item in parts if item.part == number] if number else parts[-1:]
        return [Reading(item.renown, item.id, None, "") for item in chosen] + films

    def _item(self, reading: Reading) -> Item:
        return self._items[reading.item_id or ""]

    def _year(self, reading: Reading) -> int:
        return self._item(reading).year or 0

    def _is_by(self, reading: Reading, name: str) -> bool:
        surname = normalise(name).split()[-1:]
        item = self._item(reading)
        people = item.directors + item.writers + item.cast
        return any(normalise(person).split()[-1:] == surname for person in people)


def _stated_year(*matches: re.Match[str] | None) -> int | None:
    years = (year for match in matches if match for year in match.groups() if year)
    return next((int(year) for year in years), None)
