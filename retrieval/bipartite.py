"""Personalised PageRank on a graph of two sides, such as films and what they share, in half the time."""

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from retrieval.walk import FINEST, Vector, add_product, compact, enough_steps


class Side(NamedTuple):
    """The nodes of one side: how they are sorted, by falling number of neighbours, and back.

    `order` names the node at each place, `place` is its inverse; `root`, in that order, are the
    roots of degrees, 1 for an isolated node; `isolated` are the nodes without a neighbour.
    """

    order: NDArray[np.intp]
    place: NDArray[np.intp]
    root: Vector
    isolated: NDArray[np.intp]


class Bipartite(NamedTuple):
    """A graph made ready for walking: `across` is 2 D1^-1/2 W D2^-1/2, sorted, and `back` its transpose."""

    near: Side
    far: Side
    across: sparse.csr_array
    back: sparse.csr_array

    @property
    def size(self) -> int:
        """How many nodes there are: those of the near side, then those of the far one."""
        return sum(self.across.shape)


def bipartite(ties: sparse.csr_array) -> Bipartite:
    """The graph whose near nodes are the rows of these non-negative weights, whose far ones the columns."""
    back = sparse.csr_array(ties.T)
    near, far = _side(ties), _side(back)
    ordered = ties[near.order][:, far.order]
    scales = [sparse.diags_array(1.0 / side.root) for side in (near, far)]
    across = compact(sparse.csr_array(2.0 * (scales[0] @ ordered @ scales[1])))
    return Bipartite(near, far, across, compact(sparse.csr_array(across.T)))


def walked(
    graph: Bipartite, seeds: Vector, restart: float = 0.3, steps: int | None = None
) -> Vector:
    """Where the walk of `retrieval.walk.personalised_pagerank` is; `seeds` and result are as there.

    On two sides that walk's system is x1 = b1 + c N x2 and x2 = b2 + c N' x1, so that
    (I - c^2 N N') x1 = g = b1 + c N b2. The spectrum of N N' lies in [0, 1], where Chebyshev
    iteration from x1 = b1 is after half as many steps, which cost as much each, where the walk over
    the whole graph is: T_k(2 s^2 - 1) = T_2k(s). With t_k = T_k(2 / c^2 - 1) the k-th iterate times
    t_k is z_k = 4 N N' z_k-1 - 2 z_k-1 - z_k-2 + (4 t_k-1 / c^2) g.

    A column's bits do not depend on the others: every sum is over one column, in the order of a row.

    >>> path = bipartite(sparse.csr_array(np.array([[1.0], [1.0]])))
    >>> walked(path, np.array([1.0, 0, 0])).round(3).tolist()
    [0.444, 0.144, 0.412]
    """
    if not seeds.any():
        return np.zeros(seeds.shape)
    spread = 1.0 - restart
    count = min(steps or enough_steps(restart), enough_steps(restart, FINEST))
    size = len(graph.near.order)
    start = _scaled(restart * seeds[:size], graph.near)
    beyond = _scaled(restart * seeds[size:], graph.far)
    goal = start.copy()
    if beyond.any():
        add_product(graph.across, (0.5 * spread) * beyond, goal)
    found = _solved(graph, start, goal, spread, ceil(count / 2))
    add_product(graph.back, (0.5 * spread) * found, beyond)
    return np.concatenate(
        [
            _unscaled(found, graph.near, seeds[:size]),
            _unscaled(beyond, graph.far, seeds[size:]),
        ]
    )


def _solved(graph: Bipartite, start: Vector, goal: Vector, spread: float, steps: int) -> Vector:
    """The solution x of (I - c^2 N N') x = goal, c being the spread, approached from `start`."""
    seeded = goal.nonzero()[0]
    pull = goal[seeded] * (2.0 / spread**2)
    there = np.zeros((graph.across.shape[1], *goal.shape[1:]))
    before, z = start, -start
    z[seeded] += pull
    _add_both(graph, 0.5 * start, z, there)
    first = 2.0 / spread**2 - 1.0
    t_before, t = 1.0, first
    for _ in range(steps - 1):
        np.negative(before, out=before)
        before -= 2.0 * z
        before[seeded] += 2.0 * t * pull
        _add_both(graph, z, before, there)
        before, z = z, before
        t_before, t = t, 2.0 * t * first - t_before
    return np.asarray(z / t)


def _add_both(graph: Bipartite, vectors: Vector, onto: Vector, there: Vector) -> None:
    """onto += 4 N N' vectors; `there` is room for what is on the far side."""
    there[:] = 0.0
    add_product(graph.back, vectors, there)
    add_product(graph.across, there, onto)


def _side(ties: sparse.csr_array) -> Side:
    """The rows of these ties as a side."""
    order = np.argsort(-np.diff(ties.indptr), kind="stable")
    degree = np.asarray(ties.sum(axis=1), dtype=np.float64).ravel()
    root = np.sqrt(np.where(degree == 0, 1.0, degree))[order]
    return Side(order, np.argsort(order), root, np.flatnonzero(degree == 0))


def _scaled(seeds: Vector, side: Side) -> Vector:
    return np.ascontiguousarray(seeds[side.order] / _beside(side.root, seeds), dtype=np.float64)


def _unscaled(found: Vector, side: Side, seeds: Vector) -> Vector:
    """The mass at each node; a walker with nowhere to go stays, see `retrieval.walk.operator`."""
    mass = (found * _beside(side.root, found))[side.place]
    mass[side.isolated] = seeds[side.isolated]
    return np.asarray(mass)


def _beside(root: Vector, vectors: Vector) -> Vector:
    return root if vectors.ndim == 1 else root[:, None]
