"""Divergences and entropies against what is known, and against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon

from evaluation.divergence import divergence, entropy_of, entropy_of_runs, floor, jensen_shannon

COUNTS = arrays(np.float64, 6, elements=st.integers(0, 50).map(float)).filter(np.any)


@given(COUNTS, COUNTS)
def test_it_is_scipys_distance_squared(one: np.ndarray, other: np.ndarray) -> None:
    expected = jensenshannon(one, other, base=2) ** 2
    assert jensen_shannon(one, other) == pytest.approx(expected, abs=1e-9)
    assert jensen_shannon(one, other) == pytest.approx(float(jensen_shannon(other, one)))


@given(COUNTS)
def test_alike_is_0_and_disjoint_is_1(counts: np.ndarray) -> None:
    assert jensen_shannon(counts, 7 * counts) == pytest.approx(0, abs=1e-12)
    apart = np.concatenate([counts, np.zeros(6)]), np.concatenate([np.zeros(6), counts])
    assert jensen_shannon(*apart) == pytest.approx(1)


def test_many_at_once_and_nothing_counted() -> None:
    first = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    found = jensen_shannon(first, np.array([0.0, 1.0]))
    np.testing.assert_allclose(found[:2], [1.0, jensenshannon([1, 1], [0, 1], base=2) ** 2])
    assert np.isnan(found[2])


def test_the_interval_is_of_dialogues() -> None:
    """Equal dialogues leave no doubt however many messages; different ones do."""
    same = divergence(np.tile([5.0, 5.0], (40, 1)), np.array([1.0, 1.0]), 0)
    assert (same.value, same.low, same.high) == pytest.approx((0, 0, 0), abs=1e-12)
    split = divergence(np.array([[10.0, 0.0]] * 20 + [[0.0, 10.0]] * 20), np.array([1.0, 1.0]), 0)
    assert split.value == pytest.approx(0, abs=1e-12)
    assert split.high > 0.01
    apart = divergence(np.tile([3.0, 0.0], (10, 1)), np.array([0.0, 9.0]), 0)
    assert (apart.value, apart.low, apart.high) == pytest.approx((1, 1, 1))


@pytest.mark.parametrize("dialogues", [50, 200])
def test_few_dialogues_are_no_further_than_what_they_are_drawn_from(dialogues: int) -> None:
    """The interval holds the truth, which the plain divergence of few dialogues is far above."""
    truth, reference = np.full(20, 0.05), np.linspace(0.4, 1.6, 20)
    wanted = float(jensen_shannon(truth, reference))
    generator = np.random.default_rng(0)
    held, values = 0, []
    for seed in range(60):
        rows = generator.multinomial(1, truth, size=dialogues).astype(float)
        found = divergence(rows, reference, seed)
        held += found.low <= wanted <= found.high
        values.append(found.value)
    assert held >= 51
    assert np.mean(values) == pytest.approx(wanted, abs=0.015)


def test_no_dialogues_have_no_divergence() -> None:
    found = divergence(np.zeros((0, 3)), np.ones(3), 0)
    assert np.isnan([found.value, found.low, found.high]).all()


def test_two_halves_of_one_thing_are_nearly_alike() -> None:
    generator = np.random.default_rng(0)
    rows = generator.multinomial(5, [0.5, 0.3, 0.2], size=400).astype(float)
    found = floor(rows, 1)
    assert 0 <= found.low <= found.value <= found.high < 0.02
    shifted = divergence(rows, np.array([0.2, 0.3, 0.5]), 1)
    assert shifted.low > found.high


@pytest.mark.parametrize("kinds", [1, 2, 8, 32])
def test_the_entropy_of_a_uniform_distribution_is_its_logarithm(kinds: int) -> None:
    counts = np.full(kinds, 50.0)
    assert entropy_of(counts, 50 * kinds, 0) == pytest.approx(np.log2(kinds))
    dialogues = [[f"w{kind}" for kind in range(kinds)] for _ in range(50)]
    assert entropy_of_runs(dialogues, 50 * kinds, 0) == pytest.approx(np.log2(kinds))


def test_fewer_counts_have_less_entropy_and_too_few_none() -> None:
    counts = np.full(32, 50.0)
    assert entropy_of(counts, 40, 0) < entropy_of(counts, 400, 0) < 5
    assert np.isnan(entropy_of(counts, 1_601, 0))
    assert np.isnan(entropy_of(np.zeros(4), 0, 0))
    words = [[f"w{number}"] for number in range(100)]
    assert entropy_of_runs(words, 50, 0) == pytest.approx(np.log2(50))
    assert np.isnan(entropy_of_runs(words, 101, 0))
    assert np.isnan(entropy_of_runs([], 0, 0))


def test_equal_sizes_compare_whatever_was_counted() -> None:
    """Ten times as many counts of the same thing have the same entropy at one size."""
    counts = np.array([80.0, 60.0, 40.0, 20.0])
    assert entropy_of(counts, 100, 0) == pytest.approx(entropy_of(10 * counts, 100, 1), abs=0.03)
