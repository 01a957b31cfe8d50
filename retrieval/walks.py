"""Personalised PageRank from what was named, over past conversations and what items share."""

from typing import NamedTuple

import numpy as np
from pydantic import Field, NonNegativeFloat
from scipy import sparse

from core.value import Value
from retrieval.heterogeneous import HeterogeneousGraph, NodeKind
from retrieval.past import Signal, Signals
from retrieval.situations import Situations
from retrieval.walk import Operator, operator, personalised_pagerank

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
        self.joint = _bipartite(sparse.csr_array(sparse.hstack(joint)))
        self._walks = {
            "walk": self.joint,
            "walk lately": _bipartite(sparse.csr_array(lately)),
            "walk of conversations": _bipartite(layers.conversations),
        }

    def signals(self, situations: Situations) -> Signals:
        """Where each walk from the seeds is, over items; the joint one also from what is asked for."""
        return {name: self.reached(walk, situations) for name, walk in self._walks.items()}

    def reached(self, walk: Operator, situations: Situations) -> Signal:
        """Where one walk from the seeds is, over items."""
        count = situations.seeds.shape[0]
        runs = [np.arange(at, min(at + _TOGETHER, count)) for at in range(0, count, _TOGETHER)]
        parts = [self.everywhere(walk, situations.at(rows))[: self._items].T for rows in runs]
        return np.asarray(np.vstack(parts), dtype=np.float32)

    def everywhere(self, walk: Operator, situations: Situations) -> np.ndarray:
        """Where walks from these situations are, over all nodes: shape (nodes, situations)."""
        start = np.zeros((len(walk.root_degree), situations.seeds.shape[0]))
        start[: self._items] = situations.seeds.T.toarray()
        if walk is self.joint and situations.asked.shape[1]:
            start[self._first_fact :] = self._config.asked * situations.asked.T.toarray()
        return personalised_pagerank(walk, start, self._config.restart)


def _bipartite(ties: sparse.csr_array) -> Operator:
    """The walk between items (the first nodes) and the nodes they are tied to."""
    back = sparse.csr_array(ties.T)
    return operator(sparse.csr_array(sparse.block_array([[None, ties], [back, None]])))


def _at_most_one(ties: sparse.csr_array) -> sparse.csr_array:
    """Several relations between the same two nodes count once."""
    once = sparse.csr_array(ties)
    once.sum_duplicates()
    once.data = np.minimum(once.data, 1.0)
    return once
