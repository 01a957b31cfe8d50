"""The baseline EASE: every item predicted linearly from all others, in closed form."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import linalg, sparse

from core.dialogue import Context
from retrieval.baselines.interactions import Interactions, Scores
from retrieval.baselines.scored import ScoredRanker

# Maps rows x of shape (contexts, items) to x P of the same shape.
Product = Callable[[sparse.csr_array], Scores]


class Ease(ScoredRanker):
    """Scores by x B with B = I - P diag(P)^-1 and P = (X'X + ridge I)^-1, X the training matrix.

    Source: Steck 2019, "Embarrassingly shallow autoencoders for sparse data" (WWW).
    """

    def __init__(self, training: Interactions, ridge: float = 100.0) -> None:
        """Invert on the smaller side, so that a large catalogue of few dialogues stays cheap."""
        super().__init__(training)
        # An item that training lacks has a row of B that is 0, and a column.
        self._trained = np.flatnonzero(training.popularity)
        matrix = sparse.csr_array(training.matrix[:, self._trained])
        invert = _by_items if matrix.shape[1] <= matrix.shape[0] else _by_groups
        self._product, self._diagonal = invert(matrix, ridge)

    def scores(self, contexts: Sequence[Context]) -> Scores:
        """x - x P / diag(P), which is x B: shape (contexts, items)."""
        seeds = sparse.csr_array(self.training.seeds(contexts)[:, self._trained])
        scores = np.zeros((len(contexts), len(self.training.items)))
        scores[:, self._trained] = seeds.toarray() - self._product(seeds) / self._diagonal
        return scores


def _by_items(matrix: sparse.csr_array, ridge: float) -> tuple[Product, Scores]:
    """P itself in single precision, shape (items, items), and its diagonal."""
    gram = (matrix.T @ matrix).toarray().astype(np.float32)
    inverse = _ridged_inverse(gram, ridge)
    # Seeds of another precision would copy the whole inverse at every product.
    return (
        lambda seeds: np.asarray(seeds.astype(np.float32) @ inverse)
    ), inverse.diagonal().astype(np.float64)


def _by_groups(matrix: sparse.csr_array, ridge: float) -> tuple[Product, Scores]:
    """P = (I - X' F) / ridge with F = (X X' + ridge I)^-1 X, by Woodbury's identity."""
    folded = _ridged_inverse((matrix @ matrix.T).toarray(), ridge) @ matrix
    diagonal = (1.0 - np.asarray(matrix.multiply(folded).sum(axis=0)).ravel()) / ridge
    return (lambda seeds: (seeds - (seeds @ matrix.T) @ folded) / ridge), diagonal


def _ridged_inverse(gram: Scores, ridge: float) -> Scores:
    gram[np.diag_indices_from(gram)] += ridge
    inverse = linalg.inv(gram, overwrite_a=True, check_finite=False, assume_a="pos")
    # LAPACK leaves columns one after another, which every sparse product would copy.
    return np.ascontiguousarray(inverse)
