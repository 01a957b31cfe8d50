"""Choices from a slate: by planted weights, by manner, and how sure they are."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.choice import fitted_weights
from simulator.decider import Decider, entropies, outside
from simulator.families import NEUTRAL
from simulator.persona import Persona
from tests.simulator.people import (
    ALWAYS,
    COMEDIES,
    HORRORS,
    NEVER,
    WORLD,
    lone,
    manner,
    somebody,
    weights,
)


def decider(planted, persona: Persona | None = None) -> Decider:
    return Decider(persona or somebody(), WORLD, planted)


def odds(planted, *films: str, persona: Persona | None = None) -> np.ndarray:
    return decider(planted, persona).odds([WORLD[name] for name in films])


def test_odds_are_the_logit_of_the_planted_weights() -> None:
    """A comedy meets both needs, a horror film neither."""
    found = odds(weights(needs=2.0, avoids=-1.0, none=0.5), COMEDIES[9], HORRORS[9])
    expected = np.exp([2.0, -1.0, 0.5])
    np.testing.assert_allclose(found, expected / expected.sum())


def test_no_film_leaves_only_none() -> None:
    np.testing.assert_allclose(odds(ALWAYS), [1.0])
    decision = decider(ALWAYS).decide([], np.random.default_rng(0))
    assert (decision.choice, decision.none, decision.probabilities) == ("", 1.0, ())


def test_a_target_is_raised_by_what_a_like_is_worth() -> None:
    target = somebody().targets[0]
    plain, raised = (odds(weights(liking=by), target, COMEDIES[9]) for by in (0.0, 3.0))
    assert plain[0] == pytest.approx(plain[1])
    assert raised[0] / raised[1] == pytest.approx(np.exp(3.0))
    assert raised[1] / raised[2] == pytest.approx(plain[1] / plain[2])


def test_a_film_that_was_seen_or_taken_is_hardly_chosen() -> None:
    one = decider(weights())
    films = [WORLD[COMEDIES[0]], WORLD[COMEDIES[9]]]
    assert one.is_seen(COMEDIES[0])
    assert one.odds(films)[0] < 0.1 * one.odds(films)[1]
    one.keep(COMEDIES[9])
    assert one.is_seen(COMEDIES[9])
    assert one.odds(films)[0] == pytest.approx(one.odds(films)[1])


def test_choices_are_drawn_as_often_as_they_are_probable() -> None:
    one = decider(weights(needs=1.0))
    slate = [COMEDIES[9], HORRORS[9], HORRORS[10]]
    generator = np.random.default_rng(0)
    decisions = [one.decide(slate, generator) for _ in range(3_000)]
    counted = Counter(decision.choice for decision in decisions)
    first = decisions[0]
    for name, p in zip([*slate, ""], [*first.probabilities, first.none], strict=True):
        assert counted[name] / 3_000 == pytest.approx(p, abs=0.03)
    assert {decision.choice for decision in decisions} == {*slate, ""}


@pytest.mark.parametrize(
    ("traits", "sign"), [({"pickiness": 1.0}, 1), ({"positivity": 1.0}, -1), ({}, 0)]
)
def test_the_manner_moves_none(traits: dict[str, float], sign: int) -> None:
    assert np.sign(outside(manner(**traits))) == sign
    found = odds(weights(), COMEDIES[9], persona=somebody(behaviour=manner(**traits)))
    assert np.sign(round(float(found[-1]) - 0.5, 9)) == sign


def test_who_wants_what_nobody_knows_prefers_it() -> None:
    famous, obscure = lone(90, renown=0.95), lone(91, renown=0.05)
    world = {**WORLD, "f90": famous, "f91": obscure}
    for novelty, ahead in ((1.0, 1), (0.0, -1), (0.5, 0)):
        one = Decider(somebody(behaviour=manner(novelty=novelty)), world, weights())
        found = one.odds([famous, obscure])
        assert np.sign(round(float(found[1] - found[0]), 9)) == ahead


def test_the_thought_says_what_is_known_and_comes_before_the_choice() -> None:
    """Whatever is drawn, the thought is the same; it tells no target apart."""
    one = decider(weights(needs=2.0))
    slate = [HORRORS[9], COMEDIES[9]]
    thoughts = {one.decide(slate, np.random.default_rng(n)).thought for n in range(20)}
    (thought,) = thoughts
    assert thought.stimulus == "looks for Comedy, funny"
    assert thought.knowledge.startswith("film 2: ")
    assert "it has Comedy, funny" in thought.knowledge
    assert "most for its needs" in thought.evaluation
    assert "worth taking (+2.0 against none)" in thought.evaluation
    seen = one.decide([COMEDIES[0]], np.random.default_rng(0)).thought
    assert "has seen it" in seen.knowledge
    unwelcome = one.decide([HORRORS[0]], np.random.default_rng(0)).thought
    assert "it has Horror, which is unwelcome" in unwelcome.knowledge


def test_certain_weights_are_certain() -> None:
    generator = np.random.default_rng(0)
    assert decider(NEVER).decide(COMEDIES[9:12], generator).choice == ""
    assert decider(ALWAYS).decide(COMEDIES[9:12], generator).choice in COMEDIES[9:12]


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=1, max_size=6))
def test_what_is_unsure_parts_into_within_and_between(rows: list[list[float]]) -> None:
    given_odds = np.array(rows)
    given_odds /= given_odds.sum(axis=1, keepdims=True)
    found = entropies(given_odds)
    assert found.total == pytest.approx(found.within + found.between)
    assert found.between >= -1e-12
    assert 0 <= found.total <= np.log(4) + 1e-9


def test_entropies_of_known_odds() -> None:
    same = entropies(np.full((3, 4), 0.25))
    assert (same.total, same.within, same.between) == pytest.approx((np.log(4), np.log(4), 0))
    torn = entropies(np.eye(2))
    assert (torn.total, torn.within, torn.between) == pytest.approx((np.log(2), 0, np.log(2)))


def test_uncertainty_grows_with_that_of_the_weights() -> None:
    films = [WORLD[name] for name in (COMEDIES[9], HORRORS[9])]
    size = len(weights().covariance)
    spread = tuple(tuple(4.0 * (r == c) for c in range(size)) for r in range(size))
    sure = decider(weights(needs=1.0)).uncertainty(films, np.random.default_rng(0), 200)
    unsure = decider(weights(needs=1.0).model_copy(update={"covariance": spread})).uncertainty(
        films, np.random.default_rng(0), 200
    )
    assert sure.between < 0.02 < unsure.between


def test_the_shipped_weights_choose_a_liked_film_that_fits_before_one_that_does_not() -> None:
    persona = somebody(behaviour=NEUTRAL)
    found = Decider(persona, WORLD, fitted_weights()).odds(
        [WORLD[persona.targets[0]], WORLD[HORRORS[9]]]
    )
    assert found[0] > found[1]
