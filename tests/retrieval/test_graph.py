"""The graph ties films by what they share and explains one from another."""

import networkx as nx

from catalog.store import Catalog
from core.item import Facet
from core.slate import Step
from retrieval.graph import KnowledgeGraph
from tests.worlds import film, mixed, one_director


def seed(graph: KnowledgeGraph, item_id: str) -> int:
    node = graph.node(item_id)
    assert node is not None
    return node


def test_an_attribute_of_one_film_is_left_out() -> None:
    graph = KnowledgeGraph.build(one_director().values())
    assert graph.attribute_node(Facet.PERSON, "Ada Quill") is not None
    assert graph.attribute_node(Facet.PERSON, "Dee 7") is None
    assert graph.node("nobody") is None


def test_the_view_has_the_nodes_asked_for_and_their_edges() -> None:
    graph = KnowledgeGraph.build(one_director().values())
    person = graph.attribute_node(Facet.PERSON, "Ada Quill")
    assert person is not None
    nodes = [seed(graph, "f0"), seed(graph, "f7"), person]
    view = graph.view(nodes)
    assert set(view) == set(nodes)
    assert [view.edges[edge]["relation"].value for edge in view.edges] == ["directed by"]


def test_degrees_are_symmetric_and_the_graph_is_bipartite() -> None:
    graph = KnowledgeGraph.build(mixed().values())
    view = graph.view(range(len(graph)))
    assert nx.is_bipartite(view)
    assert abs(graph.walk.across - graph.walk.back.T).max() < 1e-12
    assert graph.walk.size == len(graph)


def test_a_path_takes_the_rare_and_heavy_edge() -> None:
    graph = KnowledgeGraph.build(one_director().values())
    path = graph.path([seed(graph, "f0")], "f3")
    assert path == (
        Step(start="Film 0 (1990)", relation="directed by", end="Ada Quill"),
        Step(start="Ada Quill", relation="directed by", end="Film 3 (1990)"),
    )


def test_a_path_may_go_through_one_other_film() -> None:
    films = [
        film(0, year=None, directors=("Ann",)),
        film(1, year=None, directors=("Ann",), cast=("Bo",)),
        film(2, year=None, cast=("Bo",)),
        film(3, year=None, genres=("Drama",)),
    ]
    graph = KnowledgeGraph.build(films)
    path = graph.path([seed(graph, "f0")], "f2")
    assert [step.end for step in path] == ["Ann", "Film 1", "Bo", "Film 2"]
    assert [step.relation for step in path] == ["directed by", "directed by", "stars", "stars"]


def test_there_is_no_path_where_nothing_ties() -> None:
    chain = [
        film(n, year=None, directors=(f"d{n}",), cast=(f"d{n + 1}",), genres=()) for n in range(6)
    ]
    graph = KnowledgeGraph.build(chain)
    assert graph.path([seed(graph, "f0")], "f5") == ()
    assert graph.path([], "f1") == ()
    assert graph.path([seed(graph, "f1")], "f1") == ()
    assert graph.path([seed(graph, "f1")], "nobody") == ()


def test_no_path_is_longer_than_four_edges(default_catalog: Catalog) -> None:
    graph = KnowledgeGraph.build(default_catalog.values())
    ids = [item.id for item in default_catalog.items_in_order[::900]]
    paths = [graph.path([seed(graph, ids[0])], item_id) for item_id in ids[1:]]
    assert any(paths)
    assert all(len(path) <= 4 for path in paths)
    assert all(
        path[-1].end == default_catalog[i].label
        for path, i in zip(paths, ids[1:], strict=True)
        if path
    )
