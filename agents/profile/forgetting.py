"""A turn without a film: what was said about it, the film among what was shown, and as a reason."""

import re

from core.conversation import Card, Turn
from core.heard import Heard
from core.item import Item
from core.slate import Evidence

FORGOTTEN = "(forgotten)"
_SHORT_TITLE = 4


def without_film(turn: Turn, film: Item) -> Turn:
    """The turn as it was, or with its words forgotten where the person named the film in it.

    Where the film was only shown or was a reason, its card and the reason go, and the reply
    where it speaks of it.
    """
    if names(turn, film):
        return Turn(heard=Heard(text=FORGOTTEN), act=turn.act, reply=FORGOTTEN)
    cards = tuple(_untied(card, film) for card in turn.cards if card.item_id != film.id)
    reply = FORGOTTEN if _speaks_of(film, turn.reply) else turn.reply
    return turn.model_copy(update={"cards": cards, "reply": reply})


def names(turn: Turn, film: Item) -> bool:
    """Whether the person named the film in the turn, as far as it was understood."""
    return any(film.id in (named.item_id, *named.readings) for named in turn.heard.films)


def _speaks_of(film: Item, words: str) -> bool:
    """Whether words of the recommender name the film; "It" alone is a title only with its year."""
    name = film.title if len(film.title) > _SHORT_TITLE else film.label
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _untied(card: Card, film: Item) -> Card:
    """The card without reasons that speak of the film."""
    reason = (card.pitch or "a film for you") if _speaks_of(film, card.reason) else card.reason
    named = {end for step in card.evidence.path for end in (step.start, step.end)}
    evidence = Evidence() if film.label in named else card.evidence
    kept = tuple(one for one in card.remembered if not _speaks_of(film, one))
    return card.model_copy(update={"reason": reason, "evidence": evidence, "remembered": kept})
