"""A language model words what is meant; where it says more than that, the rules' words stand."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from catalog.titles import plain_title
from core.item import Item
from core.language_model import Failure, ModelCalls, ModelFailed, Role, Site
from core.prompts import Prompt
from simulator.behaviour import Behaviour
from simulator.facts import Facts
from simulator.speech import UserIntent
from simulator.wording import RulesWording

_LONGEST = 400
# Titles of fewer words are everyday speech too often; one is refused where it is written as a title.
_LEAST_WORDS = 2
_NAME = re.compile(r"[A-Z0-9][\w'’]*")
_NO_LETTERS = re.compile(r"[^\W_]")


class ModelWording:
    """Implements `Wording`: the model is given the rules' message and may only say it otherwise.

    It never sees the persona. What it writes is taken where it names no film of the catalogue,
    no number and nobody that the rules' message does not.
    """

    def __init__(
        self, items: Mapping[str, Item], calls: Callable[[], ModelCalls], site: Site = Site.CHAT
    ) -> None:
        """`calls` opens the calls of one message; `site` is where they are accounted."""
        self._rules = RulesWording(items)
        self._items, self._calls, self._site = items, calls, site
        self._prompt = Prompt("simulator", "word")

    def say(self, facts: Facts, behaviour: Behaviour, generator: np.random.Generator) -> str:
        """The model's words, or the rules' where there are none that may be said."""
        plain = behaviour.model_copy(update={"typos": 0.0})
        meaning = self._rules.say(facts, plain, generator)
        calls = self._calls()
        told = f"{facts.intent.value}: {meaning}"
        messages = self._prompt.messages(manner=_manner(behaviour), meaning=told)
        try:
            text = " ".join(calls.text(self._site, Role.FAST, messages).split()).strip("\"“”' ")
        except ModelFailed:
            return meaning
        if not self._is_grounded(text, meaning, facts):
            calls.disown(self._site, Failure.UNGROUNDED)
            return meaning
        return text

    def _is_grounded(self, text: str, meaning: str, facts: Facts) -> bool:
        """Whether a text says no film, name or number beyond what is meant, and points where it does."""
        if not (0 < len(text) <= _LONGEST and _NO_LETTERS.search(text)):
            return False
        title = self._items[facts.topic].title if facts.topic else ""
        rest = text.replace(title, "…") if title else text
        if title and title not in text:
            return False
        known = set(meaning.casefold().split())
        names = [
            match.group()
            for match in _NAME.finditer(rest)
            if not _opens(rest, match.start())
            and match.group() not in ("I", "I'm", "I'd", "I'll", "I've")
        ]
        is_named = any(name.casefold() not in " ".join(known) for name in names)
        has_place = facts.intent is not UserIntent.ACCEPT or _place_is_said(rest, meaning)
        return not is_named and has_place and not self._titles_in(rest, meaning)

    def _titles_in(self, text: str, meaning: str) -> bool:
        """Whether the text has a title of the catalogue, in any case, that the meaning has not."""
        words, known = plain_title(text).split(), f" {plain_title(meaning)} "
        runs = (
            " ".join(words[start : start + length])
            for length in range(_LEAST_WORDS, self._longest + 1)
            for start in range(len(words) - length + 1)
        )
        return any(run in self._titles and f" {run} " not in known for run in runs)

    @cached_property
    def _titles(self) -> frozenset[str]:
        names = (n for item in self._items.values() for n in (item.title, *item.aliases))
        return frozenset(plain for name in names if len((plain := plain_title(name)).split()) > 1)

    @cached_property
    def _longest(self) -> int:
        return max((len(title.split()) for title in self._titles), default=0)


def _opens(text: str, place: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:place].rstrip()
    return not before or before[-1] in ".!?…"


def _place_is_said(text: str, meaning: str) -> bool:
    """Whether the place taken stands in the text, and no other."""
    places = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b")
    return places.findall(text.lower()) == places.findall(meaning.lower())


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
