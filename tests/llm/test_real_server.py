"""Conversations through the real client in front of a real llama.cpp server: `make test-llm`.

The model (SmolLM2, 135M) is far too weak to judge answers by: these tests prove the wiring.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.budget import Limits
from core.chat_model import ChatModel, ModelConfig
from core.conversation import Session, Stage, Wording
from core.language_model import Message, ModelFailed, Role, Site, Typed
from core.model_server import Form
from core.model_store import ModelStore
from core.settings import Order
from tests.agents.model_world import modelled, titles_said
from tests.llm.real_server import MODEL, real_server, why_not

pytestmark = [
    pytest.mark.llm,
    pytest.mark.timeout(900),
    pytest.mark.skipif(why_not() is not None, reason=why_not() or ""),
]
MODELS = {Role.FAST: MODEL, Role.STRONG: MODEL}
PLENTY = Limits(calls=100, rounds=1, seconds=300, places=dict.fromkeys(Site, 1))
SECONDS = 240.0
TALK = ("a comedy please", "none of those", "why the first one?")


class Colour(Typed):
    """A small typed answer."""

    name: str
    is_warm: bool


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with real_server() as url:
        yield url


@pytest.fixture
def model(url: str, tmp_path: Path) -> Iterator[ChatModel]:
    config = ModelConfig(url=url, models=MODELS)
    model = ChatModel(config, ModelStore(tmp_path / "language_model.sqlite"))
    yield model
    model.close()


def test_the_server_keeps_to_a_schema(model: ChatModel) -> None:
    assert model.dialect(Role.FAST, 60).form is Form.SCHEMA
    messages = (
        Message(role="system", content="# Task: listen\nYou answer in JSON."),
        Message(role="user", content="Name a colour and say whether it is warm."),
    )
    calls = model.turn(PLENTY)
    said = calls.structured(Site.LISTEN, Role.FAST, messages, Colour)
    assert isinstance(said, Colour)
    (note,) = calls.notes
    assert note.usage.prompt > 10
    assert not note.usage.estimated


def test_words_arrive_in_pieces_and_are_counted(model: ChatModel) -> None:
    messages = (
        Message(role="system", content="# Task: chat\nYou are brief."),
        Message(role="user", content="Say in two sentences what a film is."),
    )
    pieces: list[str] = []
    calls = model.turn(PLENTY)
    text = calls.text(Site.CHAT, Role.STRONG, messages, pieces.append)
    assert "".join(pieces) == text
    assert len(pieces) > 3
    assert calls.notes[0].usage.completion > 3
    assert not calls.notes[0].usage.estimated


def test_an_overlong_prompt_is_refused_and_explained(model: ChatModel) -> None:
    messages = (
        Message(role="system", content="# Task: chat\nYou are brief."),
        Message(role="user", content="word " * 30_000),
    )
    with pytest.raises(ModelFailed, match=r"refused the request \(400\)"):
        model.turn(PLENTY).text(Site.CHAT, Role.STRONG, messages)


@pytest.mark.parametrize("order", Order)
def test_a_conversation_is_held_in_either_order(url: str, tmp_path: Path, order: Order) -> None:
    came = set()
    with modelled(url, tmp_path, order=order, seconds=SECONDS, models=MODELS) as world:
        for text in TALK:
            *events, session = world.recommender.stream("s", text)
            assert isinstance(session, Session)
            turn, trace = session.turns[-1], session.trace
            assert any(isinstance(event, Stage) for event in events)
            assert any(isinstance(event, Wording) for event in events)
            assert turn.reply.strip()
            allowed = {card.title for each in session.turns for card in each.cards}
            assert titles_said(turn.reply, world.films) <= allowed
            assert trace is not None
            assert trace.calls
            came |= {call.site for call in trace.calls if call.usage.completion}
    assert came & {Site.LISTEN, Site.SELECT}
