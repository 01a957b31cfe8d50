"""Personalised PageRank against networkx on random graphs: how many times as fast, and as right."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.value import Value
from evaluation.planted_graphs import Shape, planted_graph, seed_vectors
from evaluation.speed import Bar, Race, Trial, best, share, timed

if TYPE_CHECKING:
    import networkx as nx

Vector = NDArray[np.float64]
Walk = Callable[[Vector, float], Vector]
Prepare = Callable[[sparse.csr_array], Walk]

# The product walks with the first; the second is networkx's own default.
RESTARTS = (0.3, 0.15)
LEAST_OVERLAP = 0.98
_REPEATS = 5
_CONVERGED = 1e-9


class Size(Value):
    """A graph to race on; networkx is slow on large ones, so they get few queries."""

    edges: int
    queries: int
    bar: Bar


SIZES = (
    Size(edges=10_000, queries=20, bar=Bar(ratio=40, recall=LEAST_OVERLAP)),
    Size(edges=100_000, queries=10, bar=Bar(ratio=75, recall=LEAST_OVERLAP)),
    Size(edges=1_000_000, queries=3, bar=Bar(ratio=75, recall=LEAST_OVERLAP)),
)


def race_pagerank(prepare: Prepare, shape: Shape, size: Size) -> list[Race]:
    """A race a restart probability; `prepare` makes a graph ready, untimed."""
    import networkx as nx  # noqa: PLC0415

    adjacency = planted_graph(shape, size.edges)
    graph, walk = nx.from_scipy_sparse_array(adjacency), prepare(adjacency)
    queries = seed_vectors(adjacency.shape[0], size.queries)
    races = []
    for restart in RESTARTS:
        trials = [
            _trial(walk, graph, seeds, converged(adjacency, seeds, restart), restart)
            for seeds in queries
        ]
        name = f"{shape}, restart {restart}"
        races.append(Race(size=size.edges, name=name, trials=tuple(trials), bar=size.bar))
    return races


def converged(adjacency: sparse.csr_array, seeds: Vector, restart: float) -> Vector:
    """PageRank by plain power iteration to an error below 1e-9 in sum; seeds sum to one."""
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    rank, change = seeds, 1.0
    while change > _CONVERGED * restart:
        following = restart * seeds + (1.0 - restart) * (adjacency @ (rank / degree))
        change = float(np.abs(following - rank).sum())
        rank = following
    return rank


def _trial(
    walk: Walk, graph: "nx.Graph[int]", seeds: Vector, exact: Vector, restart: float
) -> Trial:
    import networkx as nx  # noqa: PLC0415

    weights = {int(node): float(seeds[node]) for node in np.flatnonzero(seeds)}
    theirs, table = timed(
        lambda: nx.pagerank(graph, alpha=1.0 - restart, personalization=weights, max_iter=500)
    )
    ours, scores = timed(lambda: walk(seeds, restart), _REPEATS)
    named = best(np.array([table[node] for node in range(len(seeds))]))
    found, wanted = best(scores), best(exact)
    return Trial(ours, theirs, share(found, wanted), share(named, wanted), share(found, named))
