"""One graph of items, attributes, facts, past conversations and users, with its relations kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from scipy import sparse

from core.errors import CatalogError

if TYPE_CHECKING:
    import networkx as nx


class NodeKind(StrEnum):
    """What a node beside the items stands for."""

    ATTRIBUTE = "attribute"
    ENTITY = "entity"
    CONVERSATION = "conversation"
    USER = "user"


FACTUAL = frozenset({NodeKind.ATTRIBUTE, NodeKind.ENTITY})


class Tie(NamedTuple):
    """One edge: the item `item` has `relation` to the node `name` of this kind."""

    item: str
    relation: str
    kind: NodeKind
    name: str
    weight: float = 1.0


class Edges(NamedTuple):
    """The edges as columns, each of shape (edges,): item row, node, position of the relation, weight.

    `nodes` counts from 0 among the nodes that are not items.
    """

    items: NDArray[np.int32]
    nodes: NDArray[np.int32]
    relations: NDArray[np.int16]
    weights: NDArray[np.float32]


class HeterogeneousGraph:
    """Every edge ties an item to a node of another kind; growing it gives a new graph."""

    def __init__(
        self,
        items: Sequence[str],
        nodes: Sequence[tuple[NodeKind, str]],
        relations: Sequence[str],
        edges: Edges,
    ) -> None:
        """Use `of`, `grown` or `load`; this only keeps what they worked out."""
        self.items = tuple(items)
        self.nodes = tuple(nodes)
        self.relations = tuple(relations)
        self.edges = edges

    @classmethod
    def of(cls, items: Sequence[str], ties: Iterable[Tie] = ()) -> HeterogeneousGraph:
        """The graph of these item ids and ties; a tie of an unknown item is left out."""
        return cls(items, (), (), _columns([])).grown(ties)

    def __len__(self) -> int:
        """How many nodes there are, items among them."""
        return len(self.items) + len(self.nodes)

    def grown(self, ties: Iterable[Tie]) -> HeterogeneousGraph:
        """This graph with more ties; only what is new is worked out."""
        rows = {item: row for row, item in enumerate(self.items)}
        nodes = {key: number for number, key in enumerate(self.nodes)}
        relations = {name: number for number, name in enumerate(self.relations)}
        table = [
            (
                rows[tie.item],
                nodes.setdefault((tie.kind, tie.name), len(nodes)),
                relations.setdefault(tie.relation, len(relations)),
                tie.weight,
            )
            for tie in ties
            if tie.item in rows
        ]
        added = _columns(table)
        edges = Edges(
            np.concatenate([self.edges.items, added.items]),
            np.concatenate([self.edges.nodes, added.nodes]),
            np.concatenate([self.edges.relations, added.relations]),
            np.concatenate([self.edges.weights, added.weights]),
        )
        return HeterogeneousGraph(self.items, tuple(nodes), tuple(relations), edges)

    def names(self, kind: NodeKind) -> tuple[str, ...]:
        """The names of the nodes of one kind, in the order of the columns of `ties`."""
        return tuple(name for other, name in self.nodes if other is kind)

    def ties(
        self,
        kind: NodeKind,
        without: Set[str] = frozenset(),
        weights: Mapping[str, float] | None = None,
    ) -> sparse.csr_array:
        """Items by the nodes of one kind, shape (items, nodes of that kind).

        Nodes named in `without` keep an empty column. `weights` scales relations by name.
        """
        chosen = [number for number, (other, _) in enumerate(self.nodes) if other is kind]
        column = np.full(len(self.nodes), -1)
        column[chosen] = np.arange(len(chosen))
        column[[number for number in chosen if self.nodes[number][1] in without]] = -1
        places = column[self.edges.nodes]
        kept = places >= 0
        scale = np.array([(weights or {}).get(name, 1.0) for name in self.relations] or [1.0])
        values = (self.edges.weights * scale[self.edges.relations])[kept]
        where = (self.edges.items[kept], places[kept])
        return sparse.csr_array((values, where), shape=(len(self.items), len(chosen)))

    def facts(self, relation: str) -> sparse.csr_array:
        """Items by all nodes, shape (items, nodes), where the relation is a fact of the item."""
        lasting = np.array([kind in FACTUAL for kind, _ in self.nodes] or [False])
        chosen = self.edges.relations == self.relations.index(relation)
        kept = chosen & lasting[self.edges.nodes]
        where = (self.edges.items[kept], self.edges.nodes[kept])
        shape = (len(self.items), len(self.nodes))
        return sparse.csr_array((self.edges.weights[kept], where), shape=shape)

    def view(self, keep: Callable[[NodeKind], bool] = lambda _: True) -> nx.MultiGraph[str]:
        """The graph for looking at, with `kind` on nodes and `relation` on edges."""
        # Imported here because networkx takes a tenth of a second that `import app` must not pay.
        import networkx as nx  # noqa: PLC0415

        seen: nx.MultiGraph[str] = nx.MultiGraph()
        seen.add_nodes_from(self.items, kind="item")
        for row, node, relation, weight in zip(
            *(part.tolist() for part in self.edges), strict=True
        ):
            kind, name = self.nodes[node]
            if keep(kind):
                seen.add_node(f"{kind}:{name}", kind=kind.value)
                named = self.relations[relation]
                seen.add_edge(self.items[row], f"{kind}:{name}", relation=named, weight=weight)
        return seen

    def save(self, path: Path) -> None:
        """Write the graph as one safetensors file, in place of what was there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        labels = {"items": self.items, "nodes": self.nodes, "relations": self.relations}
        draft = path.with_suffix(".draft")
        texts = {name: json.dumps(value) for name, value in labels.items()}
        save_file(self.edges._asdict(), draft, metadata=texts)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> HeterogeneousGraph:
        """The graph that `save` wrote; raises CatalogError where the file is damaged."""
        try:
            with safe_open(path, framework="numpy") as file:
                texts = file.metadata()
                edges = Edges(*(file.get_tensor(name) for name in Edges._fields))
            nodes = [(NodeKind(kind), name) for kind, name in json.loads(texts["nodes"])]
            labels = json.loads(texts["items"]), nodes, json.loads(texts["relations"])
            _check(edges, *map(len, labels))
        except Exception as error:  # whatever reading damaged bytes raises
            raise CatalogError(f"{path} is not a graph that can be read: {error}") from error
        return cls(*labels, edges)


def _check(edges: Edges, *counts: int) -> None:
    """Raise ValueError where the columns are no edges between this many items, nodes and relations."""
    if len({column.shape for column in edges}) != 1:
        raise ValueError("the columns differ in length")
    places: tuple[NDArray[np.integer], ...] = (edges.items, edges.nodes, edges.relations)
    for column, count in zip(places, counts, strict=True):
        if len(column) and not 0 <= column.min() <= column.max() < count:
            raise ValueError(f"an edge leads to {column.max()} of {count}")


def _columns(table: Sequence[tuple[int, int, int, float]]) -> Edges:
    items, nodes, relations, weights = zip(*table, strict=True) if table else ((), (), (), ())
    return Edges(
        np.array(items, dtype=np.int32),
        np.array(nodes, dtype=np.int32),
        np.array(relations, dtype=np.int16),
        np.array(weights, dtype=np.float32),
    )
