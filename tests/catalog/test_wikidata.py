"""The reader of the default film file: only that file, whole names, one id a film."""

import sqlite3
from pathlib import Path

import pytest

from catalog import wikidata
from core.errors import CatalogError
from core.item import Item


@pytest.fixture(scope="module")
def films() -> tuple[Item, ...]:
    return wikidata.read_films(wikidata.default_path())


def names(film: Item) -> tuple[str, ...]:
    return film.directors + film.writers + film.ensemble + film.companies


def test_a_missing_file_is_an_error_that_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"missing: .*bokeh_sampledata==2026\.1"):
        wikidata.read_films(tmp_path / "movies.db")


def test_another_film_file_is_refused_by_its_checksum(tmp_path: Path) -> None:
    other = tmp_path / "movies.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE omdb (ID INTEGER)")
    connection.close()
    with pytest.raises(CatalogError, match="not the CC0 film file") as refusal:
        wikidata.read_films(other)
    assert wikidata.SHA256 in str(refusal.value)


def test_one_changed_byte_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "movies.db"
    content = bytearray(wikidata.default_path().read_bytes())
    content[-1] ^= 1
    changed.write_bytes(content)
    with pytest.raises(CatalogError, match="SHA-256"):
        wikidata.read_films(changed)


def test_ids_are_unique_and_in_order(films: tuple[Item, ...]) -> None:
    ids = [film.id for film in films]
    assert len(set(ids)) == len(ids) == 17_472
    assert ids == sorted(ids)


def test_the_two_ids_that_occur_twice_are_told_apart_by_year(films: tuple[Item, ...]) -> None:
    by_id = {film.id: film for film in films}
    assert by_id["tt0078788"].label == "Apocalypse Now (1979)"
    assert by_id["tt0078788-2001"].year == 2001
    assert {"tt0850669", "tt0850669-2008"} <= by_id.keys()


def test_name_suffixes_stay_with_their_names(films: tuple[Item, ...]) -> None:
    everybody = {name for film in films for name in names(film)}
    assert not everybody & {"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "PhD", "Inc.", "Ltd."}
    assert {"Robert Downey Jr.", "Lon Chaney Jr.", "Frank McGlynn Sr."} <= everybody


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["Lon Chaney", "Jr.", "Bob Hope"], ("Lon Chaney Jr.", "Bob Hope")),
        (["Lon Chaney", "Lon Chaney", "Jr."], ("Lon Chaney", "Lon Chaney Jr.")),
        (["Jr.", "Bob"], ("Jr.", "Bob")),
        (["", " Bob  Hope ", "Bob Hope"], ("Bob Hope",)),
        ([], ()),
    ],
)
def test_whole_names_joins_suffixes_and_drops_repeats(
    parts: list[str], whole: tuple[str, ...]
) -> None:
    assert wikidata.whole_names(parts) == whole


def test_languages_and_countries_have_the_names_people_use(films: tuple[Item, ...]) -> None:
    spoken = {language for film in films for language in film.languages}
    made_in = {country for film in films for country in film.countries}
    assert {"English", "Mandarin", "Cantonese"} <= spoken
    assert not spoken & {"American English", "Standard Chinese", "Chinese", "Putonghua"}
    assert {"Germany", "China"} <= made_in
    assert not made_in & {"West Germany", "Nazi Germany", "People's Republic of China"}


def test_no_value_has_stray_white_space_or_repeats(films: tuple[Item, ...]) -> None:
    for film in films:
        for values in (names(film), film.genres, film.languages, film.countries):
            assert all(value == " ".join(value.split()) != "" for value in values)
        assert len(set(film.ensemble)) == len(film.ensemble)
        assert film.title.strip() == film.title != ""
