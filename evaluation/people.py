"""The people of a data set, their histories cut by time, in a half to choose by and one to report."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from core.dialogue import History
from core.item import Item
from evaluation.splits import Part

_KNOWN_SHARE = 0.8
_SPARSE = 5
# A conversation's id has letters, digits and hyphens.
_NO_LETTER = re.compile(r"[^0-9A-Za-z]+")


class Group(StrEnum):
    """How much of a person's history the profile holds: all before the cut, at most five, none."""

    WARM = "warm"
    SPARSE = "sparse"
    NEW = "new"


class Asked(StrEnum):
    """What the chat is asked for: films of a genre, films like one, or whatever it likes."""

    GENRE = "a genre"
    FILM = "films like one"
    ANYTHING = "anything"


class Person(NamedTuple):
    """A history cut by time: films liked before the cut, and after it; and a genre of the latter."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    genre: str

    def held(self, group: Group) -> tuple[str, ...]:
        """What a profile of this group holds, the latest last."""
        return {
            Group.WARM: self.before,
            Group.SPARSE: self.before[-_SPARSE:],
            Group.NEW: (),
        }[group]

    def wanted(self, asked: Asked) -> tuple[str, ...]:
        """The relevant films: those after the cut, but for the one that is asked by."""
        return self.after[1:] if asked is Asked.FILM else self.after


def people_of(
    histories: Sequence[History], items: Mapping[str, Item], count: int, seed: int, part: Part
) -> tuple[Person, ...]:
    """Up to `count` people of a part, drawn with the seed, who liked more than five films before the cut.

    The first four fifths of what somebody liked is known. The genre asked for is that of the
    first film after the cut which has one. The part of a person depends on their name alone.
    """
    halved = (history for history in histories if _part_of(history.user) is part)
    cut = [one for history in halved if (one := _cut(history, items))]
    order = np.random.default_rng(seed).permutation(len(cut))[:count]
    return tuple(cut[place] for place in sorted(order.tolist()))


def _part_of(user: str) -> Part:
    return Part.TEST if hashlib.sha256(user.encode()).digest()[0] % 2 else Part.DEV


def _cut(history: History, items: Mapping[str, Item]) -> Person | None:
    liked = [item for item in history.items if item in items]
    edge = int(_KNOWN_SHARE * len(liked))
    before, after = tuple(liked[:edge]), tuple(liked[edge:])
    genre = next((items[item].genres[0] for item in after if items[item].genres), "")
    if len(before) <= _SPARSE or not genre:
        return None
    return Person(_NO_LETTER.sub("-", history.user), before, after, genre)
