"""What speaks for a film: every number computed by hand on films whose record is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.heard import Attribute, Polarity
from core.item import Facet
from simulator.families import NEUTRAL
from simulator.features import FEATURES, Taste, has, recognised
from simulator.persona import Need
from tests.worlds import film, mixed

LIKED = (
    film(1, genres=("Comedy",), moods=("funny",), year=1994, directors=("Ada Quill",)),
    film(2, genres=("Comedy", "Crime"), themes=("heist",), year=1998, countries=("France",)),
)
DISLIKED = (film(3, genres=("Horror",)),)


def attribute(name: str, polarity: Polarity = Polarity.WANT) -> Attribute:
    facet, _, value = name.partition(":")
    return Attribute(facet=Facet(facet), value=value, polarity=polarity)


def taste(*needs: tuple[str, float], avoids: tuple[str, ...] = ()) -> Taste:
    return Taste(
        LIKED,
        DISLIKED,
        [Need(attribute=attribute(name), weight=weight) for name, weight in needs],
        [attribute(name, Polarity.AVOID) for name in avoids],
    )


def row(one: Taste, *films, name: str, place: int = 0, **manner: float) -> float:
    behaviour = NEUTRAL.model_copy(update=manner)
    return float(one.rows(films, behaviour)[place][FEATURES.index(name)])


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"genres": ("Comedy", "Crime")}, "genre", (1.0 + 0.5) / 2),
        ({"genres": ("Western",)}, "genre", 0.0),
        ({"genres": ()}, "genre", 0.0),
        ({"moods": ("funny",), "themes": ("heist",)}, "tone", 0.5),
        ({"year": 1991}, "decade", 1.0),
        ({"year": 2004}, "decade", 0.0),
        ({"countries": ("France", "Italy")}, "place", 0.25),
        ({"genres": ("Horror", "Comedy")}, "disliked", 0.5),
        ({"directors": ("Ada Quill",)}, "people", 1 / 3),
        ({"renown": 0.25}, "renown", 0.25),
        ({"rating": 8.5, "renown": 0.9}, "rating", 1.0),
        ({"rating": 8.5, "renown": 0.1}, "rating", 0.0),
        ({"rating": None, "renown": 0.9}, "rating", 0.0),
        ({"renown": 0.49}, "stranger", 1.0),
        ({"renown": 0.51}, "stranger", 0.0),
    ],
)
def test_a_number_is_what_its_name_says(fields: dict[str, object], name: str, value: float) -> None:
    assert row(taste(), film(9, **fields), name=name) == pytest.approx(value)


def test_needs_count_by_their_weight() -> None:
    one = taste(("genre:Comedy", 0.75), ("decade:1990", 0.25))
    assert row(one, film(9, genres=("Comedy",), year=2005), name="needs") == 0.75
    assert row(one, film(9, genres=("Comedy",), year=1999), name="needs") == 1.0
    assert row(one, film(9, genres=("Drama",), year=2005), name="needs") == 0.0
    assert row(taste(), film(9, genres=("Comedy",)), name="needs") == 0.0


def test_what_is_avoided_counts_once() -> None:
    one = taste(avoids=("genre:Horror", "genre:War"))
    assert row(one, film(9, genres=("Horror", "War")), name="avoids") == 1.0
    assert row(one, film(9, genres=("Comedy",)), name="avoids") == 0.0
    assert [avoid.value for avoid in one.crossed(film(9, genres=("War",)))] == ["War"]


def test_three_people_in_common_are_all_that_counts() -> None:
    cast = tuple("abcd")
    one = Taste((film(1, cast=cast),), (), (), ())
    assert row(one, film(2, cast=cast), name="people") == 1.0
    assert row(one, film(2, cast=cast[:2]), name="people") == pytest.approx(2 / 3)


def test_the_place_on_the_slate_is_its_logarithm() -> None:
    films = [film(number) for number in range(5)]
    places = taste().rows(films, NEUTRAL)[:, FEATURES.index("position")]
    np.testing.assert_allclose(places, np.log([1, 2, 3, 4, 5]))


def test_an_empty_slate_has_no_rows_and_an_empty_past_no_numbers() -> None:
    assert taste().rows([], NEUTRAL).shape == (0, len(FEATURES))
    nobody = Taste((), (), (), ()).rows([film(1, genres=("Comedy",))], NEUTRAL)
    assert np.isfinite(nobody).all()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_who_knows_more_recognises_no_less(renown: float, one: float, other: float) -> None:
    known = film(1, renown=renown)
    less, more = (
        recognised(known, NEUTRAL.model_copy(update={"knowledge": k})) for k in sorted((one, other))
    )
    assert more or not less


def test_every_number_of_mixed_films_is_finite_and_shares_lie_in_0_to_1() -> None:
    films = list(mixed().values())
    one = Taste(
        films[::2],
        films[1::3],
        [Need(attribute=attribute("genre:Crime"), weight=0.5)],
        [attribute("genre:Horror", Polarity.AVOID)],
    )
    rows = one.rows(films, NEUTRAL)
    assert rows.shape == (len(films), len(FEATURES))
    assert np.isfinite(rows).all()
    shares = [FEATURES.index(name) for name in ("needs", "avoids", "genre", "people", "disliked")]
    assert rows[:, shares].min() >= 0
    assert rows[:, shares].max() <= 1


def test_a_film_has_what_its_record_says() -> None:
    assert has(film(1, year=1994), attribute("decade:1990"))
    assert not has(film(1, year=None), attribute("decade:1990"))
