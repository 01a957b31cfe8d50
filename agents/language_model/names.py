"""The names of the catalogue, for telling what words of a model stand for and whether they may stay."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from core.item import Facet, Item
from retrieval.gazetteer import title_forms
from retrieval.lexicon import Lexicon
from retrieval.linking import Link, Linker
from retrieval.words import UNKNOWN_RANK, frequency_rank, normalise

# Words that begin so many sentences that they are words, even where a film is called so.
_OPENERS = frozenset(
    (
        "it they we us you he she her him them this that what which who if or and but no not nothing "
        "yes here there next once still always enough may will go take good great perfect welcome fun "
        "made one two three four five six seven eight nine ten up down after before together"
    ).split()
)
_LONGEST_TITLE = 12
_LONGEST_VALUE = 5
_SHORTEST_GLUED = 7
_KINDS = (Facet.COUNTRY, Facet.LANGUAGE, Facet.GENRE)
_QUOTES = re.compile(r"[\"“”«»]")
_IN_BRACKETS = re.compile(r"[(\[].*")
_SMALL_WORD = re.compile(r"\b[a-z]{4,}\b(?!['’-])")
# The ending of "Coppola's", not that of "Pan's Labyrinth".
_OF_A_NAME = re.compile(r"(?<=\w)['’]s(?= (?![A-Z]))")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


class Names:
    """Looks names up in both directions; knows nothing of a conversation."""

    def __init__(self, items: Mapping[str, Item], linker: Linker, lexicon: Lexicon) -> None:
        """`linker` and `lexicon` are those that listening uses."""
        self._items = items
        self._linker = linker
        self._lexicon = lexicon

    def values(self, facet: Facet) -> tuple[str, ...]:
        """All values of a facet, in alphabetical order."""
        return tuple(sorted(self._by_name[facet].values()))

    def attribute(self, facet: Facet, words: str) -> str | None:
        """The catalogue's spelling of an attribute, where it has it."""
        exact = self._by_name[facet].get(normalise(words))
        if exact:
            return exact
        for phrase in self._lexicon.find(words):
            for term in phrase.terms:
                if term.facet is facet:
                    return term.value
        linked = (link.readings[0] for link in self._linker.link(words))
        return next((one.value for one in linked if one.facet is facet), None)

    def mentions(self, text: str) -> Iterator[tuple[str, frozenset[tuple[Facet, str]]]]:
        """The words of a text that name attributes, each with those that they stand for."""
        for phrase in self._lexicon.find(text):
            yield phrase.text, frozenset((term.facet, term.value) for term in phrase.terms)
        for link in self._linker.link(text):
            facet = link.readings[0].facet
            if facet:
                yield link.text, frozenset({(facet, link.readings[0].value)})
        words = [match.group() for match in WORD.finditer(text)]
        for start, stop in combinations(range(len(words) + 1), 2):
            if stop - start <= _LONGEST_VALUE:
                run = " ".join(words[start:stop])
                found = self._named_so(normalise(run))
                if found:
                    yield run, found

    def _named_so(self, name: str) -> frozenset[tuple[Facet, str]]:
        """The attributes that are called exactly so."""
        values = ((facet, names.get(name)) for facet, names in self._by_name.items())
        return frozenset(
            (facet, value) for facet, value in values if value and facet is not Facet.DECADE
        )

    def film(self, words: str) -> str | None:
        """The id of the film that words name, taken as a title."""
        quoted = f'"{_QUOTES.sub(" ", words).strip()}"'
        links = (link for link in self._linker.link(quoted) if link.is_film)
        return next((link.readings[0].item_id for link in links), None)

    def found(self, text: str) -> list[Link]:
        """The names in a text that are spelled right, as listening would recognise them.

        A model does not misspell: "drier" is no "Driver". Words of no name are hidden from the
        linker, which would spend milliseconds on finding the nearest.
        """
        plain = _OF_A_NAME.sub("  ", text)
        links = self._linker.link(_SMALL_WORD.sub(self._kept, plain))
        return [link for link in links if not link.is_film or self._is_exact(link.text)]

    def _is_exact(self, name: str) -> bool:
        return self.is_title_form(normalise(_IN_BRACKETS.sub("", name)))

    def _kept(self, match: re.Match[str]) -> str:
        word = match.group()
        is_odd = frequency_rank(word) == UNKNOWN_RANK and word not in self._name_words
        return "so".ljust(len(word)) if is_odd else word

    def is_title(self, words: str) -> bool:
        """Whether words are the whole title of a film, in any case."""
        return normalise(words) in self._titles

    def is_title_form(self, name: str) -> bool:
        """Whether normalised words are a title, or one of its short forms: "new moon", "2001"."""
        return name in self._title_forms

    def is_one_word_title(self, word: str) -> bool:
        """Whether a word is the whole title of a film, and does not begin sentences like "it"."""
        return word.casefold() in self._one_word_titles and word.casefold() not in _OPENERS

    def is_glued_title(self, word: str) -> bool:
        """Whether a word that is none is a title without its spaces: "thegodfather"."""
        return word.casefold() in self._glued_titles and not self.is_word(word)

    def title_written(self, words: Sequence[str]) -> str:
        """The longest title of several words that begins these, spelled with its capitals."""
        for stop in range(min(len(words), _LONGEST_TITLE), 1, -1):
            run = " ".join(words[:stop])
            if run in self._spelled_titles:
                return run
        return ""

    def is_word(self, word: str) -> bool:
        """Whether a word is English, as far as the encoder's vocabulary or the lexicon knows."""
        name = normalise(word)
        return (
            not name
            or self._lexicon.knows(name)
            or all(frequency_rank(part) < UNKNOWN_RANK for part in name.split())
        )

    def is_kind(self, words: str) -> bool:
        """Whether words name a kind of film, a country, a language or a phrase such as "Cold War"."""
        name = normalise(words)
        if any(name in self._by_name[facet] for facet in _KINDS):
            return True
        if not self._lexicon.knows(name):
            return False
        is_phrase = " " in name and name not in self._titles
        terms = (term for phrase in self._lexicon.find(words) for term in phrase.terms)
        return is_phrase or any(term.facet in _KINDS for term in terms)

    @cached_property
    def _by_name(self) -> dict[Facet, dict[str, str]]:
        found: dict[Facet, dict[str, str]] = {facet: {} for facet in Facet}
        for item in self._items.values():
            for facet, names in found.items():
                names.update((normalise(value), value) for value in item.values(facet))
        return found

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(normalise(title) for title in self._all_titles())

    @cached_property
    def _title_forms(self) -> frozenset[str]:
        return frozenset(form for item in self._items.values() for form, _ in title_forms(item))

    @cached_property
    def _name_words(self) -> frozenset[str]:
        names = (*self._title_forms, *self._by_name[Facet.SERIES])
        return frozenset(word for name in names for word in name.split())

    @cached_property
    def _one_word_titles(self) -> frozenset[str]:
        titles = (title for title in self._all_titles() if len(WORD.findall(title)) == 1)
        return frozenset(_first_word(titles))

    @cached_property
    def _glued_titles(self) -> frozenset[str]:
        titles = (WORD.findall(title) for title in self._all_titles())
        glued = ("".join(words).casefold() for words in titles if len(words) > 1)
        return frozenset(title for title in glued if len(title) >= _SHORTEST_GLUED)

    @cached_property
    def _spelled_titles(self) -> frozenset[str]:
        """Titles of several words with a capital or a number behind their first word."""
        titles = (WORD.findall(title) for title in self._all_titles())
        return frozenset(
            " ".join(words)
            for words in titles
            if any(word[0].isupper() or word[0].isdigit() for word in words[1:])
        )

    def _all_titles(self) -> Iterator[str]:
        return (title for item in self._items.values() for title in (item.title, *item.aliases))


def _first_word(titles: Iterable[str]) -> Iterator[str]:
    words = (WORD.findall(title)[0].casefold() for title in titles)
    return (word for word in words if not word.isdigit())
