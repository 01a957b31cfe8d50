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
# "I loved <F0>, what next?" goes by that film and by nothing said before.
_ASKS_WHAT_NEXT = re.compile(r"\bwhat(?: should i watch| to watch|'s|s)? (?:next|else|now)\b")
_HEAD = re.compile(r"\b(?:movies?|films?|flicks?|something|anything|somethin|picture)\b")
_SUBJECT = re.compile(
    r"\b(?:films?|movies?|flicks?|one|documentar(?:y|ies)|something|anything|story|stories|(?:thriller|comedy|drama|horror|western|romance|mystery|musical)s?|<A\d+>)"
    r"(?:\s+<A\d+>)?\s+(?:that(?:'s| is| are)? )?(?P<what>(?:about|where|in which|with|featuring|involving|set|of)\s[^.?!;]{3,120})"
)
_FILLER = re.compile(
    r"<[FAR]\d+>|\b(?:about|where|in which|with|featuring|involving|set|of|the|a|an|in|on|at|and|or|some|any|lots|lot|good|great|really|very|"
    r"maybe|please|but|not|no|too|me|my|we|you|i|it|that|this|is|are|for|from|to|by|like|more|less|which|who|under|over|hours?|minutes?|\d+s?)\b"
)


def subject_of(plain: str, attributes: tuple[Attribute, ...]) -> str:
    """What the film should be about in the person's words, or "" where attributes say it all.

    `plain` is the lower-case message with films and people as placeholders. "About penguins"
    is more than the theme "animals" that it was read as; "about zombies" is not.
    """
    match = _SUBJECT.search(plain)
    if match is None:
        return ""
    what = match.group("what").partition("<")[0].strip()
    said = {word[:_STEM] for a in attributes for word in a.value.lower().split()}
    words = re.findall(r"[a-z']{3,}", _FILLER.sub(" ", what))
    return what if any(word[:_STEM] not in said for word in words) else ""


_STEM = 4
_NEW_QUESTION = re.compile(
    r"\b(?:best|have you got|got any|do you have|what about|how about|recommend|any good)\b"
)


def stands_alone(
    text: str,
    films: tuple[Film, ...],
    attributes: tuple[Attribute, ...],
    intents: tuple[Intent, ...],
    *,
    is_for_somebody: bool,
) -> bool:
    """Whether a masked message starts afresh.

    "A documentary about music" or "anything like that film" does; "from the 90s", "and in
    French" or "something newer" narrows what was asked for.
    """
    if any(attribute.group == SAME_MAKERS for attribute in attributes):
        return True
    loved = any(film.stance is Stance.LIKE and film.position is None for film in films)
    if loved and not attributes and _ASKS_WHAT_NEXT.search(text):
        return True
    if Intent.REQUEST not in intents or Intent.MORE in intents or _REFINING.search(text):
        return False
    if any(film.stance is Stance.ANCHOR and film.position is None for film in films):
        return True
    if is_for_somebody and _HEAD.search(text):
        return True
    wanted = {a.facet for a in attributes if a.polarity is Polarity.WANT}
    if len(wanted) > 1:
        return True
    kinds = {Facet.GENRE, Facet.SERIES, Facet.COMPANY}
    is_telling = wanted & kinds or _NEW_QUESTION.search(text)
    return bool(wanted and is_telling and _HEAD.search(text))
