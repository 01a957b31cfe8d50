"""Personalised PageRank from what was named, over past conversations and what items share."""

from typing import NamedTuple

import numpy as np
from pydantic import Field, NonNegativeFloat
from scipy import sparse

from core.value import Value
from retrieval.bipartite import Bipartite, bipartite, walked
from retrieval.heterogeneous import HeterogeneousGraph, NodeKind
from retrieval.past import Signal, Signals
from retrieval.situations import Situations

_TOGETHER = 256


class WalksConfig(Value):
    """Restart probabilities, and what facts and users weigh beside conversations.

    An item's attributes and entities weigh `facts` together (their squares sum to it), however
    many there are; a conversation weighs 1. So an item that many have named is reached through
    them, one that nobody has through what it shares. `asked` is the mass that starts at the
    attributes asked for, beside 1 at the items named. `forgetting` is the least that an old
    conversation counts in the walk over recent ones.
    """

    restart: float = Field(default=0.2, gt=0, lt=1)
    facts: NonNegativeFloat = 0.5
    users: NonNegativeFloat = 0.0
    forgetting: NonNegativeFloat = 0.15
    asked: NonNegativeFloat = 0.5


class Layers(NamedTuple):
    """The graph's matrices, each items by nodes: conversations, users, and facts weighed by rarity."""

    conversations: sparse.csr_array
    users: sparse.csr_array
    facts: sparse.csr_array


def layers_of(graph: HeterogeneousGraph) -> Layers:
    """The matrices of a graph; rare facts weigh more, and an item's facts have length 1."""
    facts = sparse.hstack([graph.ties(NodeKind.ATTRIBUTE), graph.ties(NodeKind.ENTITY)])
    return Layers(
        _at_most_one(graph.ties(NodeKind.CONVERSATION)),
        _at_most_one(graph.ties(NodeKind.USER)),
        by_rarity(sparse.csr_array(facts)),
    )


def fact_columns(graph: HeterogeneousGraph) -> dict[str, int]:
    """The columns of the layer of facts by the names of attributes and entities."""
    names = (*graph.names(NodeKind.ATTRIBUTE), *graph.names(NodeKind.ENTITY))
    return {name: column for column, name in enumerate(names)}


def by_rarity(facts: sparse.csr_array) -> sparse.csr_array:
    """Ties times log(items / items with the fact), rows of length 1; a fact of one item is none."""
    ties = _at_most_one(facts)
    shared = np.asarray(ties.sum(axis=0)).ravel()
    rarity = np.where(shared > 1, np.log(max(ties.shape[0], 1) / np.maximum(shared, 1)), 0.0)
    weighed = sparse.csr_array(ties @ sparse.diags_array(rarity))
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1.0 / np.maximum(length, 1e-9)) @ weighed)


class Walks:
    """Walks over the layers of one graph; every signal has shape (situations, items)."""

    def __init__(self, layers: Layers, recency: np.ndarray, config: WalksConfig) -> None:
        """`recency`, shape (conversations,), are the weights of conversations by their age."""
        items = layers.conversations.shape[0]
        lately = layers.conversations @ sparse.diags_array(config.forgetting + recency)
        joint = [layers.conversations, config.users * layers.users, config.facts * layers.facts]
        self._config, self._items = config, items
        self._first_fact = items + layers.conversations.shape[1] + layers.users.shape[1]
        self.joint = bipartite(sparse.csr_array(sparse.hstack(joint)))
        self._walks = {
            "walk": self.joint,
            "walk lately": bipartite(sparse.csr_array(lately)),
            "walk of conversations": bipartite(layers.conversations),
        }

    def signals(self, situations: Situations, joint: np.ndarray | None = None) -> Signals:
        """Where each walk from the seeds is, over items; the joint one also from what is asked for.

        `joint` is what `everywhere` says of the joint walk, where that is known already.
        """
        return {
            name: _of_items(joint[: self._items])
            if joint is not None and walk is self.joint
            else self.reached(walk, situations)
            for name, walk in self._walks.items()
        }

    def reached(self, walk: Bipartite, situations: Situations) -> Signal:
        """Where one walk from the seeds is, over items."""
        count = situations.seeds.shape[0]
        runs = [np.arange(at, min(at + _TOGETHER, count)) for at in range(0, count, _TOGETHER)]
        if len(runs) == 1:
            return _of_items(self.everywhere(walk, situations)[: self._items])
        parts = [self.everywhere(walk, situations.at(rows))[: self._items] for rows in runs]
        return _of_items(np.hstack(parts))

    def everywhere(self, walk: Bipartite, situations: Situations) -> np.ndarray:
        """Where walks from these situations are, over all nodes: shape (nodes, situations)."""
        start = np.zeros((walk.size, situations.seeds.shape[0]))
        start[: self._items] = situations.seeds.T.toarray()
        if walk is self.joint and situations.asked.shape[1]:
            start[self._first_fact :] = self._config.asked * situations.asked.T.toarray()
        if start.shape[1] > 1:
            return walked(walk, start, self._config.restart)
        # One walk is walked as a vector, which takes a third of the time of a column.
        return walked(walk, start[:, 0], self._config.restart)[:, None]


def _of_items(reached: np.ndarray) -> Signal:
    return np.asarray(reached.T, dtype=np.float32)


def _at_most_one(ties: sparse.csr_array) -> sparse.csr_array:
    """Several relations between the same two nodes count once."""
    once = sparse.csr_array(ties)
    once.sum_duplicates()
    once.data = np.minimum(once.data, 1.0)
    return once
