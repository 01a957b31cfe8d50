"""Imported films enrich the catalogue in use, which is then read from a file."""

import json
from pathlib import Path

import pytest

from catalog.store import imported_path, load_base, load_catalog
from core.errors import CatalogError
from tests.catalog.dataset_worlds import FILMS, bring, folder, redial_row, rows

NEW = [
    {"title": "Heat", "year": 1995, "cast": [], "genres": [], "href": "Heat", "extract": "A duel."},
    {"title": "Nova", "year": 2019, "cast": ["Ada"], "genres": [], "href": "Nova"},
    {"title": "Bare", "year": 2019, "cast": [], "genres": [], "href": "Bare"},
]


@pytest.fixture
def var(tmp_path: Path) -> Path:
    made = tmp_path / "var"
    made.mkdir()
    films = "".join(f"{item.model_dump_json()}\n" for item in FILMS.items_in_order)
    imported_path(made).write_text(films, "utf-8")
    return made


def wikipedia(tmp_path: Path, *films: dict[str, object]) -> Path:
    return folder(tmp_path, "wiki", films__json=json.dumps(films))


def merged_files(var: Path) -> list[Path]:
    return sorted((var / "data").glob("merged-*"))


def test_fields_are_filled_and_films_with_more_than_a_title_are_added(
    tmp_path: Path, var: Path
) -> None:
    bring("wikipedia-movies", wikipedia(tmp_path, *NEW), var)
    catalog = load_catalog(var)
    assert list(catalog) == [*FILMS, "wikipedia-movies:nova-2019"]
    assert catalog["tt0113277"].plot == "A duel."
    assert catalog["tt0133093"] == FILMS["tt0133093"]
    assert list(load_base(var)) == list(FILMS)


def test_the_merged_films_are_kept_until_something_changes(tmp_path: Path, var: Path) -> None:
    bring("wikipedia-movies", wikipedia(tmp_path, *NEW), var)
    first = load_catalog(var)
    (kept,) = merged_files(var)
    written = kept.stat().st_mtime_ns
    assert load_catalog(var).fingerprint() == first.fingerprint()
    assert kept.stat().st_mtime_ns == written
    kept.write_text("{damaged")
    assert load_catalog(var).fingerprint() == first.fingerprint()
    bring("wikipedia-movies", wikipedia(tmp_path, NEW[0]), var)
    assert list(load_catalog(var)) == list(FILMS)
    assert merged_files(var) != [kept]
    assert len(merged_files(var)) == 1


def test_a_film_of_two_data_sets_is_one_and_goes_by_its_imdb_id(tmp_path: Path, var: Path) -> None:
    bring(
        "movielens",
        folder(
            tmp_path,
            "ml",
            movies__csv="movieId,title,genres\n1,Nova (2019),Drama\n2,Nova (2020),Comedy\n",
            links__csv="movieId,imdbId,tmdbId\n1,7000001,\n2,7000002,\n",
        ),
        var,
    )
    bring("wikipedia-movies", wikipedia(tmp_path, *NEW), var)
    bring("redial", folder(tmp_path, "redial", a__jsonl=rows(redial_row("1", ("S", "@13")))), var)
    catalog = load_catalog(var)
    assert list(catalog) == [*FILMS, "tt7000001", "tt7000002"]
    assert (catalog["tt7000001"].genres, catalog["tt7000001"].cast) == (("Drama",), ("Ada",))


def test_products_never_enter_the_films(tmp_path: Path, var: Path) -> None:
    bring("amazon", folder(tmp_path, "amazon", a__txt="u 1 2\n"), var)
    assert list(load_catalog(var)) == list(FILMS)
    assert merged_files(var) == []


def test_a_damaged_data_set_says_the_way_back(tmp_path: Path, var: Path) -> None:
    bring("wikipedia-movies", wikipedia(tmp_path, *NEW), var)
    (var / "data" / "wikipedia-movies" / "items.jsonl").write_text("{}\n")
    with pytest.raises(CatalogError, match="data remove wikipedia-movies"):
        load_catalog(var)


def test_of_very_many_new_films_the_best_known_are_added(
    tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.enrichment.MOST_ADDED", 1)
    bring("wikipedia-movies", wikipedia(tmp_path, *NEW, NEW[1] | {"title": "Novb"}), var)
    assert list(load_catalog(var)) == [*FILMS, "wikipedia-movies:nova-2019"]
