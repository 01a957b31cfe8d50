"""Whether a sentence of a language model may be said: no title but by slot, no fact off the record."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agents.language_model.names import Names
from core.item import Item
from retrieval.words import normalise

_ALWAYS_CAPITAL = frozenset(
    (
        "i i'm i'd i'll i've ok okay tv dvd parley oscar oscars christmas halloween hollywood "
        "january february march april may june july august september october november december "
        "monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LINK = re.compile(r"https?:|www\.|\w@\w|[`\\|{}\[\]#<>]", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»„]|(?<!\w)['‘][^'’]{2,}['’](?!\w)|(?<!\w)[*_]+[^*_]+[*_]+(?!\w)")
_LONG_NUMBER = re.compile(r"\b(\d{3,})(s?)\b")
# "Inception is ...", "Inception." but not "Love stories ...".
_AS_SUBJECT = re.compile(
    r"\s*(?:$|[.,:;!?–-]|(?:is|was|has|had|would|could|should|will|might|may|follows|tells|stars|"
    r"features|comes|makes|offers|remains|fits|also|and|or)\b)"
)
SLOT_MARK = "\x00"


class Licence(NamedTuple):
    """What a reply may name beside its slots: people on record, and numbers on record or said."""

    people: frozenset[str]
    surnames: frozenset[str]
    numbers: frozenset[int]


def licence(items: Iterable[Item], said: str) -> Licence:
    """What the records of these films allow, and the numbers that the person said."""
    films = tuple(items)
    people = {
        normalise(name)
        for film in films
        for name in (*film.directors, *film.cast, *film.ensemble, *film.writers)
    }
    recorded = {n for film in films for n in (film.year, film.runtime, film.decade) if n}
    return Licence(
        people=frozenset(people),
        surnames=frozenset(name.split()[-1] for name in people if name),
        numbers=frozenset(recorded | {int(number) for number in re.findall(r"\b\d{1,4}", said)}),
    )


def objection(sentence: str, allowed: Licence, names: Names) -> str:
    """Why a sentence must not be said, or an empty text; its slots are replaced by `\\x00`.

    A title cannot be told from other words with certainty, so everything that looks like one
    goes: words in quotation marks or italics, names of films in any spelling that listening
    would recognise, and every capitalised word that neither begins the sentence nor is the
    name of a person on record, a kind of film, a country or a language.
    """
    if _LINK.search(sentence) or _is_foreign(sentence):
        return "a link, a tag or another script"
    if _QUOTED.search(sentence):
        return "words set like a title"
    if films := names.films_named(sentence.replace(SLOT_MARK, " ")):
        return f"the film {films[0]}"
    strays = (run.text for run in _capital_runs(sentence) if not _is_licensed(run, allowed, names))
    if stray := next(strays, ""):
        return f"the name {stray}"
    numbers = (int(number) for number, _ in _LONG_NUMBER.findall(sentence))
    return next((f"the number {n}" for n in numbers if n not in allowed.numbers), "")


def _is_foreign(sentence: str) -> bool:
    """Whether a letter is not Latin: what it says cannot be checked."""
    letters = (letter for letter in sentence if letter.isalpha())
    return any(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


class _Run(NamedTuple):
    """Capitalised words side by side; `opens` if they begin the sentence, `rest` follows them."""

    words: tuple[str, ...]
    opens: bool
    rest: str

    @property
    def text(self) -> str:
        return " ".join(self.words)


def _capital_runs(sentence: str) -> Iterator[_Run]:
    matches = list(_WORD.finditer(sentence))
    start = 0
    while start < len(matches):
        stop = start
        while stop < len(matches) and _continues(sentence, matches, start, stop):
            stop += 1
        if stop > start:
            words = tuple(_bare(match.group()) for match in matches[start:stop])
            opens = start == 0 and SLOT_MARK not in sentence[: matches[0].start()]
            yield _Run(words, opens, sentence[matches[stop - 1].end() :])
        start = max(stop, start + 1)


def _continues(sentence: str, matches: list[re.Match[str]], start: int, stop: int) -> bool:
    """Whether the word at `stop` is capitalised and only a space away from the one before it."""
    gap = sentence[matches[stop - 1].end() : matches[stop].start()] if stop > start else " "
    return matches[stop].group()[0].isupper() and gap.isspace()


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _is_licensed(run: _Run, allowed: Licence, names: Names) -> bool:
    if _are_names(run.words, allowed, names):
        return True
    if not run.opens:
        return False
    first, *others = run.words
    is_title = names.is_one_word_title(first) and not others and _AS_SUBJECT.match(run.rest)
    return names.is_word(first) and not is_title and _are_names(tuple(others), allowed, names)


def _are_names(words: tuple[str, ...], allowed: Licence, names: Names) -> bool:
    """Whether a run of words can be cut into names that are allowed, the longest first."""
    if not words:
        return True
    for stop in range(len(words), 0, -1):
        name = normalise(" ".join(words[:stop]))
        is_known = name in allowed.people or names.is_kind(" ".join(words[:stop]))
        is_lone = stop == 1 and (name in allowed.surnames or words[0].lower() in _ALWAYS_CAPITAL)
        if (is_known or is_lone) and _are_names(words[stop:], allowed, names):
            return True
    return False
