"""What is asked for now goes before this conversation, that before the profile, and guesses come last."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import IntEnum
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

import pytest

from agents.profile.using import personal
from agents.profile.weekly import slot_of
from agents.rules.mind import RulesMind
from agents.searching import query_for
from agents.state import state_of
from catalog.store import Catalog
from core.conversation import Card
from core.heard import Attribute, Claim, Polarity, Stance
from core.item import Facet, Item
from core.ledger import Event, Kind
from core.ports import Retriever
from core.slate import Query
from tests.agents.conftest import Planted
from tests.agents.test_profile import NOON, House
from tests.worlds import made_up

FILMS = made_up()
HORROR = tuple(one.id for one in FILMS.items_in_order if "Horror" in one.genres)
NOW, EARLIER = "ada-now", "ada-earlier"


class Level(IntEnum):
    """Where something is known from, the first to be believed first."""

    REQUEST = 0
    SESSION = 1
    PROFILE = 2
    INFERRED = 3


class Side(NamedTuple):
    """One of two contrary things: how it is said, what a query says then, and which films fit."""

    words: str
    stated: str
    is_in: Callable[[Query], bool]
    fits: Callable[[Item], bool]


def weight_of(query: Query, film: str) -> list[float]:
    return [anchor.weight for anchor in query.anchors if anchor.item_id == film]


def polarities(query: Query) -> set[Polarity]:
    """What a query says of horror, ruled or leaned."""
    attributes = (*query.attributes, *(one.attribute for one in query.leanings))
    return {one.polarity for one in attributes if one.value == "Horror"}


SIDES: dict[str, tuple[Side, Side]] = {
    "genre": (
        Side(
            "horror films",
            "I love horror films",
            lambda query: polarities(query) == {Polarity.WANT},
            lambda film: "Horror" in film.genres,
        ),
        Side(
            "crime films, no horror",
            "no horror",
            lambda query: polarities(query) == {Polarity.AVOID},
            lambda film: "Horror" not in film.genres,
        ),
    ),
    "years": (
        Side(
            "films from before 1980",
            "films from before 1980",
            lambda query: query.years is not None and query.years.low is None,
            lambda film: film.year < 1980,
        ),
        Side(
            "films from after 1990",
            "films from after 1990",
            lambda query: query.years is not None and query.years.high is None,
            lambda film: film.year >= 1990,
        ),
    ),
    "runtime": (
        Side(
            "films under 120 minutes",
            "under 120 minutes",
            lambda query: query.runtime is not None and query.runtime.high == 120,
            lambda film: film.runtime is not None and film.runtime <= 120,
        ),
        Side(
            "films over 150 minutes",
            "over 150 minutes",
            lambda query: query.runtime is not None and query.runtime.low == 150,
            lambda film: film.runtime is not None and film.runtime >= 150,
        ),
    ),
    "film": (
        Side(
            "I loved Vexing Zeppelins, show me crime films",
            "I loved Vexing Zeppelins",
            lambda query: min(weight_of(query, "f0")) > 0,
            lambda film: film.id != "f0",
        ),
        Side(
            "I hated Vexing Zeppelins, show me crime films",
            "I hated Vexing Zeppelins",
            lambda query: max(weight_of(query, "f0")) < 0,
            lambda film: film.id != "f0",
        ),
    ),
}
ABOUT_HORROR = SIDES["genre"]


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


def tell(house: House, level: Level, topic: str, side: int) -> None:
    """Let it be known at this level; a request is what `asked` ends with."""
    words = SIDES[topic][side]
    if level is Level.SESSION:
        house.say(words.words, session=NOW)
    elif level is Level.PROFILE and topic == "film":
        house.say(words.stated, session=EARLIER)
    elif level is Level.PROFILE:
        house.keeper.declare("ada", words.stated)
    elif level is Level.INFERRED:
        house.memories.add("ada", inferred_horror(wanted=side == 0))


def inferred_horror(*, wanted: bool) -> list[Event]:
    """A guess of a language model that horror is liked; or four horror films turned down in four days."""
    if wanted:
        horror = Attribute(facet=Facet.GENRE, value="Horror", polarity=Polarity.WANT)
        liked = Event(kind=Kind.FILM, at=NOON, item_id=HORROR[0], stance=Stance.LIKE)
        claim = Claim(attribute=horror)
        return [liked, Event(kind=Kind.INFERRED, at=NOON, claim=claim, items=HORROR[:1])]
    return [
        Event(kind=Kind.FILM, at=NOON - timedelta(days=day), item_id=item, stance=Stance.REJECT)
        for day, item in enumerate(HORROR[:4])
    ]


def asked(house: House, text: str) -> tuple[Query, tuple[Card, ...]]:
    """The query that a message leads to, and the films shown."""
    profile, before = house.profile(), state_of(house.recommender.session(NOW))
    turn = house.say(text, session=NOW).turns[-1]
    state = before.hearing(turn.heard)
    plain = query_for(state, turn.heard, 0)
    return personal(plain, state, profile, slot_of(NOON)), turn.cards


def cases() -> Iterator[tuple[str, Level, Level, int]]:
    """Every topic at every two levels, each side once above; guesses are made of attributes only."""
    for topic, (above, below), side in product(SIDES, combinations(Level, 2), (0, 1)):
        if below is not Level.INFERRED or topic == "genre":
            yield topic, above, below, side


@pytest.mark.parametrize(("topic", "above", "below", "side"), [*cases()])
def test_of_two_contrary_things_the_one_nearer_to_now_holds(
    house: House, topic: str, above: Level, below: Level, side: int
) -> None:
    wins, loses = SIDES[topic][side], SIDES[topic][1 - side]
    tell(house, below, topic, 1 - side)
    tell(house, above, topic, side)
    neutral = "show me more" if above is Level.SESSION else "crime films"
    query, cards = asked(house, wins.words if above is Level.REQUEST else neutral)
    assert wins.is_in(query)
    assert not loses.is_in(query)
    assert cards
    if above is not Level.PROFILE or wins is not ABOUT_HORROR[0]:
        # What is only liked leans and rules nothing out.
        assert all(wins.fits(FILMS[card.item_id]) for card in cards)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("topic", "level"),
    [(t, v) for t, v in product(SIDES, Level) if v is not Level.INFERRED or t == "genre"],
)
def test_what_nothing_contradicts_holds_at_every_level(
    house: House, topic: str, level: Level, side: int
) -> None:
    """Else the test above would pass for a recommender that ignores the lower level altogether."""
    tell(house, level, topic, side)
    neutral = "show me more" if level is Level.SESSION else "crime films"
    known = SIDES[topic][side]
    query, cards = asked(house, known.words if level is Level.REQUEST else neutral)
    assert known.is_in(query)
    assert cards


def test_all_four_levels_at_once_speak_one_after_another(house: House) -> None:
    """Horror is guessed to be liked, ruled out for good, asked for, ruled out now: each in turn."""
    house.memories.add("ada", inferred_horror(wanted=True))
    guessed, _ = asked(house, "crime films")
    house.keeper.declare("ada", "no horror")
    ruled_out, without = asked(house, "crime films from the 1990s")
    wanted, only = asked(house, "horror films")
    now, none = asked(house, "crime films, no horror")
    found = [polarities(query) for query in (guessed, ruled_out, wanted, now)]
    want, avoid = {Polarity.WANT}, {Polarity.AVOID}
    assert found == [want, avoid, want, avoid]
    for cards, share in ((without, 0), (only, 1), (none, 0)):
        assert cards
        assert {int("Horror" in card.genres) for card in cards} == {share}
