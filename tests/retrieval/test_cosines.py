"""The masked product is exact, however few rows are eligible."""

import numpy as np
import pytest

from retrieval.cosines import cosines, masked_cosines


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.19, 0.21, 0.5, 1.0])
def test_eligible_rows_have_their_cosine_and_others_none(share: float) -> None:
    draw = np.random.default_rng(3)
    matrix = draw.standard_normal((3000, 16)).astype(np.float32)
    eligible = draw.permutation(3000) < 3000 * share
    scores = masked_cosines(matrix, matrix[7], eligible)
    assert scores.dtype == np.float32
    assert scores[eligible] == pytest.approx((matrix @ matrix[7])[eligible], abs=1e-4)
    assert np.isneginf(scores[~eligible]).all()


def test_which_others_are_eligible_changes_no_score() -> None:
    draw = np.random.default_rng(4)
    matrix = draw.standard_normal((1000, 384)).astype(np.float32)
    few = np.arange(1000) < 100
    assert (masked_cosines(matrix, matrix[0], few)[few] == cosines(matrix, matrix[0])[few]).all()


def test_no_rows_have_no_scores() -> None:
    empty = np.zeros((0, 0), dtype=np.float32)
    assert len(masked_cosines(empty, np.zeros(0, np.float32), np.zeros(0, np.bool_))) == 0
