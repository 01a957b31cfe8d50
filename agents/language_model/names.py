"""The names of the catalogue, for telling what words of a model stand for and whether they may stay."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from core.item import Facet, Item
from retrieval.lexicon import Lexicon
from retrieval.linking import Linker
from retrieval.words import UNKNOWN_RANK, frequency_rank, normalise

# Words as common as "it" or "her" are words, even where a film is called so.
_EVERYDAY_RANK = 600
_QUOTES = re.compile(r"[\"“”«»]")


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

    def film(self, words: str) -> str | None:
        """The id of the film that words name, taken as a title."""
        quoted = f'"{_QUOTES.sub(" ", words).strip()}"'
        links = (link for link in self._linker.link(quoted) if link.is_film)
        return next((link.readings[0].item_id for link in links), None)

    def films_named(self, text: str) -> list[str]:
        """The words of a text that name films, as listening would recognise them."""
        return [link.text for link in self._linker.link(text) if link.is_film]

    def is_one_word_title(self, word: str) -> bool:
        """Whether a word is the whole title of a film, and not as common as "it"."""
        name = normalise(word)
        return name in self._one_word_titles and frequency_rank(name) > _EVERYDAY_RANK

    def is_word(self, word: str) -> bool:
        """Whether a word is English, as far as the encoder's vocabulary or the lexicon knows."""
        name = normalise(word)
        return (
            not name
            or self._lexicon.knows(name)
            or all(frequency_rank(part) < UNKNOWN_RANK for part in name.split())
        )

    def is_kind(self, words: str) -> bool:
        """Whether words name a kind of film, a country or a language: "French", "Sci-Fi"."""
        name = normalise(words)
        return self._lexicon.knows(name) or any(
            name in self._by_name[facet] for facet in (Facet.COUNTRY, Facet.LANGUAGE, Facet.GENRE)
        )

    @cached_property
    def _by_name(self) -> dict[Facet, dict[str, str]]:
        found: dict[Facet, dict[str, str]] = {facet: {} for facet in Facet}
        for item in self._items.values():
            for facet, names in found.items():
                names.update((normalise(value), value) for value in item.values(facet))
        return found

    @cached_property
    def _one_word_titles(self) -> frozenset[str]:
        return frozenset(_one_word(item.title for item in self._items.values()))


def _one_word(titles: Iterable[str]) -> Iterable[str]:
    names = (normalise(title) for title in titles)
    return (name for name in names if name and " " not in name and not name.isdigit())
