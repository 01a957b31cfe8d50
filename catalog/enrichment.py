"""The catalogue with what imported film data sets know of films: fields filled, newer films added."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from catalog.datasets.draft import ITEMS, manifest_paths, way_back
from catalog.datasets.joining import Joiner, imdb_id
from catalog.datasets.merging import merge
from catalog.datasets.records import Record
from catalog.titles import plain_title
from core.errors import CatalogError
from core.item import Item

# The first that knows a field fills it; the first two also know how many people a film reached.
KINDS = ("movielens", "tmdb5000", "redial", "inspired", "wikipedia-movies")
MOST_ADDED = 20_000  # more would make the start slow, and be films that hardly anybody has seen
_VERSION = "1"  # of the rules below and in `catalog.datasets.merging`: another rebuilds the file


def enrich(items: Mapping[str, Item], fingerprint: str, data_folder: Path) -> tuple[Item, ...]:
    """The items in their order, with what the data sets in `data_folder` add, then new films.

    The result is kept beside the data sets under a name made of `fingerprint`, which is that
    of the items, and of the manifests. Raises CatalogError where a data set is damaged.
    """
    paths = [path for path in manifest_paths(data_folder) if path.parent.name in KINDS]
    if not paths:
        return tuple(items.values())
    digest = hashlib.sha256(f"{_VERSION} {fingerprint}".encode())
    for path in paths:
        digest.update(path.read_bytes())
    kept = paths[0].parent.parent / f"merged-{digest.hexdigest()[:12]}.jsonl"
    changed = _kept(kept)
    if changed is None:
        changed = _merged(items, [path.parent for path in paths])
        _keep(kept, changed.values())
    known = (changed.get(item_id, item) for item_id, item in items.items())
    added = (item for item_id, item in changed.items() if item_id not in items)
    return (*known, *added)


def _merged(items: Mapping[str, Item], folders: list[Path]) -> dict[str, Item]:
    """The items that the data sets change or add, by id."""
    joiner = Joiner(items)
    films = dict(items)
    new: dict[str, None] = {}
    for folder in sorted(folders, key=lambda folder: KINDS.index(folder.name)):
        merged = merge(films, _records(folder / ITEMS), joiner)
        films |= merged.films
        new |= {key: None for key in merged.films if key in merged.new}
    changed = {key: film for key, film in films.items() if film is not items.get(key)}
    added = _chosen([films[key] for key in new], items)
    return {key: film for key, film in changed.items() if key in items or key in added}


def _chosen(new: list[Item], items: Mapping[str, Item]) -> set[str]:
    """The new films that are added: each once, the best known where there are very many."""
    names = {(plain_title(film.title), film.year) for film in items.values()}
    chosen: list[Item] = []
    for film in new:
        # A film whose year was found late may be one that is there already.
        name = (plain_title(film.title), film.year)
        if name not in names and _is_told(film):
            chosen.append(film)
        names.add(name)
    chosen.sort(key=lambda film: -film.renown)
    return {film.id for film in chosen[:MOST_ADDED]}


def _is_told(item: Item) -> bool:
    """Whether enough is known of a film to recommend it: more than a title."""
    return bool(item.plot or item.genres or item.directors or item.cast)


def _records(path: Path) -> Iterator[Record]:
    try:
        with path.open("rb") as lines:
            yield from (_renamed(Record.model_validate_json(line)) for line in lines)
    except (OSError, ValidationError) as error:
        raise CatalogError(f"{path} is damaged. {way_back(path.parent.name)}") from error


def _renamed(record: Record) -> Record:
    """A film that is added goes by its IMDb id, as in the default catalogue."""
    imdb = imdb_id(record)
    if imdb is None:
        return record
    item = record.item.model_copy(update={"id": imdb})
    return record.model_copy(update={"item": item, "ids": (*record.ids, record.item.id)})


def _kept(path: Path) -> dict[str, Item] | None:
    """The items of the kept file; None where it has to be made."""
    try:
        with path.open("rb") as lines:
            items = [Item.model_validate_json(line) for line in lines]
    except (OSError, ValidationError):
        return None
    return {item.id: item for item in items}


def _keep(path: Path, items: Iterable[Item]) -> None:
    """Write the file whole, and drop those of other inputs."""
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        for item in items:
            file.write(item.model_dump_json(exclude_defaults=True).encode() + b"\n")
    unfinished.replace(path)
    for other in path.parent.glob("merged-*.jsonl"):
        if other != path:
            other.unlink(missing_ok=True)
