"""What a person does with a turn: drawn from the fitted table, as persona and decision allow."""

from collections.abc import Mapping
from math import exp
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from core.conversation import Act
from simulator.behaviour import Behaviour
from simulator.speech import UserIntent
from simulator.transitions import OPENING, Table

# How a trait of the manner moves the odds of an intent, as a power of e from one end of its range
# to the other; at the middle the table stands as it is. These are set, not fitted.
_LEANINGS: Mapping[UserIntent, Mapping[str, float]] = MappingProxyType(
    {
        UserIntent.CHANGE_MIND: {"contradiction": 4.0},
        UserIntent.SMALL_TALK: {"verbosity": 1.5},
        UserIntent.REJECT_WITH_REASON: {"verbosity": 1.0, "knowledge": 1.0},
        UserIntent.REJECT: {"verbosity": -1.0, "positivity": -1.0},
        UserIntent.CRITIQUE: {"pickiness": 1.5},
        UserIntent.ASK_WHY: {"knowledge": -1.0, "pickiness": 0.5},
        UserIntent.COMPARE: {"knowledge": 1.0},
    }
)
_REJECTING = frozenset(
    {UserIntent.REJECT, UserIntent.REJECT_WITH_REASON, UserIntent.CRITIQUE, UserIntent.COMPARE}
)
# Somebody who would take a film may still ask about it first.
_WITH_A_CHOICE = frozenset({UserIntent.ACCEPT, UserIntent.ASK_WHY, UserIntent.COMPARE})


class Situation(NamedTuple):
    """What a turn comes to: the act seen, films on show, whether one is chosen, what is over.

    `disappointments` are turns without a good answer so far, `stale` says that the person has
    asked about the choice already.
    """

    act: Act | None
    before: str = OPENING
    shown: int = 0
    chosen: bool = False
    disappointments: int = 0
    stale: bool = False


def allowed(situation: Situation) -> frozenset[UserIntent]:
    """What can sensibly be done: nothing is accepted, rejected or answered that is not there."""
    if situation.act is None:
        return frozenset({UserIntent.STATE_NEED, UserIntent.SMALL_TALK})
    if situation.chosen:
        return (
            frozenset({UserIntent.ACCEPT})
            if situation.stale
            else _compared(_WITH_A_CHOICE, situation)
        )
    barred = {UserIntent.ACCEPT, UserIntent.LEAVE}
    if situation.act is not Act.ASK:
        barred.add(UserIntent.ANSWER)
    if not situation.shown:
        barred |= _REJECTING | {UserIntent.ASK_WHY}
    return _compared(frozenset(UserIntent) - barred, situation)


def _compared(intents: frozenset[UserIntent], situation: Situation) -> frozenset[UserIntent]:
    return intents if situation.shown > 1 else intents - {UserIntent.COMPARE}


def probabilities(
    table: Table, behaviour: Behaviour, situation: Situation
) -> Mapping[UserIntent, float]:
    """The row of the table over what is allowed, its odds leaning as the person does."""
    if not situation.chosen and situation.disappointments >= behaviour.patience:
        return {UserIntent.LEAVE: 1.0}
    act = situation.act.value if situation.act else OPENING
    row = table.row(act, situation.before if situation.act else OPENING)
    possible = allowed(situation)
    weights = {i: p * _leaning(i, behaviour) for i, p in row.items() if i in possible}
    total = sum(weights.values())
    return {intent: weight / total for intent, weight in weights.items()}


def draw_intent(
    table: Table, behaviour: Behaviour, situation: Situation, generator: np.random.Generator
) -> UserIntent:
    """One intent with these probabilities."""
    odds = probabilities(table, behaviour, situation)
    place = generator.choice(len(odds), p=np.fromiter(odds.values(), dtype=float))
    return tuple(odds)[int(place)]


def _leaning(intent: UserIntent, behaviour: Behaviour) -> float:
    slopes = _LEANINGS.get(intent, {})
    return exp(sum(slope * (getattr(behaviour, name) - 0.5) for name, slope in slopes.items()))
