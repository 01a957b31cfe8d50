"""The knowledge graph: films tied to their people, genres, themes and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.item import Facet, Item
from core.slate import Step
from core.value import Value
from retrieval.bipartite import Bipartite, bipartite

if TYPE_CHECKING:
    import networkx as nx

Key = tuple[Facet, str]

_LONGEST_PATH = 4
_DETOURS = 20


class Relation(StrEnum):
    """How a film is tied to an attribute, read from the film: Heat is directed by Michael Mann."""

    DIRECTED_BY = "directed by"
    STARS = "stars"
    WRITTEN_BY = "written by"
    ENSEMBLE = "features"
    GENRE = "genre"
    THEME = "theme"
    MOOD = "mood"
    COUNTRY = "country"
    LANGUAGE = "language"
    DECADE = "decade"
    SERIES = "series"
    COMPANY = "company"


_RELATIONS = tuple(Relation)


class GraphConfig(Value):
    """The weight of each relation's edges, and what a path must save to go through another film."""

    directed_by: float = 3.0
    stars: float = 2.0
    written_by: float = 0.7
    ensemble: float = 0.3
    genre: float = 1.0
    theme: float = 2.0
    mood: float = 1.5
    country: float = 0.3
    language: float = 0.3
    decade: float = 0.4
    series: float = 3.0
    company: float = 0.3
    detour: float = 10.0

    def weights(self) -> dict[Relation, float]:
        """The edge weight of every relation."""
        return {relation: getattr(self, relation.name.lower()) for relation in Relation}


class Incidence(NamedTuple):
    """Which film has which attribute: CSR of shape (films, attributes) and its relations.

    `relations` runs beside `weights.data`: the position of each edge's relation in Relation.
    """

    weights: sparse.csr_array
    relations: NDArray[np.int8]


