"""How items resemble what was named and answer to what was said, from the catalogue alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.item import Facet, Item
from retrieval.lexicon import Lexicon
from retrieval.past import Signal, Signals, dense
from retrieval.situations import Situations, Vectors
from retrieval.text import card

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer


class Affinity:
    """The catalogue made ready to be compared; every signal has shape (situations, items)."""

    def __init__(
        self,
        items: Sequence[Item],
        facts: sparse.csr_array,
        vectors: Vectors | None,
        lexicon: Lexicon,
    ) -> None:
        """`facts` (items, facts) has rows of length 1 or 0; `vectors` are the items' texts encoded."""
        self._facts, self._vectors, self._lexicon = facts, vectors, lexicon
        # Turned once: turning a sparse matrix costs more than one question's product with it.
        self._items_of_fact = sparse.csr_array(facts.T)
        self._genres = tuple(dict.fromkeys(genre for item in items for genre in item.genres))
        self._has_genre = _genres(items, self._genres)
        self._years = np.array([item.year or np.nan for item in items], dtype=np.float32)
        self._renown = np.array([item.renown for item in items], dtype=np.float32)
        self._reader = _reader()
        cards = self._reader.fit_transform([card(item) for item in items])
        self._cards_of_word = sparse.csr_array(cards.T)

    def signals(self, situations: Situations) -> Signals:
        """All of them."""
        count = len(situations.words)
        return {
            "year": np.tile(self._years, (count, 1)),
            "renown": np.tile(self._renown, (count, 1)),
            "years apart": self._years_apart(situations.seeds),
            "years after last": self._years[None, :] - self._year_of(situations.last),
            "facts shared": self._shared(situations.seeds),
            "facts shared with last": self._shared(situations.last),
            "facts asked for": self._answering(situations),
            "genres shared": self._genres_shared(situations.seeds),
            "genres shared with last": self._genres_shared(situations.last),
            "genres asked for": self._genres_asked(situations.words),
            "genres asked for last": self._genres_asked(situations.latest),
            "words in common": self._words_in_common(situations.words),
            "words in common with what was asked last": self._words_in_common(situations.latest),
        } | self._meaning(situations)

    def _shared(self, pull: sparse.csr_array) -> Signal:
        return dense((pull @ self._facts) @ self._items_of_fact)

    def _answering(self, situations: Situations) -> Signal:
        """How much of what is asked for an item has, rare facts counting more."""
        if not situations.asked.shape[1]:
            return np.zeros((len(situations.words), len(self._years)), dtype=np.float32)
        return dense(situations.asked @ self._items_of_fact)

    def _genres_shared(self, pull: sparse.csr_array) -> Signal:
        return dense(np.asarray(pull @ self._has_genre) @ self._has_genre.T)

    def _genres_asked(self, words: Sequence[str]) -> Signal:
        asked = np.zeros((len(words), len(self._genres)), dtype=np.float32)
        places = {genre: place for place, genre in enumerate(self._genres)}
        for row, text in enumerate(words):
            for phrase in self._lexicon.find(text):
                for term in phrase.terms:
                    if term.facet is Facet.GENRE and term.value in places:
                        asked[row, places[term.value]] = 1.0
        return np.asarray(asked @ self._has_genre.T, dtype=np.float32)

    def _words_in_common(self, words: Sequence[str]) -> Signal:
        return dense(self._reader.transform(words) @ self._cards_of_word)

    def _years_apart(self, pull: sparse.csr_array) -> Signal:
        return dense(np.abs(self._years[None, :] - self._year_of(pull)))

    def _year_of(self, pull: sparse.csr_array) -> Signal:
        """The mean year of what pulls, NaN where there is none: shape (situations, 1)."""
        known = np.nan_to_num(self._years)
        weight = np.asarray(pull @ (known > 0).astype(np.float32)).reshape(-1, 1)
        total = np.asarray(pull @ known).reshape(-1, 1)
        return np.asarray(np.where(weight > 0, total / np.maximum(weight, 1e-9), np.nan))

    def _meaning(self, situations: Situations) -> Signals:
        if self._vectors is None or self._vectors.shape[1] != situations.vectors.shape[1]:
            return {}
        texts = {
            "meaning of words": situations.vectors,
            "meaning of seeds": situations.seeds @ self._vectors,
            "meaning of last": situations.last @ self._vectors,
        }
        # One product for all, so that the items' vectors are read once.
        cosines = np.vstack(list(texts.values())) @ self._vectors.T
        return dict(zip(texts, np.split(dense(cosines), len(texts)), strict=True))


def _genres(items: Sequence[Item], genres: Sequence[str]) -> NDArray[np.float32]:
    """Shape (items, genres): 1 / root of the number of an item's genres, at each of them."""
    places = {genre: place for place, genre in enumerate(genres)}
    table = np.zeros((len(items), len(genres)), dtype=np.float32)
    for row, item in enumerate(items):
        table[row, [places[genre] for genre in item.genres]] = 1.0
    length = np.sqrt(np.maximum(table.sum(axis=1, keepdims=True), 1.0))
    return np.asarray(table / length, dtype=np.float32)


def _reader() -> TfidfVectorizer:
    # Imported here because scikit-learn takes a second that `import app` must not pay.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    return TfidfVectorizer(min_df=2, sublinear_tf=True, stop_words="english", dtype=np.float32)
