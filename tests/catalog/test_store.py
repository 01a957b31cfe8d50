"""The catalogue in use: numbering, fingerprint, and what a damaged imported file says."""

from pathlib import Path

import pytest

from catalog.store import Catalog, imported_path, load_catalog
from core.errors import CatalogError
from core.item import Item

HEAT = Item(id="heat", title="Heat", year=1995)
RAN = Item(id="ran", title="Ran", year=1985)


def write(folder: Path, content: bytes) -> None:
    imported_path(folder).write_bytes(content)


def line(item: Item) -> bytes:
    return item.model_dump_json().encode() + b"\n"


def test_rows_number_the_items_in_the_order_given() -> None:
    catalog = Catalog([RAN, HEAT], name="two")
    assert list(catalog) == ["ran", "heat"]
    assert catalog.rows == {"ran": 0, "heat": 1}
    assert catalog["heat"] is HEAT
    assert len(catalog) == 2


def test_two_items_with_one_id_are_an_error() -> None:
    with pytest.raises(CatalogError, match="two items with one id"):
        Catalog([HEAT, HEAT], name="twice")


def test_the_fingerprint_changes_with_any_change() -> None:
    fingerprint = Catalog([HEAT, RAN], name="a").fingerprint()
    assert Catalog([HEAT, RAN], name="b").fingerprint() == fingerprint
    longer = RAN.model_copy(update={"runtime": 162})
    assert Catalog([HEAT, longer], name="a").fingerprint() != fingerprint
    assert Catalog([RAN, HEAT], name="a").fingerprint() != fingerprint
    assert len(fingerprint) == 12


def test_without_an_import_the_catalogue_is_the_default(
    tmp_path: Path, default_catalog: Catalog
) -> None:
    catalog = load_catalog(tmp_path / "not yet made")
    assert catalog.name == "default"
    assert catalog.fingerprint() == default_catalog.fingerprint()


def test_every_default_film_has_a_renown_in_range(default_catalog: Catalog) -> None:
    assert len(default_catalog) > 17_472
    assert all(0 <= film.renown <= 1 for film in default_catalog.values())


def test_the_imported_catalogue_is_read_back(tmp_path: Path) -> None:
    write(tmp_path, line(HEAT) + line(RAN))
    catalog = load_catalog(tmp_path)
    assert catalog.name == "imported"
    assert catalog.items_in_order == (HEAT, RAN)


@pytest.mark.parametrize("separator", ["\u2028", "\u0085", "\x1d"])
def test_line_separators_of_other_alphabets_do_not_end_a_line(
    tmp_path: Path, separator: str
) -> None:
    film = HEAT.model_copy(update={"pitch": f"one{separator}two"})
    write(tmp_path, line(film))
    assert load_catalog(tmp_path).items_in_order == (film,)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "it is empty"),
        (line(HEAT) + line(RAN)[:30], "line 2 is not a film"),
        (line(HEAT) + b"\n" + line(RAN), "line 2 is not a film"),
        (b'{"id":"x"}\n', "line 1 is not a film"),
        (b'{"id":"x","title":"X","stars":5}\n', "line 1 is not a film"),
        (line(HEAT) + b"\xff\xfe\n", "line 2 is not a film"),
        (line(HEAT) + line(RAN) + line(HEAT), "line 3 has the id of line 1, heat"),
    ],
)
def test_a_damaged_import_names_file_line_and_the_way_back(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    write(tmp_path, content)
    with pytest.raises(CatalogError) as error:
        load_catalog(tmp_path)
    message = str(error.value)
    assert complaint in message
    assert str(imported_path(tmp_path)) in message
    assert "catalog remove" in message


def test_a_folder_in_place_of_the_import_is_an_error_with_the_way_back(tmp_path: Path) -> None:
    imported_path(tmp_path).mkdir()
    with pytest.raises(CatalogError, match="cannot be read"):
        load_catalog(tmp_path)
