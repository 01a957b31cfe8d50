"""The sources that propose films for a query: the graph walk, text, soft fit and the prior."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import SourceNotReady
from core.heard import Axis, Polarity
from core.ports import Encoder
from core.slate import Query, Source
from core.value import Value
from retrieval import shifts
from retrieval.bipartite import walked
from retrieval.fit import Fit
from retrieval.graph import KnowledgeGraph
from retrieval.membership import Mask
from retrieval.prior import Prior
from retrieval.text import TextIndex

Scores = NDArray[np.float64]


class Scorer(Protocol):
    """One source: a score for every film, -inf for what it does not propose."""

    source: Source

    def scores(self, query: Query, eligible: Mask) -> Scores:
        """Shape (films,); raises SourceNotReady while it is being built."""
        ...


class WalkConfig(Value):
    """The walk from what was named, and how far fame tempers where it arrives.

    A film of no renown keeps `unknown` of its score, one of full renown all of it; without,
    a walk ends at whatever shares a rare minor actor.
    """

    restart: float = 0.3
    steps: int = 12
    unknown: float = 0.05
    attribute: float = 0.5
    avoided: float = 0.25
    leaning: float = 0.25
    turn: float = 0.05
    fame: float = 1.0


class GraphSource:
    """Personalised PageRank from anchors (signed), wanted and avoided attributes, and leanings."""

    source = Source.GRAPH

    def __init__(self, graph: KnowledgeGraph, prior: Prior, config: WalkConfig) -> None:
        """Walk this graph, whose films are the prior's, row by row."""
        self._graph = graph
        self._prior = prior
        self._config = config

    def scores(self, query: Query, eligible: Mask) -> Scores:
        """Where the walk is, tempered by fame; -inf where it is not or is pushed away."""
        films = len(eligible)
        seeds = np.zeros(len(self._graph))
        for node, weight in self._seeds(query):
            seeds[node] += weight
        if not seeds.any():
            return np.full(films, -np.inf)
        reached = walked(self._graph.walk, seeds, self._config.restart, self._config.steps)[:films]
        fame = self._config.unknown + self._prior.familiarity(query.explore)
        return np.where(reached > 0, reached * fame**self._config.fame, -np.inf)

    def pulling(self, query: Query) -> list[int]:
        """The nodes that explanations may start from: liked anchors, else wanted attributes."""
        films = len(self._graph.items)
        pulling = [node for node, weight in self._seeds(query) if weight > 0]
        return [node for node in pulling if node < films] or pulling

    def _seeds(self, query: Query) -> Iterator[tuple[int, float]]:
        for anchor in query.anchors:
            if (node := self._graph.node(anchor.item_id)) is not None:
                yield node, anchor.weight
        wanted = self._config.attribute
        for attribute in query.attributes:
            node = self._graph.attribute_node(attribute.facet, attribute.value)
            if node is not None:
                wants = attribute.polarity is Polarity.WANT
                yield node, wanted if wants else -self._config.avoided
        for leaning in query.leanings:
            taste = leaning.attribute
            node = self._graph.attribute_node(taste.facet, taste.value)
            if node is not None:
                sign = 1.0 if taste.polarity is Polarity.WANT else -1.0
                yield node, sign * leaning.weight * self._config.leaning
        for (facet, value), weight in shifts.wants(query.shifts):
            node = self._graph.attribute_node(facet, value)
            if node is not None and weight > 0:
                yield node, self._config.turn * weight


class MeaningConfig(Value):
    """What an anchor weighs beside the text in the vector searched by, and fame beside cosine."""

    anchor: float = 1.5
    fame: float = 0.15


class TextSource:
    """Cosine with the text's vector and the anchors', signed."""

    source = Source.TEXT

    def __init__(
        self,
        index: TextIndex | None,
        encoder: Encoder | None,
        prior: Prior,
        config: MeaningConfig,
    ) -> None:
        """Search this index; without one, or without an encoder, it is never ready."""
        self._index = index
        self._encoder = encoder
        self._prior = prior
        self._config = config

    def scores(self, query: Query, eligible: Mask) -> Scores:
        """The cosine and a little fame; -inf everywhere where there is nothing to search by."""
        if self._index is None or not self._index.is_ready:
            raise SourceNotReady("text: not ready")
        vector = self._vector(query, self._index)
        if vector is None:
            return np.full(len(eligible), -np.inf)
        fame = self._config.fame * self._prior.familiarity(query.explore)
        return self._index.search(vector, eligible) + fame

    def _vector(self, query: Query, index: TextIndex) -> NDArray[np.float32] | None:
        parts = [
            self._config.anchor * anchor.weight * row
            for anchor in query.anchors
            if (row := index.vector(anchor.item_id)) is not None
        ]
        if query.text.strip() and self._encoder is not None and self._encoder.is_ready:
            parts.append(self._encoder.encode([query.text])[0])
        elif query.text.strip() and not parts:
            raise SourceNotReady("text: not ready")
        total = np.sum(parts, axis=0, dtype=np.float32)
        length = float(np.linalg.norm(total))
        return np.asarray(total / length) if parts and length > 0 else None


class FitSource:
    """What was wanted softly, by how much of it a film carries."""

    source = Source.FIT

    def __init__(self, fit: Fit) -> None:
        """Score by this fit."""
        self._fit = fit

    def scores(self, query: Query, eligible: Mask) -> Scores:
        """-inf for films that carry nothing of it."""
        scores = np.where(eligible, self._fit.scores(query), 0.0)
        return np.where(scores > 0, scores, -np.inf)


class PriorSource:
    """Fame and quality, for every film; with noise where the query asks for nothing."""

    source = Source.PRIOR

    def __init__(self, prior: Prior) -> None:
        """Score by this prior."""
        self._prior = prior

    def scores(self, query: Query, eligible: Mask) -> Scores:
        """Finite everywhere, so that every eligible film can be found."""
        if asks_nothing(query):
            return self._prior.surprising(query.explore, query.seed)
        return self._prior.scores(query.explore)


def asks_nothing(query: Query) -> bool:
    """Whether there is no anchor, attribute, text or direction to search by."""
    return not (query.anchors or query.attributes or query.text.strip() or query.shifts)


def with_appetite(query: Query) -> Query:
    """The query with `explore` as its directions about fame would have it."""
    if Axis.OBSCURE in query.shifts:
        return query.model_copy(update={"explore": max(query.explore, 0.8)})
    if Axis.KNOWN in query.shifts:
        return query.model_copy(update={"explore": 0.0})
    return query
