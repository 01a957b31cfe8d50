"""What goes into the graph: attributes by their relation, facts, conversations, users."""

from core.dialogue import Dialogue
from retrieval.heterogeneous import NodeKind, Tie
from retrieval.ties import attribute_ties, conversation_ties, fact_ties
from tests.evaluation.planted import recommender, seeker
from tests.worlds import film


def test_an_item_is_tied_to_its_people_by_what_they_did() -> None:
    made = film(1, directors=("Ada",), writers=("Ada", "Bo"), cast=("Cy",), ensemble=("Dee",))
    people = {
        (tie.relation, tie.name) for tie in attribute_ties([made]) if tie.name.startswith("person")
    }
    assert people == {
        ("directed by", "person: Ada"),
        ("written by", "person: Ada"),
        ("written by", "person: Bo"),
        ("stars", "person: Cy"),
    }


def test_an_item_is_tied_to_its_other_attributes_and_keywords() -> None:
    made = film(1, genres=("Drama", "Crime"), moods=("sad",), keywords=("heist",), year=1994)
    assert set(attribute_ties([made])) == {
        Tie("f1", "genre", NodeKind.ATTRIBUTE, "genre: Drama"),
        Tie("f1", "genre", NodeKind.ATTRIBUTE, "genre: Crime"),
        Tie("f1", "mood", NodeKind.ATTRIBUTE, "mood: sad"),
        Tie("f1", "decade", NodeKind.ATTRIBUTE, "decade: 1990"),
        Tie("f1", "keyword", NodeKind.ATTRIBUTE, "keyword: heist"),
    }


def test_two_kinds_of_attribute_with_one_value_are_two_nodes() -> None:
    made = film(1, genres=("War",), themes=("War",), keywords=("War",), year=None)
    names = [tie.name for tie in attribute_ties([made])]
    assert sorted(names) == ["genre: War", "keyword: War", "theme: War"]


def test_facts_are_ties_to_entities_in_order() -> None:
    facts = [("f1", "won", "a prize"), ("f2", "shot in", "Rome")]
    assert list(fact_ties(facts)) == [
        Tie("f1", "won", NodeKind.ENTITY, "a prize"),
        Tie("f2", "shot in", NodeKind.ENTITY, "Rome"),
    ]


def test_a_conversation_says_what_was_named_recommended_and_liked() -> None:
    talk = Dialogue(
        id="d1",
        utterances=(seeker("I liked", "a", "b"), recommender("then", "c", "d"), seeker("ok", "e")),
        liked=("b", "d", "never said"),
        disliked=("c",),
    )
    assert set(conversation_ties([talk])) == {
        Tie("a", "named in", NodeKind.CONVERSATION, "d1"),
        Tie("b", "liked in", NodeKind.CONVERSATION, "d1"),
        Tie("c", "recommended in", NodeKind.CONVERSATION, "d1"),
        Tie("d", "liked in", NodeKind.CONVERSATION, "d1"),
        Tie("e", "named in", NodeKind.CONVERSATION, "d1"),
    }


def test_an_item_named_again_is_one_tie_a_conversation() -> None:
    talk = Dialogue(id="d", utterances=(seeker("x", "a", "a"), seeker("y", "a")))
    assert len(list(conversation_ties([talk, talk.model_copy(update={"id": "e"})]))) == 2


def test_a_seeker_with_a_name_is_tied_to_the_same() -> None:
    talk = Dialogue(id="d", user="u", utterances=(seeker("x", "a"), recommender("y", "b")))
    users = [tie for tie in conversation_ties([talk]) if tie.kind is NodeKind.USER]
    assert users == [
        Tie("a", "named by", NodeKind.USER, "u"),
        Tie("b", "named by", NodeKind.USER, "u"),
    ]
