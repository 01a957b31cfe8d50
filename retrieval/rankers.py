"""Rankers of recorded contexts, as the offline evaluation asks them: one signal, fused, or learned."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.dialogue import Context
from retrieval.candidates import Candidates, candidates_of
from retrieval.past import Signals
from retrieval.ranker import Ranker
from retrieval.signals import Knowledge, in_parts
from retrieval.situations import Situations

Reads = Callable[[Sequence[Context]], Situations]
# The best items of one situation (its row among the signals; the items named in it), best first.
Best = Callable[[Signals, int, NDArray[np.bool_]], NDArray[np.int64]]


class KnowledgeRanker:
    """A ranker of contexts on one body of knowledge; `best` says how it orders."""

    def __init__(self, knowledge: Knowledge, reads: Reads, best: Best) -> None:
        """`reads` turns contexts into situations of the same items."""
        self._knowledge, self._reads, self._best = knowledge, reads, best
        self._items = np.array(knowledge.graph.items)
        self.trained_on = frozenset(one.id for one in knowledge.corpus.dialogues)

    def rank(self, contexts: Sequence[Context], size: int) -> Sequence[Sequence[str]]:
        """See `core.ports.ContextRanker`; a single signal may repeat what was named already."""
        situations = self._reads(contexts)
        ranked: list[list[str]] = []
        for signals, rows in in_parts(self._knowledge, situations):
            named = (situations.seeds[rows] > 0).toarray()
            best = (self._best(signals, row, named[row]) for row in range(len(rows)))
            ranked += [self._items[one[:size]].tolist() for one in best]
        return ranked


def by_signal(name: str, fallback: str = "recommended lately") -> Best:
    """The order of one signal; what it knows nothing of follows by the fallback."""

    def best(signals: Signals, row: int, named: NDArray[np.bool_]) -> NDArray[np.int64]:
        own, other = signals[name][row], signals[fallback][row]
        return np.lexsort((np.arange(len(own)), -other, -own))

    return best


def by_fusion(depth: int) -> Best:
    """Reciprocal-rank fusion of all proposers; nothing that was named."""
    return _by_candidates(lambda found: found.fused(), depth)


def by_ranker(ranker: Ranker, depth: int) -> Best:
    """The learned ranking of what any proposer names; nothing that was named."""
    return _by_candidates(lambda found: ranker.scores(found.features), depth)


def _by_candidates(score: Callable[[Candidates], NDArray[np.float64]], depth: int) -> Best:
    def best(signals: Signals, row: int, named: NDArray[np.bool_]) -> NDArray[np.int64]:
        found = candidates_of(signals, row, named, depth)
        return found.rows[np.lexsort((found.rows, -score(found)))]

    return best
