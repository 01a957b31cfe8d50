"""How many films of a catalogue share an attribute: what may be said without giving a film away."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.heard import Attribute
from core.item import Facet, Item

# A slate of five drawn blindly from this many films holds a given one of them once in five:
# needs that leave fewer would be a riddle whose answer is the target.
LEAST_CROWD = 25
_LEAST_SHARE = 0.01
# Small catalogues have small crowds: a tenth of their films.
_SMALL = 10
SPOKEN = (Facet.GENRE, Facet.MOOD, Facet.THEME, Facet.DECADE, Facet.COUNTRY, Facet.LANGUAGE)


class Trait(NamedTuple):
    """An attribute as the catalogue spells it."""

    facet: Facet
    value: str

    @classmethod
    def of(cls, attribute: Attribute) -> "Trait":
        """The trait that an attribute asks for or rules out."""
        return cls(attribute.facet, attribute.value)


class Crowds:
    """Which films of a catalogue have a trait, for the facets that people speak of."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """Counts once, for every trait of the spoken facets."""
        rows: dict[Trait, list[int]] = {}
        for row, item in enumerate(items.values()):
            for trait in traits(item):
                rows.setdefault(trait, []).append(row)
        self.size = len(items)
        self.least = max(2, min(LEAST_CROWD, self.size // _SMALL))
        self._rows = rows
        self._least_coarse = max(self.least, int(np.ceil(_LEAST_SHARE * self.size)))

    @property
    def coarse(self) -> tuple[Trait, ...]:
        """The traits that may be spoken of, most frequent first."""
        found = (trait for trait in self._rows if self.is_coarse(trait))
        return tuple(sorted(found, key=lambda trait: (-self.count(trait), trait)))

    def count(self, trait: Trait) -> int:
        """How many films have the trait."""
        return len(self._rows.get(trait, ()))

    def share(self, trait: Trait) -> float:
        """The share of films that have the trait."""
        return self.count(trait) / max(self.size, 1)

    def is_coarse(self, trait: Trait) -> bool:
        """Whether at least a hundredth of all films, and never less than a crowd, have it."""
        return self.count(trait) >= self._least_coarse

    def together(self, wanted: Iterable[Trait]) -> int:
        """How many films have all these traits."""
        return int(self.mask(wanted).sum())

    def mask(self, wanted: Iterable[Trait]) -> NDArray[np.bool_]:
        """The films that have all these traits, in the catalogue's order."""
        whole = np.ones(self.size, dtype=bool)
        for trait in wanted:
            one = np.zeros(self.size, dtype=bool)
            one[self._rows.get(trait, [])] = True
            whole &= one
        return whole


def traits(item: Item, facets: Iterable[Facet] = SPOKEN) -> tuple[Trait, ...]:
    """The item's traits of these facets, each once."""
    return tuple(
        dict.fromkeys(Trait(facet, value) for facet in facets for value in item.values(facet))
    )
