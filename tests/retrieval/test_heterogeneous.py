"""The heterogeneous graph grows in steps, keeps every relation, and is written and read whole."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CatalogError
from retrieval.heterogeneous import HeterogeneousGraph, NodeKind, Tie

ITEMS = ("a", "b", "c")
PLANTED = (
    Tie("a", "directed by", NodeKind.ATTRIBUTE, "person: Ada"),
    Tie("b", "directed by", NodeKind.ATTRIBUTE, "person: Ada"),
    Tie("b", "stars", NodeKind.ATTRIBUTE, "person: Ada"),
    Tie("c", "won", NodeKind.ENTITY, "a prize", 0.5),
    Tie("a", "named in", NodeKind.CONVERSATION, "d1"),
    Tie("c", "recommended in", NodeKind.CONVERSATION, "d1"),
    Tie("c", "named in", NodeKind.CONVERSATION, "d2"),
    Tie("b", "chosen by", NodeKind.USER, "d1"),
)

any_tie = st.builds(
    Tie,
    item=st.sampled_from((*ITEMS, "stranger")),
    relation=st.sampled_from(("likes", "names", "shows")),
    kind=st.sampled_from(NodeKind),
    name=st.sampled_from(("x", "y", "z")),
    weight=st.sampled_from((0.25, 1.0, 2.0)),
)


def same(one: HeterogeneousGraph, other: HeterogeneousGraph) -> bool:
    labels = all(
        getattr(one, part) == getattr(other, part) for part in ("items", "nodes", "relations")
    )
    columns = zip(one.edges, other.edges, strict=True)
    return labels and all(
        mine.dtype == its.dtype and mine.tolist() == its.tolist() for mine, its in columns
    )


@pytest.fixture
def graph() -> HeterogeneousGraph:
    return HeterogeneousGraph.of(ITEMS, PLANTED)


@given(st.lists(any_tie), st.integers(0, 20))
def test_growing_in_steps_is_building_at_once(ties: list[Tie], cut: int) -> None:
    grown = HeterogeneousGraph.of(ITEMS, ties[:cut]).grown(ties[cut:]).grown([])
    assert same(grown, HeterogeneousGraph.of(ITEMS, ties))


@given(st.lists(any_tie))
def test_every_tie_of_a_known_item_is_an_edge_and_no_other(ties: list[Tie]) -> None:
    graph = HeterogeneousGraph.of(ITEMS, ties)
    edges = zip(*(column.tolist() for column in graph.edges), strict=True)
    found = [
        Tie(graph.items[row], graph.relations[relation], *graph.nodes[node], weight)
        for row, node, relation, weight in edges
    ]
    assert found == [tie for tie in ties if tie.item != "stranger"]
    assert len(graph) == len(ITEMS) + len({(tie.kind, tie.name) for tie in found})


def test_growing_leaves_the_graph_as_it_was(graph: HeterogeneousGraph) -> None:
    before = len(graph), len(graph.edges.items)
    graph.grown([Tie("a", "named in", NodeKind.CONVERSATION, "d9")])
    assert (len(graph), len(graph.edges.items)) == before


def test_one_name_of_two_kinds_is_two_nodes(graph: HeterogeneousGraph) -> None:
    assert graph.names(NodeKind.CONVERSATION) == ("d1", "d2")
    assert graph.names(NodeKind.USER) == ("d1",)
    assert graph.names(NodeKind.ATTRIBUTE) == ("person: Ada",)
    assert graph.relations[:3] == ("directed by", "stars", "won")


def test_ties_are_the_edges_of_one_kind(graph: HeterogeneousGraph) -> None:
    assert graph.ties(NodeKind.CONVERSATION).toarray().tolist() == [[1, 0], [0, 0], [1, 1]]
    assert graph.ties(NodeKind.ENTITY).toarray().tolist() == [[0], [0], [0.5]]
    assert graph.ties(NodeKind.ATTRIBUTE).toarray().tolist() == [[1], [2], [0]]


def test_what_is_left_out_keeps_an_empty_column(graph: HeterogeneousGraph) -> None:
    ties = graph.ties(NodeKind.CONVERSATION, without={"d1"})
    assert ties.toarray().tolist() == [[0, 0], [0, 0], [0, 1]]
    assert graph.ties(NodeKind.USER, without={"d2"}).toarray().tolist() == [[0], [1], [0]]


def test_relations_are_weighed_by_name(graph: HeterogeneousGraph) -> None:
    weighed = graph.ties(NodeKind.ATTRIBUTE, weights={"stars": 0.25, "unheard of": 9.0})
    assert weighed.toarray().tolist() == [[1], [1.25], [0]]


def test_facts_are_of_one_relation_and_never_of_conversations(graph: HeterogeneousGraph) -> None:
    directed = graph.facts("directed by").toarray()
    assert directed.shape == (3, len(graph.nodes))
    assert directed.sum(axis=1).tolist() == [1, 1, 0]
    assert graph.facts("named in").nnz == 0


def test_a_graph_of_nothing_can_be_asked() -> None:
    empty = HeterogeneousGraph.of([])
    assert len(empty) == 0
    assert empty.ties(NodeKind.USER).shape == (0, 0)
    assert HeterogeneousGraph.of(ITEMS).ties(NodeKind.USER).shape == (3, 0)
    assert len(empty.view()) == 0


@given(st.lists(any_tie))
def test_the_view_has_every_edge_with_its_relation(ties: list[Tie]) -> None:
    view = HeterogeneousGraph.of(ITEMS, ties).view()
    found = sorted(
        (
            *sorted((start, end), key=lambda node: node not in ITEMS),
            data["relation"],
            data["weight"],
        )
        for start, end, data in view.edges(data=True)
    )
    assert found == sorted(
        (tie.item, f"{tie.kind}:{tie.name}", tie.relation, tie.weight)
        for tie in ties
        if tie.item in ITEMS
    )
    assert {view.nodes[item]["kind"] for item in ITEMS} == {"item"}


def test_the_view_can_be_of_some_kinds_alone(graph: HeterogeneousGraph) -> None:
    view = graph.view(lambda kind: kind is NodeKind.CONVERSATION)
    assert set(view) == {*ITEMS, "conversation:d1", "conversation:d2"}
    assert view["c"]["conversation:d1"][0]["relation"] == "recommended in"


@given(st.lists(any_tie))
def test_what_is_saved_is_read(tmp_path_factory: pytest.TempPathFactory, ties: list[Tie]) -> None:
    path = tmp_path_factory.mktemp("graph") / "folder" / "graph.safetensors"
    graph = HeterogeneousGraph.of(ITEMS, ties)
    graph.save(path)
    assert same(HeterogeneousGraph.load(path), graph)
    assert [one.name for one in path.parent.iterdir()] == ["graph.safetensors"]


@pytest.fixture(scope="module")
def large() -> HeterogeneousGraph:
    """100,000 edges."""
    rng = np.random.default_rng(0)
    items, names = rng.integers(0, 10_000, 100_000), rng.integers(0, 20_000, 100_000)
    return HeterogeneousGraph.of(
        [f"i{number}" for number in range(10_000)],
        (
            Tie(f"i{item}", "named in", NodeKind.CONVERSATION, f"d{name}")
            for item, name in zip(items.tolist(), names.tolist(), strict=True)
        ),
    )


def best_of_three(act: Callable[[], object]) -> float:
    """The shortest of three times, in seconds."""

    def time() -> float:
        start = perf_counter()
        act()
        return perf_counter() - start

    return min(time() for _ in range(3))


def test_a_hundred_thousand_edges_are_saved_and_loaded_in_under_a_second(
    large: HeterogeneousGraph, tmp_path: Path
) -> None:
    path = tmp_path / "large.safetensors"
    assert len(large.edges.items) == 100_000
    assert best_of_three(lambda: large.save(path)) < 1.0
    assert best_of_three(lambda: HeterogeneousGraph.load(path)) < 1.0


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "graph.safetensors"
    HeterogeneousGraph.of(ITEMS, PLANTED).save(path)
    return path


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(saved: Path, written: bytes) -> None:
    path = saved.with_suffix(".other")
    path.write_bytes(written)
    with pytest.raises(CatalogError, match="is not a graph that can be read"):
        HeterogeneousGraph.load(path)


@given(st.data())
def test_a_truncated_file_is_refused(saved: Path, data: st.DataObject) -> None:
    whole = saved.read_bytes()
    path = saved.with_suffix(".short")
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(CatalogError):
        HeterogeneousGraph.load(path)


@given(st.data())
def test_a_file_with_wrong_bytes_is_refused_or_still_a_graph(
    saved: Path, data: st.DataObject
) -> None:
    whole = saved.read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    wrong = data.draw(st.binary(min_size=1, max_size=8))
    path = saved.with_suffix(".wrong")
    path.write_bytes((whole[:start] + wrong + whole[start + len(wrong) :])[: len(whole)])
    try:
        graph = HeterogeneousGraph.load(path)
    except CatalogError:
        return
    for kind in NodeKind:
        assert graph.ties(kind).shape[0] == len(graph.items)
    assert set(graph.items) <= set(graph.view())


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="nowhere"):
        HeterogeneousGraph.load(tmp_path / "nowhere.safetensors")
