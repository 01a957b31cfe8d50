"""Families of people: ranges hold, and those that evaluate are not those that anything is fitted to."""

import numpy as np
import pytest

from simulator.behaviour import Behaviour, Family
from simulator.families import FAMILIES, NEUTRAL, evaluating, fitting

TRAITS = set(Behaviour.model_fields)


def test_there_are_at_least_eight_that_evaluate_and_none_of_them_fits() -> None:
    assert len(evaluating()) >= 8
    assert fitting()
    names = [family.name for family in FAMILIES]
    assert len(set(names)) == len(names)
    assert {one.name for one in evaluating()}.isdisjoint(one.name for one in fitting())
    assert {one.name for one in (*evaluating(), *fitting())} == set(names)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_everybody_drawn_lies_within_the_ranges(family: Family) -> None:
    assert set(family.ranges) == TRAITS
    generator = np.random.default_rng(1)
    drawn = [family.draw(generator) for _ in range(200)]
    for trait, (low, high) in family.ranges.items():
        values = [getattr(one, trait) for one in drawn]
        assert low <= min(values) <= max(values) <= high
        assert len(set(values)) > 1, f"{trait} never varies"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_same_chance_draws_the_same_person(family: Family) -> None:
    one, other = (family.draw(np.random.default_rng(9)) for _ in range(2))
    assert one == other


def test_no_family_has_the_ranges_of_another() -> None:
    ranges = [tuple(sorted(family.ranges.items())) for family in FAMILIES]
    assert len(set(ranges)) == len(ranges)


def test_the_neutral_manner_lies_halfway() -> None:
    for trait in TRAITS - {"patience", "contradiction", "typos"}:
        low = min(family.ranges[trait][0] for family in FAMILIES)
        high = max(family.ranges[trait][1] for family in FAMILIES)
        assert low < getattr(NEUTRAL, trait) < high
