"""Why a film is on the slate, in words: read off the evidence, never invented."""

from collections.abc import Mapping

from agents.state import DialogueState
from agents.themes import theme_phrase
from core.conversation import Card
from core.heard import Axis, Polarity
from core.item import Facet, Item
from core.slate import Ranked

_SHARED = {
    "directed by": "directed by {middle}, like {start}",
    "stars": "with {middle}, as in {start}",
    "features": "with {middle}, as in {start}",
    "written by": "written by {middle}, like {start}",
    "theme": "{middle}, like {start}",
    "mood": "as {middle} as {start}",
    "series": "from the same series as {start}",
    "genre": "{middle}, like {start}",
    "company": "from {middle}, like {start}",
}
_MOST_CLAUSES = 3


def reason_for(ranked: Ranked, state: DialogueState, items: Mapping[str, Item]) -> str:
    """One short sentence without a full stop; the film's pitch where nothing better is known."""
    telling = [*_shift_clauses(ranked.item, state, items), *_path_clauses(ranked, state, items)]
    clauses = list(dict.fromkeys([*_wanted_clauses(ranked.item, state), *telling]))
    if not clauses or (not telling and ranked.item.pitch and not _names_people(clauses)):
        # That a film is of the kind asked for goes without saying; what it is about does not.
        return _plain_reason(ranked.item)
    return "; ".join(clauses[:_MOST_CLAUSES])


def grounds_of(card: Card) -> str:
    """Why a film was shown: what it has of what was asked for, and what led to it."""
    facts = ", ".join(_plain_fact(fact) for fact in card.evidence.facts)
    asked = f"it has what you asked for ({facts})" if facts else ""
    return "; ".join(part for part in (asked, card.reason) if part)


def _plain_fact(fact: str) -> str:
    """ "genre Comedy" as a person says it: "comedy"."""
    kind, _, value = fact.partition(" ")
    return value.lower() if kind in ("genre", "theme", "mood") else fact


def _names_people(clauses: list[str]) -> bool:
    return any(clause.startswith(("directed by", "with", "written by")) for clause in clauses)


def credit(item: Item, person: str) -> str:
    """What a person did in a film, as its record says."""
    if person in item.directors:
        return f"directed by {person}"
    if person in item.cast or person in item.ensemble:
        return f"with {person}"
    return f"written by {person}"


def _wanted_clauses(item: Item, state: DialogueState) -> list[str]:
    clauses = []
    for attribute in state.attributes:
        if attribute.polarity is not Polarity.WANT:
            continue
        if attribute.value not in item.values(attribute.facet):
            continue
        if attribute.facet is Facet.PERSON:
            clauses.append(credit(item, attribute.value))
        elif attribute.facet in (Facet.THEME, Facet.MOOD):
            clauses.append(_attribute_phrase(attribute.facet, attribute.value))
    return clauses


def _attribute_phrase(facet: Facet, value: str) -> str:
    return theme_phrase(value) if facet is Facet.THEME else value


def _shift_clauses(item: Item, state: DialogueState, items: Mapping[str, Item]) -> list[str]:
    """ "shorter" is a reason only where both lengths are known and it is."""
    anchor = items.get(state.anchors[0] if state.anchors else state.shift_anchor or "")
    if anchor is None:
        return []
    clauses = []
    for axis in state.shifts:
        if axis in (Axis.SHORTER, Axis.LONGER) and item.runtime and anchor.runtime:
            minutes = abs(anchor.runtime - item.runtime)
            clauses.append(f"{minutes} minute{'s' if minutes != 1 else ''} {axis.value}")
        if axis in (Axis.NEWER, Axis.OLDER) and item.year and anchor.year:
            years = abs(item.year - anchor.year)
            clauses.append(f"{years} year{'s' if years != 1 else ''} {axis.value}")
    return clauses


def _path_clauses(ranked: Ranked, state: DialogueState, items: Mapping[str, Item]) -> list[str]:
    """The graph path from a film that the request goes by; a liked one only where it asks nothing else."""
    path = ranked.evidence.path
    models = state.anchors or (() if state.wants else tuple(state.liked))
    if len(path) < 2 or path[0].start not in {items[item_id].label for item_id in models}:
        return []
    middle, relation = path[0].end, path[0].relation
    if relation not in _SHARED or len(path) != 2:
        return []
    if relation == "theme":
        middle = theme_phrase(middle)
    if relation == "genre":
        middle = f"{'an' if middle[0] in 'AEIOU' else 'a'} {middle.lower()} film"
    return [_SHARED[relation].format(middle=middle, start=path[0].start)]


def _plain_reason(item: Item) -> str:
    if item.pitch:
        return item.pitch.rstrip(".")
    genres = " ".join(genre.lower() for genre in item.genres[:2])
    director = f" by {item.directors[0]}" if item.directors else ""
    article = "an" if genres[:1] in ("a", "e", "i", "o", "u") else "a"
    return f"{article} {genres} film{director}" if genres else f"a film{director}"
