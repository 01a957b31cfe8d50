"""The last look at a reply: slots are bound, and a film outside them costs its sentence."""

import pytest

from agents.checking import Spoken, card_of, distinctive_titles, people_line, spoken
from agents.contracts import Draft
from agents.state import DialogueState
from core.conversation import Act
from core.slate import Ranked, Slate
from tests.worlds import film, made_up

CATALOG = made_up()
TITLES = distinctive_titles(CATALOG)
SLATE = Slate(ranked=tuple(Ranked(item=CATALOG[f"f{n}"], score=1.0) for n in (3, 1)))
FIRST, SECOND = CATALOG["f3"], CATALOG["f1"]


def bound(
    template: str, cards: tuple[str, ...] = ("f3", "f1"), topics: tuple[str, ...] = ()
) -> Spoken:
    draft = Draft(
        act=Act.RECOMMEND, template=template, cards=cards, topics=topics, claim=1.0, reason=""
    )
    return spoken(draft, SLATE, DialogueState(), CATALOG, TITLES)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{1.title}}", FIRST.title),
        ("{{1.label}}", FIRST.label),
        ("{{ 2.title }} and {{1.year}}", f"{SECOND.title} and {FIRST.year}"),
        ("{{topic1.label}}!", f"{CATALOG['f7'].label}!"),
        ("no slot", "no slot"),
        ("", ""),
    ],
)
def test_a_slot_stands_for_its_film(template: str, text: str) -> None:
    assert bound(template, topics=("f7",)).text == text


@pytest.mark.parametrize(
    "slot",
    ["{{9.title}}", "{{3.label}}", "{{topic2.title}}", "{{1.nonsense}}", "{{99999999999.title}}"],
)
def test_a_slot_of_nothing_vanishes(slot: str) -> None:
    assert bound(f"Well {slot} then", topics=("f7",)).text == "Well  then"


def test_slot_zero_stands_for_no_film() -> None:
    assert bound("Well {{0.title}} then").text == "Well  then"


def test_the_cards_are_the_films_of_the_slate_in_the_drafts_order() -> None:
    assert [card.item_id for card in bound("", cards=("f1", "f3")).cards] == ["f1", "f3"]


def test_a_card_outside_the_slate_is_dropped() -> None:
    assert [card.item_id for card in bound("", cards=("f9", "f1", "nobody")).cards] == ["f1"]


def test_a_topic_outside_the_catalogue_is_dropped() -> None:
    assert bound("{{topic1.title}}", topics=("nobody", "f7")).text == CATALOG["f7"].title


def test_a_sentence_that_names_a_film_outside_its_slots_is_taken_out() -> None:
    said = bound("Try {{1.title}}. I like Vexing Zeppelins better. Enjoy!")
    assert said.text == f"Try {FIRST.title}. Enjoy!"
    assert said.repairs == ("took out a sentence naming Vexing Zeppelins",)


def test_even_a_film_of_the_slate_is_named_by_its_slot_alone() -> None:
    assert FIRST.title not in bound(f"I like {FIRST.title}. Enjoy!").text


def test_a_sound_reply_needs_no_repair() -> None:
    assert bound("Try {{1.title}}. It is good.").repairs == ()


@pytest.mark.parametrize("sentence", ["Try Vexing Zeppelins.", "Or The Great Vexing Zeppelins."])
def test_a_title_behind_another_capital_is_found(sentence: str) -> None:
    assert bound(f"{sentence} Enjoy!").text == "Enjoy!"


def test_a_slot_in_a_title_is_not_bound_again() -> None:
    odd = film(90, title="{{2.title}} Returns")
    slate = Slate(ranked=(Ranked(item=odd, score=1.0), Ranked(item=SECOND, score=1.0)))
    draft = Draft(
        act=Act.RECOMMEND, template="{{1.title}}", cards=("f90", "f1"), claim=1, reason=""
    )
    said = spoken(draft, slate, DialogueState(), {"f90": odd} | dict(CATALOG), TITLES)
    assert said.text == "{{2.title}} Returns"


def test_distinctive_titles_have_two_words_or_more() -> None:
    items = {"f1": film(1, title="Heat"), "f2": film(2, title="Vexing Zeppelins")}
    assert distinctive_titles(items) == {"Vexing Zeppelins"}


def test_the_people_of_a_card_are_director_and_leads() -> None:
    item = film(1, directors=("A", "B", "C"), cast=("D", "E", "F", "G"), ensemble=("H",))
    assert people_line(item) == "dir. A, B · D, E, F"
    assert people_line(film(1)) == ""


def test_a_card_has_the_films_own_facts_and_a_reason() -> None:
    card = card_of(SLATE.ranked[0], DialogueState(), CATALOG)
    assert (card.title, card.year, card.runtime) == (FIRST.title, FIRST.year, FIRST.runtime)
    assert card.reason
