"""Everyday phrases stand for attributes that the catalogue has."""

import json
from collections import defaultdict
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.store import Catalog
from core.item import Facet
from retrieval.lexicon import Lexicon, Term, english_lexicon
from retrieval.words import normalise

COMEDY, DRAMA = Term(Facet.GENRE, "Comedy"), Term(Facet.GENRE, "Drama")
SMALL = Lexicon({"dark comedy": (COMEDY, DRAMA), "comedy": (COMEDY,)}, frozenset({"gonna"}))


def found(text: str, lexicon: Lexicon = SMALL) -> list[tuple[str, tuple[Term, ...]]]:
    return [(phrase.text, phrase.terms) for phrase in lexicon.find(text)]


def terms(text: str) -> set[str]:
    return {f"{t.facet}:{t.value}" for phrase in english_lexicon().find(text) for t in phrase.terms}


def test_the_longest_phrase_wins() -> None:
    assert found("a dark comedy") == [("dark comedy", (COMEDY, DRAMA))]


def test_a_phrase_is_found_at_its_place_in_any_case() -> None:
    phrase = SMALL.find("A Dark COMEDY, please")[0]
    assert (phrase.start, phrase.end, phrase.text) == (2, 13, "Dark COMEDY")


def test_a_phrase_inside_a_word_is_none() -> None:
    assert found("tragicomedy") == []


def test_informal_words_are_known_as_chatter() -> None:
    assert SMALL.is_chatter("gonna")
    assert not SMALL.is_chatter("comedy")


def test_a_lexicon_of_nothing_finds_nothing() -> None:
    assert Lexicon({}).find("a dark comedy") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a rom-com", {"genre:Comedy", "genre:Romance"}),
        ("sci fi", {"genre:Sci-Fi"}),
        ("science fiction", {"genre:Sci-Fi"}),
        ("something scary", {"genre:Horror"}),
        ("a cartoon", {"genre:Animation"}),
        ("anime", {"genre:Animation", "country:Japan"}),
        ("Korean", {"country:South Korea"}),
        ("in French", {"language:French"}),
        ("a spy thriller", {"theme:spies", "genre:Thriller"}),
        ("set in space", {"theme:space"}),
        ("feel-good", {"mood:feel-good"}),
    ],
)
def test_everyday_words_mean_what_people_mean(text: str, expected: set[str]) -> None:
    assert terms(text) == expected


@pytest.mark.xfail(strict=True, reason="no film has the theme football (soccer)")
def test_every_value_is_one_that_a_film_has(default_catalog: Catalog) -> None:
    known: defaultdict[Facet, set[str]] = defaultdict(set)
    for item in default_catalog.values():
        for facet in Facet:
            known[facet].update(item.values(facet))
    known[Facet.LANGUAGE].add("foreign")
    raw = json.loads((resources.files("retrieval") / "lexicon.json").read_text("utf-8"))
    named = {tuple(term.split(":", 1)) for phrase in raw["phrases"].values() for term in phrase}
    assert {(facet, value) for facet, value in named if value not in known[Facet(facet)]} == set()


def test_every_phrase_is_found_by_itself() -> None:
    raw = json.loads((resources.files("retrieval") / "lexicon.json").read_text("utf-8"))
    lexicon = english_lexicon()
    assert [phrase for phrase in raw["phrases"] if len(lexicon.find(phrase)) != 1] == []


def test_no_two_phrases_are_spelled_alike() -> None:
    raw = json.loads((resources.files("retrieval") / "lexicon.json").read_text("utf-8"))
    names = [normalise(phrase) for phrase in raw["phrases"]]
    assert sorted(names) == sorted(set(names))


@given(st.text(max_size=200))
def test_phrases_of_any_text_do_not_overlap(text: str) -> None:
    end = 0
    for phrase in english_lexicon().find(text):
        assert phrase.start >= end
        assert text[phrase.start : phrase.end] == phrase.text
        end = phrase.end
