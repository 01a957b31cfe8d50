"""Films by the title and year that a label or another data set gives them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.item import Item

_LABEL = re.compile(r"(?P<title>.*?) ?\((?P<year>\d{4})(?: ?[-–—] ?(?:\d{4})?)?\)", re.ASCII)
_ARTICLES = frozenset({"the", "a", "an"})
_ARTICLE_BEHIND = re.compile(
    r"(?P<title>.+), (?P<article>the|an?|l[eao]s?|les|un[ae]?|el|il|gli|der|die|das|den|det|een|de"
    r"|l['’])",
    re.IGNORECASE,
)
_BRACKET_BEHIND = re.compile(r"(?P<title>.*[^ (]) \((?P<inside>[^()]+)\)")
_KIND = re.compile(r"(?:\d{4} )?(?:film|movie)", re.IGNORECASE)
_ALSO = re.compile(r"a\.?k\.?a\.? +", re.IGNORECASE)


class Titled(NamedTuple):
    """A title with double spaces collapsed, and the year where one stood behind it."""

    title: str
    year: int | None


def split_label(label: str) -> Titled:
    """`"Heat  (1995)"` as title and year; without a year in brackets there is none.

    Of a series' years, `(2006–2007)`, it is the first.
    """
    line = " ".join(label.split())
    match = _LABEL.fullmatch(line)
    return Titled(match["title"], int(match["year"])) if match else Titled(line, None)


def turned(title: str) -> str:
    """`"Matrix, The"` as it is said, "The Matrix"; other titles as they are."""
    behind = _ARTICLE_BEHIND.fullmatch(title)
    if behind is None:
        return title
    article = behind["article"]
    joint = "" if article.endswith(("'", "’")) else " "
    return f"{article}{joint}{behind['title']}"


def other_titles(title: str) -> tuple[str, tuple[str, ...]]:
    """A title and the ones that stand behind it in brackets, articles in front.

    `"City of Lost Children, The (Cité des enfants perdus, La)"` has one of them, and
    `"Seven (a.k.a. Se7en)"`.
    """
    others: list[str] = []
    while found := _BRACKET_BEHIND.fullmatch(title):
        title = found["title"].strip()
        inside = found["inside"].strip()
        if not _KIND.fullmatch(inside):
            others.insert(0, turned(_ALSO.sub("", inside, count=1)))
    return turned(title), tuple(dict.fromkeys(other for other in others if other))


def plain_title(title: str) -> str:
    """A title in one spelling: no case, accents, punctuation or English leading article."""
    folded = unicodedata.normalize("NFKD", turned(title).casefold())
    spelled = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", re.sub(r"['’`´.]", "", spelled).replace("&", " and "))
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


def spellings(title: str) -> tuple[str, ...]:
    """Every plain spelling of a title: whole, without its brackets, and what those hold."""
    first, others = other_titles(title) if title.endswith(")") else (title, ())
    plain = (plain_title(one) for one in (title, first, *others))
    return tuple(dict.fromkeys(one for one in plain if one))


class TitleIndex:
    """Finds the film of a label in a catalogue."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """Titles before aliases, and of two films alike in both the better known."""
        self._films: dict[tuple[str, int], Item] = {}
        self._ids: dict[str, set[str]] = {}
        ordered = sorted(items.values(), key=lambda item: -item.renown)
        for item in ordered:
            self._add((item.title,), item)
        for item in ordered:
            self._add(item.aliases, item)
        self._items = {item.id: item for item in ordered}

    def add(self, item: Item) -> None:
        """Know this film too, behind all that are known already."""
        self._items[item.id] = item
        self._add((item.title, *item.aliases), item)

    def _add(self, titles: Iterable[str], item: Item) -> None:
        for plain in (plain for title in titles for plain in spellings(title)):
            self._ids.setdefault(plain, set()).add(item.id)
            if item.year is not None:
                self._films.setdefault((plain, item.year), item)

    def find(self, title: str, year: int | None) -> Item | None:
        """The film of this title and year, else of a year beside it; None without a year."""
        if year is None:
            return None
        names = spellings(title)
        keys = ((plain, year + offset) for offset in (0, 1, -1) for plain in names)
        return next((self._films[key] for key in keys if key in self._films), None)

    def find_only(self, title: str) -> Item | None:
        """The film of this title where there is just one, whatever its year."""
        ids = self._ids.get(plain_title(title), set())
        return self._items[next(iter(ids))] if len(ids) == 1 else None

    def find_label(self, label: str) -> Item | None:
        """The film of a label such as `Heat (1995)`."""
        return self.find(*split_label(label))
