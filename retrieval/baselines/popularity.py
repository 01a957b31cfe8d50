"""The baseline that recommends what most training dialogues name, whatever was said."""

from collections.abc import Sequence

import numpy as np

from core.dialogue import Context
from retrieval.baselines.interactions import Scores
from retrieval.baselines.scored import ScoredRanker


class Popularity(ScoredRanker):
    """Scores an item by the number of training dialogues (or users) that have it."""

    def scores(self, contexts: Sequence[Context]) -> Scores:
        """The same row for every context: shape (contexts, items)."""
        return np.tile(self.training.popularity, (len(contexts), 1))
