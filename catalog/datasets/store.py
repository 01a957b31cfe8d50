"""Imported data sets, read back with their films joined to a catalogue."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import polars as pl
from pydantic import ValidationError

from catalog.datasets.draft import (
    DIALOGUES,
    FACTS,
    HISTORIES,
    ITEMS,
    MANIFEST,
    data_path,
    manifest_paths,
    way_back,
)
from catalog.datasets.joining import Joiner
from catalog.datasets.merging import Merged, merge
from catalog.datasets.records import Fact, Manifest, Record, Recorded
from catalog.store import Catalog
from core.dialogue import Dialogue, History, Utterance
from core.errors import CatalogError
from core.value import Value

NO_FILMS = frozenset({"amazon"})

_Read = TypeVar("_Read", bound=Value)


class DataSet(NamedTuple):
    """An imported data set; every id in it is one of `items`.

    `sources` are the names of the files that the dialogues come from, in the same order.
    `facts` are (item id, relation, label of the other end).
    """

    kind: str
    items: Catalog
    dialogues: tuple[Dialogue, ...] = ()
    sources: tuple[str, ...] = ()
    histories: tuple[History, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()


def load_data(data_folder: Path, kind: str, base: Catalog, *, least_rating: float = 4.0) -> DataSet:
    """The data set of this kind, joined to `base`.

    A film of the catalogue has its id and its record there, enriched; another has the id
    `kind:key` and what the data set says. Two records of one film are one item. A history
    holds what was rated `least_rating` or better, oldest first; where there are no ratings
    it holds everything. Products are joined to nothing. Raises CatalogError where the data set is not imported or damaged.
    """
    folder = data_path(data_folder, kind)
    if not (folder / MANIFEST).is_file():
        raise CatalogError(
            f"The data set {kind} is not imported. "
            f"Import it with `python app.py data import {kind} PATH`."
        )
    try:
        films = {} if kind in NO_FILMS else base
        merged = merge(films, _read(folder / ITEMS, Record), Joiner(films))
        recorded = tuple(_read(folder / DIALOGUES, Recorded))
        return DataSet(
            kind=kind,
            items=Catalog(merged.films.values(), name=kind),
            dialogues=tuple(_placed(one.dialogue, merged.places) for one in recorded),
            sources=tuple(one.source for one in recorded),
            histories=_histories(folder / HISTORIES, kind, merged, least_rating),
            facts=_facts(folder / FACTS, merged),
        )
    except (ValidationError, OSError, pl.exceptions.PolarsError) as error:
        raise CatalogError(f"{folder} is damaged ({error}). {way_back(kind)}") from error


def loaded(data_folder: Path) -> tuple[Manifest, ...]:
    """The manifests of everything that is imported, by kind."""
    return tuple(_manifest(path) for path in manifest_paths(data_folder))


def _manifest(path: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise CatalogError(f"{path} is damaged. {way_back(path.parent.name)}") from error


def _read(path: Path, kind: type[_Read]) -> Iterator[_Read]:
    """The values of a JSON Lines file that an import wrote; nothing where there is none."""
    if path.is_file():
        with path.open("rb") as file:
            yield from map(kind.model_validate_json, file)


def _placed(dialogue: Dialogue, places: dict[str, str]) -> Dialogue:
    """The dialogue with items for records."""

    def placed(records: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(places[record] for record in records if record in places)

    def once(records: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(placed(records)))

    return Dialogue(
        id=dialogue.id,
        user=dialogue.user,
        utterances=tuple(
            Utterance(speaker=one.speaker, text=one.text, mentions=placed(one.mentions))
            for one in dialogue.utterances
        ),
        liked=once(dialogue.liked),
        disliked=once(dialogue.disliked),
    )


def _histories(path: Path, kind: str, merged: Merged, least_rating: float) -> tuple[History, ...]:
    if not path.is_file():
        return ()
    rows = (
        pl.scan_parquet(path)
        .filter(pl.col("rating").is_null() | (pl.col("rating") >= least_rating))
        .select("user", "item", "time")
        .sort("user", "time", maintain_order=True)
        .group_by("user", maintain_order=True)
        .agg("item")
        .collect()
    )
    places = {record.partition(":")[2]: item_id for record, item_id in merged.places.items()}

    @cache
    def named(key: int | str) -> str | None:
        return places.get(str(key))

    histories = (
        History(user=f"{kind}:user:{user}", items=tuple(filter(None, map(named, items))))
        for user, items in rows.iter_rows()
    )
    return tuple(history for history in histories if history.items)


def _facts(path: Path, merged: Merged) -> tuple[tuple[str, str, str], ...]:
    facts = (
        (merged.places[fact.item], fact.relation, fact.entity)
        for fact in _read(path, Fact)
        if fact.item in merged.places
    )
    return tuple(dict.fromkeys(facts))
