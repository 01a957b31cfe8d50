"""Titles in the words of a reply: those that were shown or named may be said, others are strays."""

import pytest

from core.conversation import Act, Session, Turn
from core.heard import Film, Heard, Stance
from evaluation.grounding import stray_titles
from tests.doubles import shown_card
from tests.worlds import film

FILMS = {
    name: film(number, id=name, title=title)
    for number, (name, title) in enumerate(
        {
            "red": "The Red Lantern",
            "zep": "Vexing Zeppelins",
            "one": "Solo",
            "num": "Apollo 13",
        }.items()
    )
}


def strays(reply: str, *shown: str, said: str = "", named: str = "") -> tuple[str, ...]:
    films = (Film(item_id=named, stance=Stance.LIKE),) if named else ()
    heard = Heard(text=said, films=films)
    cards = tuple(shown_card(FILMS[name]) for name in shown)
    turn = Turn(heard=heard, act=Act.CHAT, reply=reply, cards=cards)
    return stray_titles(Session(id="s", turns=(turn,)), FILMS)


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("Have you seen The Red Lantern?", ("The Red Lantern",)),
        ("“Vexing Zeppelins”, or Apollo 13.", ("Vexing Zeppelins", "Apollo 13")),
        ("A red lantern, and Solo.", ()),
        ("", ()),
    ],
)
def test_titles_in_the_words_are_found(reply: str, found: tuple[str, ...]) -> None:
    assert strays(reply) == found


def test_what_is_on_a_card_was_said_or_was_named_may_be_repeated() -> None:
    reply = "Like The Red Lantern."
    assert strays(reply, "red") == ()
    assert strays(reply, said="I loved The Red Lantern") == ()
    assert strays(reply, said="that red lamp film", named="red") == ()
    assert strays(reply, "zep") == ("The Red Lantern",)


def test_what_the_record_of_a_film_says_may_be_said_of_it() -> None:
    plot = "He builds The Red Lantern in a shed."
    told = {**FILMS, "zep": FILMS["zep"].model_copy(update={"plot": plot})}
    card = shown_card(told["zep"])
    turn = Turn(heard=Heard(text="why?"), act=Act.CHAT, reply=plot, cards=(card,))
    assert stray_titles(Session(id="s", turns=(turn,)), told) == ()
    elsewhere = turn.model_copy(update={"cards": ()})
    assert stray_titles(Session(id="s", turns=(elsewhere,)), told) == ("The Red Lantern",)


def test_a_conversation_without_turns_has_none() -> None:
    assert stray_titles(Session(id="s"), FILMS) == ()
