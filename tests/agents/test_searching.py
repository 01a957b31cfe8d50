"""What the conversation amounts to becomes a search, and no film comes back that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.searching import excluded_by, nearby_query, query_for, topics_of
from agents.state import DialogueState
from core.heard import Audience, Film, Heard, Stance
from core.slate import Query
from retrieval.graph import KnowledgeGraph
from retrieval.search import FusedRetriever
from tests.worlds import made_up, wanted

NOTHING = Heard()
IDS = st.frozensets(st.integers(0, 39).map(lambda n: f"f{n}"), max_size=8)


@pytest.fixture(scope="module")
def retriever() -> FusedRetriever:
    return FusedRetriever(made_up(), KnowledgeGraph.build(made_up().items_in_order))


def weights(query: Query) -> dict[str, float]:
    return {anchor.item_id: anchor.weight for anchor in query.anchors}


def test_a_model_of_the_request_pulls_fully_and_an_old_liking_less() -> None:
    state = DialogueState(anchors=("f1",), liked=frozenset({"f2"}))
    pull = weights(query_for(state, NOTHING, seed=0))
    assert pull["f1"] == 1.0
    assert 0 < pull["f2"] < 1.0


def test_a_liking_is_all_there_is_to_go_by_where_nothing_is_asked() -> None:
    assert weights(query_for(DialogueState(liked=frozenset({"f2"})), NOTHING, 0)) == {"f2": 1.0}


def test_what_was_disliked_pushes_more_than_what_was_turned_down() -> None:
    state = DialogueState(disliked=frozenset({"f1"}), rejected=frozenset({"f1", "f2"}))
    push = weights(query_for(state, NOTHING, seed=0))
    assert push["f1"] < push["f2"] < 0


def test_a_direction_starts_from_its_film() -> None:
    assert weights(query_for(DialogueState(shift_anchor="f3"), NOTHING, 0)) == {"f3": 1.0}


@pytest.mark.parametrize(("count", "size"), [(None, 5), (1, 1), (7, 7), (20, 10)])
def test_the_slate_has_the_number_asked_for_up_to_ten(count: int | None, size: int) -> None:
    assert query_for(DialogueState(count=count), NOTHING, seed=0).size == size


def test_children_are_told_to_the_search() -> None:
    assert query_for(DialogueState(audience=Audience.KIDS), NOTHING, seed=0).for_kids
    assert nearby_query("Foxes", DialogueState(audience=Audience.KIDS)).for_kids


def test_a_surprise_explores() -> None:
    assert query_for(DialogueState(surprise=True), NOTHING, seed=0).explore > 0
    assert query_for(DialogueState(), NOTHING, seed=0).explore == 0


def test_a_film_liked_now_comes_before_films_liked_earlier() -> None:
    liked = frozenset(f"f{number}" for number in range(20))
    now = Heard(films=(Film(item_id="f19", stance=Stance.LIKE),))
    anchors = query_for(DialogueState(liked=liked), now, seed=0).anchors
    assert anchors[0].item_id == "f19"
    assert len(anchors) == 12


def test_the_models_themselves_are_not_proposed() -> None:
    state = DialogueState(anchors=("f1",), models=frozenset({"f1"}), shift_anchor="f2", topic="f3")
    assert excluded_by(state) == {"f1", "f2", "f3"}


def test_the_search_gets_what_the_person_said_oldest_first() -> None:
    state = DialogueState().hearing(Heard(text="hello\n there")).hearing(Heard(text="a comedy"))
    assert query_for(state, NOTHING, seed=0).dialogue == "hello there a comedy"
    assert query_for(DialogueState(), NOTHING, seed=0).dialogue == ""


def test_long_dialogues_are_cut_to_their_end_at_a_word() -> None:
    words = tuple(f"word{number}" for number in range(300))
    said = query_for(DialogueState(messages=words), NOTHING, seed=0).dialogue
    assert 590 < len(said) <= 600
    assert said.split() == list(words[-len(said.split()) :])


@pytest.mark.parametrize("length", [599, 600, 601, 602, 5000])
def test_a_word_longer_than_the_dialogue_may_be_is_cut_itself(length: int) -> None:
    said = query_for(DialogueState(messages=("x" * length,)), NOTHING, seed=0).dialogue
    assert said == "x" * min(length, 600)


def test_a_word_that_fits_exactly_is_kept() -> None:
    said = query_for(DialogueState(messages=("before", "x" * 600)), NOTHING, seed=0).dialogue
    assert said == "x" * 600


@given(st.lists(st.text(max_size=400), max_size=6))
def test_the_dialogue_is_the_end_of_what_was_said(messages: list[str]) -> None:
    said = query_for(DialogueState(messages=tuple(messages)), NOTHING, seed=0).dialogue
    assert len(said) <= 600
    assert " ".join(" ".join(messages).split()).endswith(said)


@given(shown=IDS, seen=IDS, liked=IDS, disliked=IDS, rejected=IDS, accepted=IDS)
def test_excluded_films_are_never_in_the_slate(
    retriever: FusedRetriever, **history: frozenset[str]
) -> None:
    state = DialogueState.model_validate(history | {"attributes": wanted("genre:Comedy")})
    found = {item.id for item in retriever.search(query_for(state, NOTHING, seed=1)).items}
    assert found.isdisjoint(frozenset().union(*history.values()))
    nearby = {item.id for item in retriever.search(nearby_query("Foxes", state)).items}
    assert nearby.isdisjoint(frozenset().union(*history.values()))


def test_the_topics_are_the_films_asked_about() -> None:
    films = (Film(item_id="f1", stance=Stance.SEEN), Film(item_id="f2", stance=Stance.ABOUT))
    found = topics_of(Heard(films=films), DialogueState(topic="f9"), made_up())
    assert [item.id for item in found] == ["f2"]


def test_the_topic_is_the_film_last_talked_about_where_none_is_named() -> None:
    found = topics_of(NOTHING, DialogueState(topic="f9"), made_up())
    assert [item.id for item in found] == ["f9"]
    assert topics_of(NOTHING, DialogueState(), made_up()) == ()
