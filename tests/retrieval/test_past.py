"""Past conversations: counts, those held lately, and those in which similar words were said."""

import numpy as np
import pytest

from core.dialogue import Dialogue
from retrieval.corpus import corpus_of
from retrieval.past import Past, Recency, dense
from retrieval.situations import Situations, query_of, situations_of
from tests.contracts.context_ranker import EMPTY, about
from tests.doubles import HashEncoder
from tests.evaluation.planted import dialogue, recommender, seeker

ROWS = {item: row for row, item in enumerate("abcd")}


def past_of(*talks: Dialogue, here: float = 1.0) -> Past:
    corpus = corpus_of(talks, ROWS)
    return Past(corpus, read(*map(query_of_words, talks)), Recency(here))


def query_of_words(talk: Dialogue) -> str:
    return talk.utterances[0].text


def read(*words: str) -> Situations:
    queries = [query_of(EMPTY.model_copy(update={"utterances": (seeker(text),)})) for text in words]
    return situations_of(queries, ROWS, HashEncoder(32))


def talk(name: str, words: str, target: str) -> Dialogue:
    return dialogue(name, seeker(words, "a"), recommender("see", target))


def test_popularity_is_the_log_of_how_many_conversations() -> None:
    past = past_of(talk("1", "x", "b"), talk("2", "x", "b"), talk("3", "x", "c"))
    found = past.popularity(2)
    assert found["recommended"].shape == found["named"].shape == (2, 4)
    assert np.expm1(found["recommended"][1]) == pytest.approx([0, 2, 1, 0])
    assert np.expm1(found["named"][0]) == pytest.approx([3, 2, 1, 0])


def test_a_conversation_counts_half_for_every_half_life_away() -> None:
    weights = Recency(here=0.5, half_life=0.1).weights(np.array([0.3, 0.4, 0.5, 0.6]))
    assert weights.tolist() == pytest.approx([0.25, 0.5, 1.0, 0.5])


@pytest.mark.parametrize(("here", "first"), [(0.0, "b"), (1.0, "c")])
def test_recommended_lately_prefers_what_was_near(here: float, first: str) -> None:
    talks = [talk(f"{n}", "x", "b") for n in range(10)] + [
        talk(f"{n}", "x", "c") for n in range(10, 20)
    ]
    lately = past_of(*talks, here=here).popularity(1)["recommended lately"][0]
    assert lately.argmax() == ROWS[first]
    assert lately[ROWS["d"]] == 0


def test_what_was_recommended_after_similar_words_is_found() -> None:
    past = past_of(talk("1", "a funny wedding", "b"), talk("2", "scary ghosts", "c"))
    found = past.similar(read("a wedding that is funny", "ghosts"))["similar words"]
    assert found.shape == (2, 4)
    assert found.argmax(axis=1).tolist() == [ROWS["b"], ROWS["c"]]
    same = past.similar(read("scary ghosts"))["similar words"]
    assert same[0, ROWS["c"]] == pytest.approx(1.0, abs=1e-4)


def test_likeness_falls_with_the_cosine() -> None:
    past = past_of(talk("1", "wedding", "b"), talk("2", "ghosts", "c"))
    likeness = past.likeness(read("wedding"))
    cosine = HashEncoder(32).encode(["wedding"]) @ HashEncoder(32).encode(["wedding", "ghosts"]).T
    assert likeness == pytest.approx(np.exp(12.0 * (cosine - 1.0)), rel=1e-3)


def test_no_conversations_say_nothing() -> None:
    past = past_of()
    situations = situations_of([query_of(about("a"))], ROWS, HashEncoder(32))
    assert not past.popularity(1)["named"].any()
    assert past.similar(situations)["similar words"].tolist() == [[0, 0, 0, 0]]
    assert not past.together(situations)["named together"].any()


def test_named_together_is_a_damped_cosine_and_never_the_item_itself() -> None:
    past = past_of(talk("1", "x", "b"), talk("2", "x", "b"), talk("3", "x", "c"))
    found = past.together(situations_of([query_of(about("a"))], ROWS, HashEncoder(32)))
    expected = [0, 2 / np.sqrt(6 * 5), 1 / np.sqrt(6 * 4), 0]
    assert found["named together"][0] == pytest.approx(expected)


def test_a_product_becomes_an_array_of_floats() -> None:
    indicator = corpus_of([talk("1", "x", "b")], ROWS).named
    assert dense(indicator).dtype == dense(indicator.toarray()).dtype == np.float32
