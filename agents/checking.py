"""The last look at a draft: slots bound from the slate, and no film named that is not in it."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from agents.contracts import Draft
from agents.reasons import grounds_of, reason_for
from agents.state import DialogueState
from core.conversation import Card
from core.item import Item
from core.slate import Ranked, Slate

_SLOT = re.compile(r"\{\{\s*(?P<group>topic|near)?(?P<number>\d+)\.(?P<field>\w+)\s*\}\}")
_PEOPLE_ON_CARD = 3


class Spoken(NamedTuple):
    """A reply ready to be shown: its text, its cards, and what had to be repaired."""

    text: str
    cards: tuple[Card, ...]
    repairs: tuple[str, ...]


def spoken(
    draft: Draft,
    slate: Slate,
    state: DialogueState,
    items: Mapping[str, Item],
    titles: frozenset[str],
) -> Spoken:
    """Bind a draft's slots; sentences that name a film outside them are taken out."""
    ranked = {entry.item.id: entry for entry in slate.ranked}
    cards = tuple(
        card_of(ranked[item_id], state, items) for item_id in draft.cards if item_id in ranked
    )
    topics = tuple(items[item_id] for item_id in draft.topics if item_id in items)
    template, repairs = _grounded(draft.template, titles)
    shown = {card.item_id: card for card in (*state.cards, *cards)}
    return Spoken(_bound(template, cards, topics, shown), cards, repairs)


def card_of(ranked: Ranked, state: DialogueState, items: Mapping[str, Item]) -> Card:
    """The card of one film of the slate, with the reason that the evidence gives."""
    item = ranked.item
    return Card(
        item_id=item.id,
        title=item.title,
        year=item.year,
        people=people_line(item),
        genres=item.genres[:3],
        runtime=item.runtime,
        reason=reason_for(ranked, state, items),
        pitch=item.pitch,
        evidence=ranked.evidence,
    )


def people_line(item: Item) -> str:
    """Director and leading cast, as a card shows them; an unordered cast is not called leading."""
    directed = f"dir. {', '.join(item.directors[:2])}" if item.directors else ""
    leads = ", ".join(item.cast[:_PEOPLE_ON_CARD])
    return " · ".join(part for part in (directed, leads) if part)


def _bound(
    template: str,
    cards: tuple[Card, ...],
    topics: tuple[Item, ...],
    shown: Mapping[str, Card],
) -> str:
    def value(match: re.Match[str]) -> str:
        source: tuple[Card | Item, ...] = topics if match.group("group") == "topic" else cards
        index = int(match.group("number")) - 1
        if not 0 <= index < len(source):
            return ""
        found = source[index]
        if match.group("field") == "grounds":
            card = shown.get(found.id) if isinstance(found, Item) else found
            return grounds_of(card) if card else ""
        return str(getattr(found, match.group("field"), "") or "")

    return _SLOT.sub(value, template).strip()


def _grounded(template: str, titles: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The template without the sentences in whose own words a catalogue title is written."""
    named = [title for title in _title_like(_SLOT.sub("\x00", template)) if title in titles]
    if not named:
        return template, ()
    kept = [
        sentence
        for sentence in re.split(r"(?<=[.!?\n])(?!\w+\s*\}\})", template)
        if not any(title in sentence for title in named)
    ]
    return "".join(kept), tuple(f"took out a sentence naming {title}" for title in named)


def _title_like(text: str) -> Iterator[str]:
    """Every run of two or more words that begins and ends with a capital, or a number."""
    for sentence in re.split(r"[.!?;\n\x00\"“”]+", text):
        words = sentence.split()
        for first, stop in combinations(range(len(words) + 1), 2):
            run = words[first:stop]
            edges = run[0][0] + run[-1][0]
            if len(run) > 1 and all(c.isupper() or c.isdigit() for c in edges):
                yield " ".join(run).strip(",:()'")


def distinctive_titles(items: Mapping[str, Item]) -> frozenset[str]:
    """Titles of two words or more; a single word cannot be told from ordinary speech."""
    return frozenset(item.title for item in items.values() if len(item.title.split()) > 1)
