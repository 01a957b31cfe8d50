"""Names that are nearly spelled right: the nearest title or person by edit similarity."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from core.item import Facet
from retrieval.gazetteer import Gazetteer, Reading

# Similarities in percent; short names need to be nearer.
_SIMILAR, _SIMILAR_SHORT, _SIMILAR_PERSON = 86, 88, 86
_SHORT = 8
_SHORTEST = 5
_PERSON_WORTH_A_GUESS, _SURNAME_WORTH_A_GUESS = 0.8, 4.0
_FAME_BONUS, _PERSON_BONUS = 4.0, 2.0


class Guess(NamedTuple):
    """The readings of the nearest name and how near it is (percent, with a bonus for fame)."""

    score: float
    readings: tuple[Reading, ...]


class Speller:
    """Looks names up by similarity, among those whose length allows it."""

    def __init__(self, names: Gazetteer) -> None:
        """Sort the names by length once."""
        self._names = names
        self._titles = _by_length(name for name in names.films if len(name) >= _SHORTEST)
        self._people = _by_length(
            name
            for name, readings in names.attributes.items()
            if readings[0].facet is Facet.PERSON and readings[0].weight >= _worth(name)
        )

    def guess(self, name: str) -> Guess | None:
        """The nearest title or person, or None where nothing is near enough."""
        if len(name) < _SHORTEST:
            return None
        guesses = [*self._title(name), *self._person(name)]
        return max(guesses, key=lambda guess: guess.score, default=None)

    def _title(self, name: str) -> Iterable[Guess]:
        hit = _closest(name, self._titles, _SIMILAR if len(name) >= _SHORT else _SIMILAR_SHORT)
        if hit:
            readings = self._names.likeliest(hit[0])
            yield Guess(hit[1] + _FAME_BONUS * min(readings[0].weight, 1.0), readings)

    def _person(self, name: str) -> Iterable[Guess]:
        hit = _closest(name, self._people, _SIMILAR_PERSON)
        if hit:
            yield Guess(hit[1] + _PERSON_BONUS, self._names.attributes[hit[0]])


def _worth(name: str) -> float:
    return _PERSON_WORTH_A_GUESS if " " in name else _SURNAME_WORTH_A_GUESS


def _by_length(names: Iterable[str]) -> dict[int, list[str]]:
    lengths: dict[int, list[str]] = {}
    for name in names:
        lengths.setdefault(len(name), []).append(name)
    return lengths


def _closest(name: str, forms: Mapping[int, list[str]], cutoff: float) -> tuple[str, float] | None:
    """The nearest form that begins with the same letter; nobody misspells that one."""
    slack = max(1, round(len(name) * (100 - cutoff) / cutoff))
    best: tuple[str, float] | None = None
    for length in range(len(name) - slack, len(name) + slack + 1):
        least = min(best[1] + 0.01, 100.0) if best else cutoff
        hit = process.extractOne(name, forms.get(length, ()), scorer=fuzz.ratio, score_cutoff=least)
        if hit and hit[0][0] == name[0]:
            best = (hit[0], hit[1])
    return best
