"""Labels have one spelling, and a label's film is found in the catalogue or stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.titles import TitleIndex, plain_title, split_label
from core.heard import Attribute, Film, Heard, Intent, Polarity, Span, Stance
from core.item import Facet
from evaluation.labels import canonical, labels_of, slot_of
from tests.evaluation.worlds import FILMS

SLOTS = st.sampled_from(("mood", "genre", "unknown", "film", "intent"))
WORDS = st.lists(
    st.sampled_from(("the", "The", "want", "avoid", "funny", "scary", "romantic", "heat", ":")),
    min_size=1,
)


@given(SLOTS, WORDS, st.sampled_from((" ", ":")))
def test_one_spelling_stays_as_it_is(slot: str, words: list[str], joint: str) -> None:
    once = canonical(f"{slot}:{joint.join(words)}")
    assert canonical(once) == once


@given(st.text())
def test_any_text_has_one_spelling(text: str) -> None:
    for label in (text, f"unknown:{text}", f"mood:want:{text}"):
        assert canonical(canonical(label)) == canonical(label)


@pytest.mark.parametrize(
    ("label", "spelled"),
    [
        ("mood:want:funny", "genre:want:Comedy"),
        ("mood:avoid:scary", "genre:avoid:Horror"),
        ("mood:want:dark", "mood:want:dark"),
        ("theme:want:funny", "theme:want:funny"),
        ("unknown:The Velvet Cormorant", "unknown:velvet cormorant"),
    ],
)
def test_moods_that_are_genres_and_unknown_titles(label: str, spelled: str) -> None:
    assert canonical(label) == spelled


def test_everything_heard_has_its_label() -> None:
    heard = Heard(
        intents=(Intent.REQUEST,),
        films=(
            Film(item_id="tt01", stance=Stance.LIKE),
            Film(item_id="tt02", stance=Stance.SEEN, position=2),
        ),
        attributes=(Attribute(facet=Facet.GENRE, value="War", polarity=Polarity.AVOID),),
        years=Span(low=1990, high=1999),
        runtime=Span(high=120),
        count=3,
        unknown_titles=("Grubble",),
    )
    assert labels_of(heard, FILMS) == {
        "intent:request",
        "film:like:Heat (1995)",
        "ref:seen:2",
        "genre:avoid:War",
        "years:1990-1999",
        "runtime:-120",
        "count:3",
        "unknown:Grubble",
    }
    assert {slot_of(label) for label in labels_of(Heard(), FILMS)} == {"intent"}


@pytest.mark.parametrize(
    ("label", "item_id"),
    [
        ("Heat (1995)", "tt01"),
        ("HEAT  (1996)", "tt01"),
        ("Karate Kid, The (2010)", "tt04"),
        ("Karate Kid (1985)", "tt03"),
        ("Heat (1997)", None),
        ("Heat", None),
        ("Moana (2016)", None),
    ],
)
def test_the_film_of_a_label(label: str, item_id: str | None) -> None:
    found = TitleIndex(FILMS).find_label(label)
    assert (found.id if found else None) == item_id


def test_titles_are_compared_without_case_accents_and_articles() -> None:
    assert plain_title("Amélie & the Fox!") == "amelie and the fox"
    assert plain_title("The The") == "the"
    assert split_label("It  (2017)") == ("It", 2017)
    assert split_label(" 1984 ") == ("1984", None)
