"""Importance-pooled neighbourhoods (PinSage): which items a short walk from an item ends at most often."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from retrieval.heterogeneous import HeterogeneousGraph


class View(NamedTuple):
    """The graph as a reasoner sees it: matrices (nodes, nodes), one a relation; items come first.

    `facts`, shape (facts, items), are the shares of each fact's items, rows summing to 1 or 0.
    """

    relations: tuple[sparse.csr_array, ...]
    facts: sparse.csr_array


_HUB = 1000


def pooled(ties: sparse.csr_array, neighbours: int) -> sparse.csr_array:
    """Each item's most visited items after two steps of a walk over `ties`, rows summing to 1.

    `ties` has shape (items, nodes). A walk item - node - item is weighed by the root of both
    items' ties, so that hubs are not everybody's neighbours; its visits are computed, where
    Ying et al. 2018 ("PinSage") sample them. Shape (items, items), at most `neighbours` a row.
    A node of more than a thousand items ("English") makes nobody a neighbour and is left out.
    """
    ties = ties[:, np.flatnonzero(np.diff(sparse.csc_array(ties).indptr) <= _HUB)]
    degree = np.asarray(ties.sum(axis=1)).ravel()
    scaled = sparse.csr_array(sparse.diags_array(1.0 / np.sqrt(degree + 3.0)) @ ties)
    visits = sparse.csr_array(scaled @ scaled.T)
    visits = sparse.csr_array(visits - sparse.diags_array(visits.diagonal()))
    visits.eliminate_zeros()
    return rows_to_one(_strongest(visits, neighbours))


def relational(
    graph: HeterogeneousGraph, conversations: sparse.csr_array
) -> tuple[sparse.csr_array, ...]:
    """The graph as R-GCN sees it: each relation of facts in both directions, and company in conversations.

    `conversations` has shape (items, items); every matrix has shape (nodes, nodes), where the
    nodes are the items and the facts that two or more of them share: others tie nothing.
    """
    facts = [graph.facts(name) for name in graph.relations]
    ties = sum((np.bincount(one.indices, minlength=len(graph.nodes)) for one in facts), start=0)
    shared = np.flatnonzero(np.asarray(ties) > 1)
    items, nodes = len(graph.items), len(graph.items) + len(shared)
    relations = [_padded(conversations, nodes, 0)]
    for one in facts:
        if one[:, shared].nnz:
            there = _padded(one[:, shared], nodes, items)
            relations += [there, there.T.tocsr()]
    return tuple(relations)


def _padded(ties: sparse.csr_array, nodes: int, shift: int) -> sparse.csr_array:
    """A matrix of items by others as one of nodes by nodes, the others beginning at `shift`."""
    table = ties.tocoo()
    where = (table.row, table.col + shift)
    return sparse.csr_array((table.data, where), shape=(nodes, nodes))


def _strongest(matrix: sparse.csr_array, count: int) -> sparse.csr_array:
    """The `count` largest entries of each row."""
    sizes = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(matrix.shape[0]), sizes)
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    place = np.arange(len(order)) - np.repeat(matrix.indptr[:-1], sizes)
    kept = order[place < count]
    where = (rows[kept], matrix.indices[kept])
    return sparse.csr_array((matrix.data[kept], where), shape=matrix.shape)


def rows_to_one(matrix: sparse.csr_array) -> sparse.csr_array:
    """The matrix with each row divided by its sum, where that is not 0."""
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1.0 / np.where(total > 0, total, 1.0)) @ matrix)
