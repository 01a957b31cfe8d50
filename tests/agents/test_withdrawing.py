"""A range that is taken back binds no more: neither this conversation's nor, in it, the profile's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.rules.asking import _is_known
from agents.rules.mind import RulesMind
from agents.state import DialogueState
from catalog.store import Catalog
from core.heard import Heard, Intent, Span
from core.ports import Retriever
from tests.agents.conftest import Hear, Planted
from tests.agents.test_profile import FILMS, House


@pytest.fixture
def house(
    planted: Planted,
    rules_mind: RulesMind,
    made_up_retriever: Retriever,
    tmp_path: Path,
    made_up_films: Catalog,
) -> Iterator[House]:
    house = House(planted, rules_mind, made_up_retriever, tmp_path, made_up_films)
    yield house
    house.ledger.close()


@pytest.mark.parametrize(
    ("text", "withdrawn"),
    [
        ("any length is fine", ("runtime",)),
        ("Length doesn't matter", ("runtime",)),
        ("I don't mind how long it is", ("runtime",)),
        ("no matter how long", ("runtime",)),
        ("I dont care about the runtime", ("runtime",)),
        ("forget the time limit", ("runtime",)),
        ("a comedy of any length", ("runtime",)),
        ("any year is fine", ("years",)),
        ("from any decade", ("years",)),
        ("I don't care how old it is", ("years",)),
        ("doesn't matter when it was made", ("years",)),
        ("old or new", ("years",)),
        ("any length and any year will do", ("years", "runtime")),
        ("any length is fine, but from the 80s", ("runtime",)),
        ("any year from 1990 on", ()),
        ("how long is it?", ()),
        ("a period drama", ()),
        ("I like any period drama", ()),
        ("something short", ()),
        ("any film", ()),
        ("I don't care", ()),
    ],
)
def test_what_a_message_takes_back(hear: Hear, text: str, withdrawn: tuple[str, ...]) -> None:
    assert set(hear(text).withdrawn) == set(withdrawn)


def test_taking_back_is_a_request_and_no_subject(hear: Hear) -> None:
    assert Intent.REQUEST in hear("any length is fine").intents
    heard = hear("a comedy of any length")
    assert heard.subject == ""
    assert [one.key for one in heard.attributes] == ["genre:Comedy"]


def test_a_range_taken_back_stays_so_until_another_is_asked_for() -> None:
    state = DialogueState().hearing(Heard(intents=(Intent.REQUEST,), runtime=Span(high=90)))
    free = state.hearing(Heard(intents=(Intent.REQUEST,), withdrawn=("runtime",)))
    assert (free.runtime, free.withdrawn) == (None, {"runtime"})
    assert _is_known("runtime", free)
    assert free.hearing(Heard(intents=(Intent.CHAT,))).withdrawn == {"runtime"}
    bound = free.hearing(Heard(intents=(Intent.REQUEST,), runtime=Span(low=120)))
    assert (bound.runtime, bound.withdrawn) == (Span(low=120), frozenset())
    assert free.hearing(Heard(intents=(Intent.RESET,))).withdrawn == frozenset()


@pytest.mark.parametrize(
    ("declared", "asked", "freed"),
    [
        ("under 90 minutes", "crime films", "any length is fine"),
        ("only from before 1965", "crime films", "any year is fine"),
    ],
)
def test_a_hard_range_of_the_profile_is_set_aside_for_this_conversation(
    house: House, declared: str, asked: str, freed: str
) -> None:
    house.keeper.declare("ada", declared)
    (rule,) = house.profile().hard

    def fits(item_id: str) -> bool:
        film, claim = FILMS[item_id], rule.claim
        if claim.runtime:
            return bool(film.runtime) and (film.runtime or 0) <= (claim.runtime.high or 0)
        return (film.year or 0) <= ((claim.years.high if claim.years else 0) or 0)

    bound = house.say(asked).turns[-1].cards
    assert bound
    assert all(fits(card.item_id) for card in bound)
    free = house.say(freed).turns[-1].cards
    assert free
    assert not all(fits(card.item_id) for card in free)
    again = house.say(asked, session="ada-2").turns[-1].cards
    assert all(fits(card.item_id) for card in again)
