"""People made up from a catalogue alone look for what many films have."""

import numpy as np

from simulator.crowds import Crowds, traits
from simulator.made_up import made_up_past
from tests.worlds import checkerboard, film, mixed


def test_what_is_liked_and_hidden_has_all_that_is_meant() -> None:
    for world in (checkerboard(), mixed()):
        films, crowds = tuple(world.values()), Crowds(world)
        for seed in range(40):
            made = made_up_past(films, crowds, np.random.default_rng(seed))
            if made is None:
                continue
            past, meant = made
            assert crowds.together(meant) >= crowds.least
            assert past.targets
            assert past.liked == past.seen
            assert set(past.liked).isdisjoint(past.targets)
            for name in (*past.liked, *past.targets):
                assert set(meant) <= set(traits(world[name]))


def test_taste_on_a_checkerboard_has_one_colour() -> None:
    world = checkerboard()
    films, crowds = tuple(world.values()), Crowds(world)
    colours = set()
    for seed in range(20):
        made = made_up_past(films, crowds, np.random.default_rng(seed))
        assert made
        (colour,) = (
            {world[name].genres[0] for name in made[0].targets}
            if "genre" in {trait.facet.value for trait in made[1]}
            else {""}
        )
        colours.add(colour)
    assert {"Comedy", "Horror"} <= colours


def test_the_better_known_half_is_what_people_hide_and_like() -> None:
    world = {
        f"f{n}": film(n, genres=("Drama",), moods=("sad",) * (n % 3 == 0), renown=n / 120)
        for n in range(120)
    }
    films, crowds = tuple(world.values()), Crowds(world)
    made = made_up_past(films, crowds, np.random.default_rng(1))
    assert made
    past, meant = made
    fitting = [one for one in films if set(meant) <= set(traits(one))]
    median = np.median([one.renown for one in fitting])
    assert all(world[name].renown >= median for name in (*past.liked, *past.targets))


def test_the_same_chance_makes_the_same_person() -> None:
    films, crowds = tuple(mixed().values()), Crowds(mixed())
    one, other = (made_up_past(films, crowds, np.random.default_rng(5)) for _ in range(2))
    assert one == other


def test_nothing_is_made_of_films_that_share_nothing() -> None:
    lone = {f"f{n}": film(n, genres=(f"Genre {n}",), year=1000 + 10 * n) for n in range(60)}
    assert made_up_past(tuple(lone.values()), Crowds(lone), np.random.default_rng(0)) is None
