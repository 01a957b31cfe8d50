"""Rankers of recorded contexts, as the offline evaluation asks them: one signal, fused, or learned."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.dialogue import Context
from core.ports import Reached
from retrieval.candidates import Candidates, candidates_of
from retrieval.past import Signals
from retrieval.ranker import Ranker
from retrieval.signals import Knowledge, in_parts
from retrieval.situations import Situations

Reads = Callable[[Sequence[Context]], Situations]


class Order(NamedTuple):
    """Item rows, best first, and those that a source proposes: its best that were not named."""

    rows: NDArray[np.int64]
    proposed: NDArray[np.int64]


# The order of one situation (its row among the signals; the items named in it).
Best = Callable[[Signals, int, NDArray[np.bool_]], Order]


class KnowledgeRanker:
    """A ranker of contexts on one body of knowledge; `best` says how it orders."""

    def __init__(self, knowledge: Knowledge, reads: Reads, best: Best) -> None:
        """`reads` turns contexts into situations of the same items."""
        self._knowledge, self._reads, self._best = knowledge, reads, best
        self._items = np.array(knowledge.graph.items)
        self.trained_on = frozenset(one.id for one in knowledge.corpus.dialogues)
        self.depth = knowledge.config.depth

    def rank(self, contexts: Sequence[Context], size: int) -> Sequence[Sequence[str]]:
        """See `core.ports.ContextRanker`; a single signal may repeat what was named already."""
        return [self._names(one.rows[:size]) for one in self._orders(contexts)]

    def reach(self, contexts: Sequence[Context], size: int) -> Sequence[Reached]:
        """See `core.ports.Proposer`."""
        return [
            Reached(self._names(one.rows[:size]), frozenset(self._names(one.proposed)))
            for one in self._orders(contexts)
        ]

    def _orders(self, contexts: Sequence[Context]) -> Iterator[Order]:
        situations = self._reads(contexts)
        for signals, rows in in_parts(self._knowledge, situations):
            named = (situations.seeds[rows] > 0).toarray()
            for row in range(len(rows)):
                yield self._best(signals, row, named[row])

    def _names(self, rows: NDArray[np.int64]) -> list[str]:
        return list(self._items[rows].tolist())


def by_signal(name: str, depth: int = 200, fallback: str = "recommended lately") -> Best:
    """The order of one signal; what it knows nothing of follows by the fallback, unproposed."""

    def best(signals: Signals, row: int, named: NDArray[np.bool_]) -> Order:
        own, other = signals[name][row], signals[fallback][row]
        order = np.lexsort((np.arange(len(own)), -other, -own))
        return Order(order, order[(own[order] != 0) & ~named[order]][:depth])

    return best


def by_fusion(depth: int) -> Best:
    """Reciprocal-rank fusion of all proposers; nothing that was named."""
    return _by_candidates(lambda found: found.fused(), depth)


def by_ranker(ranker: Ranker, depth: int) -> Best:
    """The learned ranking of what any proposer names; nothing that was named."""
    return _by_candidates(lambda found: ranker.scores(found.features), depth)


def _by_candidates(score: Callable[[Candidates], NDArray[np.float64]], depth: int) -> Best:
    def best(signals: Signals, row: int, named: NDArray[np.bool_]) -> Order:
        found = candidates_of(signals, row, named, depth)
        return Order(found.rows[np.lexsort((found.rows, -score(found)))], found.rows)

    return best
