"""What a message says, as flat labels: the form in which listening is labelled and scored."""

import re
from collections.abc import Mapping

from core.heard import Audience, Heard, Span
from core.item import Facet, Item

# Some moods are genres by another name; the labels count them as the genre.
_GENRE_MOODS = {"romantic": "Romance", "funny": "Comedy", "scary": "Horror"}


# The label table names no series and no studios, so what is heard of them is not scored.
_UNLABELLED = frozenset({Facet.SERIES, Facet.COMPANY})


def labels_of(heard: Heard, items: Mapping[str, Item]) -> set[str]:
    """The labels of `tests/listening/README.md` that a listener's output amounts to."""
    found = {f"intent:{intent}" for intent in heard.intents}
    for film in heard.films:
        place = f"ref:{film.stance}:{film.position}"
        named = f"film:{film.stance}:{items[film.item_id].label}"
        found.add(place if film.position else named)
    for attribute in heard.attributes:
        if attribute.facet in _UNLABELLED:
            continue
        found.add(f"{attribute.facet}:{attribute.polarity}:{attribute.value}")
    if heard.years:
        found.add(f"years:{_range(heard.years)}")
    if heard.runtime:
        found.add(f"runtime:{_range(heard.runtime)}")
    found |= {f"shift:{shift.axis}" for shift in heard.shifts}
    if heard.audience in (Audience.KIDS, Audience.FRIEND):
        found.add(f"audience:{heard.audience}")
    if heard.count:
        found.add(f"count:{heard.count}")
    return found | {f"unknown:{title}" for title in heard.unknown_titles}


def canonical(label: str) -> str:
    """The label in one spelling: moods that name a genre as the genre, unknown titles bare."""
    slot, _, rest = label.partition(":")
    if slot == "unknown":
        return "unknown:" + re.sub(r"^(?:the )+", "", rest.lower())
    polarity, _, value = rest.partition(":")
    genre = _GENRE_MOODS.get(value) if slot == "mood" else None
    return f"genre:{polarity}:{genre}" if genre else label


def slot_of(label: str) -> str:
    """The slot that a label belongs to: the part before the first colon."""
    return label.partition(":")[0]


def _range(span: Span) -> str:
    return f"{'' if span.low is None else span.low}-{'' if span.high is None else span.high}"
