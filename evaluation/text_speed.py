"""Exact filtered search among vectors against chromadb's filtered query: times and recall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.speed import TOP, Bar, Race, Trial, best, share, timed

if TYPE_CHECKING:
    from chromadb import Collection

Vectors = NDArray[np.float32]
Mask = NDArray[np.bool_]
Search = Callable[[Vectors, Vectors, Mask], Vectors]

SIZES = (10_000, 100_000)
DIMENSIONS = 384
SHARES = {"tenth": 0.1, "half": 0.5}
QUERIES = 20
BAR = Bar(ratio=10, recall=1.0)
_REPEATS = 5
_BATCH = 5000
_THEMES = 200


class _Held(NamedTuple):
    """What is searched: vectors, those that may be found, and both in chromadb under a field."""

    collection: Collection
    field: str
    vectors: Vectors
    mask: Mask


def race_search(search: Search, size: int, queries: int = QUERIES) -> list[Race]:
    """A race a filter: a tenth and a half of the vectors may be found."""
    draw = np.random.default_rng(0)
    themes = draw.standard_normal((_THEMES, DIMENSIONS)).astype(np.float32)
    vectors = _near(themes, size, draw)
    masks = {name: draw.random(size) < share for name, share in SHARES.items()}
    asked = _near(themes, queries, draw)
    races = []
    with _stored(vectors, masks) as collection:
        for name, mask in masks.items():
            held = _Held(collection, name, vectors, mask)
            trials = tuple(_trial(search, held, vector) for vector in asked)
            races.append(Race(size=size, name=f"a {name} eligible", trials=trials, bar=BAR))
    return races


def _trial(search: Search, held: _Held, vector: Vectors) -> Trial:
    theirs, answer = timed(
        lambda: held.collection.query(
            query_embeddings=[vector],
            n_results=TOP,
            where={held.field: True},
            include=["distances"],
        )
    )
    size, rows = len(held.mask), np.flatnonzero(held.mask)
    ours, found = timed(lambda: best(search(held.vectors, vector, _masked(rows, size))), _REPEATS)
    named = np.array([int(key) for key in answer["ids"][0]])
    wanted = rows[best(held.vectors[rows].astype(np.float64) @ vector)]
    return Trial(ours, theirs, share(found, wanted), share(named, wanted), share(found, named))


def _masked(rows: NDArray[np.intp], size: int) -> Mask:
    """As in use: a filter's rows are known, its mask is made for every query."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[rows] = True
    return mask


def _near(themes: Vectors, count: int, draw: np.random.Generator) -> Vectors:
    """Unit vectors in clusters, as those of text are: shape (count, dimensions)."""
    noise = draw.standard_normal((count, themes.shape[1])).astype(np.float32)
    vectors = themes[draw.integers(0, len(themes), count)] + noise
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@contextmanager
def _stored(vectors: Vectors, masks: dict[str, Mask]) -> Iterator[Collection]:
    """The vectors in a chromadb of this process, with every mask as a field."""
    import chromadb  # noqa: PLC0415
    from chromadb.config import Settings  # noqa: PLC0415

    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    name = f"race-{len(vectors)}"
    collection = client.create_collection(
        name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    try:
        for start in range(0, len(vectors), _BATCH):
            rows = range(start, min(start + _BATCH, len(vectors)))
            fields = [{name: bool(mask[row]) for name, mask in masks.items()} for row in rows]
            collection.add([str(row) for row in rows], vectors[start : rows.stop], fields)
        yield collection
    finally:
        client.delete_collection(name)
