"""Why a film fits a query: the facts it shares with it and the words they have in common."""

from collections.abc import Iterator
from functools import lru_cache

from core.heard import Polarity
from core.item import Facet, Item
from core.slate import Query
from retrieval.constraints import FOREIGN, wanted_name
from retrieval.text import card
from retrieval.words import frequency_rank, tokens

# Words more frequent than this match everything and explain nothing.
_TELLING = 400
_MOST_WORDS = 6
_REMEMBERED = 1024


def facts(item: Item, query: Query) -> tuple[str, ...]:
    """What the query asks for and the film's record has: "genre Horror", "1995", "95 minutes"."""
    return tuple(dict.fromkeys(_facts(item, query)))


def words(item: Item, text: str) -> tuple[str, ...]:
    """The telling words of a text that the film's card has too, in the text's order."""
    said = [token.norm for token in tokens(text) if frequency_rank(token.norm) > _TELLING]
    have = _spelled(card(item)) if said else frozenset()
    return tuple(word for word in dict.fromkeys(said) if word in have)[:_MOST_WORDS]


@lru_cache(maxsize=_REMEMBERED)
def _spelled(text: str) -> frozenset[str]:
    """The words of a card; the same films are shown again and again."""
    return frozenset(token.norm for token in tokens(text))


def _facts(item: Item, query: Query) -> Iterator[str]:
    for attribute in query.attributes:
        if attribute.polarity is Polarity.WANT:
            foreign = attribute.facet is Facet.LANGUAGE and attribute.value == FOREIGN
            if foreign and item.languages:
                yield f"in {item.languages[0]}"
            elif attribute.value in item.values(attribute.facet):
                yield wanted_name(attribute)
    if query.years is not None and item.year:
        yield str(item.year)
    if query.runtime is not None and item.runtime:
        yield f"{item.runtime} minutes"
    if query.for_kids and item.certificate:
        yield f"rated {item.certificate}"
