"""Whoever asks for nothing gets what is known of them, else neighbours', else what is widely liked; and it is logged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.profile.starting import rung_of
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.conversation import Act, Rung, Session
from core.heard import Audience, Span
from core.ports import Retriever
from core.slate import (
    Anchor,
    Candidate,
    Evidence,
    Leaning,
    Query,
    Ranked,
    Slate,
    Source,
)
from tests.agents.conftest import Planted
from tests.agents.test_profile import House
from tests.worlds import avoided, film, wanted

PLAIN = Query()


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


def found(*sources: Source, words: tuple[str, ...] = ()) -> tuple[Ranked, ...]:
    by = tuple(Candidate(item_id="f1", score=1, rank=1, source=source) for source in sources)
    return (Ranked(item=film(1), score=1, found_by=by, evidence=Evidence(words=words)),)


def personal(**change: object) -> Query:
    return PLAIN.model_copy(update=change)


@pytest.mark.parametrize(
    "query",
    [
        personal(leanings=(Leaning(attribute=wanted("genre:Comedy")[0]),)),
        personal(anchors=(Anchor(item_id="f2"),)),
        personal(attributes=avoided("genre:Horror")),
        personal(runtime=Span(high=90)),
        personal(years=Span(low=1990)),
        personal(explore=0.3),
    ],
)
def test_what_the_profile_adds_to_a_search_is_the_highest_rung(query: Query) -> None:
    everything = found(Source.RANKER, Source.GRAPH, Source.PRIOR)
    assert rung_of(query, PLAIN, everything) is Rung.PROFILE
    assert rung_of(query, query, everything) is Rung.NEIGHBOURS


def test_films_left_out_since_they_are_known_are_no_rung() -> None:
    known = personal(excluded=frozenset({"f7"}))
    assert rung_of(known, PLAIN, found(Source.PRIOR)) is Rung.POPULAR


@pytest.mark.parametrize("source", [Source.CONVERSATIONS, Source.REASONER, Source.RANKER])
def test_what_was_learned_from_conversations_is_the_second(source: Source) -> None:
    assert rung_of(PLAIN, PLAIN, found(source, Source.PRIOR)) is Rung.NEIGHBOURS


@pytest.mark.parametrize("source", [Source.GRAPH, Source.TEXT, Source.FIT])
def test_what_was_named_is_the_third_where_a_source_found_it(source: Source) -> None:
    named = personal(attributes=wanted("genre:Comedy"))
    assert rung_of(named, named, found(source, Source.PRIOR)) is Rung.GRAPH
    assert rung_of(named, named, found(Source.PRIOR)) is Rung.POPULAR
    assert rung_of(PLAIN, PLAIN, found(source)) is Rung.POPULAR
    assert rung_of(PLAIN, PLAIN, found(source, words=("penguins",))) is Rung.GRAPH


def test_popularity_within_constraints_is_the_last_and_no_films_are_none() -> None:
    ruled = personal(years=Span(low=1990), attributes=avoided("genre:Horror"))
    assert rung_of(ruled, ruled, found(Source.PRIOR, Source.GRAPH)) is Rung.POPULAR
    assert rung_of(ruled, ruled, ()) is None


def logged(session: Session) -> Rung | None:
    assert session.trace
    return session.trace.rung


def test_a_stranger_is_asked_once_and_then_gets_what_is_widely_liked(house: House) -> None:
    asked = house.say("recommend me something")
    assert (asked.turns[-1].act, logged(asked)) == (Act.ASK, None)
    answered = house.say("anything")
    assert answered.turns[-1].act is Act.RECOMMEND
    assert len(answered.turns[-1].cards) == 5
    assert logged(answered) is Rung.POPULAR


def test_the_constraints_of_a_stranger_hold_in_what_is_widely_liked(house: House) -> None:
    session = house.say("no horror, and surprise me")
    assert session.turns[-1].cards
    assert not any("Horror" in card.genres for card in session.turns[-1].cards)
    assert logged(session) is Rung.POPULAR


def test_whoever_declared_a_taste_is_not_asked_but_served_by_it(house: House) -> None:
    house.keeper.declare("ada", "I love romance")
    session = house.say("recommend me something")
    assert logged(session) is Rung.PROFILE
    assert session.turns[-1].act is Act.RECOMMEND
    assert "Romance" in session.turns[-1].cards[0].genres
    assert session.trace
    assert session.trace.profile


def test_what_is_named_is_found_by_the_graph(house: House) -> None:
    assert logged(house.say("a comedy")) is Rung.GRAPH
    assert logged(house.say("something like Vexing Zeppelins", session="ada-2")) is Rung.GRAPH


def test_for_somebody_else_the_profile_is_no_rung_and_the_turn_says_so(house: House) -> None:
    house.keeper.declare("ada", "I love romance")
    session = house.say("surprise me, for a friend")
    assert session.turns[-1].heard.audience is Audience.FRIEND
    assert session.turns[-1].for_others
    assert logged(session) is Rung.POPULAR
    mine = house.say("a comedy for myself")
    assert not mine.turns[-1].for_others
    assert logged(mine) is Rung.PROFILE


class Experienced:
    """A retriever with something learned: every film is also found by the ranker."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def search(self, query: Query) -> Slate:
        slate = self._retriever.search(query)
        ranked = tuple(
            one.model_copy(
                update={
                    "found_by": (
                        *one.found_by,
                        Candidate(item_id=one.item.id, score=1.0, rank=place, source=Source.RANKER),
                    )
                }
            )
            for place, one in enumerate(slate.ranked, 1)
        )
        return slate.model_copy(update={"ranked": ranked})


def test_a_stranger_where_something_is_learned_gets_neighbours(
    planted: Planted, made_up_retriever: Retriever, tmp_path: Path
) -> None:
    recommender = planted(tmp_path)
    recommender._retriever = Experienced(made_up_retriever)
    assert logged(recommender.reply("s", "surprise me")) is Rung.NEIGHBOURS
