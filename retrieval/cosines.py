"""The cosine of a vector with every eligible row of a matrix, exactly."""

import numpy as np
from numpy.typing import NDArray

from retrieval.membership import Mask

Vectors = NDArray[np.float32]

# Up to this share of the rows, picking them out costs less than multiplying all.
_FEW = 0.2
# Rows picked out at a time: few enough to stay in the processor's cache until they are multiplied.
_CHUNK = 256


def cosines(matrix: Vectors, vector: Vectors) -> Vectors:
    """The cosine of a unit vector, shape (d,), with the unit rows of an (n, d) matrix: (n,)."""
    # Not `@`: as fast here, and BLAS leaves its threads spinning for 30 ms of CPU afterwards.
    return np.asarray(np.vecdot(matrix, vector), dtype=np.float32)


def masked_cosines(matrix: Vectors, vector: Vectors, eligible: Mask) -> Vectors:
    """The same, with -inf for rows that are not eligible."""
    rows = np.flatnonzero(eligible)
    if len(rows) > _FEW * len(matrix):
        return np.where(eligible, cosines(matrix, vector), np.float32(-np.inf))
    scores = np.full(len(matrix), -np.inf, dtype=np.float32)
    picked = np.empty((_CHUNK, *matrix.shape[1:]), dtype=matrix.dtype)
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        # `clip` because numpy, to raise on a bad row, would fill a second buffer first.
        part = np.take(matrix, chunk, axis=0, out=picked[: len(chunk)], mode="clip")
        scores[chunk] = cosines(part, vector)
    return scores
