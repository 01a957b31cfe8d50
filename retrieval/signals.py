"""All that is known of every item in a situation, from parts that can each be switched off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveInt
from scipy import sparse

from core.item import Item
from core.value import Value
from retrieval.affinity import Affinity
from retrieval.corpus import Corpus
from retrieval.heterogeneous import HeterogeneousGraph, NodeKind, Tie
from retrieval.lexicon import Lexicon
from retrieval.neighbourhoods import View, pooled, relational, rows_to_one
from retrieval.past import Past, Recency, Signals
from retrieval.situations import Situations, Vectors
from retrieval.ties import attribute_ties, conversation_ties
from retrieval.walks import Walks, WalksConfig, fact_columns, layers_of

if TYPE_CHECKING:
    from retrieval.ranker import Ranker
    from retrieval.reasoner import Reasoner


_BY_CONVERSATIONS, _BY_FACTS = 40, 30
_TOGETHER = 128


class Steps(Value):
    """The steps of graph RAG, each with its off-switch."""

    reasoner: bool = True
    pagerank: bool = True
    conversations: bool = True
    text: bool = True
    ranker: bool = True


class KnowledgeConfig(Value):
    """Which steps are on, how walks go, and how deep proposers are read."""

    steps: Steps = Steps()
    walks: WalksConfig = WalksConfig()
    depth: PositiveInt = 200


class Grounds:
    """What does not depend on past conversations: items, the graph of facts, texts encoded."""

    def __init__(
        self,
        items: Sequence[Item],
        ties: Iterable[Tie],
        vectors: Vectors,
        lexicon: Lexicon,
        steps: Steps,
    ) -> None:
        """`ties` say more than the catalogue: the facts of a knowledge graph.

        `vectors`, shape (items, dimensions), are the items' texts encoded.
        """
        ids = [item.id for item in items]
        self.items = tuple(items)
        self.vectors = vectors if steps.text else np.zeros_like(vectors)
        self.graph = HeterogeneousGraph.of(ids, attribute_ties(items)).grown(ties)
        self._facts = layers_of(self.graph).facts
        self.affinity = Affinity(items, self._facts, vectors if steps.text else None, lexicon)

    @cached_property
    def facts(self) -> dict[str, int]:
        """The column of each attribute and entity, by name."""
        return fact_columns(self.graph)

    @cached_property
    def kin(self) -> sparse.csr_array:
        """Each item's neighbours by facts, shape (items, items), see `neighbourhoods`."""
        return pooled(self._facts, _BY_FACTS)


class Knowledge:
    """The grounds together with a corpus of past conversations, ready to answer with signals."""

    def __init__(
        self,
        grounds: Grounds,
        corpus: Corpus,
        examples: Situations,
        config: KnowledgeConfig,
        here: float = 1.0,
    ) -> None:
        """`examples` are the corpus's situations; `here` is when the present is, see `Recency`."""
        self.config, self.corpus = config, corpus
        kept = corpus.dialogues if config.steps.conversations else ()
        self.graph = grounds.graph.grown(conversation_ties(kept))
        self.layers = layers_of(self.graph)
        self.past = Past(corpus, examples, Recency(here))
        self.walks = Walks(self.layers, self._recency(Recency(here)), config.walks)
        self.reasoner: Reasoner | None = None
        self._affinity = grounds.affinity

    def signals(self, situations: Situations, joint: np.ndarray | None = None) -> Signals:
        """Every signal of the steps that are on, each of shape (situations, items).

        `joint` is where the joint walk is over all nodes, where that is known already.
        """
        if not self.config.steps.text:
            situations = situations.unread()
        found = self.past.popularity(len(situations.words))
        if self.config.steps.pagerank:
            found |= self.walks.signals(situations, joint)
        if self.config.steps.conversations:
            found |= self.past.together(situations)
        if self.config.steps.conversations and self.config.steps.text:
            found |= self.past.similar(situations)
        if self.config.steps.reasoner and self.reasoner is not None:
            found["reasoner"] = self.reasoner.scores(situations)
        return found | self._affinity.signals(situations)

    def _recency(self, recency: Recency) -> np.ndarray:
        when = {
            one.id: place
            for one, place in zip(self.corpus.dialogues, self.corpus.places, strict=True)
        }
        places = [when[name] for name in self.graph.names(NodeKind.CONVERSATION)]
        return recency.weights(np.array(places, dtype=np.float64))


class Learned(NamedTuple):
    """Knowledge of a whole corpus, and the ranker that was trained beside it (None where off)."""

    knowledge: Knowledge
    ranker: Ranker | None


def in_parts(
    knowledge: Knowledge, situations: Situations
) -> Iterator[tuple[Signals, NDArray[np.int64]]]:
    """The signals of situations, some at a time, with their rows: bounded memory."""
    for start in range(0, len(situations.words), _TOGETHER):
        rows = np.arange(start, min(start + _TOGETHER, len(situations.words)))
        yield knowledge.signals(situations.at(rows)), rows


def view_of(knowledge: Knowledge, grounds: Grounds, encoder: str) -> View:
    """The graph as a reasoner's encoder sees it: neighbours in conversations and by facts, or all relations."""
    company = pooled(knowledge.layers.conversations, _BY_CONVERSATIONS)
    facts = rows_to_one(sparse.csr_array(knowledge.layers.facts.T))
    if encoder == "relational":
        return View(relational(grounds.graph, company), facts)
    return View((company, grounds.kin), facts)
