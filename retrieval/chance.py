"""The retriever that knows nothing: eligible films drawn at random, for comparison."""

import numpy as np

from catalog.store import Catalog
from core.slate import Query, Ranked, Slate
from retrieval.constraints import Constraints
from retrieval.membership import Membership


class ChanceRetriever:
    """Draws from the films that a query's constraints let through, by the query's seed."""

    def __init__(self, catalog: Catalog) -> None:
        """Prepare the constraints of one catalogue."""
        items = catalog.items_in_order
        self._items, self._constraints = items, Constraints(items, Membership(items))

    def search(self, query: Query) -> Slate:
        """`query.size` eligible films in no order; what would help where there is none."""
        eligibility = self._constraints.of(query)
        rows = np.flatnonzero(eligibility.mask)
        if not len(rows):
            relaxations = self._constraints.relaxations(eligibility)
            return Slate(constraints=eligibility.names(), relaxations=relaxations)
        generator = np.random.default_rng((query.seed, len(query.excluded)))
        drawn = generator.choice(rows, min(query.size, len(rows)), replace=False)
        return Slate(
            ranked=tuple(Ranked(item=self._items[row], score=0.0) for row in drawn.tolist()),
            eligible=len(rows),
            constraints=eligibility.names(),
            ranking="drawn at random",
        )
