"""The baseline of neighbours: items that were named together with what the context names."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from core.dialogue import Context
from retrieval.baselines.interactions import Interactions, Scores
from retrieval.baselines.scored import ScoredRanker


class ItemKnn(ScoredRanker):
    """Scores an item by the sum of its similarities to the items of the context.

    The similarity is the cosine of two columns of the training matrix, times
    `n / (n + shrink)` for n dialogues in common; each item keeps its `neighbours` nearest.
    Source: Sarwar et al. 2001; the shrinkage of Bell and Koren 2007.
    """

    def __init__(self, training: Interactions, neighbours: int = 100, shrink: float = 0.0) -> None:
        """Compute the similarities: a sparse matrix of shape (items, items)."""
        super().__init__(training)
        self._similar = _similarities(training, neighbours, shrink)

    def scores(self, contexts: Sequence[Context]) -> Scores:
        """Sums of similarities: shape (contexts, items)."""
        return np.asarray((self.training.seeds(contexts) @ self._similar).toarray())


def _similarities(training: Interactions, neighbours: int, shrink: float) -> sparse.csr_array:
    common = sparse.coo_array(training.matrix.T @ training.matrix)
    row, column = common.coords
    apart = row != column
    row, column, both = row[apart], column[apart], common.data[apart]
    norm = np.sqrt(training.popularity)
    cosine = both / (norm[row] * norm[column]) * (both / (both + shrink))
    # By item and then by similarity; whoever stands too far behind in an item's run goes.
    order = np.lexsort((column, -cosine, row))
    first = np.searchsorted(row[order], row[order], side="left")
    order = order[np.arange(len(order)) - first < neighbours]
    size = len(training.items)
    return sparse.csr_array((cosine[order], (row[order], column[order])), shape=(size, size))
