"""Personas: the same people whatever their number, nobody fitted to, nothing hidden in what is known."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from catalog.titles import plain_title
from core.dialogue import Dialogue, History, Speaker, Utterance
from core.item import Item
from simulator import population
from simulator.crowds import Crowds, Trait
from simulator.families import evaluating, fitting
from simulator.pasts import Ratings
from simulator.persona import Origin, Persona
from simulator.population import is_fitting
from tests.worlds import film

GENRES = ("Comedy", "Horror", "Drama", "Western")
MOODS = ("funny", "scary", "sad", "tense")


@cache
def films() -> dict[str, Item]:
    """Four genres, each with a mood of its own half of the time, over five decades."""
    return {
        f"f{n}": film(
            n,
            genres=(GENRES[n % 4],),
            moods=(MOODS[n % 4],) * (n % 8 < 4),
            year=1960 + n % 50,
            renown=n / 400,
        )
        for n in range(400)
    }


@cache
def histories() -> tuple[History, ...]:
    """Eighty people who like films of one genre, in an order of their own."""
    found = []
    for user in range(80):
        generator = np.random.default_rng(user)
        own = [f"f{n}" for n in range(400) if n % 4 == user % 4]
        liked = generator.permutation(own)[:20]
        found.append(History(user=f"movielens:user:{user}", items=tuple(map(str, liked))))
    return tuple(found)


@cache
def dialogues() -> tuple[Dialogue, ...]:
    """Sixty seekers who name two films of a genre and like three that are recommended."""
    found = []
    for number in range(60):
        names = [f"f{4 * place + number % 4}" for place in range(number, number + 5)]
        said = [(Speaker.SEEKER, names[:2]), (Speaker.RECOMMENDER, names[2:])]
        found.append(
            Dialogue(
                id=str(number),
                user=f"redial:user:{number}",
                utterances=tuple(
                    Utterance(speaker=speaker, text="…", mentions=tuple(named))
                    for speaker, named in said
                ),
                liked=tuple(names),
            )
        )
    return tuple(found)


def people(origin: Origin, count: int, seed: int = 3) -> tuple[Persona, ...]:
    if origin is Origin.MOVIELENS:
        return population.movielens_personas(Ratings(histories()), films(), count, seed)
    if origin is Origin.REDIAL:
        return population.redial_personas(dialogues(), films(), count, seed)
    return population.catalogue_personas(films(), count, seed)


ORIGINS = pytest.mark.parametrize("origin", list(Origin))


@ORIGINS
def test_the_first_of_any_number_are_the_same(origin: Origin) -> None:
    whole = people(origin, 30)
    assert len(whole) == 30
    for count in (1, 7, 29):
        assert people(origin, count) == whole[:count]
    assert people(origin, 30, seed=4) != whole


@ORIGINS
def test_names_and_seeds_are_their_own(origin: Origin) -> None:
    whole = people(origin, 30)
    assert len({one.id for one in whole}) == len({one.seed for one in whole}) == 30
    assert {one.origin for one in whole} == {origin}


@ORIGINS
def test_what_is_hidden_is_in_no_history(origin: Origin) -> None:
    for one in people(origin, 30):
        assert one.targets
        assert {*one.liked, *one.disliked, *one.seen}.isdisjoint(one.targets)
        assert films().keys() >= {*one.liked, *one.seen, *one.targets}


@ORIGINS
def test_needs_are_coarse_true_of_targets_and_never_a_title(origin: Origin) -> None:
    crowds = Crowds(films())
    for one in people(origin, 30):
        wished = [Trait.of(need.attribute) for need in one.needs]
        assert wished
        assert crowds.together(wished) >= crowds.least
        titles = {plain_title(films()[target].title) for target in one.targets}
        for trait in wished:
            assert crowds.is_coarse(trait)
            assert plain_title(trait.value) not in titles
            assert any(trait.value in films()[film].values(trait.facet) for film in one.targets)
        for avoid in one.avoids:
            assert not any(avoid.value in films()[film].genres for film in one.targets)


@ORIGINS
def test_only_families_that_evaluate_take_part_and_take_turns(origin: Origin) -> None:
    counted = Counter(one.family for one in people(origin, 30))
    assert counted == {family.name: 3 for family in evaluating()}


def test_people_that_were_fitted_to_are_never_simulated() -> None:
    """A persona's films are those of a user that nothing was fitted to, and of no other."""
    by_user = {history.user: set(history.items) for history in histories()}
    fitted = [user for user in by_user if is_fitting(user)]
    assert 0 < len(fitted) < len(by_user) / 2
    for one in people(Origin.MOVIELENS, 60):
        theirs = {*one.liked, *one.targets}
        owners = [user for user, items in by_user.items() if theirs <= items]
        assert owners
        assert not any(map(is_fitting, owners))


def test_one_person_in_four_is_for_fitting_whoever_is_asked() -> None:
    users = [f"movielens:user:{number}" for number in range(4_000)]
    assert 0.22 < np.mean([is_fitting(user) for user in users]) < 0.28
    assert [is_fitting(user) for user in users] == [is_fitting(user) for user in users]


def test_more_personas_than_people_come_again_at_another_time_of_their_lives() -> None:
    free = sum(not is_fitting(history.user) for history in histories())
    many = people(Origin.MOVIELENS, 2 * free)
    assert len(many) == 2 * free
    assert len({(one.liked, one.targets) for one in many}) == 2 * free


def test_people_end_where_there_are_no_more() -> None:
    assert 0 < len(people(Origin.REDIAL, 10_000)) <= len(dialogues())
    assert population.movielens_personas(Ratings(()), films(), 5, 0) == ()
    assert population.redial_personas((), films(), 5, 0) == ()


def test_development_has_people_and_families_of_its_own() -> None:
    ratings = Ratings(histories())
    dev, test = (
        population.movielens_personas(ratings, films(), 20, 0, fits=fits) for fits in (True, False)
    )
    assert dev
    assert test
    assert {one.family for one in dev} <= {family.name for family in fitting()}
    assert {one.family for one in test} <= {family.name for family in evaluating()}
    assert not {one.liked for one in dev} & {one.liked for one in test}
    made, others = (
        population.catalogue_personas(films(), 10, 0, fits=fits) for fits in (True, False)
    )
    assert {one.targets for one in made} != {one.targets for one in others}


def test_low_ratings_are_what_was_disliked() -> None:
    everything = tuple(
        History(user=one.user, items=(*(f"f{n}" for n in range(360, 364)), *one.items))
        for one in histories()
    )
    found = population.movielens_personas(
        Ratings(histories(), histories(), everything), films(), 20, 0
    )
    low = {f"f{n}" for n in range(360, 364)}
    for one in found:
        assert one.disliked
        assert set(one.disliked) <= low
        assert set(one.disliked) <= set(one.seen)


def test_nobody_can_be_made_up_of_films_that_share_nothing() -> None:
    lone = {
        f"f{n}": film(n, genres=(f"Genre {n}",), year=1000 + 10 * n, languages=(f"L{n}",))
        for n in range(60)
    }
    assert population.catalogue_personas(lone, 2, 0) == ()
