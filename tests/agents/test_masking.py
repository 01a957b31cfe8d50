"""Names become placeholders, so that patterns can speak of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.masking import Masked, mask, terms
from core.item import Facet
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from tests.doubles import shown_card
from tests.worlds import made_up

CARDS = tuple(shown_card(item) for item in made_up().items_in_order[:5])


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(made_up(), english_lexicon())


def masked(linker: Linker, text: str, shown: int = 5) -> Masked:
    return mask(text, linker, english_lexicon(), CARDS[:shown])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I loved Vexing Zeppelins", "i loved <F0>"),
        ("Vexing Zeppelins or Marzipan Halibuts?", "<F0> or <F1>?"),
        ("No HORROR, please", "no <A0>, please"),
        ("A sad, tense film with Ada Quibble3", "a <A1>, <A2> film with <A0>"),
        ("Don’t show me that", "don't show me that"),
        ("the second one is better", "<R0> is better"),
        ("", ""),
    ],
)
def test_names_give_way_to_placeholders(linker: Linker, text: str, expected: str) -> None:
    assert masked(linker, text).text == expected


def test_plain_keeps_everyday_phrases_in_words(linker: Linker) -> None:
    assert masked(linker, "Less Scary than Vexing Zeppelins").plain == "less scary than <F0>"


def test_a_placeholder_knows_what_it_stands_for(linker: Linker) -> None:
    found = masked(linker, "a horror like Vexing Zeppelins with Ada Quibble3")
    assert found.films["<F0>"].readings[0].item_id == "f0"
    assert {pair for mention in found.attributes.values() for pair in terms(mention)} == {
        (Facet.GENRE, "Horror"),
        (Facet.PERSON, "Ada Quibble3"),
    }


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("the first one", (1,)),
        ("that 3rd film", (3,)),
        ("the last one", (5,)),
        ("number four", (4,)),
        ("#2", (2,)),
        ("option 5", (5,)),
        ("the seventh one", (7,)),
        ("that one", (1,)),
        ("all of them", (1, 2, 3, 4, 5)),
        ("none of these", (1, 2, 3, 4, 5)),
        ("the second of those", (2,)),
    ],
)
def test_a_reference_is_places_in_the_slate(
    linker: Linker, text: str, positions: tuple[int, ...]
) -> None:
    assert masked(linker, text).references["<R0>"] == positions


@pytest.mark.parametrize(
    "text", ["the first time", "the last year", "the second half", "a second chance", "at last"]
)
def test_an_ordinal_of_something_else_points_at_nothing(linker: Linker, text: str) -> None:
    assert masked(linker, text).references == {}


def test_nothing_is_pointed_at_before_a_slate(linker: Linker) -> None:
    assert masked(linker, "the first one", shown=0).references == {}


def test_a_title_is_not_read_as_a_reference(linker: Linker) -> None:
    found = masked(linker, "Vexing Zeppelins")
    assert (len(found.films), found.references) == (1, {})


@given(st.text(max_size=200))
def test_any_text_can_be_masked(linker: Linker, text: str) -> None:
    found = masked(linker, text)
    names = [*found.films, *found.attributes, *found.references]
    assert len(names) == len(set(names))
    assert all(name in found.text for name in names)
