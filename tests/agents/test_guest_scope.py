"""What is asked for others leaves the person's own judgements alone; what is known yields bit by bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.profile.easing import eased
from core.conversation import Card, Session
from core.heard import Attribute, Polarity, Span, Stance
from core.item import Facet
from core.ledger import Kind
from core.slate import Query
from tests.agents.test_profile import FILMS, House, genres, house

__all__ = ["house"]

KIDS = "a comedy for a friend"


def shown(session: Session) -> tuple[Card, ...]:
    return session.turns[-1].cards


def judged(house: House) -> set[tuple[str, Stance | None]]:
    events = house.ledger.events("ada")
    return {(one.item_id, one.stance) for one in events if one.kind is Kind.FILM}


@pytest.mark.parametrize(
    "text",
    [
        "none of those, now something just for me",
        "no, I don't like any of these. something for me",
        "I've seen the first one. something for me",
        "I loved the second one. now something just for me",
    ],
)
def test_judging_a_slate_for_others_is_no_judgement_of_ones_own(house: House, text: str) -> None:
    assert shown(house.say(KIDS))
    turn = house.say(text).turns[-1]
    assert not turn.for_others
    assert judged(house) == set()


def test_a_film_named_by_its_title_is_judged_for_oneself(house: House) -> None:
    film = shown(house.say(KIDS))[0]
    house.say(f"I loved {film.title}. now something just for me")
    assert (film.item_id, Stance.LIKE) in judged(house)


def test_ones_own_slate_after_a_guest_is_judged_for_oneself(house: House) -> None:
    house.say(KIDS)
    own = shown(house.say("now a crime film just for me"))
    assert own
    house.say("none of those")
    assert judged(house) == {(card.item_id, Stance.REJECT) for card in own}


def test_a_button_pressed_for_others_releases_nothing_of_ones_own(house: House) -> None:
    film = shown(house.say(KIDS, session="ada-2"))[0]
    house.say(f"I loved {film.title}")
    for _ in range(2):
        house.recommender.mark("ada-2", film.item_id, Stance.LIKE)
        assert house.profile().liked == (film.item_id,)
    assert Kind.RELEASED not in {one.kind for one in house.ledger.events("ada")}


def test_a_button_pressed_for_others_is_released_without_a_trace_later_too(house: House) -> None:
    film = shown(house.say(KIDS, session="ada-2"))[0]
    house.recommender.mark("ada-2", film.item_id, Stance.LIKE)
    house.say(f"I loved {film.title}. now something just for me", session="ada-2")
    house.recommender.mark("ada-2", film.item_id, Stance.LIKE)
    assert house.profile().liked == (film.item_id,)


def test_one_statement_in_the_way_takes_no_other_along(house: House) -> None:
    house.say("I never watch horror", session="ada-0")
    house.say("We don't do subtitles", session="ada-0")
    house.say("I have seen Quillon Zeppelins", session="ada-0")
    session = house.say("show me 10 Japanese films")
    assert shown(session)
    assert all(FILMS[card.item_id].languages == ("Japanese",) for card in shown(session))
    assert "Horror" not in genres(shown(session))
    assert "f2" not in {card.item_id for card in shown(session)}
    assert "I set aside what stood in the way" in session.turns[-1].reply
    assert session.trace
    assert "You want no horror films." in session.trace.profile
    gone = [one for one in session.trace.profile if one.startswith("set aside")]
    assert len(gone) == 1
    assert "horror" not in gone[0]


def test_what_rests_yields_before_what_is_known_of_the_person(house: House) -> None:
    """All films by this director are crime films, and one of the five is a horror film."""
    house.say("I never watch horror", session="ada-0")
    for text in ("romances", "no, no crime films", "start over"):
        house.say(text)
    cards = shown(house.say("show me 10 films by Director Plimsoll1"))
    assert cards
    assert "Crime" in genres(cards)
    assert "Horror" not in genres(cards)


def avoiding(value: str) -> Attribute:
    return Attribute(facet=Facet.GENRE, value=value, polarity=Polarity.AVOID)


@given(
    asked=st.lists(st.sampled_from("abc"), unique=True),
    known=st.lists(st.sampled_from("xyz"), unique=True),
    years=st.booleans(),
    runtime=st.booleans(),
)
def test_easing_gives_up_what_is_known_and_never_what_is_asked(
    asked: list[str], known: list[str], years: bool, runtime: bool
) -> None:
    plain = Query(attributes=tuple(map(avoiding, asked)))
    own = plain.model_copy(
        update={
            "attributes": (*plain.attributes, *map(avoiding, known)),
            "years": Span(low=1990) if years else None,
            "runtime": Span(high=90) if runtime else None,
            "excluded": frozenset({"f0"}),
        }
    )
    steps = list(eased(own, plain))
    for step in steps:
        assert step != own
        assert step.excluded == own.excluded
        assert step.attributes[: len(asked)] == plain.attributes
        assert set(step.attributes) <= set(own.attributes)
        assert step.years in (own.years, None)
    if known or years or runtime:
        last = steps[-1]
        assert (last.attributes, last.years, last.runtime) == (plain.attributes, None, None)
    else:
        assert not steps
