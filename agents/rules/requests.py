"""Whether a request is whole in itself or one more condition on what was asked for before."""

import re

from agents.rules.attributes import SAME_MAKERS
from core.heard import Attribute, Film, Intent, Polarity, Stance
from core.item import Facet

_REFINING = re.compile(
    r"^\W*(?:and|also|but|plus|with|make it|preferably|ideally|only|just|or|not|no|from|in|under|set|"
    r"something (?:newer|older|shorter|longer))\b"
    r"|\b(?:also|as well|instead of (?:these|those)|of (?:those|these|them)|which of|ones?|either)\b"
)
_HEAD = re.compile(r"\b(?:movies?|films?|flicks?|something|anything|somethin|picture)\b")
_NEW_QUESTION = re.compile(
    r"\b(?:best|have you got|got any|do you have|what about|how about|recommend|any good)\b"
)


def stands_alone(
    text: str,
    films: tuple[Film, ...],
    attributes: tuple[Attribute, ...],
    intents: tuple[Intent, ...],
) -> bool:
    """Whether a masked message starts afresh.

    "A documentary about music" or "anything like that film" does; "from the 90s", "and in
    French" or "something newer" narrows what was asked for.
    """
    if any(attribute.group == SAME_MAKERS for attribute in attributes):
        return True
    if Intent.REQUEST not in intents or Intent.MORE in intents or _REFINING.search(text):
        return False
    if any(film.stance is Stance.ANCHOR and film.position is None for film in films):
        return True
    wanted = {a.facet for a in attributes if a.polarity is Polarity.WANT}
    if len(wanted) > 1:
        return True
    kinds = {Facet.GENRE, Facet.SERIES, Facet.COMPANY}
    is_telling = wanted & kinds or _NEW_QUESTION.search(text)
    return bool(wanted and is_telling and _HEAD.search(text))
