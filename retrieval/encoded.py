"""An encoder that remembers in a file: texts of data sets are encoded once, and a broken run goes on."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from core.ports import Encoder

Progress = Callable[[int, int], None]

_KEPT_AFTER = 1024
_NAME = "vectors"


class RememberingEncoder:
    """An `Encoder` over another one; one process writes the file at a time."""

    def __init__(
        self, encoder: Encoder, path: Path, progress: Progress = lambda done, total: None
    ) -> None:
        """`progress` is told how many of the texts that are new have been encoded."""
        self._encoder, self._path, self._progress = encoder, path, progress
        self._vectors = _read(path)

    @property
    def is_ready(self) -> bool:
        """As the encoder below."""
        return self._encoder.is_ready

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 a text: shape (len(texts), dimensions)."""
        if not texts:
            return self._encoder.encode(texts)  # it knows how many dimensions there are
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        for start in range(0, len(new), _KEPT_AFTER):
            part = list(new.items())[start : start + _KEPT_AFTER]
            rows = self._encoder.encode([text for _, text in part])
            self._vectors |= {key: row for (key, _), row in zip(part, rows, strict=True)}
            self._keep()
            self._progress(start + len(part), len(new))
        return np.array([self._vectors[key] for key in keys], dtype=np.float32)

    def _keep(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        table = np.array(list(self._vectors.values()), dtype=np.float32)
        save_file({_NAME: table}, draft, metadata={"keys": json.dumps(list(self._vectors))})
        draft.replace(self._path)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _read(path: Path) -> dict[str, NDArray[np.float32]]:
    """What was kept; a damaged file is as good as none, since it is only a memory."""
    if not path.exists():
        return {}
    try:
        with safe_open(path, framework="numpy") as file:
            keys = json.loads(file.metadata()["keys"])
            return dict(zip(keys, file.get_tensor(_NAME), strict=True))
    except (SafetensorError, OSError, KeyError, ValueError, TypeError):
        return {}
