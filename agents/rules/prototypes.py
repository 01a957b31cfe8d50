"""Intents by nearness to example messages, for what no pattern recognises."""

import json
from functools import cached_property
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from core.heard import Intent
from core.ports import Encoder

# Below this mean similarity to the nearest examples a message is left unclassified.
_LEAST_SIMILARITY = 0.42
_NEIGHBOURS = 3


class IntentPrototypes:
    """Classifies a message by the mean cosine to the three nearest examples of each intent."""

    def __init__(self, encoder: Encoder) -> None:
        """Nothing is encoded until the encoder is ready and a message needs it."""
        self._encoder = encoder

    def warm(self) -> None:
        """Encode the examples now, so that no message waits for it."""
        _ = self._vectors

    def nearest(self, masked: str) -> Intent | None:
        """The intent whose examples are nearest, or None where none is near (or not ready)."""
        if not self._encoder.is_ready:
            return None
        similarity = self._vectors @ self._encoder.encode([_readable(masked)])[0]
        scores = {
            intent: float(np.sort(similarity[rows])[-_NEIGHBOURS:].mean())
            for intent, rows in self._rows.items()
        }
        best = max(scores, key=lambda intent: scores[intent])
        return best if scores[best] >= _LEAST_SIMILARITY else None

    @cached_property
    def _examples(self) -> dict[Intent, list[str]]:
        raw = json.loads((resources.files(__package__) / "prototypes.json").read_text("utf-8"))
        return {Intent(name): examples for name, examples in raw["intents"].items()}

    @cached_property
    def _rows(self) -> dict[Intent, NDArray[np.int64]]:
        rows, start = {}, 0
        for intent, examples in self._examples.items():
            rows[intent] = np.arange(start, start + len(examples))
            start += len(examples)
        return rows

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        examples = [text for texts in self._examples.values() for text in texts]
        return self._encoder.encode([_readable(text) for text in examples])


def _readable(text: str) -> str:
    """Placeholders of both spellings as plain words, so that they do not dominate the vector."""
    for name, word in (("FILM", "that film"), ("PERSON", "that actor"), ("GENRE", "that genre")):
        text = text.replace(name, word)
    for letter, word in (("F", "that film"), ("A", "that kind"), ("R", "that one")):
        for number in range(9):
            text = text.replace(f"<{letter}{number}>", word)
    return text
