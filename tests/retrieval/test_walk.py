"""The walk is networkx's personalised PageRank, keeps its mass and is linear."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from core.item import Item
from retrieval.graph import KnowledgeGraph
from retrieval.walk import Operator, enough_steps, operator, personalised_pagerank
from tests.worlds import film

FILMS = 400


def planted_items() -> list[Item]:
    draw = np.random.default_rng(7)

    def some(kind: str, pool: int, most: int) -> tuple[str, ...]:
        count = int(draw.integers(0, most + 1))
        return tuple(
            f"{kind} {value}" for value in sorted(set(draw.integers(0, pool, count).tolist()))
        )

    return [
        film(
            number,
            genres=some("g", 8, 3),
            themes=some("t", 60, 4),
            directors=some("d", 120, 1),
            cast=some("a", 300, 4),
            year=int(1950 + draw.integers(0, 70)),
        )
        for number in range(FILMS)
    ]


@pytest.fixture(scope="module")
def walk() -> Operator:
    """The planted films' graph as one whole, whose two sides nothing makes use of."""
    near, far, across, _ = KnowledgeGraph.build(planted_items()).walk
    sorted_ties = sparse.diags_array(near.root) @ across @ sparse.diags_array(far.root) / 2
    ties = sparse.csr_array(sorted_ties)[near.place][:, far.place]
    return operator(sparse.csr_array(sparse.block_array([[None, ties], [ties.T, None]])))


def adjacency(walk: Operator) -> sparse.csr_array:
    root = sparse.diags_array(walk.root_degree)
    ordered = sparse.csr_array(root @ walk.doubled @ root) / 2
    return sparse.csr_array(ordered[walk.place][:, walk.place])


def top(scores: NDArray[np.float64], count: int = 50) -> set[int]:
    return set(np.argsort(-scores, kind="stable")[:count].tolist())


def test_the_top_fifty_are_networkxs_on_every_query(walk: Operator) -> None:
    reference = nx.from_scipy_sparse_array(adjacency(walk))
    draw = np.random.default_rng(1)
    for _ in range(100):
        seeds = np.zeros(len(walk.order))
        seeds[draw.choice(len(walk.order), size=int(draw.integers(1, 6)), replace=False)] = 1.0
        seeds /= seeds.sum()
        weights = {int(node): float(seeds[node]) for node in np.flatnonzero(seeds)}
        exact = nx.pagerank(reference, alpha=0.7, personalization=weights, tol=1e-12, max_iter=500)
        expected = np.array([exact[node] for node in range(len(walk.order))])
        found = personalised_pagerank(walk, seeds)
        assert len(top(found) & top(expected)) >= 0.98 * 50
        assert found.sum() == pytest.approx(1.0, abs=1e-4)
        assert np.abs(found - expected).max() < 1e-5


def test_an_isolated_node_keeps_its_seed_mass() -> None:
    walk = operator(sparse.csr_array(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])))
    found = personalised_pagerank(walk, np.array([0.5, 0.0, 0.5]), steps=40)
    assert found[2] == pytest.approx(0.5)
    looped = nx.from_numpy_array(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]]))
    exact = nx.pagerank(looped, alpha=0.7, personalization={0: 0.5, 2: 0.5}, tol=1e-12)
    assert found == pytest.approx([exact[node] for node in range(3)], abs=1e-8)


@pytest.mark.parametrize("restart", [0.05, 0.15, 0.3, 0.5])
def test_the_steps_by_default_are_enough_at_every_restart_in_use(
    walk: Operator, restart: float
) -> None:
    draw = np.random.default_rng(2)
    for _ in range(40):
        seeds = np.zeros(len(walk.order))
        seeds[draw.choice(len(walk.order), size=int(draw.integers(1, 6)), replace=False)] = 1.0
        exact = personalised_pagerank(walk, seeds, restart, steps=500)
        found = personalised_pagerank(walk, seeds, restart)
        assert len(top(found) & top(exact)) >= 0.98 * 50
        assert np.abs(found - exact).sum() < 3e-4 * seeds.sum()


def test_more_steps_than_floats_can_tell_apart_do_no_harm(walk: Operator) -> None:
    seeds = np.eye(1, len(walk.order))[0]
    many = personalised_pagerank(walk, seeds, 0.99, steps=10_000)
    assert many.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("restart", [-0.1, 0.0, 1.0, 1.5])
def test_a_restart_that_is_no_probability_is_refused(restart: float) -> None:
    with pytest.raises(ValueError, match=str(restart)):
        enough_steps(restart)


def test_columns_are_walked_one_by_one(walk: Operator) -> None:
    seeds = np.zeros((len(walk.order), 2))
    seeds[3, 0] = seeds[9, 1] = 1.0
    both = personalised_pagerank(walk, seeds)
    for column in range(2):
        alone = personalised_pagerank(walk, seeds[:, column])
        assert both[:, column] == pytest.approx(alone)


weights = st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=6, max_size=6)


@settings(max_examples=25, deadline=None)
@given(weights, weights, st.floats(-3, 3))
def test_the_walk_is_linear_in_signed_seeds(
    left: list[float], right: list[float], factor: float
) -> None:
    ring = operator(sparse.csr_array(nx.adjacency_matrix(nx.cycle_graph(6)).astype(np.float64)))
    a, b = np.array(left), np.array(right)
    together = personalised_pagerank(ring, a + factor * b)
    apart = personalised_pagerank(ring, a) + factor * personalised_pagerank(ring, b)
    assert together == pytest.approx(apart, abs=1e-9)
