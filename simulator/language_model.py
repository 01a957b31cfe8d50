"""A language model words what is meant; where it says more than that, the rules' words stand."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from catalog.titles import plain_title
from core.item import Item
from core.language_model import INFRASTRUCTURE, Failure, ModelCalls, ModelFailed, Role, Site
from core.prompts import Prompt
from simulator.behaviour import Behaviour
from simulator.facts import Facts, ordinal_of
from simulator.naming import spaced, template_words
from simulator.speech import UserIntent
from simulator.wording import RulesWording

_LONGEST = 400
# Titles of one word are everyday speech too often: their capital gives them away.
_LEAST_WORDS = 2
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OWN = frozenset({"i", "i'm", "i'd", "i'll", "i've", "ok", "tv"})
_PLACES = re.compile(rf"\b(?:{'|'.join(map(ordinal_of, range(1, 11)))})\b")


class ModelWording:
    """Implements `Wording`: the model is given the rules' message and may only say it otherwise.

    It never sees the persona. What it writes is taken where it names no film of the catalogue,
    no number and nobody that the rules' message does not.
    """

    def __init__(self, items: Mapping[str, Item], calls: Callable[[], ModelCalls]) -> None:
        """`calls` opens the calls of one message."""
        self._rules = RulesWording(items)
        self._items, self._calls = items, calls
        self._prompt = Prompt("simulator", "word")

    def say(self, facts: Facts, behaviour: Behaviour, generator: np.random.Generator) -> str:
        """The model's words, or the rules' where there are none that may be said."""
        plain = behaviour.model_copy(update={"typos": 0.0})
        meaning = self._rules.say(facts, plain, generator)
        calls = self._calls()
        told = f"{facts.intent.value}: {meaning}"
        messages = self._prompt.messages(manner=_manner(behaviour), meaning=told)
        try:
            text = " ".join(calls.text(Site.WORD, Role.FAST, messages).split()).strip("\"“”' ")
        except ModelFailed as failed:
            if failed.failure in INFRASTRUCTURE:
                raise
            return meaning
        if not self._is_grounded(text, meaning, facts):
            calls.disown(Site.WORD, Failure.UNGROUNDED)
            return meaning
        return text

    def _is_grounded(self, text: str, meaning: str, facts: Facts) -> bool:
        """Whether a text says no film, name, number or place beyond what is meant."""
        if not (0 < len(text) <= _LONGEST and _WORD.search(text)):
            return False
        title = self._items[facts.topic].title if facts.topic else ""
        if title not in text:
            return False
        rest = text.replace(title, "…") if title else text
        return (
            not self._is_named(rest, meaning)
            and _points_as(meaning, rest, is_taking=facts.intent is UserIntent.ACCEPT)
            and not self._has_title(rest, meaning)
        )

    def _is_named(self, text: str, meaning: str) -> bool:
        """Whether a number or a word with a capital is there that the meaning has not.

        The word that opens a sentence has a capital anyway; it is refused where it is a title.
        """
        known = {word.casefold() for word in _WORD.findall(meaning)} | _OWN
        for match in _WORD.finditer(text):
            word = match.group().replace("’", "'")
            if word.casefold() in known:
                continue
            is_number = any(letter.isdigit() for letter in word)
            opens = _opens(text, match.start())
            if is_number or (word[0].isupper() and (not opens or self._is_title(word))):
                return True
        return False

    def _is_title(self, word: str) -> bool:
        return plain_title(word) in self._titles and spaced(word) not in template_words()

    def _has_title(self, text: str, meaning: str) -> bool:
        """Whether the text has a title of two words or more, in any case, that the meaning has not."""
        words, known = plain_title(text).split(), f" {plain_title(meaning)} "
        runs = (
            words[start : start + length]
            for length in range(_LEAST_WORDS, self._longest + 1)
            for start in range(len(words) - length + 1)
        )
        return any(
            " ".join(run) in self._titles
            and f" {' '.join(run)} " not in known
            and not template_words().issuperset(run)
            for run in runs
        )

    @cached_property
    def _titles(self) -> frozenset[str]:
        names = (n for item in self._items.values() for n in (item.title, *item.aliases))
        return frozenset(map(plain_title, names)) - {""}

    @cached_property
    def _longest(self) -> int:
        return max((len(title.split()) for title in self._titles), default=0)


def _opens(text: str, place: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:place].rstrip(" \"“'‘(…")
    return not before or before[-1] in ".!?…:"


def _points_as(meaning: str, text: str, *, is_taking: bool) -> bool:
    """Whether a text points at no other film of the slate; one that is taken has to be pointed at."""
    meant, said = ({*_PLACES.findall(one.casefold())} for one in (meaning, text))
    return said == meant if is_taking else said <= meant


def _manner(behaviour: Behaviour) -> str:
    """The manner in words."""
    length = (
        "in a few words"
        if behaviour.verbosity < 0.3
        else "at length, in two or three sentences"
        if behaviour.verbosity > 0.7
        else "in one sentence"
    )
    mood = (
        "warmly"
        if behaviour.positivity > 0.6
        else "drily"
        if behaviour.positivity < 0.3
        else "plainly"
    )
    return f"{length}, {mood}"
