"""What a film is like, as weighted genres, themes and moods: likeness and wanted attributes."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.item import Facet, Item

Scores = NDArray[np.float64]
Trait = tuple[Facet, str]

# By hand, over "like Heat", "like Amélie", "like Alien but funnier": with rarity to the half a
# shared crime genre holds its own against a shared obsession, which Amadeus has too.
_WEIGHTS = {Facet.GENRE: 1.0, Facet.THEME: 1.0, Facet.MOOD: 0.9}


class Traits:
    """The genres, themes and moods of every film, rare ones heavier: CSR (films, traits).

    Rarity is counted over the films that have themes or moods, since the others have genres alone.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        """Number the traits as they come and weigh each by its rarity."""
        columns: dict[Trait, int] = {}
        kept = [
            [columns.setdefault(trait, len(columns)) for trait in _traits(item)] for item in items
        ]
        described = np.array([bool(item.themes or item.moods) for item in items])
        self._columns = columns
        self._present = _presence(kept, len(columns))
        counts = np.asarray(described.astype(np.float64) @ self._present)
        self._rarity = np.maximum(np.log(max(described.sum(), 1) / np.maximum(counts, 1)), 0.5)
        facets = np.array([_WEIGHTS[facet] for facet, _ in columns])
        self._matrix = _scaled(self._present, facets * np.sqrt(self._rarity), described)

    def likeness(self, rows: Sequence[int], weights: Sequence[float]) -> Scores:
        """For every film its weighted likeness (cosine, 0..1 each) to these: shape (films,)."""
        probe = np.asarray(self._matrix[list(rows)].T @ np.asarray(weights, dtype=np.float64))
        return np.asarray(self._matrix @ probe)

    def carried(self, wants: Iterable[tuple[Trait, float]]) -> Scores:
        """For every film the weights of the traits it carries, summed: shape (films,)."""
        asked = np.zeros(len(self._columns))
        for trait, weight in wants:
            if trait in self._columns:
                asked[self._columns[trait]] += weight
        return np.asarray(self._present @ asked)

    def weight(self, trait: Trait) -> float:
        """How rare a trait is: log(films described / films with it), at least 0.5; 0 if unknown."""
        column = self._columns.get(trait)
        return 0.0 if column is None else float(self._rarity[column])

    def alike(self, rows: Sequence[int]) -> Scores:
        """How alike these films are to each other, 0..1: shape (len(rows), len(rows))."""
        chosen = self._matrix[list(rows)]
        return np.asarray((chosen @ chosen.T).toarray())


def _presence(kept: list[list[int]], traits: int) -> sparse.csr_array:
    columns = np.array([column for row in kept for column in row], dtype=np.int32)
    starts = np.cumsum([0, *map(len, kept)], dtype=np.int32)
    return sparse.csr_array((np.ones(len(columns)), columns, starts), shape=(len(kept), traits))


def _scaled(
    present: sparse.csr_array, weights: Scores, described: NDArray[np.bool_]
) -> sparse.csr_array:
    """Weighted rows of length 1, shorter where only genres are known: they promise less."""
    matrix = sparse.csr_array(present @ sparse.diags_array(weights))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    usual = float(np.median(lengths[described])) if described.any() else 0.0
    lengths = np.maximum(lengths, np.where(described, 1e-12, max(usual, 1e-12)))
    return sparse.csr_array(sparse.diags_array(1.0 / lengths) @ matrix)


def _traits(item: Item) -> list[Trait]:
    return [(facet, value) for facet in _WEIGHTS for value in item.values(facet)]
