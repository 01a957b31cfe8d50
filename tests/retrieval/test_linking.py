"""Names in messages become films and people: misspelt, shortened, ambiguous, or no name at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.store import Catalog
from core.item import Facet
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from tests.worlds import made_up


@pytest.fixture(scope="module")
def small() -> Linker:
    return Linker(made_up(), english_lexicon())


def films(linker: Linker, catalog: Catalog, text: str) -> list[str]:
    readings = [link.readings[0].item_id for link in linker.link(text) if link.is_film]
    return [catalog[item_id].label for item_id in readings if item_id]


def people(linker: Linker, text: str) -> list[str]:
    readings = [link.readings[0] for link in linker.link(text)]
    return [reading.value for reading in readings if reading.facet is Facet.PERSON]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("something like Blade Runner", ["Blade Runner (1982)"]),
        ("something like blade runner", ["Blade Runner (1982)"]),
        ("SOMETHING LIKE BLADE RUNNER", ["Blade Runner (1982)"]),
        ("something like blade runer", ["Blade Runner (1982)"]),
        ("I loved The Godfater", ["The Godfather (1972)"]),
        pytest.param("I loved The Shawshank Redemtion", ["The Shawshank Redemption (1994)"]),
        ("shawshank redemption", ["The Shawshank Redemption (1994)"]),
        ("I loved amelie", ["Amélie (2001)"]),
        ("the godfather part 2", ["The Godfather Part II (1974)"]),
        ("the second godfather", ["The Godfather Part II (1974)"]),
        ('have you seen "Heat"?', ["Heat (1995)"]),
        ("I loved heat", ["Heat (1995)"]),
        pytest.param("The Thing", ["The Thing (1982)"]),
        ("I loved The Thing", ["The Thing (1982)"]),
        ("The Thing (2011)", ["The Thing (2011)"]),
        ("the 2011 The Thing", ["The Thing (2011)"]),
        ("Heat and Alien", ["Heat (1995)", "Alien (1979)"]),
        ("I loved Heat, Alien and Jaws", ["Heat (1995)", "Alien (1979)", "Jaws (1975)"]),
    ],
)
def test_a_title_is_recognised_however_it_is_written(
    default_linker: Linker, default_catalog: Catalog, text: str, labels: list[str]
) -> None:
    assert films(default_linker, default_catalog, text) == labels


@pytest.mark.parametrize(
    "text",
    [
        "I want to watch something for a big night in",
        "can you give me up to three",
        "not too long please",
        "what was it about",
        "it is hot, the heat is killing me",
        "my kids love to laugh",
        "serial killers",
        "i'm taken by the idea of a drive home",
        "thanks so much, you are the best",
        "her name was Anna",
        "I don't know, you choose",
        "is there anything else",
        "she said it was her",
        "the room was cold",
    ],
)
def test_everyday_words_are_no_titles(
    default_linker: Linker, default_catalog: Catalog, text: str
) -> None:
    assert films(default_linker, default_catalog, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I loved The Purple Tangerine Conspiracy",
        "something like Moonlight Over Zanzibar Station",
        "have you got The Copper Orchard Incident",
    ],
)
def test_a_longer_title_that_is_unknown_is_not_cut_down_to_a_known_one(
    default_linker: Linker, default_catalog: Catalog, text: str
) -> None:
    assert films(default_linker, default_catalog, text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("films with Al Pacino", ["Al Pacino"]),
        ("films with al pacino", ["Al Pacino"]),
        ("anything by Tarantino", ["Quentin Tarantino"]),
        ("anything by tarantino", ["Quentin Tarantino"]),
        ("anything by tarrantino", ["Quentin Tarantino"]),
        ("the coen brothers", ["Joel Coen"]),
        ("Kubrick or Hitchcock", ["Stanley Kubrick", "Alfred Hitchcock"]),
        ("Robert de Niro and Meryl Streep", ["Robert De Niro", "Meryl Streep"]),
        ("I want to smith a smith", []),
        ("brad from work likes action", []),
    ],
)
def test_people_are_recognised_by_what_they_are_called(
    default_linker: Linker, text: str, names: list[str]
) -> None:
    assert people(default_linker, text) == names


def test_a_link_stands_where_it_says(default_linker: Linker) -> None:
    text = "I loved Blade Runner, really"
    link = default_linker.link(text)[0]
    assert text[link.start : link.end] == link.text == "Blade Runner"


def test_a_stated_year_belongs_to_the_title(default_linker: Linker) -> None:
    link = default_linker.link("I loved Heat (1995), really")[0]
    assert link.text == "Heat (1995)"
    assert link.certainty == 1.0


def test_a_title_with_namesakes_is_less_certain_than_one_without(default_linker: Linker) -> None:
    alone = default_linker.link("I loved Inception")[0]
    shared = default_linker.link("I loved The Thing")[0]
    assert len(shared.readings) > 1
    assert shared.certainty <= alone.certainty == 1.0


def test_a_misspelt_title_is_less_certain_than_a_right_one(default_linker: Linker) -> None:
    assert default_linker.link("like blade runer")[0].certainty < 1.0


def test_every_made_up_title_is_found_in_a_sentence(small: Linker) -> None:
    catalog = made_up()
    for item in catalog.values():
        assert films(small, catalog, f"I loved {item.title} a lot") == [item.label]


def test_every_made_up_title_is_found_in_small_letters(small: Linker) -> None:
    catalog = made_up()
    for item in catalog.values():
        assert films(small, catalog, f"i loved {item.title.lower()} a lot") == [item.label]


@given(st.integers(0, 39), st.data())
def test_one_wrong_letter_does_not_hide_a_title(
    small: Linker, number: int, data: st.DataObject
) -> None:
    catalog = made_up()
    title = catalog.items_in_order[number].title
    place = data.draw(st.integers(1, len(title) - 1).filter(lambda n: title[n].isalpha()))
    wrong = title[:place] + title[place + 1 :]
    assert films(small, catalog, f"something like {wrong} please") == [
        catalog.items_in_order[number].label
    ]


@given(st.text(max_size=200))
def test_links_of_any_text_are_in_order_and_do_not_overlap(small: Linker, text: str) -> None:
    end = 0
    for link in small.link(text):
        assert link.start >= end
        assert link.readings
        assert 0 < link.certainty <= 1
        end = link.end
