"""Puts recorded messages to a listener, with the slate of catalogue films that they answer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.titles import split_label
from core.conversation import Card, ListenTask
from core.heard import Heard
from core.item import Item
from core.ports import Listener

_SPARES = 12


class Overheard(NamedTuple):
    """What was heard, and the slate it was heard with: its cards and the film of each card's id."""

    heard: Heard
    cards: tuple[Card, ...] = ()
    shown: Mapping[str, Item] = {}


class Hearing:
    """A listener with its catalogue and the year it is to think it is.

    A recorded slate may hold films that the catalogue lacks. A listener may look any card's
    id up, and the others' places must not change, so such a film is neither an unknown id
    nor left out: it borrows the id of an obscure film.
    """

    def __init__(self, listener: Listener, items: Mapping[str, Item], this_year: int) -> None:
        """The lenders are the least known films that belong to no series."""
        alone = (item for item in items.values() if not item.series)
        ordered = sorted(alone, key=lambda item: (item.renown, item.id))
        self.items = items
        self._listener = listener
        self._this_year = this_year
        self._spares = tuple(ordered[:_SPARES])

    def hear(
        self, text: str, slate: Sequence[tuple[str, Item | None]] = (), asked: str = ""
    ) -> Overheard:
        """The message as heard after a slate of films, given by label and catalogue record."""
        films = self._shown(slate)
        cards = tuple(map(_card, films))
        task = ListenTask(text=text, shown=cards, asked=asked, this_year=self._this_year)
        return Overheard(self._listener.listen(task), cards, {film.id: film for film in films})

    def _shown(self, slate: Sequence[tuple[str, Item | None]]) -> list[Item]:
        taken = {item.id for _, item in slate if item}
        spares = [spare.id for spare in self._spares if spare.id not in taken]
        return [item or _lent(spares, label) for label, item in slate]


def _lent(spares: list[str], label: str) -> Item:
    title, year = split_label(label)
    return Item(id=spares.pop(0) if spares else f"absent: {label}", title=title, year=year)


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
