"""A recorded conversation is replayed byte for byte, without a server and without a key."""

from pathlib import Path

import pytest

from core.conversation import Session, Wording
from core.settings import Order, Replay
from tests import fake_models
from tests.agents.model_world import World, modelled
from tests.fake_server import FakeServer, Fault

TALK = ("hello", "a comedy please", "none of those", "why the first one?", "more", "thanks")
NOWHERE = "http://127.0.0.1:9/v1"


def held(world: World, name: str = "s") -> tuple[bytes, list[str]]:
    """The conversation as stored, without its clock times, and every piece that was streamed."""
    pieces: list[str] = []
    traces = []
    for text in TALK:
        for event in world.recommender.stream(name, text):
            if isinstance(event, Wording):
                pieces.append(event.text)
            if isinstance(event, Session) and event.trace:
                traces.append([(c.site, c.usage, c.failure) for c in event.trace.calls])
    session = world.recommender.session(name)
    stored = "\n".join(turn.model_dump_json() for turn in session.turns)
    assert all(traces)
    return stored.encode(), pieces


@pytest.mark.parametrize("order", Order)
def test_a_replayed_conversation_is_the_same_to_the_byte(tmp_path: Path, order: Order) -> None:
    with FakeServer(fake_models.sensible) as server:
        server.break_with(Fault.STATUS_500, site="chat", times=1)
        with modelled(server.url, tmp_path / "a", order=order, replay=Replay.RECORD) as world:
            recorded = held(world)
    (tmp_path / "b").mkdir()
    for part in (tmp_path / "a").glob("language_model.sqlite*"):
        (tmp_path / "b" / part.name).write_bytes(part.read_bytes())
    for number in range(2):
        with modelled(NOWHERE, tmp_path / "b", order=order, replay=Replay.REPLAY) as world:
            assert held(world, f"again{number}") == recorded


def test_what_was_not_recorded_is_answered_by_rules(tmp_path: Path) -> None:
    with modelled(NOWHERE, tmp_path, replay=Replay.REPLAY) as world:
        session = world.recommender.reply("s", "a comedy please")
    assert session.turns[-1].cards
    assert session.trace is not None
    assert {call.failure for call in session.trace.fallbacks} == {
        "this call is not in the recording"
    }
