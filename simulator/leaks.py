"""Finds what a simulated person must not say: a hidden film's title, alias or telling attribute, before it is offered."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from rapidfuzz import fuzz

from catalog.titles import spellings
from core.item import Facet, Item
from simulator.crowds import LEAST_CROWD
from simulator.persona import Persona

_TELLING = (Facet.PERSON, Facet.SERIES, Facet.COMPANY, Facet.THEME, Facet.MOOD)
_SMALL = 10
_ALIKE = 90.0
# A shorter title has too many neighbours for one of them to mean it.
_LONG_ENOUGH = 8
_SHORT_WORD = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Kind(StrEnum):
    """What gave a hidden film away."""

    TITLE = "title"
    ALIAS = "alias"
    MISSPELT = "misspelt title"
    PERSON = "person"
    ATTRIBUTE = "unique attribute"


class Message(NamedTuple):
    """What the person said, and the ids of the films shown since the message before it."""

    text: str
    shown: tuple[str, ...] = ()


class Leak(NamedTuple):
    """A hidden film given away in message number `turn` (from 1) by these words."""

    turn: int
    kind: Kind
    item_id: str
    words: str


class Detector:
    """Reads transcripts over one catalogue; made once for many of them."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """Counts how many films have each attribute that could be telling."""
        self._items = items
        self._least = max(2, min(LEAST_CROWD, len(items) // _SMALL))

    @cached_property
    def _counts(self) -> Counter[tuple[Facet, str]]:
        return Counter(
            (facet, value)
            for item in self._items.values()
            for facet in _TELLING
            for value in set(item.values(facet))
        )

    def find(self, persona: Persona, messages: Sequence[Message]) -> Leak | None:
        """The first leak of a transcript; None where there is none.

        Films that were shown, or are known of the person's history, may be named; their titles
        are passed over, so that "Batman Begins" does not say "Batman".
        """
        offered: set[str] = set()
        for turn, message in enumerate(messages, 1):
            offered.update(message.shown)
            named = (*offered, *persona.liked, *persona.disliked, *persona.seen)
            known = tuple(self._items[film] for film in named if film in self._items)
            words = self._unmasked(message.text, known)
            for film in persona.targets:
                if film not in offered and (found := self._said(self._items[film], words, known)):
                    return Leak(turn, found[0], film, found[1])
        return None

    def _said(self, item: Item, text: str, known: Sequence[Item]) -> tuple[Kind, str] | None:
        found = chain(
            self._titles(Kind.TITLE, (item.title,), text),
            self._titles(Kind.ALIAS, item.aliases, text),
            _misspelt(item, text),
            self._attributes(item, text, known),
        )
        return next(found, None)

    def _titles(self, kind: Kind, titles: Iterable[str], text: str) -> Iterator[tuple[Kind, str]]:
        plain = _plain(text)
        for title in titles:
            if _is_ordinary(title):
                # A title that is everyday speech is meant only where it is written as a title.
                if re.search(rf"(?<=[\w,;:\"“'] )[\"“']?{re.escape(title)}(?!\w)", text):
                    yield kind, title
            elif any(f" {one} " in f" {plain} " for one in spellings(title)):
                yield kind, title

    def _attributes(
        self, item: Item, text: str, known: Sequence[Item]
    ) -> Iterator[tuple[Kind, str]]:
        plain = f" {_plain(text)} "
        for facet in _TELLING:
            for value in item.values(facet):
                is_rare = self._counts[facet, value] < self._least
                is_known = any(value in film.values(facet) for film in known)
                if is_rare and not is_known and f" {_plain(value)} " in plain:
                    kind = Kind.PERSON if facet is Facet.PERSON else Kind.ATTRIBUTE
                    yield kind, value

    def _unmasked(self, text: str, known: Sequence[Item]) -> str:
        """The text without the titles that may be said, the longest first."""
        titles = {name for item in known for name in (item.label, item.title, *item.aliases)}
        for title in sorted(filter(None, titles), key=lambda one: (-len(one), one)):
            if title in text:
                text = re.sub(rf"(?<!\w){re.escape(title)}(?!\w)", "…", text)
        return text


def find_leak(
    persona: Persona, items: Mapping[str, Item], messages: Sequence[Message]
) -> Leak | None:
    """The first leak of one transcript; for many, make one `Detector`."""
    return Detector(items).find(persona, messages)


def _is_ordinary(title: str) -> bool:
    """Whether a title could be said without meaning it: one word, or two of which one is short."""
    words = _plain(title).split()
    return len(words) < 2 or (len(words) == 2 and min(map(len, words)) < _SHORT_WORD)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().replace("’", "'")))


def _misspelt(item: Item, text: str) -> Iterator[tuple[Kind, str]]:
    """Runs of as many words as the title has that are nearly the title."""
    title = _plain(item.title)
    words, length = _plain(text).split(), len(title.split())
    if len(title) < _LONG_ENOUGH or length < 2:
        return
    for start in range(len(words) - length + 1):
        run = " ".join(words[start : start + length])
        if fuzz.ratio(run, title) >= _ALIKE:
            yield Kind.MISSPELT, run
