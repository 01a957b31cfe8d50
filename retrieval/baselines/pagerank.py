"""The baseline that walks the graph of training dialogues and the items they name."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from core.dialogue import Context
from retrieval.baselines.interactions import Interactions, Scores
from retrieval.baselines.scored import ScoredRanker
from retrieval.walk import enough_steps, operator, personalised_pagerank

# Finer than a walk for one slate needs: places down to the fiftieth are compared between runs.
_TOLERANCE = 1e-6


class PlainPageRank(ScoredRanker):
    """Scores an item by personalised PageRank from the items of the context.

    The graph is bipartite, dialogues (or users) and items, without weights; the walker
    restarts with probability `restart` at one of the context's items.
    """

    def __init__(self, training: Interactions, restart: float = 0.15) -> None:
        """Prepare the walk on (dialogues + items) nodes."""
        super().__init__(training)
        self._restart = restart
        self._steps = enough_steps(restart, _TOLERANCE)
        matrix = training.matrix
        blocks = sparse.block_array([[None, matrix], [matrix.T, None]], format="csr")
        self._walk = operator(sparse.csr_array(blocks))

    def scores(self, contexts: Sequence[Context]) -> Scores:
        """PageRank of the item nodes: shape (contexts, items); 0 where nothing is named."""
        named = self.training.seeds(contexts)
        total = np.maximum(np.asarray(named.sum(axis=1)).ravel(), 1.0)
        start = np.zeros((sum(self.training.matrix.shape), len(contexts)))
        dialogues = self.training.matrix.shape[0]
        start[dialogues:] = named.toarray().T / total
        return personalised_pagerank(self._walk, start, self._restart, self._steps)[dialogues:].T
