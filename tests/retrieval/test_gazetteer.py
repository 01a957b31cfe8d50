"""The names that films, people, series and studios answer to."""

import pytest

from core.item import Facet, Item
from retrieval.gazetteer import build_gazetteer, title_forms
from tests.worlds import film


def forms(**fields: object) -> dict[str, float]:
    return dict(title_forms(film(1, **fields)))


def meant(name: str, *films: Item) -> list[str | None]:
    return [reading.item_id for reading in build_gazetteer(films).films.get(name, ())]


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("The Vexing Quillon", "the vexing quillon"),
        ("The Vexing Quillon", "vexing quillon"),
        ("Star Wars: The Vexing Quillon", "star wars"),
        ("Star Wars: The Vexing Quillon", "vexing quillon"),
        ("Rocky II", "rocky 2"),
        ("Kill Bill: Vol. 2", "kill bill 2"),
    ],
)
def test_a_title_is_known_without_its_article_and_by_its_halves(title: str, form: str) -> None:
    assert form in forms(title=title)


def test_a_half_of_a_title_means_the_film_less_surely_than_the_whole() -> None:
    found = forms(title="Star Wars: The Vexing Quillon")
    assert found["star wars"] < found["star wars the vexing quillon"] == 1.0


def test_an_alias_means_the_film_as_surely_as_its_title() -> None:
    assert forms(title="Der Untergang", aliases=("Downfall",))["downfall"] == 1.0


def test_a_series_with_a_number_is_a_title() -> None:
    assert "quick fox 3" in forms(title="Foxes Forever", series="Quick Fox", part=3)


def test_the_name_of_a_series_means_its_first_part() -> None:
    first, second = (
        film(n, title=f"Foxes {n}", series="Quick Fox", part=n, renown=0.5) for n in (1, 2)
    )
    assert meant("quick fox", first, second) == ["f1"]


@pytest.mark.parametrize("title", ["21", "It", "Up"])
def test_a_short_title_is_a_name(title: str) -> None:
    assert title.lower() in forms(title=title)


@pytest.mark.parametrize("form", ["part 2", "episode 1", "2", "chapter 4"])
def test_a_part_number_alone_is_no_name(form: str) -> None:
    assert form not in forms(title="Quick Fox: Part II")
    assert form not in forms(title="Quick Fox: Episode I")
    assert form not in forms(title="Quick Fox: Chapter 4")


def test_of_two_films_of_one_name_the_better_known_comes_first() -> None:
    assert meant("heat", film(1, title="Heat", renown=0.2), film(2, title="Heat", renown=0.9)) == [
        "f2",
        "f1",
    ]


def test_of_two_films_as_well_known_the_better_liked_comes_first() -> None:
    assert meant("heat", film(1, title="Heat", rating=5.0), film(2, title="Heat", rating=8.0)) == [
        "f2",
        "f1",
    ]


def people(name: str, *films: Item) -> list[str]:
    readings = build_gazetteer(films).attributes.get(name, ())
    return [reading.value for reading in readings if reading.facet is Facet.PERSON]


def test_a_full_name_is_always_known() -> None:
    assert people("ada quill", film(1, ensemble=("Ada Quill",), renown=0.01)) == ["Ada Quill"]


def test_a_surname_alone_needs_fame() -> None:
    famous = [film(n, directors=("Ada Quillon",), renown=0.9) for n in range(5)]
    assert people("quillon", *famous) == ["Ada Quillon"]
    assert people("quillon", film(1, directors=("Ada Quillon",), renown=0.1)) == []


def test_a_surname_of_two_famous_people_means_neither() -> None:
    films = [film(n, directors=(f"{'AB'[n % 2]}da Quillon",), renown=0.9) for n in range(8)]
    assert people("quillon", *films) == []


def test_directing_pairs_go_by_their_common_name() -> None:
    assert people("coen brothers", film(1, directors=("Joel Coen", "Ethan Coen"))) == ["Joel Coen"]
    assert people("coen brothers", film(1, directors=("Ada Quill",))) == []


def test_a_studio_of_five_films_is_known_without_the_word_studios() -> None:
    films = [film(n, companies=("Quillon Studios",)) for n in range(5)]
    readings = build_gazetteer(films).attributes["quillon"]
    assert [(r.facet, r.value) for r in readings] == [(Facet.COMPANY, "Quillon Studios")]
    assert "quillon" not in build_gazetteer(films[:4]).attributes


def test_a_catalogue_of_nothing_has_no_names() -> None:
    empty = build_gazetteer(())
    assert (empty.films, empty.attributes) == ({}, {})
