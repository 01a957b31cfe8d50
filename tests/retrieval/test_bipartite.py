"""The walk on two sides is the walk on the whole graph, and a column's bits are its own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from retrieval.bipartite import Bipartite, bipartite, walked
from retrieval.walk import Operator, operator, personalised_pagerank

NEAR, FAR = 120, 200


def planted_ties() -> sparse.csr_array:
    """Weights between both sides; the first near node and the last far one are tied to nothing."""
    draw = np.random.default_rng(5)
    rows, columns = draw.integers(1, NEAR, 900), draw.integers(0, FAR - 1, 900)
    ties = sparse.csr_array((draw.random(900) + 0.1, (rows, columns)), shape=(NEAR, FAR))
    ties.sum_duplicates()
    return ties


def whole(ties: sparse.csr_array) -> Operator:
    return operator(sparse.csr_array(sparse.block_array([[None, ties], [ties.T, None]])))


@pytest.fixture(scope="module")
def graph() -> Bipartite:
    return bipartite(planted_ties())


def seeds_at(*nodes: int, columns: int = 0) -> NDArray[np.float64]:
    seeds = np.zeros((NEAR + FAR, columns) if columns else NEAR + FAR)
    seeds[list(nodes)] = 1.0 / len(nodes)
    return seeds


@pytest.mark.parametrize("restart", [0.1, 0.15, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("nodes", [(3,), (7, 9, 30), (NEAR + 4,), (5, NEAR + 8)])
def test_in_the_end_both_walks_are_at_the_same_place(
    graph: Bipartite, nodes: tuple[int, ...], restart: float
) -> None:
    seeds = seeds_at(*nodes)
    exact = personalised_pagerank(whole(planted_ties()), seeds, restart, steps=400)
    assert walked(graph, seeds, restart, steps=400) == pytest.approx(exact, abs=1e-12)
    assert walked(graph, seeds, restart).sum() == pytest.approx(1.0, abs=1e-4)
    assert np.abs(walked(graph, seeds, restart) - exact).sum() < 3e-4


def test_half_of_an_even_number_of_steps_gives_the_near_side_of_the_whole_walk(
    graph: Bipartite,
) -> None:
    seeds = seeds_at(7, 9, 30)
    after = personalised_pagerank(whole(planted_ties()), seeds, 0.3, steps=6)[:NEAR]
    assert walked(graph, seeds, 0.3, steps=6)[:NEAR] == pytest.approx(after, abs=1e-14)
    assert walked(graph, seeds, 0.3, steps=8)[:NEAR] != pytest.approx(after, abs=1e-9)


def test_who_has_no_neighbour_keeps_the_mass_that_is_there(graph: Bipartite) -> None:
    found = walked(graph, seeds_at(0, NEAR + FAR - 1))
    assert (found[0], found[-1], found.sum()) == (0.5, 0.5, 1.0)


def test_nothing_is_reached_from_nowhere(graph: Bipartite) -> None:
    assert not walked(graph, np.zeros(NEAR + FAR)).any()
    assert walked(graph, np.zeros((NEAR + FAR, 3))).shape == (NEAR + FAR, 3)


def test_seeds_stay_as_they_were(graph: Bipartite) -> None:
    seeds = seeds_at(2, NEAR + 2)
    before = seeds.copy()
    walked(graph, seeds)
    assert (seeds == before).all()


columns = st.lists(
    st.dictionaries(
        st.integers(0, NEAR + FAR - 1), st.floats(-1, 1, allow_subnormal=False), max_size=6
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=40, deadline=None)
@given(columns, st.sampled_from([0.2, 0.3]))
def test_a_column_has_the_same_bits_whatever_is_walked_beside_it(
    weights: list[dict[int, float]], restart: float
) -> None:
    graph = bipartite(planted_ties())
    seeds = np.zeros((NEAR + FAR, len(weights)))
    for column, one in enumerate(weights):
        for node, weight in one.items():
            seeds[node, column] = weight
    together = walked(graph, seeds, restart)
    for column in range(len(weights)):
        assert (together[:, column] == walked(graph, seeds[:, column], restart)).all()
