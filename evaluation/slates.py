"""The slate that a recorded message answers, as cards of catalogue films."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.conversation import Card
from core.item import Item
from evaluation.titles import split_label

_SPARES = 12


class Shown(NamedTuple):
    """Cards in order, and the film that each card's id stands for."""

    cards: tuple[Card, ...] = ()
    films: Mapping[str, Item] = {}


class CardMaker:
    """Makes slates of recorded films; one that the catalogue lacks borrows an obscure film's id.

    A listener may look any card's id up in the catalogue, and the places of the others on
    the slate must not change, so an absent film is neither an unknown id nor left out.
    """

    def __init__(self, items: Mapping[str, Item]) -> None:
        """The lenders are the least known films that belong to no series."""
        alone = sorted(
            (item for item in items.values() if not item.series),
            key=lambda item: (item.renown, item.id),
        )
        self._spares = tuple(alone[:_SPARES])

    def show(self, slate: Sequence[tuple[str, Item | None]]) -> Shown:
        """The slate of films given by label and, where the catalogue has them, record."""
        taken = {item.id for _, item in slate if item}
        spares = [spare for spare in self._spares if spare.id not in taken]
        films = [item or _lent(spares, label) for label, item in slate]
        return Shown(tuple(_card(film) for film in films), {film.id: film for film in films})


def _lent(spares: list[Item], label: str) -> Item:
    title, year = split_label(label)
    return Item(id=spares.pop(0).id if spares else f"absent: {label}", title=title, year=year)


def _card(item: Item) -> Card:
    return Card(
        item_id=item.id,
        title=item.title,
        year=item.year,
        people=", ".join(item.directors),
        genres=item.genres,
        runtime=item.runtime,
        reason="",
    )
