"""Ranks and their metrics agree with `ir-measures`, and duplicates are refused."""

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from evaluation.metrics import (
    RankingError,
    best_rank,
    discounted_gain,
    hit,
    places,
    reciprocal_rank,
    refuse_duplicates,
)

DEPTH = 12
# A ranking of some of 20 items, and a target that may not be in it.
QUESTIONS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 19), max_size=DEPTH, unique=True),
        st.integers(0, 19),
    ),
    min_size=1,
    max_size=6,
)


def array(rankings: list[list[int]]) -> np.ndarray:
    return np.array([ranking + [-1] * (DEPTH - len(ranking)) for ranking in rankings])


def run_of(rankings: list[list[int]]) -> dict[str, dict[str, float]]:
    return {
        str(number): {str(item): float(-place) for place, item in enumerate(ranking)}
        for number, ranking in enumerate(rankings)
    }


@given(QUESTIONS)
def test_metrics_of_one_target_are_those_of_ir_measures(
    questions: list[tuple[list[int], int]],
) -> None:
    rankings, targets = [one for one, _ in questions], [target for _, target in questions]
    ranks = places(array(rankings), np.array(targets))
    relevant = {str(number): {str(target): 1} for number, target in enumerate(targets)}
    for k in (1, 5, 10):
        expected = ir_measures.calc_aggregate(
            [R @ k, RR @ k, nDCG @ k, Success @ k], relevant, run_of(rankings)
        )
        assert hit(ranks, k).mean() == pytest.approx(expected[R @ k])
        assert hit(ranks, k).mean() == pytest.approx(expected[Success @ k])
        assert reciprocal_rank(ranks, k).mean() == pytest.approx(expected[RR @ k])
        assert discounted_gain(ranks, k).mean() == pytest.approx(expected[nDCG @ k])


@given(QUESTIONS, st.sets(st.integers(0, 19), min_size=1, max_size=4))
def test_a_turn_is_hit_where_ir_measures_says_so(
    questions: list[tuple[list[int], int]], targets: set[int]
) -> None:
    rankings = [ranking for ranking, _ in questions]
    rows = array(rankings)
    turn = np.repeat(np.arange(len(rankings)), len(targets))
    ranks = places(rows[turn], np.array(sorted(targets) * len(rankings)))
    best = best_rank(ranks, turn, len(rankings))
    relevant = {str(number): {str(t): 1 for t in targets} for number in range(len(rankings))}
    expected = ir_measures.calc_aggregate([Success @ 5], relevant, run_of(rankings))
    assert hit(best, 5).mean() == pytest.approx(expected[Success @ 5])


def test_a_rank_counts_from_one_and_a_miss_is_none() -> None:
    ranks = places(np.array([[4, 2, 9], [4, 2, -1]]), np.array([9, 7]))
    assert ranks.tolist() == [3, 0]
    assert reciprocal_rank(ranks, 3).tolist() == [1 / 3, 0]
    assert discounted_gain(ranks, 3).tolist() == [0.5, 0]
    assert reciprocal_rank(ranks, 2).tolist() == [0, 0]


def test_the_best_of_a_turns_targets_counts() -> None:
    assert best_rank(np.array([0, 7, 3, 0]), np.array([0, 0, 0, 2]), 3).tolist() == [3, 0, 0]


def test_nothing_asked_is_nothing_found() -> None:
    assert places(np.empty((0, 50), dtype=int), np.empty(0, dtype=int)).tolist() == []


def test_an_item_that_stands_twice_is_an_error_and_an_empty_place_is_not() -> None:
    refuse_duplicates(np.array([[1, -1, -1]]))
    with pytest.raises(RankingError, match="Ranking 1 holds an item twice"):
        places(np.array([[1, 2, 3], [1, 2, 1]]), np.array([1, 1]))
