"""A turn without a film: what was said about it, the film among what was shown, and as a reason."""

import re
from collections.abc import Collection, Iterable

from core.conversation import Card, Strategy, Turn
from core.heard import Heard
from core.item import Item
from core.slate import Evidence
from retrieval.words import ARTICLES, UNKNOWN_RANK, frequency_rank, normalise

FORGOTTEN = "(forgotten)"
_SHORT_TITLE = 4
_QUOTATION = 3

Names = frozenset[str]
"""What a film is called, spelled as `normalise` does."""


def names_of(film: Item, turns: Iterable[Turn]) -> Names:
    """The film's titles, and the words, misspelt ones too, that meant it anywhere in these turns.

    A short everyday word such as "It" or "Heat" names it only with its year.
    """
    said = (
        named.text
        for turn in turns
        for named in turn.heard.films
        if film.id in (named.item_id, *named.readings)
    )
    called = {_bare(name) for name in (film.title, *film.aliases, *said)} - {""}
    dated = {f"{name} {film.year}" for name in called if film.year}
    return frozenset(dated | {name for name in called if not _is_everyday(name)})


def speaks_of(names: Names, *texts: str) -> bool:
    """Whether any text has one of the names in it, as whole words."""
    told = [f" {normalise(text)} " for text in texts if text]
    return any(f" {name} " in text for name in names for text in told)


def is_about(turn: Turn, film: Item, names: Names) -> bool:
    """Whether the person named the film in the turn, understood or not."""
    heard = turn.heard
    told = (heard.text, heard.subject, heard.demand, *heard.unknown_titles)
    return _is_meant(film, turn) or speaks_of(names, *told)


def without_film(turn: Turn, film: Item, names: Names) -> Turn:
    """The turn as it was, or with its words forgotten where the person named the film in it.

    Where the film was only shown or was a reason, its card and the reason go, and what the
    recommender said or thought of it.
    """
    if is_about(turn, film, names):
        return Turn(
            heard=Heard(text=FORGOTTEN, audience=turn.heard.audience),
            act=turn.act,
            reply=FORGOTTEN,
            for_others=turn.for_others,
        )
    cards = tuple(_untied(card, film, names) for card in turn.cards if card.item_id != film.id)
    reply = FORGOTTEN if _writes(film, turn.reply) else turn.reply
    strategy = None if _taught_by(film, turn.strategy) else turn.strategy
    return turn.model_copy(update={"cards": cards, "reply": reply, "strategy": strategy})


def without_words(turn: Turn, words: Collection[str]) -> Turn:
    """The turn that quotes none of these words of the person, on its cards or in its reply.

    One word or two are no quotation: a reply may have them of its own.
    """
    cards = tuple(
        card.model_copy(update={"remembered": _unquoted(card.remembered, words)})
        for card in turn.cards
    )
    quotations = [one for one in words if len(one.split()) >= _QUOTATION]
    reply = FORGOTTEN if _quotes(quotations, turn.reply) else turn.reply
    strategy = turn.strategy
    if strategy and any(_quotes(quotations, text) for _, text in strategy):
        strategy = None
    return turn.model_copy(update={"cards": cards, "reply": reply, "strategy": strategy})


def _quotes(words: Collection[str], text: str) -> bool:
    return any(one and one in text for one in words)


def _unquoted(lines: tuple[str, ...], words: Collection[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if not _quotes(words, line))


def _is_meant(film: Item, turn: Turn) -> bool:
    return any(film.id in (named.item_id, *named.readings) for named in turn.heard.films)


def _bare(name: str) -> str:
    """The name spelled one way, without an article before it."""
    first, _, rest = normalise(name).partition(" ")
    return rest if rest and first in ARTICLES else f"{first} {rest}".strip()


def _is_everyday(name: str) -> bool:
    return len(name) <= _SHORT_TITLE and frequency_rank(name) < UNKNOWN_RANK


def _writes(film: Item, words: str) -> bool:
    """Whether words of the recommender name the film; "It" alone is a title only with its year."""
    name = film.title if len(film.title) > _SHORT_TITLE else film.label
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _taught_by(film: Item, strategy: Strategy | None) -> bool:
    return strategy is not None and any(_writes(film, text) for _, text in strategy)


def _untied(card: Card, film: Item, names: Names) -> Card:
    """The card without reasons that speak of the film."""
    reason = (card.pitch or "a film for you") if _writes(film, card.reason) else card.reason
    named = {end for step in card.evidence.path for end in (step.start, step.end)}
    evidence = Evidence() if film.label in named else card.evidence
    kept = tuple(
        one for one in card.remembered if not (_writes(film, one) or speaks_of(names, one))
    )
    return card.model_copy(update={"reason": reason, "evidence": evidence, "remembered": kept})
