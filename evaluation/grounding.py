"""Whether a reply names films that it may not: titles in its words that nobody named or showed."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from core.conversation import Session
from core.item import Facet, Item

_LONGEST = 8
_WORD = re.compile(r"\S+")
_EDGES = ".,:;!?()[]“”\"'‘’…"


def stray_titles(session: Session, items: Mapping[str, Item]) -> tuple[str, ...]:
    """The titles of two words or more in the newest reply that no card and no message brought up.

    One word cannot be told from ordinary speech, nor can words without a capital at both ends.
    """
    if not session.turns:
        return ()
    turn = session.turns[-1]
    titles = _titles(items)
    found = [run for run in _runs(turn.reply) if run in titles]
    if not found:
        return ()
    allowed = " \n ".join(_known(session, items))
    return tuple(dict.fromkeys(title for title in found if title not in allowed))


def _known(session: Session, items: Mapping[str, Item]) -> Iterator[str]:
    """What was said in the conversation, and the records of the films shown or named in it.

    A plot may say what is also some film's title: "a New York policeman".
    """
    for turn in session.turns:
        yield turn.heard.text
        yield from (card.title for card in turn.cards)
        named = (name for film in turn.heard.films for name in (film.item_id, *film.readings))
        for name in (*(card.item_id for card in turn.cards), *named):
            if name in items:
                yield from _texts(items[name])


def _texts(item: Item) -> Iterator[str]:
    yield from (item.title, item.plot, item.pitch, item.series or "")
    yield from item.aliases
    for facet in Facet:
        yield from item.values(facet)


def _runs(text: str) -> Iterator[str]:
    words = [match.group().strip(_EDGES) for match in _WORD.finditer(text)]
    for start in range(len(words)):
        for stop in range(start + 2, min(start + _LONGEST, len(words)) + 1):
            edges = words[start][:1] + words[stop - 1][:1]
            if len(edges) == 2 and all(c.isupper() or c.isdigit() for c in edges):
                yield " ".join(words[start:stop])


def _titles(items: Mapping[str, Item]) -> frozenset[str]:
    return _titles_of(_Identity(items))


class _Identity:
    """A catalogue, told from others by being itself: hashing thousands of films takes long."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items

    def __hash__(self) -> int:
        return id(self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.items is self.items


@lru_cache(maxsize=4)
def _titles_of(known: _Identity) -> frozenset[str]:
    return frozenset(item.title for item in known.items.values() if len(item.title.split()) > 1)
