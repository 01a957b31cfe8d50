"""What a person does with a turn: only what makes sense, as often as the table and the manner say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation import Act
from simulator.behaviour import Behaviour
from simulator.controller import Situation, allowed, draw_intent, probabilities
from simulator.families import NEUTRAL
from simulator.speech import UserIntent
from simulator.transitions import OPENING, fitted_table
from tests.simulator.people import manner

TABLE = fitted_table()
ACCEPT, LEAVE = UserIntent.ACCEPT, UserIntent.LEAVE
SHARES = st.floats(0, 1)
BEHAVIOURS = st.builds(
    Behaviour,
    patience=st.integers(1, 20),
    **{name: SHARES for name in Behaviour.model_fields if name != "patience"},
)
SITUATIONS = st.builds(
    Situation,
    act=st.sampled_from([None, *Act]),
    before=st.sampled_from([intent.value for intent in UserIntent]),
    shown=st.integers(0, 10),
    chosen=st.booleans(),
    disappointments=st.integers(0, 20),
    stale=st.booleans(),
).map(lambda one: one if one.shown else one._replace(chosen=False))


@given(BEHAVIOURS, SITUATIONS)
def test_probabilities_are_of_what_is_allowed_and_sum_to_one(
    behaviour: Behaviour, situation: Situation
) -> None:
    odds = probabilities(TABLE, behaviour, situation)
    assert sum(odds.values()) == pytest.approx(1)
    assert min(odds.values()) >= 0
    assert set(odds) <= allowed(situation) | {LEAVE}


@given(SITUATIONS)
def test_nothing_is_taken_turned_down_or_answered_that_is_not_there(situation: Situation) -> None:
    possible = allowed(situation)
    assert possible
    about_films = {
        ACCEPT,
        UserIntent.REJECT,
        UserIntent.REJECT_WITH_REASON,
        UserIntent.CRITIQUE,
        UserIntent.ASK_WHY,
        UserIntent.COMPARE,
    }
    if not situation.shown or situation.act is None:
        assert possible.isdisjoint(about_films)
    if situation.shown < 2:
        assert UserIntent.COMPARE not in possible
    if situation.act is not Act.ASK:
        assert UserIntent.ANSWER not in possible
    if not situation.chosen:
        assert ACCEPT not in possible


def test_a_conversation_opens_with_a_need_or_a_greeting() -> None:
    odds = probabilities(TABLE, NEUTRAL, Situation(act=None))
    assert set(odds) == {UserIntent.STATE_NEED, UserIntent.SMALL_TALK}
    row = TABLE.row(OPENING, OPENING)
    assert odds[UserIntent.STATE_NEED] == pytest.approx(
        row[UserIntent.STATE_NEED] / (row[UserIntent.STATE_NEED] + row[UserIntent.SMALL_TALK])
    )


def test_who_would_take_a_film_takes_it_or_asks_about_it() -> None:
    chosen = Situation(Act.RECOMMEND, "answer", shown=3, chosen=True)
    assert set(probabilities(TABLE, NEUTRAL, chosen)) == {
        ACCEPT,
        UserIntent.ASK_WHY,
        UserIntent.COMPARE,
    }
    assert probabilities(TABLE, NEUTRAL, chosen._replace(stale=True)) == {ACCEPT: 1.0}


def test_patience_ends_and_not_before() -> None:
    at_end = Situation(Act.RECOMMEND, "reject", shown=3, disappointments=4)
    assert probabilities(TABLE, manner(patience=4), at_end) == {LEAVE: 1.0}
    assert LEAVE not in probabilities(TABLE, manner(patience=5), at_end)
    would_take = at_end._replace(chosen=True)
    assert LEAVE not in probabilities(TABLE, manner(patience=1), would_take)


def test_the_middle_manner_follows_the_table() -> None:
    situation = Situation(Act.RECOMMEND, "state need", shown=3)
    row = TABLE.row("recommend", "state need")
    possible = allowed(situation)
    total = sum(row[intent] for intent in possible)
    odds = probabilities(TABLE, NEUTRAL, situation)
    assert odds == pytest.approx({intent: row[intent] / total for intent in possible})


@pytest.mark.parametrize(
    ("trait", "intent", "rises"),
    [
        ("contradiction", UserIntent.CHANGE_MIND, True),
        ("verbosity", UserIntent.SMALL_TALK, True),
        ("positivity", UserIntent.REJECT, False),
        ("pickiness", UserIntent.CRITIQUE, True),
        ("knowledge", UserIntent.ASK_WHY, False),
    ],
)
def test_a_trait_leans_towards_its_intents(trait: str, intent: UserIntent, rises: bool) -> None:
    situation = Situation(Act.RECOMMEND, "state need", shown=3)
    low, high = (
        probabilities(TABLE, manner(**{trait: value}), situation)[intent] for value in (0.0, 1.0)
    )
    assert (high > low) is rises


def test_intents_are_drawn_as_often_as_they_are_probable() -> None:
    situation = Situation(Act.RECOMMEND, "state need", shown=3)
    odds = probabilities(TABLE, NEUTRAL, situation)
    generator = np.random.default_rng(0)
    drawn = [draw_intent(TABLE, NEUTRAL, situation, generator) for _ in range(4_000)]
    for intent, p in odds.items():
        assert drawn.count(intent) / len(drawn) == pytest.approx(p, abs=0.03)
