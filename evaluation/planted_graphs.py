"""Random graphs of a wanted number of edges: films with attributes and hubs, and one without locality."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ends = NDArray[np.int64]
Draw = Callable[[int], tuple[Ends, Ends]]

# Of one film or node: as in the default catalogue, about ten attributes a film.
_TIES = 10
_WEIGHTS = (0.3, 1.0, 2.0, 3.0)


class Shape(StrEnum):
    """How the edges are drawn."""

    HUBS = "films and attributes"
    SCATTERED = "no locality"


def planted_graph(shape: Shape, edges: int, seed: int = 0) -> sparse.csr_array:
    """A symmetric adjacency with weights of relations on `edges` different edges, no node alone."""
    draw = np.random.default_rng(seed)
    nodes, pairs = (_hubs if shape is Shape.HUBS else _scattered)(edges, draw)
    left, right = _distinct(edges, nodes, pairs)
    weights = draw.choice(_WEIGHTS, edges)
    half = sparse.csr_array((weights, (left, right)), shape=(nodes, nodes))
    adjacency = sparse.csr_array(half + half.T)
    tied = np.flatnonzero(np.diff(adjacency.indptr))
    return sparse.csr_array(adjacency[tied][:, tied])


def seed_vectors(nodes: int, count: int, seed: int = 0) -> list[NDArray[np.float64]]:
    """Queries: one to five nodes each, weighing the same and one together; shape (nodes,)."""
    draw = np.random.default_rng(seed)
    vectors = [np.zeros(nodes) for _ in range(count)]
    for vector in vectors:
        some = draw.choice(nodes, size=int(draw.integers(1, 6)), replace=False)
        vector[some] = 1.0 / len(some)
    return vectors


def _hubs(edges: int, draw: np.random.Generator) -> tuple[int, Draw]:
    """Films of unlike renown, and half as many attributes whose use falls as that of words does."""
    films = edges // _TIES
    attributes = films // 2
    renown = np.cumsum(draw.lognormal(0.0, 0.6, films))
    use = np.cumsum(np.arange(1, attributes + 1) ** -0.9)

    def pairs(count: int) -> tuple[Ends, Ends]:
        film = np.searchsorted(renown, draw.random(count) * renown[-1])
        attribute = np.searchsorted(use, draw.random(count) * use[-1])
        return film, films + attribute

    return films + attributes, pairs


def _scattered(edges: int, draw: np.random.Generator) -> tuple[int, Draw]:
    """Any node with any other: the neighbours of a node's neighbours are soon all others."""
    nodes = 2 * edges // _TIES

    def pairs(count: int) -> tuple[Ends, Ends]:
        ends = np.sort(draw.integers(0, nodes, (2, count)), axis=0)
        left, right = ends[:, ends[0] < ends[1]]
        return left, right

    return nodes, pairs


def _distinct(edges: int, nodes: int, pairs: Draw) -> tuple[Ends, Ends]:
    """The first so many different pairs of a stream of pairs."""
    drawn = np.zeros(0, dtype=np.int64)
    while len(first := np.unique(drawn, return_index=True)[1]) < edges:
        left, right = pairs(edges)
        drawn = np.concatenate((drawn, left * nodes + right))
    left, right = np.divmod(drawn[np.sort(first)[:edges]], nodes)
    return left, right
