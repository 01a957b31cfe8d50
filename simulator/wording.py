"""Words for what a person means: varied templates, and slips of the keyboard outside titles."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Protocol

import numpy as np

from core.item import Item
from simulator.behaviour import Behaviour
from simulator.facts import Facts, described, ordinal_of
from simulator.speech import UserIntent

_SLOT = re.compile(r"\[(\w+)\]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_TERSE, _CHATTY = 0.3, 0.7
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, key in enumerate(row)
}


class Wording(Protocol):
    """Turns what is meant into words; every implementation says nothing beyond it."""

    def say(self, facts: Facts, behaviour: Behaviour, generator: np.random.Generator) -> str:
        """The message."""
        ...


class RulesWording:
    """Fills templates written for each intent and verbosity."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """`items` have the titles of the person's own films."""
        self._items = items

    def say(self, facts: Facts, behaviour: Behaviour, generator: np.random.Generator) -> str:
        """A template of the person's verbosity, its own words mistyped as often as they do."""
        templates = phrases()[_register(behaviour)][_key(facts)]
        template = templates[int(generator.integers(len(templates)))]
        slots = self._slots(facts)
        pieces = _SLOT.split(template)
        words = [
            slots[piece] if place % 2 else mistyped(piece, behaviour.typos, generator)
            for place, piece in enumerate(pieces)
        ]
        text = "".join(words)
        return text if _register(behaviour) == "terse" else text[:1].upper() + text[1:]

    def _slots(self, facts: Facts) -> dict[str, str]:
        return {
            "needs": described(facts.needs) if facts.needs else "",
            "film": self._items[facts.topic].title if facts.topic else "",
            "place": ordinal_of(facts.place) if facts.place else "",
            "other": ordinal_of(facts.other) if facts.other else "",
            "change": facts.change,
            "reason": facts.reason,
        }


@cache
def phrases() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Templates by register and by what is said."""
    raw = json.loads((resources.files(__package__) / "phrases.json").read_text("utf-8"))
    return {
        register: {key: tuple(lines) for key, lines in by_key.items()}
        for register, by_key in raw.items()
    }


def mistyped(text: str, rate: float, generator: np.random.Generator) -> str:
    """The text with this share of its longer words mistyped by one letter: a neighbour's or none."""

    def typed(match: re.Match[str]) -> str:
        word = match.group()
        if generator.random() >= rate:
            return word
        place = int(generator.integers(1, len(word)))
        near = _NEIGHBOURS.get(word[place].lower(), "")
        letter = (
            near[int(generator.integers(len(near)))] if near and generator.random() < 0.5 else ""
        )
        return word[:place] + letter + word[place + 1 :]

    return _WORD.sub(typed, text)


def _register(behaviour: Behaviour) -> str:
    if behaviour.verbosity < _TERSE:
        return "terse"
    return "chatty" if behaviour.verbosity > _CHATTY else "plain"


def _key(facts: Facts) -> str:
    """Which templates say it."""
    if facts.intent is UserIntent.SMALL_TALK and facts.opens:
        return "opening talk"
    if facts.is_answer:
        return "answer film" if facts.topic else "answer" if facts.needs else "no preference"
    if facts.intent in (UserIntent.STATE_NEED, UserIntent.ANSWER):
        return "state film" if facts.topic else "state need"
    return "accept and look on" if facts.looks_on else facts.intent.value
