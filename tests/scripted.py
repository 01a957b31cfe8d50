"""The language of the scripted conversations: predicates on cards, and one turn's expectations."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from core.conversation import Card, Session
from core.heard import Span
from core.item import Facet, Item

Predicate = Callable[[Item], bool]
_FACETS = {
    "genre": Facet.GENRE, "person": Facet.PERSON, "country": Facet.COUNTRY,
    "language": Facet.LANGUAGE, "theme": Facet.THEME, "mood": Facet.MOOD, "series": Facet.SERIES,
}  # fmt: skip
_NUMERIC = re.compile(r"(year|runtime)(<=|>=|<|>)(ref:)?(\d+)")


def predicate(text: str, before: Session, items: Mapping[str, Item]) -> Predicate:
    """The test that a predicate such as `year>=1990` or `runtime<ref:2` stands for."""
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match, before, items)
    name, _, value = text.partition(":")
    shown = {card.item_id for turn in before.turns for card in turn.cards}
    simple: dict[str, Predicate] = {
        "shown": lambda item: item.id in shown,
        "family": lambda item: (
            bool({"Family", "Animation"} & set(item.genres)) or item.certificate in ("G", "PG")
        ),
        "title": lambda item: item.label == value,
        "certificate": lambda item: item.certificate == value,
        "genre_any": lambda item: bool(set(value.split("|")) & set(item.genres)),
    }
    if name in simple:
        return simple[name]
    facet = _FACETS[name]
    return lambda item: value in item.values(facet)


def _numeric(match: re.Match[str], before: Session, items: Mapping[str, Item]) -> Predicate:
    field, relation, reference, number = match.groups()
    bound = int(number)
    if reference:
        card = last_slate(before)[bound - 1]
        bound = getattr(items[card.item_id], field)
    low = bound + (relation == ">") if relation.startswith(">") else None
    high = bound - (relation == "<") if relation.startswith("<") else None
    span = Span(low=low, high=high)
    return lambda item: holds(span, getattr(item, field))


def holds(span: Span, value: int | None) -> bool:
    """Whether a known value lies in the range; an unknown one does not."""
    if value is None:
        return False
    return (span.low is None or value >= span.low) and (span.high is None or value <= span.high)


def last_slate(session: Session) -> tuple[Card, ...]:
    """The cards of the latest turn that showed any."""
    return next((turn.cards for turn in reversed(session.turns) if turn.cards), ())


def complaints(
    expected: Mapping[str, Any], before: Session, after: Session, items: Mapping[str, Item]
) -> list[str]:
    """Everything about the new turn that is not as the script expects."""
    turn = after.turns[-1]
    films = [items[card.item_id] for card in turn.cards]
    acts = expected.get("act", turn.act)
    found = []
    if turn.act not in ([acts] if isinstance(acts, str) else acts):
        found.append(f"act {turn.act}, expected {acts}")
    for text in expected.get("every", ()):
        test = predicate(text, before, items)
        found += [f"{film.label} is not {text}" for film in films if not test(film)]
    for text in expected.get("none", ()):
        test = predicate(text, before, items)
        found += [f"{film.label} is {text}" for film in films if test(film)]
    for text in expected.get("some", ()):
        if not any(map(predicate(text, before, items), films)):
            found.append(f"no card is {text}")
    for pattern in expected.get("reply", ()):
        if not re.search(pattern, turn.said, re.IGNORECASE):
            found.append(f"reply lacks /{pattern}/")
    for pattern in expected.get("not_reply", ()):
        if re.search(pattern, turn.said, re.IGNORECASE):
            found.append(f"reply has /{pattern}/")
    return found + _wrong_number(expected.get("cards"), len(films))


def _wrong_number(expected: str | None, count: int) -> list[str]:
    if expected == "none" and count:
        return [f"{count} cards, expected none"]
    if expected and expected.startswith(">=") and count < int(expected[2:]):
        return [f"{count} cards, expected {expected}"]
    return []
