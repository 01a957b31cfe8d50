"""How many films share a trait, counted by hand."""

from core.item import Facet
from simulator.crowds import LEAST_CROWD, Crowds, Trait, traits
from tests.worlds import checkerboard, film, mixed

COMEDY, FUNNY = Trait(Facet.GENRE, "Comedy"), Trait(Facet.MOOD, "funny")
HORROR = Trait(Facet.GENRE, "Horror")


def test_a_checkerboard_halves_itself() -> None:
    crowds = Crowds(checkerboard())
    assert (crowds.count(COMEDY), crowds.share(COMEDY)) == (20, 0.5)
    assert crowds.together([COMEDY, FUNNY]) == 20
    assert crowds.together([COMEDY, HORROR]) == 0
    assert crowds.together([]) == 40
    assert crowds.mask([HORROR]).tolist() == [number % 2 == 1 for number in range(40)]


def test_what_nobody_has_is_counted_as_nothing() -> None:
    crowds = Crowds(checkerboard())
    unknown = Trait(Facet.GENRE, "Western")
    assert (crowds.count(unknown), crowds.share(unknown), crowds.together([unknown])) == (0, 0, 0)
    assert not crowds.is_coarse(unknown)


def test_coarse_traits_come_most_frequent_first_and_rare_ones_never() -> None:
    films = {
        f"f{n}": film(n, genres=("Drama",), moods=("sad",) * (n < 30), themes=("owls",) * (n < 24))
        for n in range(300)
    }
    crowds = Crowds(films)
    assert crowds.least == LEAST_CROWD
    assert crowds.coarse[0].value in ("Drama", "1990")
    assert Trait(Facet.MOOD, "sad") in crowds.coarse
    assert Trait(Facet.THEME, "owls") not in crowds.coarse
    counts = [crowds.count(trait) for trait in crowds.coarse]
    assert counts == sorted(counts, reverse=True)


def test_a_hundredth_of_a_large_catalogue_is_the_least() -> None:
    films = {f"f{n}": film(n, moods=("sad",) * (n < 39)) for n in range(4_000)}
    assert not Crowds(films).is_coarse(Trait(Facet.MOOD, "sad"))
    more = {**films, "f39": film(39, moods=("sad",))}
    assert Crowds(more).is_coarse(Trait(Facet.MOOD, "sad"))


def test_traits_are_those_spoken_of_each_once() -> None:
    for item in mixed().values():
        found = traits(item)
        assert len(found) == len(set(found))
        assert not {Facet.PERSON, Facet.SERIES, Facet.COMPANY} & {trait.facet for trait in found}


def test_an_empty_catalogue_has_no_crowds() -> None:
    crowds = Crowds({})
    assert (crowds.size, crowds.coarse, crowds.share(COMEDY)) == (0, (), 0.0)
