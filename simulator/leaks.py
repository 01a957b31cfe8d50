"""Finds what a simulated person must not say: a hidden film's title, alias or telling attribute, before it is offered."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from core.heard import Attribute, Polarity
from core.item import Facet, Item
from simulator.crowds import LEAST_CROWD
from simulator.facts import ordinal_of, spoken
from simulator.naming import misspelt, names, spaced, template_words
from simulator.persona import Persona

_TELLING = (
    Facet.PERSON,
    Facet.SERIES,
    Facet.COMPANY,
    Facet.THEME,
    Facet.MOOD,
    Facet.GENRE,
    Facet.COUNTRY,
    Facet.LANGUAGE,
    Facet.DECADE,
)
# Names are written with capitals: the series "It" is not said by "it".
_NAMES = frozenset({Facet.PERSON, Facet.SERIES, Facet.COMPANY})
_COMMON = (Facet.GENRE, Facet.MOOD, Facet.COUNTRY, Facet.LANGUAGE)
_SMALL = 10


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

    @cached_property
    def _everyday(self) -> frozenset[str]:
        """What people say without meaning a film: the templates' words and the common attributes'."""
        shared = (Attribute(facet=f, value=v, polarity=Polarity.WANT) for f, v in self._spoken)
        told = (*map(ordinal_of, range(1, 11)), *map(spoken, shared))
        return template_words().union(word for text in told for word in spaced(text).split())

    @cached_property
    def _spoken(self) -> set[tuple[Facet, str]]:
        return {
            (facet, value)
            for item in self._items.values()
            for facet in _COMMON
            for value in item.values(facet)
        }

    def find(self, persona: Persona, messages: Sequence[Message]) -> Leak | None:
        """The first leak of a transcript; None where there is none.

        Films that were shown, or are known of the person's history, may be named; their titles
        are passed over, so that "Batman Begins" does not say "Batman". A hidden film whose title
        goes on behind a known one is still heard: "Batman Begins" is more than "Batman".
        """
        offered: set[str] = set()
        for turn, message in enumerate(messages, 1):
            offered.update(message.shown)
            named = (*offered, *persona.liked, *persona.disliked, *persona.seen)
            known = tuple(self._items[film] for film in named if film in self._items)
            heard = _Heard(message.text, _names_in(message.text, known))
            for film in persona.targets:
                if film not in offered and (found := self._said(self._items[film], heard, known)):
                    return Leak(turn, found[0], film, found[1])
        return None

    def _said(self, item: Item, heard: "_Heard", known: Sequence[Item]) -> tuple[Kind, str] | None:
        text = heard.apart_from(item)
        found = chain(
            ((Kind.TITLE, title) for title in (item.title,) if names(text, title, self._everyday)),
            ((Kind.ALIAS, alias) for alias in item.aliases if names(text, alias, self._everyday)),
            ((Kind.MISSPELT, run) for run in misspelt(heard.rest, item.title, self._everyday)),
            self._attributes(item, heard.rest, known),
        )
        return next(found, None)

    def _attributes(
        self, item: Item, text: str, known: Sequence[Item]
    ) -> Iterator[tuple[Kind, str]]:
        plain = f" {spaced(text)} "
        for facet in _TELLING:
            for value in item.values(facet):
                is_rare = self._counts[facet, value] < self._least
                is_said = is_rare and (
                    names(text, value, self._everyday)
                    if facet in _NAMES and len(value.split()) == 1
                    else any(f" {form} " in plain for form in _forms(facet, value))
                )
                if is_said and not any(value in film.values(facet) for film in known):
                    kind = Kind.PERSON if facet is Facet.PERSON else Kind.ATTRIBUTE
                    yield kind, value


def _forms(facet: Facet, value: str) -> tuple[str, ...]:
    """A value as it is written, and as people say it: "Estonia", "1920s"."""
    said = spoken(Attribute(facet=facet, value=value, polarity=Polarity.WANT))
    return spaced(value), spaced(said)


class _Heard:
    """A message without the names that may be said, `known` being those in it, longest first."""

    def __init__(self, text: str, known: Sequence[str]) -> None:
        self._text, self._known = text, known
        self.rest = _without(text, known)

    def apart_from(self, item: Item) -> str:
        """The text in which the item's own names still stand, where known ones are part of them."""
        own = [spaced(name) for name in (item.title, *item.aliases)]
        kept = [known for known in self._known if not any(_is_part(known, name) for name in own)]
        return self.rest if len(kept) == len(self._known) else _without(self._text, kept)


def find_leak(
    persona: Persona, items: Mapping[str, Item], messages: Sequence[Message]
) -> Leak | None:
    """The first leak of one transcript; for many, make one `Detector`."""
    return Detector(items).find(persona, messages)


def _names_in(text: str, films: Iterable[Item]) -> list[str]:
    """The titles and aliases of these films that stand in the text, the longest first."""
    every = {name for film in films for name in (film.label, film.title, *film.aliases)}
    return sorted((name for name in every if name and name in text), key=lambda n: (-len(n), n))


def _without(text: str, said: Iterable[str]) -> str:
    for name in said:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    return text


def _is_part(known: str, name: str) -> bool:
    """Whether a known name is part of another one, and not all of it."""
    plain = spaced(known)
    return plain != name and f" {plain} " in f" {name} "
