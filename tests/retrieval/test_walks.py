"""Walks from what was named are PageRank on the graph, through conversations and through facts."""

from collections.abc import Sequence

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from core.heard import Attribute, Polarity
from core.item import Facet
from retrieval.heterogeneous import HeterogeneousGraph, NodeKind, Tie
from retrieval.situations import Situations, query_of, situations_of
from retrieval.walks import Walks, WalksConfig, by_rarity, fact_columns, layers_of
from tests.contracts.context_ranker import EMPTY, about

ITEMS = tuple("abcdef")
ROWS = {item: row for row, item in enumerate(ITEMS)}
TALKS = (("d1", "abc"), ("d2", "ab"), ("d3", "de"))
FACTS = (("Ada", "cf"), ("Bo", "ad"), ("alone", "e"))


def planted(talks: Sequence[tuple[str, str]] = TALKS) -> HeterogeneousGraph:
    """Three conversations, and facts: f is in no conversation and shares Ada with c."""
    kinds = ((NodeKind.CONVERSATION, talks), (NodeKind.ATTRIBUTE, FACTS))
    return HeterogeneousGraph.of(
        ITEMS,
        [
            Tie(item, "has", kind, name)
            for kind, groups in kinds
            for name, items in groups
            for item in items
        ],
    )


def walks_on(graph: HeterogeneousGraph, *recency: float) -> Walks:
    layers = layers_of(graph)
    ages = recency or (1.0,) * layers.conversations.shape[1]
    return Walks(layers, np.array(ages), WalksConfig())


def seeds(*groups: str) -> Situations:
    return situations_of([query_of(about(*group)) for group in groups], ROWS, None)


def person(name: str) -> Attribute:
    return Attribute(facet=Facet.PERSON, value=name, polarity=Polarity.WANT)


def exact(ties: sparse.csr_array, start: np.ndarray) -> np.ndarray:
    """networkx's PageRank over items and nodes, restarting at `start` (items,)."""
    graph = nx.Graph()
    graph.add_nodes_from(range(sum(ties.shape)))
    table = ties.tocoo()
    for row, column, weight in zip(table.row, table.col, table.data, strict=True):
        graph.add_edge(int(row), ties.shape[0] + int(column), weight=float(weight))
    for alone in list(nx.isolates(graph)):
        graph.add_edge(alone, alone)
    restart = {row: float(value) for row, value in enumerate(start)}
    found = nx.pagerank(graph, alpha=0.8, personalization=restart, tol=1e-12, max_iter=1000)
    return np.array([found[row] for row in range(ties.shape[0])])


@pytest.mark.parametrize("group", ["a", "f", "be", "abcdef"])
def test_walks_are_networkxs_pagerank(group: str) -> None:
    graph, situation = planted(), seeds(group)
    layers, start = layers_of(graph), situation.seeds.toarray()[0]
    found = walks_on(graph, 1.0, 0.5, 0.0).signals(situation)
    joint = sparse.hstack([layers.conversations, 0.5 * layers.facts])
    lately = layers.conversations @ sparse.diags_array([1.15, 0.65, 0.15])
    expected = {
        "walk": joint,
        "walk lately": lately,
        "walk of conversations": layers.conversations,
    }
    assert set(found) == set(expected)
    for name, ties in expected.items():
        assert found[name].shape == (1, 6)
        assert found[name][0] == pytest.approx(exact(sparse.csr_array(ties), start), abs=2e-4)


def test_an_item_without_conversations_is_reached_through_facts() -> None:
    found = walks_on(planted()).signals(seeds("c"))
    assert found["walk"][0, ROWS["f"]] > 0.01
    assert found["walk of conversations"][0, ROWS["f"]] == 0
    alone = walks_on(planted()).signals(seeds("f"))
    assert alone["walk"][0, ROWS["c"]] > 0.05
    assert alone["walk of conversations"][0].tolist() == pytest.approx([0, 0, 0, 0, 0, 1], abs=1e-3)


