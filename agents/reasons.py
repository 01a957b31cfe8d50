"""Why a film is on the slate, in words: read off the evidence, never invented."""

from collections.abc import Mapping

from agents.state import DialogueState
from core.heard import Axis, Polarity
from core.item import Facet, Item
from core.slate import Ranked, Step

_SHARED = {
    "directed by": "directed by {middle}, like {start}",
    "stars": "with {middle}, as in {start}",
    "features": "with {middle}, as in {start}",
    "written by": "written by {middle}, like {start}",
    "theme": "shares a theme with {start}: {middle}",
    "mood": "as {middle} as {start}",
    "series": "from the same series as {start}",
    "genre": "{middle}, like {start}",
    "company": "from {middle}, like {start}",
}
_FACET_PHRASES = {
    Facet.PERSON: "with {}",
    Facet.GENRE: "{}",
    Facet.THEME: "theme: {}",
    Facet.MOOD: "{}",
    Facet.COUNTRY: "from {}",
    Facet.LANGUAGE: "in {}",
    Facet.SERIES: "part of {}",
}
# Themes that are kinds of film rather than subjects.
_KINDS = frozenset(
    "based on a book|based on a comic|true story|twist ending|nonlinear story|mockumentary|found footage|"
    "anthology|slasher|spoof|psychological horror|body horror|historical epic|time loop".split("|")
)
_MOST_CLAUSES = 3


def reason_for(ranked: Ranked, state: DialogueState, items: Mapping[str, Item]) -> str:
    """One short sentence without a full stop; the film's pitch where nothing better is known."""
    clauses = [
        *_wanted_clauses(ranked.item, state),
        *_shift_clauses(ranked.item, state, items),
        *_path_clauses(ranked),
    ]
    chosen = list(dict.fromkeys(clauses))[:_MOST_CLAUSES]
    return "; ".join(chosen) if chosen else _plain_reason(ranked.item)


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
    if facet is Facet.THEME and value in _KINDS:
        return value
    return _FACET_PHRASES[facet].format(value)


def _shift_clauses(item: Item, state: DialogueState, items: Mapping[str, Item]) -> list[str]:
    """ "shorter" is a reason only where both lengths are known and it is."""
    anchor = items.get(state.shift_anchor or "") or (
        items.get(state.anchors[0]) if state.anchors else None
    )
    if anchor is None:
        return []
    clauses = []
    for axis in state.shifts:
        if axis in (Axis.SHORTER, Axis.LONGER) and item.runtime and anchor.runtime:
            minutes = abs(anchor.runtime - item.runtime)
            clauses.append(f"{minutes} minutes {axis.value}")
        if axis in (Axis.NEWER, Axis.OLDER) and item.year and anchor.year:
            years = abs(item.year - anchor.year)
            clauses.append(f"{years} year{'s' if years != 1 else ''} {axis.value}")
    return clauses


def _path_clauses(ranked: Ranked) -> list[str]:
    path = ranked.evidence.path
    if len(path) < 2 or not _begins_at_film(path):
        return []
    middle, relation = path[0].end, path[0].relation
    if relation not in _SHARED or len(path) != 2:
        return []
    shared = "{middle}, like {start}" if middle in _KINDS else _SHARED[relation]
    return [shared.format(middle=middle, start=path[0].start)]


def _begins_at_film(path: tuple[Step, ...]) -> bool:
    return path[0].start != path[0].end and path[0].start.endswith(")")


def _plain_reason(item: Item) -> str:
    if item.pitch:
        return item.pitch.rstrip(".")
    genres = " and ".join(genre.lower() for genre in item.genres[:2])
    director = f" by {item.directors[0]}" if item.directors else ""
    return f"a {genres} film{director}" if genres else f"a film{director}".strip()
