"""Candidates are each proposer's best, with their places, and never an item that is barred."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from retrieval.candidates import PROPOSERS, candidates_of, names_of
from retrieval.past import Signals

ITEMS = 9

any_signal = arrays.arrays(
    np.float32,
    (2, ITEMS),
    elements=st.sampled_from((0.0, 0.25, 0.5, 1.0, 2.0, -1.0, float("nan"))),
)
any_signals = st.fixed_dictionaries(
    {"walk": any_signal, "renown": any_signal}, optional={"reasoner": any_signal}
)
any_bar = arrays.arrays(np.bool_, ITEMS)


def planted() -> Signals:
    """Two proposers and a signal that proposes nothing."""
    return {
        "year": np.array([[1990, 1991, 1992, 1993]], dtype=np.float32),
        "walk": np.array([[0.4, 0.3, 0.2, 0.1]], dtype=np.float32),
        "reasoner": np.array([[-5.0, np.nan, 3.0, 0.0]], dtype=np.float32),
    }


def nothing_barred(items: int = 4) -> np.ndarray:
    return np.zeros(items, dtype=np.bool_)


def test_the_best_of_each_proposer_come_with_their_places() -> None:
    found = candidates_of(planted(), 0, nothing_barred(), depth=2)
    assert found.rows.tolist() == [0, 1, 2]
    assert found.places.tolist() == [[1, 2], [2, 4], [4, 1]]
    assert found.fused() == pytest.approx([1 / 61 + 1 / 62, 1 / 62 + 1 / 64, 1 / 64 + 1 / 61])


def test_what_is_barred_is_no_candidate_and_takes_no_place() -> None:
    barred = np.array([True, False, False, False])
    found = candidates_of(planted(), 0, barred, depth=2)
    assert found.rows.tolist() == [1, 2]
    assert found.places.tolist() == [[1, 4], [2, 1]]


def test_features_are_all_signals_and_then_the_places() -> None:
    signals = planted()
    found = candidates_of(signals, 0, nothing_barred())
    names = names_of(signals)
    assert names == ("year", "walk", "reasoner", "place by walk", "place by reasoner")
    assert found.features.shape == (4, len(names))
    assert found.features[:, names.index("year")].tolist() == [1990, 1991, 1992, 1993]
    assert found.features[:, 3:].tolist() == found.places.tolist()


@given(any_signals, st.integers(0, 1), any_bar, st.integers(1, ITEMS + 1))
def test_candidates_are_the_union_of_the_best(
    signals: Signals, row: int, barred: np.ndarray, depth: int
) -> None:
    found = candidates_of(signals, row, barred, depth)
    proposers = [name for name in PROPOSERS if name in signals]
    best: list[list[int]] = []
    for name in proposers:
        scores = signals[name][row]
        named = [
            item
            for item in range(ITEMS)
            if not barred[item] and scores[item] and scores[item] == scores[item]
        ]
        best.append(sorted(named, key=lambda item: (-scores[item], item)))
    assert not barred[found.rows].any()
    assert found.rows.tolist() == sorted(set(found.rows.tolist()))
    for column, whole in enumerate(best):
        proposed = [
            (place, item)
            for item, place in zip(found.rows.tolist(), found.places[:, column], strict=True)
            if place <= depth
        ]
        scores = signals[proposers[column]][row]
        assert [place for place, _ in sorted(proposed)] == list(
            range(1, min(depth, len(whole)) + 1)
        )
        # Where items are alike at the edge of the depth, any of them may be proposed.
        assert [scores[item] for _, item in sorted(proposed)] == [
            scores[item] for item in whole[:depth]
        ]
    assert (found.places <= depth).any(axis=1).all()
    assert found.places[found.places > depth].tolist() == [2.0 * depth] * int(
        (found.places > depth).sum()
    )
    assert found.fused() == pytest.approx((1 / (60 + found.places.astype(float))).sum(axis=1))
    names = names_of(signals)
    assert found.features.shape == (len(found.rows), len(names))
    for column, name in enumerate(signals):
        assert np.array_equal(
            found.features[:, column], signals[name][row, found.rows], equal_nan=True
        )


def test_without_a_proposer_there_is_no_candidate() -> None:
    found = candidates_of({"year": np.ones((1, 4), dtype=np.float32)}, 0, nothing_barred())
    assert found.rows.tolist() == []
    assert found.fused().tolist() == []
    assert found.features.shape == (0, 1)
