"""Everyday words for attributes: "rom-com", "sci fi", "set in space", "Korean", "feel-good"."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from core.item import Facet
from retrieval.words import normalise, tokens


class Term(NamedTuple):
    """An attribute that a phrase stands for."""

    facet: Facet
    value: str


class Phrase(NamedTuple):
    """An everyday phrase found in a text: its place and the attributes it stands for."""

    start: int
    end: int
    text: str
    terms: tuple[Term, ...]


class Lexicon:
    """Phrases and the attributes they stand for; longest phrase wins."""

    def __init__(
        self, phrases: Mapping[str, tuple[Term, ...]], chatter: frozenset[str] = frozenset()
    ) -> None:
        """`chatter` are informal words that look like misspelt names and are none."""
        self._phrases = {normalise(phrase): terms for phrase, terms in phrases.items()}
        self._chatter = chatter
        self._longest = max((len(phrase.split()) for phrase in self._phrases), default=0)

    def knows(self, name: str) -> bool:
        """Whether a normalised phrase is in the lexicon."""
        return name in self._phrases

    def is_chatter(self, word: str) -> bool:
        """Whether a word is everyday talk that no dictionary of names should guess at."""
        return word in self._chatter

    def find(self, text: str) -> list[Phrase]:
        """Every phrase in the text, left to right, without overlaps."""
        words = tokens(text)
        found: list[Phrase] = []
        position = 0
        while position < len(words):
            for stop in range(min(len(words), position + self._longest), position, -1):
                span = words[position:stop]
                terms = self._phrases.get(" ".join(word.norm for word in span))
                if terms:
                    start, end = span[0].start, span[-1].end
                    found.append(Phrase(start, end, text[start:end], terms))
                    position = stop
                    break
            else:
                position += 1
        return found


@cache
def english_lexicon() -> Lexicon:
    """The lexicon written for this project."""
    raw = json.loads((resources.files(__package__) / "lexicon.json").read_text("utf-8"))
    phrases = {
        phrase: tuple(
            Term(Facet(facet), value) for facet, _, value in (t.partition(":") for t in terms)
        )
        for phrase, terms in raw["phrases"].items()
    }
    return Lexicon(_with_genre_nouns(phrases), frozenset(raw["chatter"]))


def _with_genre_nouns(phrases: Mapping[str, tuple[Term, ...]]) -> dict[str, tuple[Term, ...]]:
    """A "spy thriller" is a thriller too: phrases that end in a genre's noun carry the genre."""
    nouns = {
        phrase: terms[0]
        for phrase, terms in phrases.items()
        if " " not in phrase and len(terms) == 1 and terms[0].facet is Facet.GENRE
    }
    completed = {}
    for phrase, terms in phrases.items():
        noun = nouns.get(phrase.rsplit(" ", 1)[-1]) if " " in phrase else None
        completed[phrase] = (*terms, noun) if noun and noun not in terms else terms
    return completed
