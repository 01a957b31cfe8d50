"""Titles and years out of labels, and the films they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.titles import TitleIndex, other_titles, plain_title, spellings, split_label, turned
from core.item import Item
from tests.catalog.dataset_worlds import FILMS


@pytest.mark.parametrize(
    ("label", "title", "year"),
    [
        ("Heat  (1995)", "Heat", 1995),
        ("The Mummy ", "The Mummy", None),
        ("Friends (1994–2004)", "Friends", 1994),
        ("X (2000-)", "X", 2000),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", 2009),
    ],
)
def test_labels(label: str, title: str, year: int | None) -> None:
    assert split_label(label) == (title, year)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Matrix, The", "The Matrix"),
        ("Avventura, L'", "L'Avventura"),
        ("Misérables, Les", "Les Misérables"),
        ("Good, the Bad and the Ugly, The", "The Good, the Bad and the Ugly"),
        ("Paris, Texas", "Paris, Texas"),
    ],
)
def test_the_article_comes_to_the_front(title: str, said: str) -> None:
    assert turned(title) == said


@pytest.mark.parametrize(
    ("title", "said", "others"),
    [
        ("Twelve Monkeys (a.k.a. 12 Monkeys)", "Twelve Monkeys", ("12 Monkeys",)),
        (
            "City of Lost Children, The (Cité des enfants perdus, La)",
            "The City of Lost Children",
            ("La Cité des enfants perdus",),
        ),
        ("Ring (a.k.a. Ringu) (Ring, The)", "Ring", ("Ringu", "The Ring")),
        ("Faust (2011 film)", "Faust", ()),
        ("Frontier(s)", "Frontier(s)", ()),
        ("(Untitled)", "(Untitled)", ()),
    ],
)
def test_titles_in_brackets(title: str, said: str, others: tuple[str, ...]) -> None:
    assert other_titles(title) == (said, others)


@given(st.text())
def test_any_text_is_a_title(text: str) -> None:
    assert plain_title(plain_title(text)) == plain_title(text)
    assert split_label(text).title == " ".join(split_label(text).title.split())
    assert all(spellings(text))
    assert other_titles(text)[0] or not text.strip()


@pytest.mark.parametrize(
    ("label", "item_id"),
    [
        ("Matrix, The (1999)", "tt0133093"),
        ("MATRIX (2000)", "tt0133093"),
        ("Matrix (2001)", None),
        ("City of Lost Children, The (Cité des enfants perdus, La) (1995)", "tt0112682"),
        ("12 Monkeys (Twelve Monkeys) (1995)", "tt0114746"),
        ("Heat", None),
    ],
)
def test_a_label_finds_its_film(label: str, item_id: str | None) -> None:
    found = TitleIndex(FILMS).find_label(label)
    assert (found.id if found else None) == item_id


def test_without_a_year_only_a_lone_title_is_found() -> None:
    index = TitleIndex(FILMS)
    assert index.find_only("heat") is FILMS["tt0113277"]
    index.add(Item(id="other", title="Heat", year=1986))
    assert index.find_only("heat") is None
    assert index.find_only("Nothing") is None
