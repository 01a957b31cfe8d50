"""What a stranger's first hour with the default films found, kept as conversations."""

from collections.abc import Callable

import pytest

from agents.recommender import ConversationalRecommender
from core.conversation import Act, Turn

Conversation = ConversationalRecommender


@pytest.fixture
def stranger(graph_recommender: Callable[[], Conversation]) -> Conversation:
    return graph_recommender()


def said(recommender: Conversation, session_id: str, *messages: str) -> Turn:
    """The last turn of a conversation of these messages."""
    for message in messages:
        session = recommender.reply(session_id, message)
    return session.turns[-1]


@pytest.mark.parametrize("title", ["Blade Runner", "The Godfather", "Jurassic Park"])
def test_no_slot_reaches_an_explanation(stranger: Conversation, title: str) -> None:
    turn = said(stranger, f"why-{title[:3]}", f"something like {title}", "why?")
    assert "{{" not in turn.reply
    assert turn.reply.count("\n- ") == 5


def test_no_placeholder_reaches_a_reply(stranger: Conversation) -> None:
    turn = said(stranger, "denzel", "anything with Denzel where he's a villain")
    assert "<A" not in turn.reply


@pytest.mark.parametrize("message", ["I want to kill myself", "i feel suicidal"])
def test_distress_is_answered_with_care_and_no_films(stranger: Conversation, message: str) -> None:
    turn = said(stranger, f"care-{len(message)}", message)
    assert turn.act is Act.CHAT
    assert turn.cards == ()
    assert "988" in turn.reply


def test_without_violence_brings_no_violent_film(stranger: Conversation) -> None:
    turn = said(stranger, "gentle", "a film without any violence")
    films = [stranger.items[card.item_id] for card in turn.cards]
    assert films
    for film in films:
        assert not {"violent", "gritty", "action-packed"} & set(film.moods)
        assert film.moods or not {"Action", "Horror", "War", "Crime"} & set(film.genres)


def test_a_fear_is_no_wish(stranger: Conversation) -> None:
    turn = said(stranger, "fears", "I need a film for my 4 year old", "she's scared of witches")
    films = [stranger.items[card.item_id] for card in turn.cards]
    assert films
    assert not any("witches and magic" in film.themes for film in films)


def test_the_children_can_go_to_bed(stranger: Conversation) -> None:
    turn = said(stranger, "bed", "something for my 4 year old", "now something for me, violent")
    assert any(card.genres and "Family" not in card.genres for card in turn.cards)
    assert "children" not in turn.reply


def test_older_counts_from_the_film_that_was_named(stranger: Conversation) -> None:
    turn = said(stranger, "older", "something like Blade Runner", "older")
    assert turn.cards
    assert all(card.year is not None and card.year < 1982 for card in turn.cards)
    assert all(f"{1982 - (card.year or 0)} year" in card.reason for card in turn.cards)


def test_what_next_after_a_loved_film_drops_the_earlier_wish(stranger: Conversation) -> None:
    turn = said(stranger, "next", "anything by Kurosawa", "I loved Whiplash, what next?")
    films = [stranger.items[card.item_id] for card in turn.cards]
    assert films
    assert not any("Akira Kurosawa" in film.directors for film in films)


def test_cosy_is_heard_in_british_spelling(stranger: Conversation) -> None:
    turn = said(stranger, "cosy", "a cosy mystery for a rainy evening")
    assert "cozy" in {attribute.value for attribute in turn.heard.attributes}
