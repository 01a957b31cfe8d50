"""What a recorded conversation speaks of beside items: people, genres, themes, by linking its words."""

from collections.abc import Mapping

from core.dialogue import Context
from core.heard import Attribute, Polarity
from core.item import Facet, Item
from retrieval.lexicon import Lexicon
from retrieval.linking import Link, Linker


class WishReader:
    """Finds attributes in utterances; each utterance is read once, however many contexts have it."""

    def __init__(self, items: Mapping[str, Item], lexicon: Lexicon) -> None:
        """`items` are those whose people can be named."""
        self._lexicon, self._linker = lexicon, Linker(items, lexicon)
        self._read: dict[str, tuple[Attribute, ...]] = {}

    def wishes(self, context: Context) -> tuple[Attribute, ...]:
        """Every attribute named so far, each once, the last named last."""
        named: dict[Attribute, None] = {}
        for utterance in context.utterances:
            for one in self._of(utterance.text):
                named.pop(one, None)
                named[one] = None
        return tuple(named)

    def _of(self, text: str) -> tuple[Attribute, ...]:
        if text not in self._read:
            self._read[text] = tuple(dict.fromkeys(self._found(text)))
        return self._read[text]

    def _found(self, text: str) -> list[Attribute]:
        """People by name and attributes by everyday words, but for the words of titles."""
        links = self._linker.link(text)
        people = [
            _wanted(reading.facet, reading.value)
            for link in links
            if not link.is_film
            for reading in link.readings[:1]
            if reading.facet
        ]
        phrases = [one for one in self._lexicon.find(text) if not _inside(one.start, links)]
        return people + [_wanted(term.facet, term.value) for one in phrases for term in one.terms]


def _wanted(facet: Facet, value: str) -> Attribute:
    return Attribute(facet=facet, value=value, polarity=Polarity.WANT)


def _inside(place: int, links: list[Link]) -> bool:
    return any(link.start <= place < link.end for link in links if link.is_film)
