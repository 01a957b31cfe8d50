"""Queries as arrays: seeds that sum to one, the last of them, and the words that were said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue import Context
from core.slate import Anchor, Query
from retrieval.situations import query_of, situations_of
from tests.doubles import HashEncoder
from tests.evaluation.planted import recommender, seeker
from tests.worlds import avoided, wanted

ROWS = {item: row for row, item in enumerate("abcd")}

any_query = st.builds(
    Query,
    anchors=st.lists(
        st.builds(
            Anchor,
            item_id=st.sampled_from((*ROWS, "stranger")),
            weight=st.floats(-1, 1, allow_subnormal=False),
        ),
        max_size=5,
        unique_by=lambda anchor: anchor.item_id,
    ).map(tuple),
    dialogue=st.text(max_size=10),
)


def after(*mentions: str, text: str = "words") -> Context:
    return Context(record="r", user="u", utterances=(seeker(text, *mentions),))


@given(st.lists(any_query, max_size=4))
def test_rows_of_seeds_sum_to_one_or_are_empty(queries: list[Query]) -> None:
    found = situations_of(queries, ROWS, HashEncoder(8))
    assert found.seeds.shape == found.last.shape == (len(queries), 4)
    for row, query in enumerate(queries):
        pulls = {a.item_id: a.weight for a in query.anchors if a.weight > 0 and a.item_id in ROWS}
        seeds, last = found.seeds[[row]].toarray()[0], found.last[[row]].toarray()[0]
        assert {item for item in ROWS if seeds[ROWS[item]] > 0} <= set(pulls)
        assert seeds.sum() == pytest.approx(float(bool(pulls)))
        assert last.sum() == float(bool(pulls))
        if pulls:
            assert pulls["abcd"[last.argmax()]] == max(pulls.values())


@given(st.lists(any_query, min_size=1, max_size=4), st.data())
def test_some_rows_alone_are_the_situations_of_those_queries(
    queries: list[Query], data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.sampled_from(range(len(queries))), max_size=4))
    found = situations_of(queries, ROWS, HashEncoder(8)).at(np.array(rows, dtype=np.int64))
    alone = situations_of([queries[row] for row in rows], ROWS, HashEncoder(8))
    assert (found.words, found.users) == (alone.words, alone.users)
    assert found.vectors.tolist() == alone.vectors.tolist()
    assert found.seeds.toarray().tolist() == alone.seeds.toarray().tolist()
    assert found.last.toarray().tolist() == alone.last.toarray().tolist()
    assert found.asked.shape == alone.asked.shape


def test_the_later_an_item_was_named_the_more_it_pulls() -> None:
    context = Context(
        record="r", history=("a",), utterances=(seeker("x", "b"), recommender("y", "c", "b"))
    )
    query = query_of(context)
    assert [(one.item_id, one.weight) for one in query.anchors] == [
        ("c", 1.0),
        ("b", 0.8),
        ("a", pytest.approx(0.64)),
    ]
    found = situations_of([query], ROWS, None)
    assert found.seeds.toarray()[0] * 2.44 == pytest.approx([0.64, 0.8, 1.0, 0.0])
    assert found.last.toarray().tolist() == [[0, 0, 1, 0]]


def test_an_unknown_item_is_passed_over_and_the_last_known_is_last() -> None:
    found = situations_of([query_of(after("a", "b", "stranger"))], ROWS, None)
    assert found.seeds.sum() == pytest.approx(1.0)
    assert found.last.toarray().tolist() == [[0, 1, 0, 0]]
    assert situations_of([query_of(after("stranger"))], ROWS, None).seeds.nnz == 0


@pytest.mark.parametrize("words", ["", "  ", "\n"])
def test_no_words_are_a_vector_of_noughts(words: str) -> None:
    found = situations_of([Query(dialogue=words), Query(dialogue="hello")], ROWS, HashEncoder(8))
    assert found.vectors[0].tolist() == [0.0] * 8
    assert np.linalg.norm(found.vectors[1]) == pytest.approx(1.0)


def test_a_query_without_a_dialogue_is_read_by_its_text() -> None:
    found = situations_of([Query(text="ghosts"), Query(dialogue="ghosts")], ROWS, HashEncoder(8))
    assert found.words == ("ghosts", "ghosts")
    assert found.vectors[0].tolist() == found.vectors[1].tolist()


def test_without_an_encoder_words_are_kept_and_not_read() -> None:
    found = situations_of([query_of(after("a", text="hello"))], ROWS, None)
    assert found.words == ("hello",)
    assert found.users == ("u",)
    assert found.vectors.tolist() == [[0.0]]


def test_the_latest_words_are_kept_from_the_beginning_of_one() -> None:
    talk = Context(
        record="r", utterances=(seeker("oldest " * 60), recommender("older " * 60), seeker("new"))
    )
    words = query_of(talk).dialogue
    assert len(words) <= 600
    assert words.endswith("older  new")
    assert set(words.split()) <= {"oldest", "older", "new"}
    assert query_of(after(text="short")).dialogue == "short"


def test_nothing_is_a_situation_too() -> None:
    found = situations_of([query_of(Context(record="r"))], ROWS, HashEncoder(8))
    assert found.seeds.nnz == found.last.nnz == 0
    assert situations_of([], ROWS, HashEncoder(8)).seeds.shape == (0, 4)


def test_what_was_asked_last_are_the_latest_words_of_the_seeker() -> None:
    talk = Context(
        record="r",
        utterances=(seeker("one"), seeker("two"), recommender("see this"), seeker("three")),
    )
    found = situations_of([query_of(talk)], ROWS, None)
    assert found.latest == ("two three",)
    assert found.words == ("one two see this three",)


FACTS = {"genre: War": 0, "person: Ada Quill": 1, "Ada Quill": 2, "mood: sad": 3}


def asked(*names: str, avoid: tuple[str, ...] = ()) -> list[float]:
    """The weights of the facts when these attributes are asked for, in this order."""
    query = Query(attributes=(*wanted(*names), *avoided(*avoid)))
    return [float(one) for one in situations_of([query], ROWS, None, FACTS).asked.toarray()[0]]


def test_an_attribute_is_its_node_and_the_entity_of_its_name() -> None:
    assert asked("genre:War") == [1, 0, 0, 0]
    assert asked("person:Ada Quill") == [0, 0.5, 0.5, 0]
    assert asked("genre:Western") == asked() == [0, 0, 0, 0]


def test_the_later_an_attribute_was_named_the_more_it_weighs() -> None:
    assert asked("mood:sad", "genre:War") == pytest.approx([1 / 1.8, 0, 0, 0.8 / 1.8])


def test_what_is_ruled_out_is_not_asked_for() -> None:
    assert asked("genre:War", avoid=("mood:sad",)) == [1, 0, 0, 0]


def test_wishes_of_a_context_are_the_attributes_of_its_query() -> None:
    assert query_of(after("a"), wanted("genre:War")).attributes == wanted("genre:War")


def test_unread_words_leave_what_they_name() -> None:
    query = Query(anchors=(Anchor(item_id="a"),), dialogue="sad", attributes=wanted("mood:sad"))
    read = situations_of([query], ROWS, HashEncoder(8), FACTS)
    unread = read.unread()
    assert not unread.vectors.any()
    assert unread.words == unread.latest == ("",)
    assert unread.asked is read.asked
    assert unread.seeds is read.seeds
