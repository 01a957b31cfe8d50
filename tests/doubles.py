"""Stand-ins for what is slow, random or far away."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.conversation import Card
from core.item import Item


class HashEncoder:
    """A deterministic encoder: texts that share words are close, nothing is learned or loaded.

    Each word is a fixed random direction drawn from its hash; a text is the unit sum.
    """

    def __init__(self, dimensions: int = 64) -> None:
        """Vectors of this length; `encoded` collects every text asked for."""
        self.dimensions = dimensions
        self.encoded: list[str] = []

    @property
    def is_ready(self) -> bool:
        """Always: there is nothing to load."""
        return True

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, shape (len(texts), dimensions)."""
        self.encoded.extend(texts)
        rows = [self._row(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dimensions)

    def _row(self, text: str) -> NDArray[np.float64]:
        words = re.findall(r"\w+", text.lower()) or [""]
        total = np.sum([self._direction(word) for word in words], axis=0)
        return np.asarray(total / np.linalg.norm(total))

    def _direction(self, word: str) -> NDArray[np.float64]:
        digest = hashlib.sha256(word.encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8])).normal(size=self.dimensions)


def shown_card(item: Item, reason: str = "because") -> Card:
    """The card of a film, as if it had been recommended for this reason."""
    return Card(
        item_id=item.id,
        title=item.title,
        year=item.year,
        people="",
        genres=item.genres,
        runtime=item.runtime,
        reason=reason,
    )
