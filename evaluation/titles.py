"""Catalogue films by the title and year that a label or another data set gives them."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from core.item import Item

_LABEL = re.compile(r"(?P<title>.*?)\s*\((?P<year>\d{4})\)\s*", re.DOTALL)
_ARTICLES = frozenset({"the", "a", "an"})
_ARTICLE_BEHIND = re.compile(r"(.*), (the|an?)", re.IGNORECASE | re.DOTALL)


class Titled(NamedTuple):
    """A title with double spaces collapsed, and the year where one stood behind it."""

    title: str
    year: int | None


def split_label(label: str) -> Titled:
    """`"Heat  (1995)"` as title and year; without a year in brackets there is none."""
    match = _LABEL.fullmatch(label)
    title = " ".join((match["title"] if match else label).split())
    return Titled(title, int(match["year"]) if match else None)


def plain_title(title: str) -> str:
    """A title in one spelling: no case, accents, punctuation or leading article."""
    behind = _ARTICLE_BEHIND.fullmatch(title)
    folded = unicodedata.normalize("NFKD", (behind[1] if behind else title).casefold())
    spelled = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", re.sub(r"['’`´.]", "", spelled).replace("&", " and "))
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


class TitleIndex:
    """Finds the film of a label in a catalogue."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """Titles before aliases, and of two films alike in both the better known."""
        self._films: dict[tuple[str, int], Item] = {}
        ordered = sorted(items.values(), key=lambda item: -item.renown)
        for item in ordered:
            self._add(item.title, item)
        for item in ordered:
            for alias in item.aliases:
                self._add(alias, item)

    def _add(self, title: str, item: Item) -> None:
        if item.year is not None:
            self._films.setdefault((plain_title(title), item.year), item)

    def find(self, title: str, year: int | None) -> Item | None:
        """The film of this title and year, else of a year beside it; None without a year."""
        if year is None:
            return None
        plain = plain_title(title)
        found = (self._films.get((plain, year + offset)) for offset in (0, 1, -1))
        return next((item for item in found if item), None)

    def find_label(self, label: str) -> Item | None:
        """The film of a label such as `Heat (1995)`."""
        return self.find(*split_label(label))
