"""Tokens are spelled one way and keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.words import UNKNOWN_RANK, frequency_rank, normalise, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rocky II", "rocky 2"),
        ("Rocky II", "ROCKY two"),
        ("Amélie", "amelie"),
        ("Ocean's Eleven", "Oceans Eleven"),
        ("Ocean’s Eleven", "Ocean's Eleven"),
        ("Fast & Furious", "fast and furious"),
        ("E.T.", "ET"),
        ("Spider-Man", "spider man"),
        ("WALL·E", "Wall E"),
        ("Se7en!", "se7en"),
        ("𝐇𝐞𝐚𝐭", "heat"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Rocky II", "Rocky III"), ("It", "I"), ("Alien", "Aliens")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_v_is_a_title_and_no_numeral() -> None:
    assert normalise("V for Vendetta") == "v for vendetta"


@given(st.text(max_size=300))
def test_a_token_stands_where_it_says(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start >= end
        assert text[token.start : token.end] == token.raw
        end = token.end


@given(
    st.text(st.characters(categories=["Lu", "Ll", "Zs", "Po"], max_codepoint=0x137), max_size=300)
)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_common_words_have_lower_ranks_than_rare_ones() -> None:
    assert frequency_rank("the") < frequency_rank("table") < frequency_rank("inception")


def test_case_does_not_change_a_rank() -> None:
    assert frequency_rank("Table") == frequency_rank("table")


def test_a_word_that_is_none_has_the_last_rank() -> None:
    assert frequency_rank("zorblequix") == UNKNOWN_RANK
