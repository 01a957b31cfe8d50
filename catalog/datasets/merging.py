"""Records and the catalogue become one: unknown fields are filled, films it lacks are added."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from catalog.datasets.joining import Join, Joiner
from catalog.datasets.records import Record
from catalog.titles import plain_title
from core.item import Item

MOST_KEYWORDS = 30
# With fewer films to compare with, votes say nothing of renown on the catalogue's scale.
_FEWEST_PEERS = 30
_FILLED = (
    "year", "genres", "directors", "writers", "cast", "countries", "languages", "companies",
    "runtime", "certificate", "plot",
)  # fmt: skip


class Merged(NamedTuple):
    """Films by id: those of the catalogue that a record is, enriched, and those it lacks.

    `places` says which film each record is, `new` which films the catalogue lacks.
    """

    films: dict[str, Item]
    places: dict[str, str]
    new: frozenset[str]
    joins: dict[Join, int]


def merge(base: Mapping[str, Item], records: Iterable[Record], joiner: Joiner) -> Merged:
    """Place the records with `joiner` and enrich the films they are.

    The renown of a film that `base` lacks is read off its votes: the share of the joined
    films with fewer votes is the share of them with less renown.
    """
    films: dict[str, Item] = {}
    places: dict[str, str] = {}
    joins: Counter[Join] = Counter()
    votes: Counter[str] = Counter()
    for record in records:
        item_id, join = joiner.place(record)
        joins[join] += 1
        places[record.item.id] = item_id
        votes[item_id] = max(votes[item_id], record.votes)
        known = films.get(item_id) or base.get(item_id)
        films[item_id] = (
            enriched(known, record.item)
            if known
            else record.item.model_copy(update={"id": item_id})
        )
    new = frozenset(films.keys() - base.keys())
    for item_id, renown in _renowns(films, new, votes).items():
        films[item_id] = films[item_id].model_copy(update={"renown": renown})
    return Merged(films, places, new, {join: joins[join] for join in Join if joins[join]})


def enriched(film: Item, other: Item) -> Item:
    """The film with what it does not know filled from another record of it."""
    filled = {
        field: getattr(other, field)
        for field in _FILLED
        if not getattr(film, field) and getattr(other, field)
    }
    aliases = _with_aliases(film, other)
    keywords = tuple(dict.fromkeys((*film.keywords, *other.keywords)))[:MOST_KEYWORDS]
    changes: dict[str, object] = filled | {
        field: value
        for field, value in (("aliases", aliases), ("keywords", keywords))
        if value != getattr(film, field)
    }
    if "cast" in filled:
        changes["ensemble"] = tuple(name for name in film.ensemble if name not in filled["cast"])
    return film.model_copy(update=changes) if changes else film


def _with_aliases(film: Item, other: Item) -> tuple[str, ...]:
    known = {plain_title(title) for title in (film.title, *film.aliases)}
    added = (title for title in (other.title, *other.aliases) if plain_title(title) not in known)
    return tuple(dict.fromkeys((*film.aliases, *added)))


def _renowns(
    films: Mapping[str, Item], new: frozenset[str], votes: Mapping[str, int]
) -> dict[str, float]:
    joined = [item_id for item_id in films if item_id not in new and votes[item_id]]
    if len(joined) < _FEWEST_PEERS:
        return {}
    counts = np.sort([votes[item_id] for item_id in joined])
    renowns = np.sort([films[item_id].renown for item_id in joined])
    rated = [item_id for item_id in new if votes[item_id]]
    places = np.searchsorted(counts, [votes[item_id] for item_id in rated], side="right")
    values = renowns[np.maximum(places - 1, 0)]
    return {item_id: round(float(value), 4) for item_id, value in zip(rated, values, strict=True)}
