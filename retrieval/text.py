"""Films searched by meaning: vectors of text cards, kept in chromadb, answered in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock

from core.errors import SourceNotReady
from core.item import Item
from core.ports import Encoder
from retrieval.cosines import Vectors, cosines, masked_cosines
from retrieval.membership import Mask

if TYPE_CHECKING:
    from chromadb import Collection

Progress = Callable[[int, int], None]

_COLLECTION = "films"
_BATCH = 256
_PAGE = 2000
_PLOT, _KEYWORDS = 400, 10  # characters of the plot; keywords


def card(item: Item) -> str:
    """What the encoder reads of a film: title, kind, pitch or plot, themes, moods, leading people.

    Of what data sets say there is a little, since the encoder reads no further.
    """
    # An unordered ensemble would fill the card with whoever comes first in the alphabet.
    named = (*item.directors[:2], *item.cast[:3])
    parts = (
        item.label,
        ", ".join(item.genres),
        item.pitch,
        _opening(item.plot),
        ", ".join((*item.moods, *item.themes)),
        ", ".join(item.keywords[:_KEYWORDS]),
        ", ".join(named),
        "" if item.countries[:1] == ("United States",) else ", ".join(item.countries),
    )
    return ". ".join(part.rstrip(".") for part in parts if part)


def _opening(plot: str) -> str:
    """The beginning of a plot, to the end of a word."""
    return plot if len(plot) <= _PLOT else plot[:_PLOT].rpartition(" ")[0] + " …"


def fingerprint(items: Sequence[Item], encoder: str) -> str:
    """Twelve hex digits that change with any film, with what its card says, and with the encoder."""
    digest = hashlib.sha256(encoder.encode())
    for item in items:
        digest.update(_key(item).encode())
    return digest.hexdigest()[:12]


class TextIndex:
    """The vectors of one catalogue, row by row in its order.

    Every stored vector is named by its film and by its card's digest, so that a build goes on
    where a killed one stopped and an edited film is encoded anew.
    """

    def __init__(self, items: Sequence[Item], encoder: Encoder, folder: Path) -> None:
        """Touch nothing yet; the store will be in `folder`."""
        self._items = tuple(items)
        self._encoder = encoder
        self._folder = folder
        self._rows = {item.id: row for row, item in enumerate(self._items)}
        self._vectors: Vectors | None = None

    @property
    def is_ready(self) -> bool:
        """Whether every film has its vector in memory."""
        return self._vectors is not None

    def build(self, progress: Progress = lambda done, total: None) -> None:
        """Encode what the store lacks, then load it all; call it on a thread of its own.

        `progress` is told (done, total) after every batch; what it raises stops the build, and
        the next one goes on from there. Of several programs one builds, and the others read then.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder.with_suffix(".lock")):
            self._build(progress)

    def _build(self, progress: Progress) -> None:
        collection = _open(self._folder)
        keys = [_key(item) for item in self._items]
        stored = set(_stored_keys(collection))
        _drop(collection, sorted(stored - set(keys)))
        missing = [row for row, key in enumerate(keys) if key not in stored]
        done = len(keys) - len(missing)
        progress(done, len(keys))
        for rows in _batches(missing):
            cards = [card(self._items[row]) for row in rows]
            collection.upsert([keys[row] for row in rows], embeddings=self._encoder.encode(cards))
            done += len(rows)
            progress(done, len(keys))
        self._vectors = _load(collection, keys)

    def vector(self, item_id: str) -> Vectors | None:
        """A film's vector, shape (dimensions,); None where the catalogue lacks the film."""
        row = self._rows.get(item_id)
        return None if row is None else self.matrix[row]

    def search(self, vector: Vectors, eligible: Mask) -> Vectors:
        """The cosine of every film with a unit vector; -inf where not eligible: shape (films,)."""
        return masked_cosines(self.matrix, vector, eligible)

    def nearest(self, text: str, count: int = 3) -> tuple[str, ...]:
        """The films whose cards are closest to a text: stand-ins for one not in the catalogue."""
        scores = cosines(self.matrix, self._encoder.encode([text])[0])
        return tuple(self._items[row].id for row in np.argsort(-scores, kind="stable")[:count])

    @property
    def matrix(self) -> Vectors:
        """All vectors, shape (films, dimensions); raises SourceNotReady while they are built."""
        if self._vectors is None:
            raise SourceNotReady("The text index is still being built.")
        return self._vectors


def _open(folder: Path) -> Collection:
    # Imported here because chromadb takes a second that `import app` must not pay.
    import chromadb  # noqa: PLC0415
    from chromadb.config import Settings  # noqa: PLC0415

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return client.get_or_create_collection(
        _COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )


def _key(item: Item) -> str:
    return f"{item.id} {hashlib.sha256(card(item).encode()).hexdigest()[:12]}"


def _stored_keys(collection: Collection) -> Iterator[str]:
    for offset in range(0, collection.count(), _PAGE):
        yield from collection.get(limit=_PAGE, offset=offset, include=[])["ids"]


def _drop(collection: Collection, keys: list[str]) -> None:
    for start in range(0, len(keys), _PAGE):
        collection.delete(keys[start : start + _PAGE])


def _batches(rows: list[int]) -> Iterator[list[int]]:
    rest = iter(rows)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _load(collection: Collection, keys: list[str]) -> Vectors:
    """The stored vectors as one array in the order of `keys`: shape (films, dimensions)."""
    places = {key: place for place, key in enumerate(keys)}
    matrix: Vectors | None = None
    for offset in range(0, collection.count(), _PAGE):
        page = collection.get(limit=_PAGE, offset=offset, include=["embeddings"])
        rows = np.asarray(page["embeddings"], dtype=np.float32)
        if matrix is None:
            matrix = np.zeros((len(keys), rows.shape[1]), dtype=np.float32)
        matrix[[places[key] for key in page["ids"]]] = rows
    return matrix if matrix is not None else np.zeros((0, 0), dtype=np.float32)
