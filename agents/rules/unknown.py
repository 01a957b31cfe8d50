"""Titles that a message names and the catalogue does not have."""

import re
from collections.abc import Iterator

from agents.rules.masking import Masked
from retrieval.lexicon import Lexicon

_CAPITALS = r"[A-Z][\w'’-]*(?:[ :]+(?:(?:of|the|and|in|to|a|for|on|at|from|with|de|la|&)[ ]+)*(?:[A-Z][\w'’-]*|\d+))*"
_SURE = re.compile(
    rf"[\"“]([^\"”]{{2,60}})[\"”]|(?:[Ww]hat's|[Ww]hat is|[Ww]hat was) ({_CAPITALS}) about"
    rf"|(?:[Ww]ho directed|[Ww]ho made|[Ww]ho stars in|[Ww]ho is in|[Ww]ho's in) ({_CAPITALS})"
    r"|(?:called|titled|named) ([^.,?!\"]{3,60}?)(?: (?:is|was|from|with|by|but|and i)\b|[.,?!]|$)"
)
_LIKELY = re.compile(
    rf"(?:movies?|films?|flicks?) ({_CAPITALS})"
    r"|(?:something like|anything like|similar to|loved|liked|watched|seen|hated|enjoyed|saw|heard of|"
    rf"movies like|films like|watch|about) ({_CAPITALS})"
)
_SHORTEST = 3
_TITLE_LIKE = 3


def unknown_titles(text: str, masked: Masked, lexicon: Lexicon) -> tuple[str, ...]:
    """Quoted or clearly introduced titles at places where no catalogue name was found."""
    taken = [(link.start, link.end) for link in masked.films.values()]
    found: list[str] = []
    for name, start, end, is_sure in _introduced(text):
        if any(begin < end and start < stop for begin, stop in taken):
            continue
        sure = is_sure or len(re.findall(r"\b[A-Z]", name)) >= _TITLE_LIKE
        if len(name) >= _SHORTEST and (sure or not lexicon.find(name)):
            found.append(name)
            taken.append((start, end))
    return tuple(found)


def _introduced(text: str) -> Iterator[tuple[str, int, int, bool]]:
    for pattern, is_sure in ((_SURE, True), (_LIKELY, False)):
        for match in pattern.finditer(text):
            group = next(number for number, name in enumerate(match.groups(), 1) if name)
            yield match.group(group).strip(" ,.!?"), match.start(group), match.end(group), is_sure
