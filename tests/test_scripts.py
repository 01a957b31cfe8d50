"""Conversations that strangers might hold, from end to end over the default films."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GraphRecommender
from tests.scripted import complaints

FOLDER = Path(__file__).parent / "scripts"
GROUPS = {
    "audience_and_surprise",
    "critiques",
    "genres_and_moods",
    "likes_and_dislikes",
    "negation",
    "odd_input",
    "people",
    "questions_and_why",
    "references",
    "social_and_reset",
    "titles",
    "years_and_runtime",
}


def scripts() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.json")):
        for script in json.loads(path.read_text("utf-8")):
            yield pytest.param(script["turns"], id=f"{path.stem}-{script['name']}")


def said(turn: dict[str, Any]) -> str:
    """The message of a scripted turn; a long one is written as a piece and a number."""
    if "say" in turn:
        return str(turn["say"])
    piece, times = turn["say_repeat"]
    return str(piece) * int(times)


@pytest.mark.parametrize("turns", list(scripts()))
def test_the_conversation_goes_as_scripted(
    turns: list[dict[str, Any]], graph_recommender: GraphRecommender
) -> None:
    recommender = graph_recommender()
    after = recommender.session("script")
    for number, expected in enumerate(turns, 1):
        before, after = after, recommender.reply("script", said(expected))
        found = complaints(expected, before, after, recommender.items)
        assert found == [], f"turn {number}: {said(expected)[:200]!r} got {after.turns[-1].reply!r}"


def test_there_are_sixty_conversations_or_more() -> None:
    assert len(list(scripts())) >= 60


def test_every_group_has_conversations() -> None:
    groups = {str(script.id).partition("-")[0] for script in scripts()}
    assert groups >= GROUPS


def test_every_conversation_has_a_name_of_its_own() -> None:
    names = [script.id for script in scripts()]
    assert len(names) == len(set(names))
