"""What speaks for a film shown to a person: numbers computed from the catalogue's record alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.heard import Attribute
from core.item import Facet, Item
from simulator.behaviour import Behaviour
from simulator.persona import Need

FEATURES = (
    "needs",  # the weighted share of the needs that it meets
    "avoids",  # whether it has what is avoided
    "genre",  # mean share of the liked history that has its genres; likewise the next four
    "tone",
    "decade",
    "place",
    "people",
    "disliked",  # mean share of the disliked history that has its genres
    "renown",
    "rating",  # critics' mean around 6.5, in units of 2; only of films that are recognised
    "stranger",  # whether it is not recognised
    "position",  # natural logarithm of the place on the slate, from 1
)
_AFFINITIES = {
    "genre": (Facet.GENRE,),
    "tone": (Facet.MOOD, Facet.THEME),
    "decade": (Facet.DECADE,),
    "place": (Facet.COUNTRY, Facet.LANGUAGE),
    "people": (Facet.PERSON,),
}
# One film in common is already much of what people can have in common.
_MOST_PEOPLE = 3

Shares = Mapping[str, float]


class Taste:
    """What a person brings to a slate: history in shares, needs and avoids."""

    def __init__(
        self,
        liked: Sequence[Item],
        disliked: Sequence[Item],
        needs: Sequence[Need],
        avoids: Sequence[Attribute],
    ) -> None:
        """Histories are counted once."""
        self._needs, self._avoids = tuple(needs), tuple(avoids)
        self._shares = {name: _shares(liked, facets) for name, facets in _AFFINITIES.items()}
        self._disliked = _shares(disliked, (Facet.GENRE,))
        self._people = Counter(person for item in liked for person in item.values(Facet.PERSON))

    def rows(self, films: Sequence[Item], behaviour: Behaviour) -> NDArray[np.float64]:
        """A row a film, in the order of the slate: shape (films, len(FEATURES))."""
        rows = [self._row(film, place, behaviour) for place, film in enumerate(films, 1)]
        return np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES))

    def met(self, film: Item) -> tuple[Need, ...]:
        """The needs that a film meets."""
        return tuple(need for need in self._needs if has(film, need.attribute))

    def is_of_kind(self, film: Item) -> bool:
        """Whether a film meets half of the needs at least."""
        return 2 * len(self.met(film)) >= len(self._needs)

    def crossed(self, film: Item) -> tuple[Attribute, ...]:
        """The avoids that a film has."""
        return tuple(avoid for avoid in self._avoids if has(film, avoid))

    def _row(self, film: Item, place: int, behaviour: Behaviour) -> list[float]:
        known = recognised(film, behaviour)
        total = sum(need.weight for need in self._needs)
        return [
            sum(need.weight for need in self.met(film)) / total if total else 0.0,
            float(bool(self.crossed(film))),
            *(self._affinity(film, name) for name in ("genre", "tone", "decade", "place")),
            self._common_people(film),
            _mean(film.values(Facet.GENRE), self._disliked),
            film.renown,
            (film.rating - 6.5) / 2 if known and film.rating is not None else 0.0,
            float(not known),
            float(np.log(place)),
        ]

    def _affinity(self, film: Item, name: str) -> float:
        values = [value for facet in _AFFINITIES[name] for value in film.values(facet)]
        return _mean(values, self._shares[name])

    def _common_people(self, film: Item) -> float:
        common = sum(self._people[person] > 0 for person in film.values(Facet.PERSON))
        return min(common, _MOST_PEOPLE) / _MOST_PEOPLE


def has(film: Item, attribute: Attribute) -> bool:
    """Whether the film's record has the attribute."""
    return attribute.value in film.values(attribute.facet)


def recognised(film: Item, behaviour: Behaviour) -> bool:
    """Whether the person has heard of the film: the more they know, the less famous it need be."""
    return film.renown >= 1 - behaviour.knowledge


def _shares(films: Sequence[Item], facets: Iterable[Facet]) -> Shares:
    facets = tuple(facets)
    counted = Counter(
        value for film in films for facet in facets for value in set(film.values(facet))
    )
    return {value: count / len(films) for value, count in counted.items()}


def _mean(values: Sequence[str], shares: Shares) -> float:
    return sum(shares.get(value, 0.0) for value in values) / len(values) if values else 0.0
