"""What messages speak of: needs as they are told, own films, places, and nothing that is hidden."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation import Act
from core.heard import Attribute
from core.item import Facet
from simulator.decider import Decider
from simulator.facts import Facts, Speaker, changed, described, ordinal_of, spoken
from simulator.persona import Need, Persona
from simulator.speech import Decision, Shown, Thought, UserIntent
from tests.contracts.simulated_user import showing
from tests.simulator.people import (
    COMEDIES,
    COMEDY,
    FUNNY,
    HORRORS,
    WORLD,
    attribute,
    lone,
    manner,
    somebody,
    weights,
)

THOUGHT = Thought(stimulus="s", knowledge="k", evaluation="e")
SLATE = showing([HORRORS[0], COMEDIES[9], HORRORS[1]], WORLD)


def decision(*odds: float) -> Decision:
    return Decision(thought=THOUGHT, probabilities=odds, none=1 - sum(odds))


def speaker(persona: Persona | None = None, world=WORLD) -> Speaker:
    persona = persona or somebody()
    return Speaker(persona, world, Decider(persona, world, weights()))


def facts(
    intent: UserIntent,
    shown: Shown | None = SLATE,
    made: Decision | None = None,
    who: Speaker | None = None,
    seed: int = 0,
) -> Facts:
    made = made or decision(0.1, 0.6, 0.2)
    return (who or speaker()).facts(intent, shown, made, np.random.default_rng(seed))


def test_needs_are_told_in_turn_and_then_again() -> None:
    """A terse person says one at a time."""
    who = speaker(somebody(behaviour=manner(verbosity=0.1), liked=(), seen=()))
    told = [facts(UserIntent.STATE_NEED, None, None, who).needs for _ in range(3)]
    assert told == [(COMEDY,), (FUNNY,), (COMEDY,)]


def test_who_talks_much_tells_all_at_once() -> None:
    who = speaker(somebody(behaviour=manner(verbosity=0.9)))
    assert facts(UserIntent.STATE_NEED, None, None, who).needs == (COMEDY, FUNNY)


def test_own_films_are_named_once_each_and_hidden_ones_never() -> None:
    persona = somebody(liked=tuple(COMEDIES[:3]))
    for seed in range(20):
        who = speaker(persona)
        asked = Shown(act=Act.ASK, reply="Which film?", asked="film")
        topics = [facts(UserIntent.ANSWER, asked, None, who, seed).topic for _ in range(4)]
        assert sorted(topics[:3]) == sorted(COMEDIES[:3])
        assert topics[3] == ""
        assert set(topics).isdisjoint(persona.targets)


@pytest.mark.parametrize(
    ("asked", "needs"), [("genre", (COMEDY,)), ("mood", (FUNNY,)), ("years", ()), ("company", ())]
)
def test_a_question_is_answered_from_the_needs(asked: str, needs: tuple[Attribute, ...]) -> None:
    found = facts(UserIntent.ANSWER, Shown(act=Act.ASK, reply="?", asked=asked))
    assert (found.needs, found.is_answer) == (needs, True)


def test_a_change_of_mind_is_another_need_than_the_last() -> None:
    who = speaker(somebody(behaviour=manner(verbosity=0.1)))
    facts(UserIntent.STATE_NEED, None, None, who)
    assert facts(UserIntent.CHANGE_MIND, SLATE, None, who).needs == (FUNNY,)
    assert facts(UserIntent.CHANGE_MIND, SLATE, None, who).needs == (COMEDY,)


def test_the_chosen_film_is_spoken_of_and_compared_with_the_next() -> None:
    chosen = SLATE.cards[1].item_id
    made = decision(0.1, 0.6, 0.2).model_copy(update={"choice": chosen})
    assert facts(UserIntent.ASK_WHY, made=made).place == 2
    found = facts(UserIntent.COMPARE, made=made)
    assert (found.place, found.other) == (2, 3)
    assert facts(UserIntent.STATE_NEED, None).place == 0


def test_what_is_hidden_is_not_pointed_at_unless_it_is_chosen() -> None:
    places = {
        facts(UserIntent.CRITIQUE, who=speaker(somebody(targets=(card.item_id,)))).place
        for card in SLATE.cards
    }
    assert len(places) == 1


@pytest.mark.parametrize(
    ("film", "fields", "reason"),
    [
        (COMEDIES[2], {}, "I've already seen the first one"),
        (HORRORS[3], {}, "I don't want any horror"),
        (COMEDIES[9], {"avoids": ()}, "the first one doesn't appeal to me"),
        (HORRORS[3], {"avoids": ()}, "I want a comedy film"),
    ],
)
def test_a_rejection_has_the_reason_that_is_true(
    film: str, fields: dict[str, object], reason: str
) -> None:
    shown = showing([film], WORLD)
    who = speaker(somebody(**fields))
    found = facts(UserIntent.REJECT_WITH_REASON, shown, decision(0.4), who)
    assert found.reason == reason


def test_what_is_missing_is_asked_for_and_counts_as_told() -> None:
    who = speaker(somebody(behaviour=manner(verbosity=0.1), liked=(), seen=()))
    found = facts(UserIntent.CRITIQUE, showing([HORRORS[3]], WORLD), decision(0.4), who)
    assert found.change == "more of a comedy film"
    assert facts(UserIntent.STATE_NEED, SLATE, None, who).needs == (FUNNY,)


def test_who_loves_the_unknown_finds_famous_films_too_well_known() -> None:
    world = {**WORLD, "f90": lone(90, genres=("Comedy",), moods=("funny",), renown=0.9)}
    who = speaker(somebody(behaviour=manner(novelty=0.9)), world)
    shown = showing(["f90"], world)
    assert facts(UserIntent.CRITIQUE, shown, decision(0.4), who).change == "less known"
    reason = facts(UserIntent.REJECT_WITH_REASON, shown, decision(0.4), who).reason
    assert reason == "the first one is too well known"


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ((COMEDY,), "a comedy film"),
        ((attribute(Facet.GENRE, "Action"),), "an action film"),
        ((attribute(Facet.DECADE, "1980"),), "an 80s film"),
        ((attribute(Facet.DECADE, "2010"),), "a 2010s film"),
        ((attribute(Facet.COUNTRY, "France"), FUNNY, COMEDY), "a funny French comedy film"),
        ((attribute(Facet.LANGUAGE, "Korean"),), "a Korean-language film"),
        ((attribute(Facet.GENRE, "Sci-Fi"),), "a science fiction film"),
        ((COMEDY, attribute(Facet.THEME, "friendship")), "a comedy film about friendship"),
        ((attribute(Facet.THEME, "true story"),), "a film based on a true story"),
        ((attribute(Facet.THEME, "based on a book"),), "a film based on a book"),
    ],
)
def test_needs_are_said_as_one_thing(needs: tuple[Attribute, ...], words: str) -> None:
    assert described(needs) == words


def test_the_direction_is_from_the_film_to_the_wish() -> None:
    film = lone(1, year=1994)
    assert changed(attribute(Facet.DECADE, "1970"), film) == "older"
    assert changed(attribute(Facet.DECADE, "2010"), film) == "newer"
    assert changed(FUNNY, film) == "funnier"
    assert changed(attribute(Facet.MOOD, "whimsical"), film) == "more whimsical"
    assert spoken(attribute(Facet.COUNTRY, "Iceland")) == "Iceland"


def test_places_have_words() -> None:
    assert [ordinal_of(n) for n in (1, 2, 10, 11)] == ["first", "second", "tenth", "11th"]


INTENTS = st.sampled_from([i for i in UserIntent if i is not UserIntent.ACCEPT])


@given(st.lists(INTENTS, max_size=8), st.integers(0, 50), st.floats(0, 1), st.floats(0, 1))
def test_only_needs_avoids_and_own_films_are_ever_spoken_of(
    intents: list[UserIntent], seed: int, verbosity: float, novelty: float
) -> None:
    needs = tuple(
        Need(attribute=one, weight=1.0) for one in (COMEDY, FUNNY, attribute(Facet.DECADE, "1990"))
    )
    persona = somebody(seed, needs=needs, behaviour=manner(verbosity=verbosity, novelty=novelty))
    who = speaker(persona)
    for number, intent in enumerate(intents):
        shown = None if number == 0 and intent is UserIntent.STATE_NEED else SLATE
        found = facts(intent, shown, decision(0.2, 0.3, 0.1), who, seed + number)
        assert set(found.needs) <= {need.attribute for need in needs}
        assert found.topic in ("", *persona.liked)
        assert found.topic not in persona.targets
        assert 0 <= found.place <= len(SLATE.cards)
