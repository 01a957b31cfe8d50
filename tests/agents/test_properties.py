"""Whatever is said, the answer is well-formed, names only its own films, and repeats none."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.recommender import ConversationalRecommender
from agents.state import state_of
from catalog.store import Catalog
from core.conversation import Session, Turn
from core.heard import Intent, Stance
from tests.agents.conftest import Planted
from tests.contracts.mind import titles_in
from tests.worlds import made_up

TITLES = [item.title for item in made_up().values()]
MESSAGES = (
    "a comedy please",
    "something sad",
    "a heist film, no horror",
    "from the 80s",
    "under two hours",
    "something newer",
    "but funnier",
    "more",
    "none of those",
    "I've seen the first one",
    "I hated the second one",
    "I loved the third one",
    "why?",
    "who directed the first one?",
    "which is the shortest?",
    "I'll watch the second one",
    "surprise me",
    "start over",
    "hello",
    "thanks",
    "for my kids",
    "two films please",
    'something like "The Purple Tangerine Conspiracy"',
    "also with Ada Quibble3",
)
ODDITIES = (
    "\x00", "\x1b[31m", "\r\n", "\t", "\u202e", "\u200f", "אני רוצה", "أريد فيلم", "🎬👨‍👩‍👧‍👦", "\ufeff",
    "{{1.title}}", "{{topic1.label}}", "{{near1.title}}", "{{0.title}}", "[[ 7 * 7 ]]", "[% raise %]", "{% for x in y %}",
    "<script>alert(1)</script>", "<F0>", "<A0>", "<R9>", "<!--", "&lt;", "[a](javascript:alert(1))", "![x](http://x)",
    "**bold**", "| a | b |", "```", "'; DROP TABLE checkpoints;--", "../../etc/passwd", "%s%n", "\ud7ff", "ﬁ", "ß",
)  # fmt: skip
about_films = st.builds(
    "{} {}".format,
    st.sampled_from(
        [
            "something like",
            "I loved",
            "I hated",
            "I've seen",
            "not",
            "tell me about",
            "I'll watch",
            "",
        ]
    ),
    st.sampled_from(TITLES),
)
planted_text = st.one_of(st.sampled_from(MESSAGES), about_films)
any_text = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(ODDITIES), planted_text), max_size=6).map(" ".join),
)
fresh_id = itertools.count()


@pytest.fixture(scope="module")
def recommender(
    planted: Planted, tmp_path_factory: pytest.TempPathFactory
) -> ConversationalRecommender:
    folder: Path = tmp_path_factory.mktemp("properties")
    return planted(folder)


def session_id() -> str:
    return f"s{next(fresh_id)}"


def assert_sound(turn: Turn, catalog: Catalog) -> None:
    """The turn is a valid value with words in it, and names only films it may name."""
    assert Turn.model_validate_json(turn.model_dump_json()) == turn
    assert turn.reply.strip()
    assert re.search(r"\{\{\s*(?:topic|near)?\d+\.\w+\s*\}\}", turn.reply) is None
    assert {card.item_id for card in turn.cards} <= set(catalog)


@given(text=any_text)
@settings(max_examples=150)
def test_any_text_gets_a_valid_turn(
    recommender: ConversationalRecommender, made_up_films: Catalog, text: str
) -> None:
    assert_sound(recommender.reply(session_id(), text).turns[-1], made_up_films)


@given(text=any_text)
@settings(max_examples=80)
def test_any_text_after_a_slate_gets_a_valid_turn(
    recommender: ConversationalRecommender, made_up_films: Catalog, text: str
) -> None:
    mine = session_id()
    recommender.reply(mine, "a comedy please")
    assert_sound(recommender.reply(mine, text).turns[-1], made_up_films)


@pytest.mark.parametrize(
    "piece", ["blah ", "x", "{{1.title}}", "a comedy, ", "no ", "\n", "🎬", "not not "]
)
def test_a_hundred_thousand_characters_get_a_valid_turn(
    recommender: ConversationalRecommender, made_up_films: Catalog, piece: str
) -> None:
    text = (piece * 100_000)[:100_000]
    turn = recommender.reply(session_id(), text).turns[-1]
    assert_sound(turn, made_up_films)
    assert len(turn.model_dump_json()) < 60_000


def allowed(session: Session, catalog: Catalog) -> set[str]:
    """Titles that the last reply may contain: of any slate so far and of any film heard of."""
    shown = {card.item_id for turn in session.turns for card in turn.cards}
    heard = {f.item_id for turn in session.turns for f in turn.heard.films}
    quoted = {title for turn in session.turns for title in titles_in(turn.heard.text, catalog)}
    return {catalog[item_id].title for item_id in shown | heard} | quoted


@given(texts=st.lists(planted_text, min_size=1, max_size=4))
@settings(max_examples=50)
def test_a_reply_names_only_films_shown_or_spoken_of(
    recommender: ConversationalRecommender, made_up_films: Catalog, texts: list[str]
) -> None:
    mine = session_id()
    for text in texts:
        session = recommender.reply(mine, text)
        assert titles_in(session.turns[-1].reply, made_up_films) <= allowed(session, made_up_films)


def judged(turn: Turn, *stances: Stance) -> set[str]:
    return {film.item_id for film in turn.heard.films if film.stance in stances}


@given(texts=st.lists(planted_text, min_size=2, max_size=5), data=st.data())
@settings(max_examples=50)
def test_films_shown_seen_or_turned_down_never_come_back(
    recommender: ConversationalRecommender, texts: list[str], data: st.DataObject
) -> None:
    mine = session_id()
    known: set[str] = set()
    refused: set[str] = set()
    for text in texts:
        turn = recommender.reply(mine, text).turns[-1]
        now = {card.item_id for card in turn.cards}
        assert len(now) == len(turn.cards)
        # Starting over forgives what was only turned down.
        refused = set() if turn.heard.says(Intent.RESET) else refused
        refused |= judged(turn, Stance.REJECT, Stance.ACCEPT)
        known |= judged(turn, Stance.LIKE, Stance.DISLIKE, Stance.SEEN)
        assert now.isdisjoint(known | refused | judged(turn, Stance.ANCHOR))
        known |= now
        if turn.cards:
            card = data.draw(st.sampled_from(turn.cards))
            stance = data.draw(st.sampled_from([Stance.SEEN, Stance.DISLIKE]))
            recommender.mark(mine, card.item_id, stance)


def test_the_film_one_went_by_is_not_recommended_later(
    recommender: ConversationalRecommender,
) -> None:
    mine = session_id()
    recommender.reply(mine, "something like Vexing Zeppelins")
    shown = [card.title for card in recommender.reply(mine, "a comedy please").turns[-1].cards]
    assert "Vexing Zeppelins" not in shown


@given(texts=st.lists(planted_text, min_size=1, max_size=4), last=planted_text, then=planted_text)
@settings(max_examples=40)
def test_undo_is_never_having_said_it(
    recommender: ConversationalRecommender, texts: list[str], last: str, then: str
) -> None:
    mine = session_id()
    for text in texts:
        before = recommender.reply(mine, text)
    expected = recommender.reply(mine, then)
    recommender.undo(mine)
    recommender.reply(mine, last)
    undone = recommender.undo(mine)
    assert undone.turns == before.turns
    assert state_of(undone) == state_of(before)
    assert recommender.reply(mine, then).turns == expected.turns


@given(texts=st.lists(planted_text, min_size=1, max_size=3), data=st.data())
@settings(max_examples=40)
def test_pressing_a_button_twice_changes_nothing(
    recommender: ConversationalRecommender, texts: list[str], data: st.DataObject
) -> None:
    mine = session_id()
    for text in ("a comedy please", *texts):
        before = recommender.reply(mine, text)
    shown = sorted({card.item_id for turn in before.turns for card in turn.cards})
    item_id = data.draw(st.sampled_from(shown))
    stance = data.draw(st.sampled_from([Stance.LIKE, Stance.DISLIKE, Stance.SEEN]))
    recommender.mark(mine, item_id, stance)
    assert recommender.mark(mine, item_id, stance) == before


@given(text=any_text)
def test_ones_own_words_are_never_read_as_slots(
    recommender: ConversationalRecommender, made_up_films: Catalog, text: str
) -> None:
    mine = session_id()
    named = f'something like "{text[:30]} {{{{1.title}}}} {{{{topic1.title}}}} Conspiracy"'
    session = recommender.reply(mine, named)
    assert titles_in(session.turns[-1].reply, made_up_films) <= allowed(session, made_up_films)
    assert "{{" not in session.turns[-1].reply


@given(texts=st.lists(planted_text, min_size=1, max_size=3))
@settings(max_examples=25)
def test_the_same_conversation_gets_the_same_answers(
    planted: Planted, tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    sessions = []
    for _ in range(2):
        recommender = planted(tmp_path_factory.mktemp("twice"))
        for text in texts:
            session = recommender.reply("s", text)
        sessions.append(session.turns)
    assert sessions[0] == sessions[1]
