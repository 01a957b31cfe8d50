"""The conversation, the person and the films in words for a prompt; other people's words as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest

from agents.state import DialogueState
from core.conversation import Card, Turn
from core.heard import Attribute, Polarity, Span
from core.item import Item
from core.prompts import quoted_data
from core.slate import Case, Ranked

# A server's prefix cache holds only as long as the history grows at its end: it is cut rarely,
# and then by half.
_LONGEST_HISTORY = 16
_SHORTEST_HISTORY = 8
_LONGEST_REPLY = 300
_LONGEST_PROFILE = 1_500
_MOST_LISTED = 8
_MOST_CASES = 3
_MOST_OUTCOMES = 3
_LONGEST_REQUEST = 160
_LONGEST_TITLE = 80
NOTHING = "(nothing)"


def told_history(turns: Sequence[Turn]) -> str:
    """The turns so far, a line or two each; long conversations without their beginning."""
    lines = [line for turn in turns[_first_told(len(turns)) :] for line in _told(turn)]
    return "\n".join(lines) or NOTHING


def _first_told(count: int) -> int:
    step = _LONGEST_HISTORY - _SHORTEST_HISTORY
    return 0 if count <= _LONGEST_HISTORY else (count - _SHORTEST_HISTORY) // step * step


def _told(turn: Turn) -> Iterator[str]:
    yield f"Person: {quoted_data(turn.heard.text)}"
    reply = quoted_data(turn.reply, _LONGEST_REPLY)
    films = "; ".join(f"{n}. {quoted_data(card.label)}" for n, card in enumerate(turn.cards, 1))
    shown = f" Films shown: {films}." if films else ""
    yield f"Recommender ({turn.act.value}): {reply}{shown}"


def told_profile(state: DialogueState, items: Mapping[str, Item]) -> str:
    """What is known of the person: the demand, the wishes and the films judged so far."""
    wishes = [
        *(_wish(wish) for wish in state.attributes),
        *([f"released {_range(state.years)}"] if state.years else []),
        *([f"running time in minutes {_range(state.runtime)}"] if state.runtime else []),
        *([f"for {state.audience.value}"] if state.audience else []),
        *([f"about {quoted_data(state.subject)}"] if state.subject else []),
        *(axis.value for axis in state.shifts),
    ]
    lines = (
        ("From earlier conversations", _remembered(state)),
        ("Demand", quoted_data(state.demand) if state.demand else ""),
        ("Wishes", "; ".join(wishes)),
        ("Starting from", told_titles(state.anchors, items)),
        ("Spoke well of", told_titles(sorted(state.liked), items)),
        ("Spoke ill of", told_titles(sorted(state.disliked), items)),
        ("Turned down", told_titles(sorted(state.rejected), items)),
        ("Named, but not in the catalogue", "; ".join(map(quoted_data, state.unknown_titles))),
        ("Rejections in a row", str(state.rejections or "")),
    )
    return "\n".join(f"{name}: {value}" for name, value in lines if value) or NOTHING


def _remembered(state: DialogueState) -> str:
    """The person's profile; what is wished for now comes behind it and wins."""
    return quoted_data(state.remembered, _LONGEST_PROFILE) if state.remembered else ""


def told_titles(ids: Iterable[str], items: Mapping[str, Item]) -> str:
    """The labels of films, the first few."""
    return "; ".join(quoted_data(items[i].label) for i in list(ids)[:_MOST_LISTED] if i in items)


def told_wishes(keys: Sequence[str]) -> str:
    """Numbered wishes, by their keys."""
    return "\n".join(f"{n}. {quoted_data(key)}" for n, key in enumerate(keys, 1)) or NOTHING


def told_ranked(ranked: Sequence[Ranked], reasons: Sequence[str]) -> str:
    """The candidates, numbered from 1, each with its record and its reason."""
    return "\n".join(
        f"{n}. {told_film(entry.item)}; fits because {quoted_data(reason)}"
        for n, (entry, reason) in enumerate(zip(ranked, reasons, strict=True), 1)
    )


def told_film(item: Item) -> str:
    """One film's record on a line, without what seldom decides: the line is paid for every turn."""
    parts = (
        quoted_data(item.label),
        _labels(item.genres[:2]),
        f"{item.runtime} minutes" if item.runtime else "",
        f"by {_labels(item.directors[:1])}" if item.directors else "",
        f"with {_labels(item.cast[:2])}" if item.cast else "",
        _labels((*item.moods[:2], *item.themes[:2])),
    )
    return "; ".join(part for part in parts if part)


def told_cards(cards: Sequence[Card]) -> str:
    """Films as their cards show them, numbered from 1."""
    return "\n".join(
        f"{n}. {quoted_data(card.label)}; {_labels(card.genres)}; because "
        f"{quoted_data(card.reason)}"
        for n, card in enumerate(cards, 1)
    )


def told_cases(cases: Sequence[Case], candidates: Sequence[Item] = ()) -> str:
    """The first past conversations that asked for something similar, and what they ended with.

    A film that is a candidate is told by its number, so that no title tempts to be repeated.
    """
    numbers = {film.id: number for number, film in enumerate(candidates, 1)}
    return "\n".join(
        f"- asked {quoted_data(case.request, _LONGEST_REQUEST)}, "
        f"ended with {', '.join(islice(_outcomes(case, numbers), _MOST_OUTCOMES))}"
        for case in cases[:_MOST_CASES]
        if case.outcome
    )


def _outcomes(case: Case, numbers: Mapping[str, int]) -> Iterator[str]:
    items = case.items[: len(case.outcome)]
    for title, item_id in zip_longest(case.outcome, items, fillvalue=""):
        number = numbers.get(item_id)
        yield f"candidate {number}" if number else quoted_data(title, _LONGEST_TITLE)


def _labels(labels: Sequence[str]) -> str:
    """Labels of the graph: an imported catalogue may hold anything in them."""
    return quoted_data(", ".join(labels)) if labels else ""


def _wish(wish: Attribute) -> str:
    verb = "wants" if wish.polarity is Polarity.WANT else "wants no"
    return f"{verb} {wish.facet.value} {quoted_data(wish.value)}"


def _range(span: Span) -> str:
    if span.low is None:
        return f"up to {span.high}"
    return f"from {span.low}" if span.high is None else f"{span.low} to {span.high}"