def test_a_walk_starts_at_what_is_asked_for_too() -> None:
    """Who asks for Ada reaches her films; with a film named as well, both pull."""
    graph, facts = planted(), fact_columns(planted())
    asked = situations_of([query_of(EMPTY, (person("Ada"),))], ROWS, None, facts)
    found = walks_on(graph).signals(asked)
    assert {ITEMS[row] for row in np.argsort(-found["walk"][0])[:2]} == {"c", "f"}
    assert not found["walk of conversations"].any()
    both = situations_of([query_of(about("e"), (person("Ada"),))], ROWS, None, facts)
    joint = walks_on(graph).signals(both)["walk"][0]
    alone = walks_on(graph).signals(seeds("e"))["walk"][0]
    assert joint == pytest.approx(alone + found["walk"][0], abs=1e-3)


def test_columns_of_facts_are_the_layers() -> None:
    graph = planted().grown([Tie("b", "shot in", NodeKind.ENTITY, "Rome")])
    layers, columns = layers_of(graph).facts.toarray(), fact_columns(graph)
    assert set(columns) == {"Ada", "Bo", "alone", "Rome"}
    assert sorted(columns.values()) == [0, 1, 2, 3]
    assert {ITEMS[row] for row in np.flatnonzero(layers[:, columns["Bo"]])} == {"a", "d"}


def test_users_are_walked_through_less_than_conversations() -> None:
    ties = [Tie("f", "chosen by", NodeKind.USER, "u"), Tie("a", "chosen by", NodeKind.USER, "u")]
    found = walks_on(planted().grown(ties)).signals(seeds("a"))["walk"][0]
    assert found[ROWS["b"]] > found[ROWS["f"]] > 0


def test_recent_conversations_are_walked_more() -> None:
    talks = (("old", "ab"), ("new", "ac"))
    found = walks_on(planted(talks), 0.0, 1.0).signals(seeds("a"))
    assert found["walk lately"][0, ROWS["c"]] > 2 * found["walk lately"][0, ROWS["b"]] > 0
    assert found["walk of conversations"][0, ROWS["c"]] == pytest.approx(
        found["walk of conversations"][0, ROWS["b"]]
    )


def test_more_situations_than_are_walked_together_are_walked_alike() -> None:
    groups = [ITEMS[number % 6] for number in range(300)]
    walks = walks_on(planted())
    found, alone = walks.signals(seeds(*groups))["walk"], walks.signals(seeds(*ITEMS))["walk"]
    assert found == pytest.approx(alone[[number % 6 for number in range(300)]], abs=1e-6)


def test_a_situation_without_seeds_reaches_nothing() -> None:
    nothing = situations_of([query_of(EMPTY)], ROWS, None)
    for reached in walks_on(planted()).signals(nothing).values():
        assert not reached.any()


def test_two_relations_to_one_node_count_once() -> None:
    twice = [Tie(item, "again", NodeKind.CONVERSATION, "d1") for item in "abc"]
    layers = layers_of(planted().grown(twice))
    assert layers.conversations.toarray().max() == 1.0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=20))
def test_facts_by_rarity_have_length_one_or_none(pairs: list[tuple[int, int]]) -> None:
    table = np.zeros((6, 5))
    for item, fact in pairs:
        table[item, fact] = 1.0
    weighed = by_rarity(sparse.csr_array(table)).toarray()
    shared = table.sum(axis=0)
    telling = table[:, (shared > 1) & (shared < 6)].any(axis=1)
    assert np.linalg.norm(weighed, axis=1) == pytest.approx(telling.astype(float))
    assert not weighed[:, shared == 1].any()


def test_a_rarer_fact_weighs_more() -> None:
    table = np.zeros((8, 2))
    table[:2, 0] = table[:4, 1] = 1.0
    weighed = by_rarity(sparse.csr_array(table)).toarray()
    assert weighed[0, 0] / weighed[0, 1] == pytest.approx(np.log(4) / np.log(2))
    assert weighed[3].tolist() == [0, 1]
