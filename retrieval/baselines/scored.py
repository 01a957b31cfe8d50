"""Rankings out of scores: the best items of a context, the better known first among equals."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np

from core.dialogue import Context
from retrieval.baselines.interactions import Interactions, Scores

_BATCH = 256


class ScoredRanker(ABC):
    """A `core.ports.ContextRanker` that scores every item after every context.

    Items of one score come in the order of their popularity in training, so a context that
    says nothing gets the popular items; after that in the catalogue's order.
    """

    def __init__(self, training: Interactions) -> None:
        """Keep the training data; `trained_on` says which dialogues are in it."""
        self.training = training
        self.trained_on = training.trained_on
        self._by_fame = np.argsort(-training.popularity, kind="stable")

    @abstractmethod
    def scores(self, contexts: Sequence[Context]) -> Scores:
        """How well each item fits each context: shape (contexts, items), higher is better."""

    def rank(self, contexts: Sequence[Context], size: int) -> list[list[str]]:
        """The `size` best items for each context, or all of a smaller catalogue."""
        return [ranking for batch in _batches(contexts) for ranking in self._best(batch, size)]

    def _best(self, contexts: Sequence[Context], size: int) -> Iterator[list[str]]:
        famous_first = self.scores(contexts)[:, self._by_fame]
        order = np.argsort(-famous_first, axis=1, kind="stable")[:, :size]
        for rows in self._by_fame[order].tolist():
            yield [self.training.items[row] for row in rows]


def _batches(contexts: Sequence[Context]) -> Iterator[Sequence[Context]]:
    for start in range(0, len(contexts), _BATCH):
        yield contexts[start : start + _BATCH]
