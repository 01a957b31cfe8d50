"""What a review of the language-model mind found, each as a test."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.state import state_of
from core.conversation import Act
from core.settings import Order
from tests import fake_models
from tests.agents.model_world import modelled
from tests.fake_server import FakeRequest, FakeServer, Fault

SOON = 2.0


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(fake_models.sensible) as server:
        yield server


def sent(server: FakeServer, since: int = 0) -> list[str]:
    return [request.site for request in server.requests[since:] if request.site != "probe"]


@pytest.mark.parametrize("text", ["Comedy Drama " * 110 + "Zorkmid.", "... " * 2_000, "!?" * 7_000])
@pytest.mark.parametrize("order", Order)
def test_no_text_of_a_model_keeps_a_turn_busy(
    server: FakeServer, tmp_path: Path, text: str, order: Order
) -> None:
    def runs_away(request: FakeRequest) -> str:
        is_speech = request.site in ("ask", "recommend", "chat")
        return f"Well, {text}" if is_speech else fake_models.sensible(request)

    server.answer = runs_away
    with modelled(server.url, tmp_path, order=order) as world:
        start = time.monotonic()
        assert world.recommender.reply("s", "a comedy please").turns[-1].reply
        assert time.monotonic() - start < SOON


def test_locked_records_cost_a_conversation_nothing(server: FakeServer, tmp_path: Path) -> None:
    with modelled(server.url, tmp_path) as world:
        world.recommender.reply("s", "hello")
        lock = sqlite3.connect(tmp_path / "language_model.sqlite", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        session = world.recommender.reply("s", "a comedy please")
        lock.execute("ROLLBACK")
        lock.close()
    assert session.turns[-1].cards
    assert session.trace is not None
    assert session.trace.fallbacks == ()


def test_drafts_see_the_demand_of_this_message(server: FakeServer, tmp_path: Path) -> None:
    with modelled(server.url, tmp_path) as world:
        world.recommender.reply("s", "a horror film please")
        session = world.recommender.reply("s", "actually a comedy please")
    prompt = next(r.prompt for r in reversed(server.requests) if r.site == "recommend")
    assert 'Demand: "Wants what this says: actually a comedy please"' in prompt
    assert state_of(session).demand == "Wants what this says: actually a comedy please"


def test_a_late_reflection_is_about_the_films_that_were_rejected(
    server: FakeServer, tmp_path: Path
) -> None:
    server.answer = fake_models.hearing("Hmm", intents=["reject"])
    with modelled(server.url, tmp_path) as world:
        first = world.recommender.reply("s", "a comedy please").turns[-1]
        second = world.recommender.reply("s", "Hmm, clowns tire me.").turns[-1]
        assert second.act is Act.RECOMMEND
        world.recommender.reply("s", "a drama then")
    prompt = next(r.messages[1]["content"] for r in server.requests if r.site == "reflect")
    blamed = prompt.partition("Films that were turned down:")[2]
    assert all(card.label in blamed for card in first.cards)
    assert not any(card.label in blamed for card in second.cards)


def test_nothing_is_sent_of_what_the_rules_answer_even_after_a_rejection(
    server: FakeServer, tmp_path: Path
) -> None:
    server.answer = fake_models.hearing("Hmm", intents=["reject"])
    for text in ("Quiero ver una película", "I want to kill myself"):
        with modelled(server.url, tmp_path / text[:5]) as world:
            world.recommender.reply("s", "a comedy please")
            world.recommender.reply("s", "Hmm, clowns tire me.")
            before = len(server.requests)
            assert world.recommender.reply("s", text).turns[-1].reply
            assert sent(server, before) == []


def test_declined_messages_of_one_person_leave_the_server_to_the_others(
    server: FakeServer, tmp_path: Path
) -> None:
    with modelled(server.url, tmp_path) as world:
        world.recommender.reply("s", "hello")
        server.break_with(Fault.FILTERED)
        for _ in range(2):
            world.recommender.reply("s", "a comedy please")
        server.mend()
        trace = world.recommender.reply("other", "a comedy please").trace
    assert trace is not None
    assert trace.fallbacks == ()


def test_what_is_ruled_out_is_not_searched_for(server: FakeServer, tmp_path: Path) -> None:
    avoided = [{"facet": "genre", "value": "Horror", "either": False}]
    server.answer = fake_models.hearing("", wants=[], avoids=avoided)
    with modelled(server.url, tmp_path) as world:
        heard = world.recommender.reply("s", "something quiet, no horror").turns[-1].heard
    assert [attribute.text for attribute in heard.attributes] == ["horror"]


def test_a_server_that_changes_is_asked_anew_how_it_wants_to_be_spoken_to(
    server: FakeServer, tmp_path: Path
) -> None:
    with modelled(server.url, tmp_path) as world:
        world.recommender.reply("s", "hello")
        server.break_with(
            Fault.STATUS_400, when=lambda r: "json_schema" in str(r.body.get("response_format"))
        )
        world.recommender.reply("s", "a comedy please")
        trace = world.recommender.reply("s", "more").trace
    assert trace is not None
    assert trace.fallbacks == ()
