"""Which catalogue film a record of a data set is: by its ids, then by title and year."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from catalog.datasets.records import Record
from catalog.titles import TitleIndex
from core.item import Item

_IMDB = "tt"


class Join(StrEnum):
    """How a record found its film."""

    ID = "by id"
    TITLE = "by title and year"
    NAME = "by a title without year"
    NONE = "not in the catalogue"


class Place(NamedTuple):
    """The id of the film that a record is, and how that was found."""

    item_id: str
    join: Join


class Joiner:
    """Places records one after another; each makes its ids known to those that follow."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """Begin with the films of a catalogue, whose ids are known."""
        self._items = items
        self._titles = TitleIndex(items)
        self._new_titles = TitleIndex({})
        self._known: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def place(self, record: Record) -> Place:
        """The catalogue's film, else an earlier record that is the same film, else its own."""
        names = (*record.ids, record.item.id)
        place = self._by_id(names) or self._by_title(record) or self._new(record)
        for name in names:
            self._known.setdefault(name, place.item_id)
        return place

    def _by_id(self, names: tuple[str, ...]) -> Place | None:
        for name in names:
            found = name if name in self._items else self._known.get(name)
            if found is not None:
                return Place(found, Join.ID if found in self._items else Join.NONE)
        return None

    def _by_title(self, record: Record) -> Place | None:
        item = record.item
        for title in (item.title, *item.aliases):
            found = self._titles.find(title, item.year)
            if found and not _is_another(record, found):
                return Place(found.id, Join.TITLE)
        only = None if item.year else self._titles.find_only(item.title)
        return Place(only.id, Join.NAME) if only and not _is_another(record, only) else None

    def _new(self, record: Record) -> Place:
        item = record.item
        kind = _kind(record)
        found = self._new_titles.find(item.title, item.year)
        # One data set that has a title with two years means two films.
        if found and (
            found.year == item.year
            or (self._kinds[found.id] != kind and not _is_another(record, found))
        ):
            return Place(found.id, Join.NONE)
        self._kinds[item.id] = kind
        self._new_titles.add(item)
        return Place(item.id, Join.NONE)


def imdb_id(record: Record) -> str | None:
    """The record's IMDb id where it has one."""
    return next((name for name in record.ids if name.startswith(_IMDB)), None)


def _is_another(record: Record, found: Item) -> bool:
    """Whether two films of one name, but not of one year, have different IMDb ids."""
    imdb = imdb_id(record)
    return found.year != record.item.year and bool(imdb) and found.id.startswith(_IMDB)


def _kind(record: Record) -> str:
    """The data set of a record, which may go by its IMDb id and have its own behind others."""
    names = (record.item.id, *reversed(record.ids))
    return next((name.partition(":")[0] for name in names if ":" in name), "")
