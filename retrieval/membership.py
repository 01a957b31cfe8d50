"""Which films have which attribute, as row lists prepared once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.item import Facet, Item

Mask = NDArray[np.bool_]


class _Column(NamedTuple):
    """The films of every value of one facet: `rows[starts[c]:starts[c + 1]]` for column c."""

    columns: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]


class Membership:
    """Every attribute's films by row; also those that a single film has."""

    def __init__(self, items: Sequence[Item]) -> None:
        """Number the films in the order given."""
        self.size = len(items)
        self._facets = {facet: _column(items, facet) for facet in Facet}

    def rows(self, facet: Facet, value: str) -> NDArray[np.int32]:
        """The films with this attribute, ascending; none where the catalogue lacks it."""
        column = self._facets[facet]
        place = column.columns.get(value)
        if place is None:
            return np.empty(0, dtype=np.int32)
        return column.rows[column.starts[place] : column.starts[place + 1]]

    def mask(self, facet: Facet, value: str) -> Mask:
        """The same as a boolean array, shape (films,)."""
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self.rows(facet, value)] = True
        return mask

    def any_of(self, facet: Facet, values: Sequence[str]) -> Mask:
        """The films with at least one of these values."""
        mask = np.zeros(self.size, dtype=np.bool_)
        for value in values:
            mask[self.rows(facet, value)] = True
        return mask

    def has(self, facet: Facet) -> Mask:
        """The films of which anything at all is known in this facet."""
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self._facets[facet].rows] = True
        return mask


def _column(items: Sequence[Item], facet: Facet) -> _Column:
    columns: dict[str, int] = {}
    pairs = [
        (columns.setdefault(value, len(columns)), row)
        for row, item in enumerate(items)
        for value in item.values(facet)
    ]
    table = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    order = np.argsort(table[:, 0], kind="stable")
    starts = np.searchsorted(table[order, 0], np.arange(len(columns) + 1))
    return _Column(columns, starts.astype(np.int64), table[order, 1])
