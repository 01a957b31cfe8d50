"""A turn without a film: what was said about it, the film among what was shown, and as a reason."""

from core.conversation import Card, Turn
from core.heard import Heard
from core.item import Item
from core.slate import Evidence

FORGOTTEN = "(forgotten)"


def without_film(turn: Turn, film: Item) -> Turn:
    """The turn as it was, or with its words forgotten where the person named the film in it.

    Where the film was only shown or was a reason, its card and the reason go, and the reply
    where it speaks of it.
    """
    if any(film.id in (named.item_id, *named.readings) for named in turn.heard.films):
        return Turn(heard=Heard(text=FORGOTTEN), act=turn.act, reply=FORGOTTEN)
    cards = tuple(_untied(card, film) for card in turn.cards if card.item_id != film.id)
    reply = FORGOTTEN if film.title in turn.reply else turn.reply
    return turn.model_copy(update={"cards": cards, "reply": reply})


def _untied(card: Card, film: Item) -> Card:
    """The card without reasons that speak of the film."""
    reason = (card.pitch or "a film for you") if film.title in card.reason else card.reason
    named = {end for step in card.evidence.path for end in (step.start, step.end)}
    evidence = Evidence() if film.label in named else card.evidence
    kept = tuple(one for one in card.remembered if film.title not in one)
    return card.model_copy(update={"reason": reason, "evidence": evidence, "remembered": kept})
