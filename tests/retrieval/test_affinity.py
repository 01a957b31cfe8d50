"""How items resemble what was named: every signal of a small catalogue, worked out by hand."""

import numpy as np
import pytest
from scipy import sparse

from core.dialogue import Context
from core.item import Facet
from retrieval.affinity import Affinity
from retrieval.lexicon import Lexicon, Term
from retrieval.past import Signals
from retrieval.situations import query_of, situations_of
from tests.contracts.context_ranker import EMPTY
from tests.doubles import HashEncoder
from tests.evaluation.planted import seeker
from tests.worlds import film, wanted

FILMS = (
    film(0, title="Gold", year=1980, genres=("War",), renown=0.9, pitch="a lighthouse keeper"),
    film(1, title="Iron", year=1990, genres=("War", "Drama"), renown=0.5, pitch="a lighthouse"),
    film(2, title="Lead", year=2000, genres=("Drama",), renown=0.1, pitch="sisters on a farm"),
    film(3, title="Zinc", year=None, genres=(), renown=0.0, pitch="sisters"),
)
ROWS = {item.id: row for row, item in enumerate(FILMS)}
FACTS = sparse.csr_array(np.array([[1, 0], [0.6, 0.8], [0, 1], [0, 0]], dtype=np.float64))
VECTORS = np.eye(4, dtype=np.float32)
LEXICON = Lexicon(
    {"war film": (Term(Facet.GENRE, "War"),), "western": (Term(Facet.GENRE, "Western"),)}
)


def signals(*said: tuple[str, tuple[str, ...]], vectors: np.ndarray | None = VECTORS) -> Signals:
    """The signals after a message each: its words, and the films it names."""
    contexts = [
        Context(record="r", utterances=(seeker(words, *named),)) for words, named in said
    ] or [EMPTY]
    situations = situations_of([query_of(one) for one in contexts], ROWS, HashEncoder(4))
    return Affinity(FILMS, FACTS, vectors, LEXICON).signals(situations)


def test_every_signal_has_a_row_a_situation_and_a_column_an_item() -> None:
    found = signals(("x", ("f0",)), ("y", ()), ("", ("f1", "f2")))
    assert {one.shape for one in found.values()} == {(3, 4)}
    assert {one.dtype for one in found.values()} == {np.dtype(np.float32)}


def test_year_and_renown_are_the_items() -> None:
    found = signals(("x", ()), ("y", ()))
    assert found["year"][1] == pytest.approx([1980, 1990, 2000, np.nan], nan_ok=True)
    assert found["renown"][0] == pytest.approx([0.9, 0.5, 0.1, 0.0])


def test_years_are_counted_from_the_mean_and_from_the_last() -> None:
    """f2 pulls 1 and f0 0.8: their mean year is 1991.1."""
    found = signals(("x", ("f0", "f2")))
    mean = (2000 + 0.8 * 1980) / 1.8
    expected = [mean - 1980, mean - 1990, 2000 - mean, np.nan]
    assert found["years apart"][0] == pytest.approx(expected, rel=1e-4, nan_ok=True)
    assert found["years after last"][0] == pytest.approx([-20, -10, 0, np.nan], nan_ok=True)


def test_a_film_of_an_unknown_year_does_not_move_the_mean() -> None:
    found = signals(("x", ("f0", "f3")), ("x", ("f3",)))
    assert found["years apart"][0, :3] == pytest.approx([0, 10, 20], rel=1e-4)
    assert np.isnan(found["years apart"][1]).all()
    assert np.isnan(found["years after last"]).all()


def test_facts_shared_are_cosines_of_facts() -> None:
    found = signals(("x", ("f0", "f2")))
    assert found["facts shared with last"][0] == pytest.approx([0, 0.8, 1, 0])
    assert found["facts shared"][0] == pytest.approx([0.8 / 1.8, (0.48 + 0.8) / 1.8, 1 / 1.8, 0])


def test_genres_shared_are_cosines_of_genres() -> None:
    found = signals(("x", ("f0", "f2")))
    half = np.sqrt(0.5)
    assert found["genres shared with last"][0] == pytest.approx([0, half, 1, 0])
    assert found["genres shared"][0] == pytest.approx([0.8 / 1.8, half, 1 / 1.8, 0])


def test_genres_asked_for_are_those_of_the_lexicon() -> None:
    found = signals(("a war film, please", ()), ("a western", ()), ("anything", ()))
    asked = found["genres asked for"]
    assert asked[0] == pytest.approx([1, np.sqrt(0.5), 0, 0])
    assert not asked[1:].any()


def test_facts_asked_for_are_weighed_by_what_else_a_film_has() -> None:
    """Of two facts asked for the last weighs more, and a film of one fact has it more."""
    query = query_of(EMPTY, wanted("theme:mines", "theme:farms"))
    facts = {"theme: mines": 0, "theme: farms": 1}
    situations = situations_of([query, query_of(EMPTY)], ROWS, None, facts)
    found = Affinity(FILMS, FACTS, None, LEXICON).signals(situations)["facts asked for"]
    mines, farms = 0.8 / 1.8, 1 / 1.8
    assert found[0] == pytest.approx([mines, 0.6 * mines + 0.8 * farms, farms, 0])
    assert not found[1].any()


def test_words_in_common_are_weighed_by_rarity() -> None:
    """Only words of two cards count: the keeper is of one alone."""
    found = signals(("that lighthouse keeper", ()), ("keeper", ()), ("sisters", ()))
    common = found["words in common"]
    assert set(np.flatnonzero(common[0])) == {0, 1}
    assert not common[1].any()
    assert set(np.flatnonzero(common[2])) == {2, 3}


def test_meaning_is_a_cosine_with_words_seeds_and_last() -> None:
    found = signals(("hello", ("f0", "f2")))
    assert found["meaning of words"][0] == pytest.approx(HashEncoder(4).encode(["hello"])[0])
    assert found["meaning of seeds"][0] == pytest.approx([0.8 / 1.8, 0, 1 / 1.8, 0])
    assert found["meaning of last"][0] == pytest.approx([0, 0, 1, 0])


@pytest.mark.parametrize("vectors", [None, np.eye(4, 7, dtype=np.float32)])
def test_without_vectors_of_the_same_encoder_there_is_no_meaning(
    vectors: np.ndarray | None,
) -> None:
    assert not [name for name in signals(("x", ("f0",)), vectors=vectors) if "meaning" in name]


def test_a_situation_of_nothing_resembles_nothing() -> None:
    found = signals()
    known = {"year", "renown", "years apart", "years after last"}
    for name in found.keys() - known:
        assert not found[name].any(), name
