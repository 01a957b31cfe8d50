"""The project's notes agree with the films they are on, and with their own rules."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from catalog import notes, wikidata
from catalog.notes import ExtraFilm, Note
from core.errors import CatalogError
from core.item import Item


@pytest.fixture(scope="module")
def films() -> dict[str, Item]:
    return {film.id: film for film in wikidata.read_films(wikidata.default_path())}


VOCABULARY = Path(notes.__file__).with_name("vocabulary.json")
NOTES = notes.read_notes()
EXTRA = notes.read_extra_films()


def plain(title: str) -> str:
    folded = unicodedata.normalize("NFKD", title.casefold().replace("&", " and "))
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = re.findall(r"\w+", letters.replace("'", "").replace("\u2019", ""))
    bare = words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words
    return " ".join(bare)


def test_every_note_is_on_the_film_it_names(films: dict[str, Item]) -> None:
    for note in NOTES:
        assert (films[note.id].title, films[note.id].year) == (note.title, note.year)


def test_there_are_enough_notes_and_those_on_fiction_name_a_cast(films: dict[str, Item]) -> None:
    assert len(NOTES) >= 1_200
    without = [note for note in NOTES if not note.cast]
    assert [n.title for n in without if "Documentary" not in films[n.id].genres] == []


def test_extra_films_are_films_that_the_file_lacks(films: dict[str, Item]) -> None:
    years = defaultdict(set)
    for film in films.values():
        years[plain(film.title)].add(film.year)
    clashes = [
        extra.title
        for extra in EXTRA
        if years[plain(extra.title)] & {extra.year - 1, extra.year, extra.year + 1}
    ]
    assert len(EXTRA) >= 400
    assert clashes == []


def test_ids_are_unique_across_notes_and_extra_films(films: dict[str, Item]) -> None:
    repeated = Counter(note.id for note in NOTES + EXTRA)
    assert [key for key, count in repeated.items() if count > 1] == []
    assert not {extra.id for extra in EXTRA} & films.keys()
    assert all(re.fullmatch(r"pf-[a-z0-9-]+-\d{4}", extra.id) for extra in EXTRA)


def test_no_film_is_extra_twice() -> None:
    repeated = Counter((plain(extra.title), extra.year) for extra in EXTRA)
    assert [key for key, count in repeated.items() if count > 1] == []


@pytest.mark.parametrize("kind", ["themes", "moods"])
def test_themes_and_moods_are_in_the_vocabulary(kind: str) -> None:
    used = {word for note in NOTES + EXTRA for word in getattr(note, kind)}
    assert used - set(json.loads(VOCABULARY.read_text("utf-8"))[kind]) == set()
    assert all(getattr(note, kind) for note in NOTES + EXTRA)


def test_pitches_are_one_short_text() -> None:
    lengths = {note.title: len(note.pitch.split()) for note in NOTES + EXTRA}
    assert {title: words for title, words in lengths.items() if not 6 <= words <= 25} == {}


def test_no_pitch_gives_its_title_away() -> None:
    telling = [
        note.title
        for note in NOTES + EXTRA
        if len(note.title.split()) >= 2 and f" {plain(note.title)} " in f" {plain(note.pitch)} "
    ]
    assert telling == []


def test_extra_films_have_what_the_file_gives_the_others() -> None:
    for extra in EXTRA:
        assert extra.directors
        assert extra.genres
        assert extra.countries
        assert 10 <= extra.runtime <= 400


def test_extra_films_use_the_files_genres_and_countries(films: dict[str, Item]) -> None:
    for kind in ("genres", "countries"):
        known = {value for film in films.values() for value in getattr(film, kind)}
        assert {value for extra in EXTRA for value in getattr(extra, kind)} - known == set()


def test_annotate_lays_notes_over_films_and_adds_the_extra_ones(films: dict[str, Item]) -> None:
    annotated = {film.id: film for film in notes.annotate(films.values())}
    note = NOTES[0]
    film = annotated[note.id]
    assert (film.pitch, film.themes, film.cast) == (note.pitch, note.themes, note.cast)
    assert not set(film.cast) & set(film.ensemble)
    assert annotated.keys() == films.keys() | {extra.id for extra in EXTRA}


def test_a_note_on_the_wrong_film_is_an_error(films: dict[str, Item]) -> None:
    wrong = films[NOTES[0].id].model_copy(update={"year": 1066})
    with pytest.raises(CatalogError, match=NOTES[0].id):
        notes.annotate([wrong])


def test_values_refuse_fields_they_do_not_know() -> None:
    note = json.loads(NOTES[0].model_dump_json())
    assert Note.model_validate(note) == NOTES[0]
    with pytest.raises(ValueError, match="stars"):
        Note.model_validate(note | {"stars": 5})
    assert all(isinstance(extra, ExtraFilm) for extra in EXTRA)
