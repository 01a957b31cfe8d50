"""Figures are the ones counted by hand, and intervals hold them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.intervals import bootstrap
from evaluation.metrics import f1, precision, recall, retrieved, share

COUNTS = st.lists(st.tuples(*(st.integers(0, 5),) * 3), min_size=1, max_size=20)


def test_precision_recall_and_f1_are_those_counted_by_hand() -> None:
    found = retrieved([(3, 1, 0), (0, 0, 2)])
    assert (found.hits, found.spurious, found.missed, found.gold) == (3, 1, 2, 5)
    assert found.precision.value == pytest.approx(3 / 4)
    assert found.recall.value == pytest.approx(3 / 5)
    assert found.f1.value == pytest.approx(6 / 9)


def test_undefined_figures_are_not_a_quiet_zero() -> None:
    nothing = np.zeros(3)
    assert all(np.isnan(figure(nothing)) for figure in (precision, recall, f1))
    assert str(retrieved([]).f1) == str(retrieved([(0, 0, 0)]).f1) == "–"


@given(COUNTS)
def test_intervals_contain_the_figure(counts: list[tuple[int, int, int]]) -> None:
    found = retrieved(counts)
    for one in (found.precision, found.recall, found.f1):
        assert np.isnan(one.value) or one.low <= one.value <= one.high


def test_clusters_that_are_alike_leave_no_doubt() -> None:
    one = bootstrap(np.array([[1.0, 2.0]] * 9), share)
    assert (one.low, one.value, one.high) == (0.5, 0.5, 0.5)


def test_one_seed_gives_one_interval_and_more_clusters_a_narrower_one() -> None:
    few, many = (np.array([[1.0, 1.0], [0.0, 1.0]] * size) for size in (10, 200))
    assert bootstrap(few, share, seed=1) == bootstrap(few, share, seed=1)
    wide, narrow = bootstrap(few, share), bootstrap(many, share)
    assert narrow.high - narrow.low < wide.high - wide.low


def test_the_interval_of_a_share_is_about_that_of_the_binomial() -> None:
    half = np.array([[1.0, 1.0], [0.0, 1.0]] * 200)
    one = bootstrap(half, share)
    assert one.high - one.low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(400), rel=0.15)
