"""Pooled neighbourhoods are the items visited most often, never oneself, never by a hub."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from retrieval.heterogeneous import HeterogeneousGraph, NodeKind, Tie
from retrieval.neighbourhoods import pooled, relational

any_ties = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5)), max_size=30, unique=True).map(
    lambda pairs: matrix(8, 6, *pairs)
)


def matrix(items: int, nodes: int, *pairs: tuple[int, int]) -> sparse.csr_array:
    """Ones at these places."""
    table = np.zeros((items, nodes))
    for item, node in pairs:
        table[item, node] = 1.0
    return sparse.csr_array(table)


@given(any_ties, st.integers(1, 5))
def test_rows_sum_to_one_or_nothing_without_oneself(ties: sparse.csr_array, most: int) -> None:
    found = pooled(ties, most)
    table = found.toarray()
    shared = ties.toarray() @ ties.toarray().T
    np.fill_diagonal(shared, 0)
    assert table.shape == (8, 8)
    assert not table.diagonal().any()
    assert (np.diff(found.indptr) <= most).all()
    assert table.sum(axis=1) == pytest.approx(shared.any(axis=1).astype(float))
    assert not table[shared == 0].any()
    assert ((table > 0).sum(axis=1) == np.minimum((shared > 0).sum(axis=1), most)).all()


def test_the_neighbours_are_those_visited_most_often() -> None:
    """Items 0 and 1 share two nodes, 0 and 2 one; item 3 shares it too but is tied to much else."""
    ties = matrix(
        4,
        8,
        (0, 0),
        (1, 0),
        (0, 1),
        (1, 1),
        (0, 2),
        (2, 2),
        (3, 2),
        *((3, node) for node in range(3, 8)),
    )
    table = pooled(ties, 3).toarray()
    assert table[0, 1] > table[0, 2] > table[0, 3] > 0
    assert pooled(ties, 1).toarray()[0] == pytest.approx([0, 1, 0, 0])


def test_neighbours_alike_are_taken_in_their_order() -> None:
    found = pooled(matrix(5, 1, *((row, 0) for row in range(5))), 2).toarray()
    assert found[4] == pytest.approx([0.5, 0.5, 0, 0, 0])


def test_a_node_of_more_than_a_thousand_items_makes_no_neighbours() -> None:
    """All are tied to the first node; the first two share another."""
    for items, expected in ((1001, 1), (1000, 2)):
        ties = matrix(items, 2, (0, 1), (1, 1), *((row, 0) for row in range(items)))
        found = pooled(ties, 2)
        assert found[[0]].nnz == expected
        assert bool(found[[5]].nnz) is (items <= 1000)


def test_every_shared_fact_is_seen_from_both_sides_and_conversations_once() -> None:
    graph = HeterogeneousGraph.of(
        ["a", "b"],
        [
            Tie("a", "genre", NodeKind.ATTRIBUTE, "genre: War"),
            Tie("b", "genre", NodeKind.ATTRIBUTE, "genre: War"),
            Tie("b", "won", NodeKind.ENTITY, "a prize"),
            Tie("a", "wanted", NodeKind.ENTITY, "a prize"),
            Tie("b", "stars", NodeKind.ATTRIBUTE, "person: nobody else's"),
            Tie("a", "named in", NodeKind.CONVERSATION, "d"),
            Tie("b", "named in", NodeKind.CONVERSATION, "d"),
        ],
    )
    company = matrix(2, 2, (0, 1), (1, 0))
    relations = relational(graph, company)
    edges = [sorted(zip(*one.nonzero(), strict=True)) for one in relations]
    assert {one.shape for one in relations} == {(4, 4)}  # two items, War, and the prize
    assert edges == [
        [(0, 1), (1, 0)],
        [(0, 2), (1, 2)],
        [(2, 0), (2, 1)],
        [(1, 3)],
        [(3, 1)],
        [(0, 3)],
        [(3, 0)],
    ]
