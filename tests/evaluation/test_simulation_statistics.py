"""Statistics beside values of scipy and statsmodels, and comparisons whose answer is planted."""

import numpy as np
import pytest

from core.conversation import Act
from evaluation.episodes import Ending, Episode, TurnRecord
from evaluation.results import About
from evaluation.simulation_results import SimulationResults, results, shared
from evaluation.simulation_statistics import (
    agreement,
    detectable,
    mcnemar,
    wilson,
    worst_decile,
)
from evaluation.simulation_tables import heading, tables
from simulator.persona import Origin
from simulator.speech import UserIntent
from tests.evaluation.doubles import printed


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    [
        # As statsmodels gives them, by its Wilson method.
        (61, 100, 0.512030, 0.699831),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (1, 3, 0.061492, 0.792340),
    ],
)
def test_wilson(successes: int, count: int, low: float, high: float) -> None:
    found = wilson(successes, count)
    assert found.value == successes / count
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-5)


def test_a_share_of_none_is_undefined() -> None:
    assert np.isnan(wilson(0, 0).value)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [
        # As statsmodels gives them, by its exact test.
        (6, 0, 0.03125),
        (0, 10, 0.001953125),
        (8, 2, 0.109375),
        (5, 5, 1.0),
        (0, 0, 1.0),
    ],
)
def test_mcnemar(only_first: int, only_second: int, p: float) -> None:
    pairs = [(1, 0)] * only_first + [(0, 1)] * only_second + [(1, 1)] * 7 + [(0, 0)] * 4
    first, second = np.array(pairs, dtype=np.float64).T
    assert mcnemar(first, second) == pytest.approx(p)


def test_what_a_run_could_show() -> None:
    """A 10-point gap needs some 390 dialogues an arm where the arms are unrelated."""
    assert detectable(392) == pytest.approx(0.1, abs=0.0005)
    assert detectable(400, 0.25) < detectable(400) < detectable(100)
    assert np.isnan(detectable(0))


def test_a_gap_of_the_detectable_size_is_found_in_four_of_five_runs() -> None:
    generator = np.random.default_rng(0)
    gap, found, rounds = detectable(300), 0, 400
    for _ in range(rounds):
        first = (generator.random(300) < 0.5 - gap / 2).astype(float)
        second = (generator.random(300) < 0.5 + gap / 2).astype(float)
        found += mcnemar(first, second) < 0.05
    assert 0.7 < found / rounds < 0.88


def test_families_agree_as_far_as_they_rank_alike() -> None:
    assert agreement({"x": [0.1, 0.2, 0.3], "y": [0.4, 0.5, 0.9]}) == 1.0
    assert agreement({"x": [0.1, 0.2, 0.3], "y": [0.9, 0.5, 0.4]}) == -1.0
    # Two of the three pairs of systems are ranked alike in x and z: tau = 1/3; x and y agree.
    three = {"x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 3.0], "z": [2.0, 1.0, 3.0]}
    assert agreement(three) == pytest.approx((1 + 1 / 3 + 1 / 3) / 3)
    assert np.isnan(agreement({"x": [0.1, 0.2], "y": [0.5, 0.5]}))
    assert np.isnan(agreement({"x": [0.1, 0.2]}))


def test_the_worst_decile_is_at_least_one_family() -> None:
    assert worst_decile([0.5, 0.1, 0.9]) == 0.1
    assert worst_decile([number / 20 for number in range(20)]) == pytest.approx(0.025)
    assert np.isnan(worst_decile([]))


ABOUT = About(
    name="planted",
    created="",
    command="",
    data="catalogue",
    part="simulated",
    digest="d",
    fingerprint="f",
    seed=0,
    settings={},
    versions={},
)
TURN = TurnRecord(
    said="x", intent=UserIntent.STATE_NEED, act=Act.RECOMMEND, reply="r", cards=("a",), hits=(1,)
)


def played(system: str, number: int, ending: Ending, turns: int = 1) -> Episode:
    return Episode(
        system=system,
        number=number,
        persona=f"p{number}",
        family=f"family {number % 2}",
        origin=Origin.CATALOGUE,
        targets=("a",),
        ending=ending,
        turns=(TURN,) * turns,
    )


def planted() -> SimulationResults:
    """`good` succeeds with everybody, `bad` with the even half, `same` as `good` does."""
    episodes = []
    for number in range(20):
        episodes.append(played("good", number, Ending.ACCEPTED))
        ending = Ending.LEFT if number % 2 else Ending.ACCEPTED
        episodes.append(played("bad", number, ending, turns=2))
        episodes.append(played("same", number, Ending.ACCEPTED))
    episodes[1] = played("bad", 0, Ending.FAILED)
    return results(ABOUT, episodes, [], 5, {})


def test_a_planted_difference_is_found_and_none_where_there_is_none() -> None:
    found = {one.name: one for one in planted().against}
    bad, same = found["bad"], found["same"]
    assert bad.success.count == 19
    assert bad.success.difference.value == pytest.approx(-10 / 19)
    assert bad.success.difference.high < 0
    assert bad.p == pytest.approx(2 / 2**10)
    assert bad.adjusted == pytest.approx(4 / 2**10)
    # Of 19 people 9 need two turns and not one, 10 count six.
    assert bad.turns.difference.value == pytest.approx((9 * 1 + 10 * 5) / 19)
    assert (same.success.difference.value, same.p, same.adjusted) == (0.0, 1.0, 1.0)


def test_families_are_reported_apart_with_mean_and_worst() -> None:
    bad = next(one for one in planted().systems if one.name == "bad")
    assert [rate.value for rate in bad.families.values()] == [1.0, 0.0]
    assert (bad.mean_of_families, bad.worst_decile) == (0.5, 0.0)


def test_only_people_scored_in_both_are_paired() -> None:
    first = [played("a", n, Ending.ACCEPTED) for n in (3, 1, 2)]
    second = [
        played("b", 1, Ending.LEAKED),
        played("b", 2, Ending.LEFT),
        played("b", 3, Ending.LEFT),
    ]
    pairs = shared(first, second)
    assert [[one.number for one in group] for group in pairs] == [[2, 3], [2, 3]]


def test_the_results_survive_json_and_every_table_is_printed() -> None:
    found = planted()
    assert SimulationResults.model_validate_json(found.model_dump_json()) is not None
    text = printed(heading(found), *tables(found))
    for words in ("SR@5", "Minus good", "p (McNemar)", "failed", "worst decile", "HR@10"):
        assert words in text


def test_a_leak_fails_the_run_loudly() -> None:
    found = results(ABOUT, [played("good", 0, Ending.LEAKED)], [], 5, {})
    assert found.has_leaks
    assert heading(found).startswith("THIS RUN HAS FAILED: a hidden film was given away in 1 ")
    assert not planted().has_leaks