class KnowledgeGraph:
    """Films (nodes 0..n-1, in the order given), then attributes that two or more films share."""

    def __init__(
        self, items: tuple[Item, ...], keys: tuple[Key, ...], incidence: Incidence, detour: float
    ) -> None:
        """Use `build`; this only keeps what it worked out."""
        self.items = items
        self.keys = keys
        self.detour = detour
        self._incidence = incidence
        self._rows = {item.id: row for row, item in enumerate(items)}
        self._columns = {key: column for column, key in enumerate(keys)}
        # Of the films that are shown and spoken of, again and again: some 5 kB each.
        self._known_ties: dict[int, dict[int, dict[str, object]]] = {}
        self.walk: Bipartite = bipartite(incidence.weights)
        self._rarity = np.log1p(np.diff(sparse.csr_array(incidence.weights.T).indptr))

    @classmethod
    def build(cls, items: Iterable[Item], config: GraphConfig | None = None) -> KnowledgeGraph:
        """The graph of these films; an attribute of a single film ties nothing and is left out."""
        films, config = tuple(items), config or GraphConfig()
        ties = [_ties(item) for item in films]
        shared = Counter(key for tie in ties for key in tie)
        keys = tuple(key for key, films_with in shared.items() if films_with > 1)
        columns = {key: column for column, key in enumerate(keys)}
        return cls(films, keys, _incidence(ties, columns, config), config.detour)

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.items) + len(self.keys)

    def node(self, item_id: str) -> int | None:
        """The node of a film, None where the graph lacks it."""
        return self._rows.get(item_id)

    def attribute_node(self, facet: Facet, value: str) -> int | None:
        """The node of an attribute, None where fewer than two films share it."""
        column = self._columns.get((facet, value))
        return None if column is None else len(self.items) + column

    def label(self, node: int) -> str:
        """A node's name as a person would say it."""
        films = len(self.items)
        return self.items[node].label if node < films else self.keys[node - films][1]

    def view(self, nodes: Iterable[int]) -> nx.Graph[int]:
        """These nodes and the edges among them, for explaining; `label` names a node.

        Edges carry `relation` and `cost` = log(1 + films of the attribute) / weight. The whole
        graph takes hundreds of megabytes this way, so ask for a neighbourhood.
        """
        # Imported here because networkx takes a tenth of a second that `import app` must not pay.
        import networkx as nx  # noqa: PLC0415

        kept = set(nodes)
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(kept)
        for row in (node for node in kept if node < len(self.items)):
            ties = self._ties_of(row)
            graph.add_edges_from((row, node, ties[node]) for node in ties if node in kept)
        return graph

    def path(self, seeds: Sequence[int], item_id: str) -> tuple[Step, ...]:
        """The best explanation from any seed node to a film, at most four edges; () if none.

        Heavy relations and rare attributes explain best, so each edge costs
        log(1 + films of the attribute) / weight; going through another film costs `detour` more.
        """
        target = self.node(item_id)
        starts = [seed for seed in seeds if seed != target]
        if target is None or not starts:
            return ()
        near = {target, *starts, *self._shared(target, starts)}
        cost, nodes = self._cheapest(near, starts, target)
        if cost > self.detour:
            wider = self._with_detours(near, starts, target)
            around, further = self._cheapest(wider, starts, target)
            if around + self.detour < cost and len(further) <= _LONGEST_PATH + 1:
                nodes = further
        return self._steps(nodes)

    def _cheapest(self, nodes: set[int], starts: list[int], target: int) -> tuple[float, list[int]]:
        import networkx as nx  # noqa: PLC0415 - as in `view`

        view = self.view(nodes)
        paths = nx.multi_source_dijkstra_path(view, set(starts), weight="cost")
        if target not in paths:
            return np.inf, []
        return nx.path_weight(view, paths[target], "cost"), paths[target]

    def _shared(self, target: int, starts: list[int]) -> set[int]:
        """The attributes that a film has in common with any of the starts."""
        return self._attributes_of([target]) & self._attributes_of(starts)

    def _with_detours(self, near: set[int], starts: list[int], target: int) -> set[int]:
        """The neighbourhood with the films closest to both ends, and what ties them to either."""
        reach = np.minimum(self._closeness(starts), self._closeness([target]))
        reach[[node for node in (*starts, target) if node < len(self.items)]] = 0
        films = np.argsort(-reach, kind="stable")[:_DETOURS]
        middles = [int(film) for film in films if reach[film] > 0]
        return near | set(middles) | self._attributes_of([target, *starts])

    def _closeness(self, nodes: list[int]) -> NDArray[np.float64]:
        """For every film, how heavy and rare its ties to the attributes of these nodes are."""
        columns = [node - len(self.items) for node in self._attributes_of(nodes)]
        asked = np.zeros(len(self.keys))
        asked[columns] = 1.0 / self._rarity[columns] ** 2
        return np.asarray(self._incidence.weights @ asked)

    def _attributes_of(self, nodes: list[int]) -> set[int]:
        films = len(self.items)
        own = {node for node in nodes if node >= films}
        return own.union(*(self._ties_of(node) for node in nodes if node < films))

    def _edges(self, row: int) -> slice:
        start, end = self._incidence.weights.indptr[row : row + 2]
        return slice(int(start), int(end))

    def _ties_of(self, row: int) -> dict[int, dict[str, object]]:
        """A film's attribute nodes in order, each with the relation and the cost of its edge."""
        known = self._known_ties.get(row)
        if known is None:
            edges, matrix = self._edges(row), self._incidence.weights
            columns = matrix.indices[edges]
            costs = self._rarity[columns] / matrix.data[edges]
            names = [_RELATIONS[place] for place in self._incidence.relations[edges].tolist()]
            told = ({"relation": n, "cost": c} for n, c in zip(names, costs.tolist(), strict=True))
            known = dict(zip((columns + len(self.items)).tolist(), told, strict=True))
            self._known_ties[row] = known
        return known

    def _steps(self, nodes: list[int]) -> tuple[Step, ...]:
        return tuple(
            Step(
                start=self.label(start),
                relation=self._relation(min(start, end), max(start, end)).value,
                end=self.label(end),
            )
            for start, end in pairwise(nodes)
        )

    def _relation(self, row: int, attribute: int) -> Relation:
        edges = self._edges(row)
        place = np.searchsorted(self._incidence.weights.indices[edges], attribute - len(self.items))
        return list(Relation)[int(self._incidence.relations[edges][place])]


def _ties(item: Item) -> dict[Key, Relation]:
    """A film's attributes; a person with several parts in it counts by the first of them."""
    people = (
        (Relation.DIRECTED_BY, item.directors),
        (Relation.STARS, item.cast),
        (Relation.WRITTEN_BY, item.writers),
        (Relation.ENSEMBLE, item.ensemble),
    )
    ties: dict[Key, Relation] = {}
    for relation, names in people:
        for name in names:
            ties.setdefault((Facet.PERSON, name), relation)
    for facet in Facet:
        if facet is not Facet.PERSON:
            ties.update(((facet, value), Relation[facet.name]) for value in item.values(facet))
    return ties


def _incidence(
    ties: list[dict[Key, Relation]], columns: dict[Key, int], config: GraphConfig
) -> Incidence:
    kept = [sorted((columns[key], tie[key]) for key in tie if key in columns) for tie in ties]
    weights, places = config.weights(), {name: place for place, name in enumerate(Relation)}
    edges = list(chain.from_iterable(kept))
    matrix = sparse.csr_array(
        (
            np.array([weights[relation] for _, relation in edges], dtype=np.float64),
            np.array([column for column, _ in edges], dtype=np.int32),
            np.cumsum([0, *map(len, kept)], dtype=np.int32),
        ),
        shape=(len(ties), len(columns)),
    )
    return Incidence(matrix, np.array([places[relation] for _, relation in edges], dtype=np.int8))
