"""What past conversations say of items: how often they are recommended, and in which situations."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from retrieval.corpus import Corpus
from retrieval.situations import Situations

Signal = NDArray[np.float32]
Signals = dict[str, Signal]

_SHARPNESS = 12.0
_DAMPING = 3.0


class Recency(NamedTuple):
    """Conversations count 2^(-distance / half_life), distances in lengths of the corpus.

    `here` is the place in time of the present, 1 after all of the corpus: the films that
    people talk about change from month to month.
    """

    here: float = 1.0
    half_life: float = 0.08

    def weights(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """The weight of conversations at these places in time, shape as given."""
        return np.asarray(2.0 ** (-np.abs(places - self.here) / self.half_life))


class Past:
    """A corpus made ready to be asked; every signal has shape (situations, items)."""

    def __init__(self, corpus: Corpus, examples: Situations, recency: Recency) -> None:
        """`examples` are the situations of the corpus's contexts, row by row."""
        self.corpus = corpus
        self.examples = examples
        age = sparse.diags_array(recency.weights(corpus.places[corpus.origin]))
        counts = {
            "recommended": corpus.targets,
            "recommended lately": sparse.csr_array(age @ corpus.targets),
            "named": corpus.named,
        }
        self._counts = {name: _log_counts(matrix) for name, matrix in counts.items()}
        self._together = _cosines(corpus.named)

    def popularity(self, count: int) -> Signals:
        """log(1 + times) that conversations recommended or named an item."""
        return {name: np.tile(value, (count, 1)) for name, value in self._counts.items()}

    def together(self, situations: Situations) -> Signals:
        """Named in the same conversations as the seeds: a mean of cosines."""
        return {"named together": dense(situations.seeds @ self._together)}

    def similar(self, situations: Situations) -> Signals:
        """Recommended where similar words were said: a sum of likenesses."""
        return {"similar words": dense(self.likeness(situations) @ self.corpus.targets)}

    def likeness(self, situations: Situations) -> Signal:
        """exp(sharpness * (cosine - 1)) of the words, shape (situations, examples)."""
        cosine = situations.vectors @ self.examples.vectors.T
        return np.asarray(np.exp(_SHARPNESS * (cosine - 1.0)), dtype=np.float32)


def dense(values: sparse.csr_array | NDArray[np.floating]) -> Signal:
    """A product, sparse or not, as an array of float32."""
    array = values if isinstance(values, np.ndarray) else values.toarray()
    return np.asarray(array, dtype=np.float32)


def _cosines(named: sparse.csr_array) -> sparse.csr_array:
    """Conversations shared over the root of both counts, damped; nothing with itself."""
    shared = sparse.csr_array(named.T @ named)
    scale = sparse.diags_array(1.0 / np.sqrt(shared.diagonal() + _DAMPING))
    alone = sparse.csr_array(shared - sparse.diags_array(shared.diagonal()))
    return sparse.csr_array(scale @ alone @ scale)


def _log_counts(matrix: sparse.csr_array) -> Signal:
    return np.log1p(np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel())
