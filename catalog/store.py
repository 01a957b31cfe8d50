"""The catalogue in use: the default films or the person's own, with a fingerprint."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from catalog import notes, wikidata
from catalog.enrichment import enrich
from catalog.renown import with_renown
from core.errors import CatalogError
from core.item import Item

_WAY_BACK = (
    "Import the films again, or go back to the default films with `python app.py catalog remove`."
)


class Catalog(Mapping[str, Item]):
    """All items by id, in a fixed order; `rows` numbers them for arrays."""

    def __init__(self, items: Iterable[Item], name: str) -> None:
        """Number the items in the order given; ids must be unique."""
        self.name = name
        self.items_in_order = tuple(items)
        self._by_id = {item.id: item for item in self.items_in_order}
        if len(self._by_id) != len(self.items_in_order):
            raise CatalogError(f"The catalogue {name} has two items with one id.")
        self.rows = {item_id: row for row, item_id in enumerate(self._by_id)}

    def __getitem__(self, item_id: str) -> Item:
        """The item with this id."""
        return self._by_id[item_id]

    def __iter__(self) -> Iterator[str]:
        """The ids in order."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """How many items there are."""
        return len(self._by_id)

    def fingerprint(self) -> str:
        """Twelve hex digits that change with any change to any item."""
        digest = hashlib.sha256()
        for item in self.items_in_order:
            digest.update(item.model_dump_json().encode())
        return digest.hexdigest()[:12]


def load_default(path: Path | None = None) -> Catalog:
    """The default films with the project's notes; `path` replaces the installed file."""
    films = wikidata.read_films(path or wikidata.default_path())
    return Catalog(with_renown(notes.annotate(films)), name="default")


def imported_path(data_folder: Path) -> Path:
    """Where an imported catalogue is kept: one JSON object a line, already validated."""
    return data_folder / "catalog.jsonl"


def load_catalog(data_folder: Path) -> Catalog:
    """The catalogue in use: `load_base`, enriched with the film data sets that are imported.

    Raises CatalogError where something that was imported is damaged, and says the way back.
    """
    base = load_base(data_folder)
    items = enrich(base, base.fingerprint(), data_folder)
    return Catalog(items, name=base.name)


def load_base(data_folder: Path) -> Catalog:
    """The imported catalogue where there is one, else the default; without any data set.

    Raises CatalogError where the imported file is damaged, with its line and the way back.
    """
    path = imported_path(data_folder)
    try:
        with path.open("rb") as file:
            catalog = Catalog(_stored_items(file), name="imported")
    except FileNotFoundError:
        return load_default()
    except OSError as error:
        raise CatalogError(f"{path} cannot be read: {error.strerror}. {_WAY_BACK}") from error
    except CatalogError as error:
        raise CatalogError(f"{path} is damaged: {error} {_WAY_BACK}") from error
    if not catalog:
        raise CatalogError(f"{path} is damaged: it is empty. {_WAY_BACK}")
    return catalog


def _stored_items(lines: Iterable[bytes]) -> Iterator[Item]:
    first_lines: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        try:
            item = Item.model_validate_json(line)
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise CatalogError(f"line {number} is not a film ({reason}).") from error
        first = first_lines.setdefault(item.id, number)
        if first != number:
            raise CatalogError(f"line {number} has the id of line {first}, {item.id}.")
        yield item
