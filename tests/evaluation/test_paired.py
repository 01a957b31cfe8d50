"""Tests between two rankers say what their planted differences say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluation.paired import corrected, holm, paired, sign_flip, standard_error

PROBABILITIES = st.lists(st.floats(0.0, 1.0), max_size=8)


def test_a_difference_everywhere_is_found_and_none_is_not() -> None:
    clusters = np.repeat(np.arange(30), 2)
    always = paired(np.ones(60), clusters)
    assert (always.difference.value, always.difference.low, always.p) == (1.0, 1.0, 0.0001)
    never = paired(np.zeros(60), clusters)
    assert (never.difference.value, never.p, never.detectable) == (0.0, 1.0, 0.0)


def test_the_test_is_scipys_permutation_of_pairs() -> None:
    sums = np.random.default_rng(3).normal(0.3, 1.0, 40)
    expected = stats.permutation_test(
        (sums,),
        lambda x: abs(x.sum()),
        permutation_type="samples",
        alternative="greater",
        n_resamples=9999,
        rng=np.random.default_rng(1),
    )
    assert sign_flip(sums) == pytest.approx(expected.pvalue, abs=0.02)


def test_under_no_difference_p_is_small_as_rarely_as_it_says() -> None:
    draws = np.random.default_rng(0).normal(size=(200, 25))
    small = np.mean([sign_flip(row, rounds=199) <= 0.1 for row in draws])
    assert small == pytest.approx(0.1, abs=0.06)


def test_mentions_of_one_dialogue_count_as_one_observation() -> None:
    draw = np.random.default_rng(5)
    once = draw.choice([-1.0, 0.0, 1.0], 40)
    alone = paired(once, np.arange(40))
    copied = paired(np.repeat(once, 9), np.repeat(np.arange(40), 9))
    assert copied.detectable == pytest.approx(alone.detectable)
    assert copied.p == alone.p
    assert (copied.count, copied.clusters) == (360, 40)


def test_the_detectable_difference_is_the_textbooks() -> None:
    differences = np.array([1.0, -1.0] * 50)
    error = differences.std(ddof=1) / np.sqrt(100)
    expected = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * error
    assert paired(differences, np.arange(100)).detectable == pytest.approx(expected)


def test_one_dialogue_has_no_error_of_its_own() -> None:
    assert np.isnan(standard_error(np.array([2.0]), np.array([3.0])))
    assert np.isnan(paired(np.array([1.0]), np.array([0])).detectable)


def test_holm_is_the_one_worked_out_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([]) == ()


@given(PROBABILITIES)
def test_holm_keeps_the_order_and_only_raises(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(before <= after <= 1.0 for before, after in zip(values, adjusted, strict=True))
    order = np.argsort(values, kind="stable")
    assert (np.diff(np.array(adjusted)[order]) >= 0).all()


def test_a_family_of_tests_is_corrected_together() -> None:
    tests = [paired(np.ones(20), np.arange(20)), paired(np.zeros(20), np.arange(20))]
    first, second = corrected(tests)
    assert (first.adjusted, second.adjusted) == (2 * first.p, 1.0)
