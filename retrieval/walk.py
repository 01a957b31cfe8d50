"""Personalised PageRank on one sparse operator, by Chebyshev iteration."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]


class Operator(NamedTuple):
    """A graph made ready for walking: S = D^-1/2 A D^-1/2 and the diagonal of D^1/2.

    `symmetric` has shape (n, n), `root_degree` (n,); n counts the nodes.
    """

    symmetric: sparse.csr_array
    root_degree: Vector


def operator(adjacency: sparse.csr_array) -> Operator:
    """The walk's operator of a symmetric, non-negative adjacency, shape (n, n).

    An isolated node gets a loop: a walker with nowhere to go stays, so that the node keeps
    the mass it is seeded with and the walk is linear in the seeds. networkx agrees where
    the loop is drawn; without one it spreads such mass over all seeds, in proportion to
    them, which is not linear.
    """
    degree = np.asarray(adjacency.sum(axis=1), dtype=np.float64).ravel()
    isolated = degree == 0
    root = np.sqrt(np.where(isolated, 1.0, degree))
    loops = sparse.diags_array(isolated.astype(np.float64))
    scale = sparse.diags_array(1.0 / root)
    return Operator(sparse.csr_array(scale @ (adjacency + loops) @ scale), root)


def personalised_pagerank(
    walk: Operator, seeds: Vector, restart: float = 0.3, steps: int = 16
) -> Vector:
    """The solution of r = a p + (1 - a) A D^-1 r, `a` the restart probability, p the seeds.

    `seeds` has shape (n,) or (n, k), one column a walk, and may be signed: r is linear in p
    and sums to what p sums to. Equal to `networkx.pagerank(alpha=1 - a, personalization=p)`.

    Solved as (I - (1 - a) S) x = a D^-1/2 p with x = D^-1/2 r; the spectrum lies in
    [a, 2 - a], where Chebyshev iteration (Golub and Varga 1961) shrinks the error by
    (sqrt(k) - 1) / (sqrt(k) + 1), k = (2 - a) / a, a step: below 1e-6 after 16 at a = 0.3.

    >>> path = sparse.csr_array(np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> personalised_pagerank(operator(path), np.array([1.0, 0, 0])).round(4).tolist()
    [0.4441, 0.4118, 0.1441]
    """
    spread = 1.0 - restart
    root = walk.root_degree if seeds.ndim == 1 else walk.root_degree[:, None]
    goal = restart * seeds / root
    x = goal.copy()
    residual = goal - x + spread * (walk.symmetric @ x)
    direction = residual.copy()
    # Scalars of the three-term recurrence for a spectrum of centre 1 and half-width `spread`.
    rho = spread
    for _ in range(steps - 1):
        x += direction
        residual = goal - x + spread * (walk.symmetric @ x)
        rho, previous = 1.0 / (2.0 / spread - rho), rho
        direction *= rho * previous
        direction += (2.0 * rho / spread) * residual
    return np.asarray((x + direction) * root)
