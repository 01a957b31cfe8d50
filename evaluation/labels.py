"""What a message says, as flat labels: the form in which listening is labelled and scored."""

from collections.abc import Mapping

from core.conversation import Card
from core.heard import Audience, Heard, Span
from core.item import Item


def labels_of(heard: Heard, items: Mapping[str, Item], shown: tuple[Card, ...] = ()) -> set[str]:
    """The labels of `tests/listening/README.md` that a listener's output amounts to."""
    found = {f"intent:{intent}" for intent in heard.intents}
    for film in heard.films:
        place = f"ref:{film.stance}:{film.position}"
        named = f"film:{film.stance}:{items[film.item_id].label}"
        found.add(place if film.position else named)
    for attribute in heard.attributes:
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


# Some moods are genres by another name; the labels count them as the genre.
_GENRE_MOODS = {"romantic": "Romance", "funny": "Comedy", "scary": "Horror"}


def canonical(label: str) -> str:
    """The label in one spelling: moods that name a genre as the genre, unknown titles bare."""
    if label.startswith("unknown:"):
        return label.lower().replace("unknown:the ", "unknown:")
    slot, _, rest = label.partition(":")
    polarity, _, value = rest.partition(":")
    return f"genre:{polarity}:{_GENRE_MOODS[value]}" if slot == "mood" and value in _GENRE_MOODS else label


def slot_of(label: str) -> str:
    """The slot that a label belongs to: the part before the first colon."""
    return label.partition(":")[0]


def _range(span: Span) -> str:
    return f"{span.low if span.low is not None else ''}-{span.high if span.high is not None else ''}"
