"""The baseline of words: what was said or named, searched in what the catalogue says of items."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from scipy import sparse

from core.dialogue import Context
from core.item import Item
from retrieval.baselines.interactions import Interactions, Scores
from retrieval.baselines.scored import ScoredRanker
from retrieval.words import normalise


class Query(StrEnum):
    """What is searched for: the words said, the texts of the items named, or both."""

    SAID = "words said"
    NAMED = "texts of what is named"
    BOTH = "words said and texts of what is named"


class Bm25(ScoredRanker):
    """Scores an item's text by BM25 with a context's words or items as the query.

    A context without words is read as the titles of its history. Source: Robertson and
    Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond".
    """

    def __init__(
        self,
        training: Interactions,
        items: Sequence[Item],
        query: Query = Query.SAID,
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        """Weigh the items' words; `items` stand in the order of `training.items`."""
        super().__init__(training)
        self._query = query
        self._titles = {item.id: item.title for item in items}
        documents = [normalise(_document(item)).split() for item in items]
        self._words: dict[str, int] = {}
        for document in documents:
            for word in document:
                self._words.setdefault(word, len(self._words))
        self._documents = self._counts(documents)
        self._weights = _weights(self._documents, k1, b)

    def scores(self, contexts: Sequence[Context]) -> Scores:
        """Sums of BM25 weights: shape (contexts, items)."""
        words = sparse.csr_array((len(contexts), len(self._words)))
        if self._query is not Query.NAMED:
            said = [normalise(self._said(context)).split() for context in contexts]
            words = words + self._counts(said)
        if self._query is not Query.SAID:
            words = words + self.training.seeds(contexts) @ self._documents
        return np.asarray((words @ self._weights.T).toarray())

    def _said(self, context: Context) -> str:
        said = " ".join(utterance.text for utterance in context.utterances)
        return said or " ".join(self._titles.get(item, "") for item in context.history)

    def _counts(self, texts: Sequence[Sequence[str]]) -> sparse.csr_array:
        """How often each text has each known word: shape (texts, words)."""
        known = [[self._words[word] for word in text if word in self._words] for text in texts]
        columns = np.array([word for text in known for word in text], dtype=np.int64)
        starts = np.cumsum([0, *map(len, known)])
        shape = (len(texts), len(self._words))
        counts = sparse.csr_array((np.ones(len(columns)), columns, starts), shape=shape)
        counts.sum_duplicates()
        return counts


def _document(item: Item) -> str:
    people = (*item.directors, *item.cast, *item.writers)
    kind = (*item.genres, *item.themes, *item.moods, *item.keywords, *item.countries)
    names = (item.label, *item.aliases, item.series or "", *item.companies)
    return " ".join((*names, *people, *kind, item.pitch, item.plot))


def _weights(counts: sparse.csr_array, k1: float, b: float) -> sparse.csr_array:
    """BM25's weight of every word in every document, its rarity included: shape as `counts`."""
    documents = counts.shape[0]
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log1p((documents - having + 0.5) / (having + 0.5))
    length = np.asarray(counts.sum(axis=1)).ravel()
    pressed = k1 * (1 - b + b * length / max(float(length.mean()), 1.0))
    row = np.repeat(np.arange(documents), np.diff(counts.indptr))
    saturated = counts.data * (k1 + 1) / (counts.data + pressed[row])
    return sparse.csr_array(
        (saturated * rarity[counts.indices], counts.indices, counts.indptr), shape=counts.shape
    )
