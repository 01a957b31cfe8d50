"""The text index is built once, goes on where it was stopped, and answers exactly."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import SourceNotReady
from core.item import Item
from retrieval import text
from retrieval.text import TextIndex, card
from tests.doubles import HashEncoder
from tests.worlds import film


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_BATCH", 4)
    monkeypatch.setattr(text, "_PAGE", 3)


def films(count: int = 11) -> tuple[Item, ...]:
    return tuple(film(number, pitch=f"word{number} and a dog") for number in range(count))


class PowerCutError(Exception):
    """The power went out."""


def stop_at(limit: int) -> text.Progress:
    def progress(done: int, total: int) -> None:
        if done >= limit:
            raise PowerCutError

    return progress


def test_a_build_reports_its_progress_and_is_then_ready(tmp_path: Path) -> None:
    index, told = TextIndex(films(), HashEncoder(), tmp_path), []
    assert not index.is_ready
    index.build(lambda done, total: told.append((done, total)))
    assert index.is_ready
    assert told == [(0, 11), (4, 11), (8, 11), (11, 11)]


def test_a_stopped_build_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(PowerCutError):
        TextIndex(films(), HashEncoder(), tmp_path).build(stop_at(4))
    encoder = HashEncoder()
    index = TextIndex(films(), encoder, tmp_path)
    index.build()
    assert len(encoder.encoded) == 7
    whole = HashEncoder().encode([card(item) for item in films()])
    rows = [index.vector(item.id) for item in films()]
    assert np.allclose(np.array(rows), whole, atol=1e-6)


def test_an_edited_film_is_encoded_anew_and_a_dropped_one_forgotten(tmp_path: Path) -> None:
    TextIndex(films(), HashEncoder(), tmp_path).build()
    edited = (film(0, pitch="something else"), *films()[1:10])
    encoder = HashEncoder()
    index = TextIndex(edited, encoder, tmp_path)
    index.build()
    assert encoder.encoded == [card(edited[0])]
    assert index.vector("f10") is None
    assert index.vector("f0") == pytest.approx(HashEncoder().encode([card(edited[0])])[0], abs=1e-6)


def test_search_is_the_exact_masked_product(tmp_path: Path) -> None:
    encoder = HashEncoder()
    index = TextIndex(films(), encoder, tmp_path)
    index.build()
    vector = encoder.encode(["word3 and a dog"])[0]
    eligible = np.array([number != 3 for number in range(11)])
    scores = index.search(vector, eligible)
    expected = encoder.encode([card(item) for item in films()]) @ vector
    assert scores[3] == -np.inf
    assert scores[eligible] == pytest.approx(expected[eligible], abs=1e-6)


def test_nearest_finds_a_stand_in(tmp_path: Path) -> None:
    index = TextIndex(films(), HashEncoder(), tmp_path)
    index.build()
    assert index.nearest("Film 5 word5", 1) == ("f5",)


def test_asking_too_early_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceNotReady):
        TextIndex(films(), HashEncoder(), tmp_path).vector("f0")


def test_a_catalogue_of_nothing_can_be_built(tmp_path: Path) -> None:
    index = TextIndex((), HashEncoder(), tmp_path)
    index.build()
    assert index.is_ready


def test_a_card_says_what_the_film_is() -> None:
    item = film(
        1,
        title="Heat",
        year=1995,
        genres=("Crime",),
        pitch="A detective hunts a thief.",
        moods=("intense",),
        themes=("heist",),
        directors=("Michael Mann",),
        cast=("Al Pacino",),
    )
    assert card(item) == (
        "Heat (1995). Crime. A detective hunts a thief. intense, heist. Michael Mann, Al Pacino"
    )


def test_a_card_reads_a_little_of_what_data_sets_say() -> None:
    keywords = tuple(f"word{number}" for number in range(20))
    item = film(1, title="Heat", year=1995, plot="A thief and a cop. " * 50, keywords=keywords)
    said = card(item)
    assert said.startswith("Heat (1995). A thief and a cop. A thief")
    assert "word0, word1" in said
    assert "word10" not in said
    assert len(said) < 600
