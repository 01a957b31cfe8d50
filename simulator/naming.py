"""Whether a text names a film: by title, in another spelling, or nearly."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from rapidfuzz import fuzz

from catalog.titles import plain_title, spellings
from retrieval.words import frequency_rank
from simulator.wording import phrases

_NONE: AbstractSet[str] = frozenset()
_ALIKE = 90.0
# A shorter title has too many neighbours for one of them to mean it.
_LONG_ENOUGH = 8
_SHORT_WORD = 4
_TELLING_LETTERS = 6
# Rarer words are hardly said without meaning the film.
_EVERYDAY = 12_000
# One message is compared with many titles.
_REMEMBERED = 4_096
# Of shorter titles, "I" and "M", nobody can tell that they are meant.
_LEAST_LETTERS = 2
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SLOT = re.compile(r"\[\w+\]")
_LETTERS = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\(?(?:19|20)\d\d\b")
_OPENING, _CLOSING = ('"', "“", "'", "‘"), ('"', "”", "'", "’")
_AROUND = " .,!?…\"“”'‘’()*-"


@cache
def template_words() -> frozenset[str]:
    """The words of the templates, which everybody says and nobody means a film by."""
    registers = phrases().values()
    lines = (line for register in registers for lines in register.values() for line in lines)
    return frozenset(word for line in lines for word in spaced(_SLOT.sub(" ", line)).split())


def names(text: str, title: str, everyday: AbstractSet[str] = _NONE) -> bool:
    """Whether a text says a title, in any case and punctuation.

    One that is short, or all of `everyday` words ("French Film"), is said only where it is
    written as titles are.
    """
    if _is_ordinary(title, everyday):
        return _is_written_as_title(title, text)
    plain = f" {_plain(text)} "
    return f" {spaced(title)} " in f" {spaced(text)} " or any(
        f" {one} " in plain for one in spellings(title)
    )


def _is_ordinary(title: str, everyday: AbstractSet[str]) -> bool:
    """Whether a title could be said without meaning it: one word, two with a short one, everyday words."""
    words = _WORD.findall(title)
    if len(words) == 1:
        # "Casablanca" means a film in small letters too, "heat" does not.
        rank = frequency_rank(spaced(words[0]))
        return len(words[0]) < _TELLING_LETTERS or rank < _EVERYDAY or everyday >= {spaced(title)}
    is_short = len(words) == 2 and min(map(len, words)) < _SHORT_WORD
    return not words or is_short or everyday >= {*spaced(title).split()}


def _is_written_as_title(title: str, text: str) -> bool:
    """Whether an ordinary title stands in the text as titles are written: in its capitals.

    A word that begins a sentence has a capital anyway, and is meant only where it is all that is
    said, or stands in quotation marks or before a year.
    """
    if len(title) < _LEAST_LETTERS:
        return False
    if text.strip(_AROUND) == title:
        return True
    for match in re.finditer(rf"(?<!\w){re.escape(title)}(?!\w)", text):
        before, behind = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        is_quoted = before.endswith(_OPENING) and behind.startswith(_CLOSING)
        begins = not before.rstrip(_AROUND) or before.endswith((".", "!", "?", "…"))
        if is_quoted or not begins or _YEAR.match(behind):
            return True
    return False


@lru_cache(maxsize=_REMEMBERED)
def _plain(text: str) -> str:
    return plain_title(text)


@lru_cache(maxsize=_REMEMBERED)
def spaced(text: str) -> str:
    """The letters and digits of a text in small letters, without accents, one space between words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(_LETTERS.findall(letters))


def misspelt(text: str, title: str, everyday: AbstractSet[str] = _NONE) -> Iterator[str]:
    """Runs of as many words as the title has that are nearly, and not quite, the title.

    Everyday words are no misspelling: "might watch" does not mean "Night Watch".
    """
    title = spaced(title)
    words, length = spaced(text).split(), len(title.split())
    if len(title) < _LONG_ENOUGH or length < 2:
        return
    for start in range(len(words) - length + 1):
        run = words[start : start + length]
        is_meant = fuzz.ratio(" ".join(run), title) >= _ALIKE and not everyday >= {*run}
        if is_meant and not _compares(run, title.split()):
            yield " ".join(run)


def _compares(run: Sequence[str], title: Sequence[str]) -> bool:
    """Whether a run only compares by what a title says: "something newer" and "Something New"."""
    pairs = [(said, meant) for said, meant in zip(run, title, strict=True) if said != meant]
    return all(said in (f"{meant}er", f"{meant}r") for said, meant in pairs)
