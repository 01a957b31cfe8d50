"""What may be said of hidden targets: coarse, shared, and never the way to one film."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.heard import Polarity
from core.item import Facet, Item
from simulator.crowds import Crowds, Trait, traits
from simulator.needs import MOST_AVOIDS, MOST_NEEDS, avoids_of, needs_of, says_something
from tests.worlds import checkerboard, film, mixed

CHECKERS = checkerboard()
EVEN, ODD = list(CHECKERS.values())[::2], list(CHECKERS.values())[1::2]


def said(targets: Sequence[Item], liked: Sequence[Item], crowds: Crowds) -> list[str]:
    return [need.attribute.value for need in needs_of(targets, liked, crowds)]


def test_the_needs_of_one_colour_are_its_own() -> None:
    """The genre and the decade that most have; mood and theme go without saying, half have them."""
    crowds = Crowds(CHECKERS)
    assert said(EVEN[:4], EVEN[4:8], crowds) == ["1950", "Comedy"]
    assert said(ODD[:4], ODD[4:8], crowds) == ["1950", "Horror"]


def test_what_one_film_alone_has_is_not_said() -> None:
    crowds = Crowds(CHECKERS)
    mixed_targets = [EVEN[0], ODD[0]]
    assert "Horror" not in said(mixed_targets, EVEN[1:5], crowds)
    assert "Comedy" in said(mixed_targets, EVEN[1:5], crowds)


def test_weights_are_the_share_of_the_targets() -> None:
    needs = needs_of([*EVEN[:3], ODD[0]], EVEN[4:8], Crowds(CHECKERS))
    weights = {need.attribute.value: need.weight for need in needs}
    assert weights["Comedy"] == 0.75


def test_the_allowed_traits_narrow_the_needs() -> None:
    crowds = Crowds(CHECKERS)
    targets = EVEN[:4]
    assert len(said(targets, EVEN[4:8], crowds)) > 1
    only = (Trait(Facet.GENRE, "Comedy"),)
    (need,) = needs_of(targets, EVEN[4:8], crowds, only)
    assert (need.attribute.value, need.attribute.polarity) == ("Comedy", Polarity.WANT)


def test_what_most_films_have_says_nothing_but_a_genre_does() -> None:
    films = {f"f{n}": film(n, genres=("Drama",), languages=("English",)) for n in range(50)}
    crowds = Crowds(films)
    assert not says_something(Trait(Facet.LANGUAGE, "English"), crowds)
    assert says_something(Trait(Facet.GENRE, "Drama"), crowds)
    assert said(list(films.values())[:5], [], crowds) == ["Drama"]


def test_a_film_from_france_in_french_is_one_wish() -> None:
    films = {
        f"f{n}": film(n, countries=("France",) * (n % 3 == 0), languages=("French",) * (n % 3 == 0))
        for n in range(60)
    }
    found = needs_of([films["f0"], films["f3"]], [], Crowds(films))
    kinds = [need.attribute.facet for need in found]
    assert sum(kind in (Facet.COUNTRY, Facet.LANGUAGE) for kind in kinds) == 1


@given(
    st.lists(st.sampled_from(list(mixed().values())), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(list(mixed().values())), max_size=6, unique=True),
)
def test_needs_are_coarse_few_and_leave_a_crowd(targets: list[Item], liked: list[Item]) -> None:
    crowds = Crowds(mixed())
    needs = needs_of(targets, liked, crowds)
    wished = [Trait.of(need.attribute) for need in needs]
    assert len(wished) == len(set(wished)) <= MOST_NEEDS
    assert all(crowds.is_coarse(trait) for trait in wished)
    assert not wished or crowds.together(wished) >= crowds.least
    held = [*targets, *liked]
    for need in needs:
        trait = Trait.of(need.attribute)
        assert sum(trait in traits(item) for item in held) > 1
        assert need.weight == sum(trait in traits(item) for item in targets) / len(targets)


@given(
    st.lists(st.sampled_from(list(mixed().values())), min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from(list(mixed().values())), max_size=5, unique=True),
    st.lists(st.sampled_from(list(mixed().values())), max_size=5, unique=True),
)
def test_no_target_has_what_is_avoided(
    targets: list[Item], liked: list[Item], disliked: list[Item]
) -> None:
    avoids = avoids_of(targets, liked, disliked, Crowds(mixed()))
    assert len(avoids) <= MOST_AVOIDS
    for avoid in avoids:
        assert (avoid.facet, avoid.polarity) == (Facet.GENRE, Polarity.AVOID)
        assert all(avoid.value not in target.genres for target in targets)


def test_what_was_disliked_is_avoided_before_what_was_never_touched() -> None:
    genres = ("Comedy", "Horror", "Western", "War")
    films = {f"f{n}": film(n, genres=(genres[n % 4],)) for n in range(80)}
    comedies, horrors = list(films.values())[::4], list(films.values())[1::4]
    avoids = avoids_of(comedies[:2], comedies[2:6], horrors[:3], Crowds(films))
    assert avoids[0].value == "Horror"
    assert len(avoids) == 2
    pleased = avoids_of(comedies[:2], horrors[:4], horrors[4:6], Crowds(films))
    assert "Horror" not in [avoid.value for avoid in pleased]


def test_nobody_needs_anything_without_targets_that_share() -> None:
    films = {f"f{n}": film(n, genres=(f"Genre {n}",), year=1900 + 10 * n) for n in range(12)}
    assert needs_of([films["f1"]], [films["f2"]], Crowds(films)) == ()


@pytest.mark.parametrize("size", [1, 5, 10, 24, 250, 1_000])
def test_a_crowd_is_never_one_film_and_never_more_than_25(size: int) -> None:
    films = {f"f{n}": film(n) for n in range(size)}
    assert 2 <= Crowds(films).least <= 25
