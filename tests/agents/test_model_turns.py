"""A turn with a language model: its order, its rounds, what streams, what is reflected on."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from agents.recommender import ConversationalRecommender
from agents.state import state_of
from core.conversation import Act, Session, Stage, Withdrawn, Wording
from core.language_model import Site
from core.settings import Order
from core.slate import Case
from tests import fake_models
from tests.agents.model_world import World, modelled
from tests.fake_server import FakeServer, Fault

Open = Callable[..., World]
MACRS_SITES = {"listen": 1, "ask": 2, "recommend": 2, "chat": 2, "plan": 3}
TALK = ("hello", "a comedy please", "none of those", "why the first one?", "more", "thanks")
LATE = 0.15


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(fake_models.sensible) as server:
        yield server


@pytest.fixture
def world(server: FakeServer, tmp_path: Path) -> Iterator[Open]:
    """Opens worlds in front of the server, each in a folder of its own."""
    numbers = itertools.count()
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            modelled(server.url, tmp_path / str(next(numbers)), **settings)
        )


def sites(server: FakeServer, since: int = 0) -> Counter[str]:
    return Counter(request.site for request in server.requests[since:] if request.site != "probe")


def test_the_macrs_order_listens_drafts_three_at_once_and_plans(
    server: FakeServer, world: Open
) -> None:
    server.latency = 0.05
    recommender = world().recommender
    recommender.reply("s", "hello")
    trace = recommender.reply("s", "a comedy please").trace
    assert trace is not None
    assert {call.site.value: call.round for call in trace.calls} == MACRS_SITES
    assert trace.order == "macrs"
    assert [note.act for note in trace.drafts] == [Act.ASK, Act.RECOMMEND, Act.CHAT]
    assert trace.reason == "it brings most"
    assert server.most_at_once == 3


def test_select_then_draft_takes_two_calls_in_two_rounds(server: FakeServer, world: Open) -> None:
    recommender = world(order=Order.SELECT).recommender
    recommender.reply("s", "hello")
    before = len(server.requests)
    trace = recommender.reply("s", "a comedy please").trace
    assert trace is not None
    assert [(call.site, call.round) for call in trace.calls] == [
        (Site.SELECT, 1),
        (Site.RECOMMEND, 2),
    ]
    assert sites(server, before) == {"select": 1, "recommend": 1}
    assert [note.act for note in trace.drafts] == [Act.RECOMMEND]


@pytest.mark.parametrize(("order", "calls", "rounds"), [(Order.MACRS, 5, 3), (Order.SELECT, 3, 2)])
def test_no_turn_makes_more_calls_or_rounds_than_its_order_allows(
    server: FakeServer, world: Open, order: Order, calls: int, rounds: int
) -> None:
    recommender = world(order=order).recommender
    recommender.reply("s", "hello")
    for text in TALK:
        before = len(server.requests)
        trace = recommender.reply("s", text).trace
        assert trace is not None
        made = sites(server, before)
        beside = made["reflect"] if order is Order.MACRS else 0
        assert made.total() - beside <= calls, (text, made)
        assert max(call.round for call in trace.calls) <= rounds, text


@pytest.mark.parametrize("order", Order)
def test_the_words_that_are_streamed_are_the_words_that_are_stored(
    world: Open, order: Order
) -> None:
    recommender = world(order=order).recommender
    for text in TALK:
        *events, session = recommender.stream("s", text)
        assert isinstance(session, Session)
        assert not any(isinstance(event, Withdrawn) for event in events), text
        said = "".join(event.text for event in events if isinstance(event, Wording))
        assert said == session.turns[-1].reply


@pytest.mark.parametrize("order", Order)
def test_stages_are_told_as_they_begin(server: FakeServer, world: Open, order: Order) -> None:
    recommender = world(order=order).recommender
    recommender.reply("s", "hello")
    server.latency = 0.4
    # The middle of three: one slow moment of the machine is not the program's.
    assert sorted(_latest_stage(server, recommender) for _ in range(3))[1] < LATE


def _latest_stage(server: FakeServer, recommender: ConversationalRecommender) -> float:
    """How late the latest stage of a turn is told, in seconds: after the message, or its request."""
    before, start = len(server.requests), time.monotonic()
    arrived: dict[str, float] = {}
    for event in recommender.stream("s", "a comedy please"):
        if isinstance(event, Stage):
            arrived[event.name] = time.monotonic()
    assert arrived["check"] > arrived["search"] > arrived["listen"]
    sites = ((r.at, "listen" if r.site == "select" else r.site) for r in server.requests[before:])
    return max(arrived["listen"] - start, *(arrived[stage] - at for at, stage in sites))


def test_a_selected_draft_is_said_while_it_is_written(server: FakeServer, world: Open) -> None:
    recommender = world(order=Order.SELECT, seconds=2.0).recommender
    recommender.reply("s", "hello")
    server.break_with(Fault.STALL_IN_BODY, site="recommend")
    events = list(recommender.stream("s", "a comedy please"))
    kinds = [type(event) for event in events if not isinstance(event, Stage)]
    assert kinds[0] is Wording
    assert Withdrawn in kinds
    taken_back = next(n for n, event in enumerate(events) if isinstance(event, Withdrawn))
    kept = "".join(event.text for event in events[taken_back:] if isinstance(event, Wording))
    session = events[-1]
    assert isinstance(session, Session)
    assert kept == session.turns[-1].reply
    assert session.turns[-1].cards
    assert session.trace is not None
    assert [call.site for call in session.trace.fallbacks] == [Site.RECOMMEND]


@pytest.mark.parametrize("order", Order)
def test_a_rejection_is_reflected_on_beside_listening_and_kept(
    server: FakeServer, world: Open, order: Order
) -> None:
    server.latency = 0.1
    recommender = world(order=order).recommender
    recommender.reply("s", "a comedy please")
    before = len(server.requests)
    session = recommender.reply("s", "none of those")
    first, second, *later = server.requests[before:]
    assert {first.site, second.site} == {"reflect", "listen" if order is Order.MACRS else "select"}
    assert abs(first.at - second.at) < 0.1
    assert session.turns[-1].strategy is not None
    assert session.turns[-1].strategy.error == "They were of one kind."
    told = {request.site: request.prompt for request in later}
    assert "Move to another kind." in told["recommend"]
    if order is Order.MACRS:
        assert "Ask for the mood." in told["ask"]
        assert "Recommend again." in told["plan"]
    after = recommender.reply("s", "thanks")
    assert after.turns[-1].strategy is None
    assert after.trace is not None
    assert after.trace.strategy == session.turns[-1].strategy
    assert "Say sorry first." in server.requests[-1].prompt or order is Order.MACRS


def test_what_was_no_rejection_after_all_teaches_nothing(server: FakeServer, world: Open) -> None:
    server.answer = fake_models.hearing("", intents=["request"])
    recommender = world().recommender
    recommender.reply("s", "a comedy please")
    session = recommender.reply("s", "none of those")
    assert sites(server)["reflect"] == 1
    assert session.turns[-1].strategy is None


def test_a_rejection_that_only_the_model_hears_is_reflected_on_in_the_next_turn(
    server: FakeServer, world: Open
) -> None:
    server.answer = fake_models.hearing("Hmm", intents=["reject"])
    recommender = world().recommender
    recommender.reply("s", "a comedy please")
    assert recommender.reply("s", "Hmm, Clowns tire me.").turns[-1].strategy is None
    assert recommender.reply("s", "a drama then").turns[-1].strategy is not None
    assert sites(server)["reflect"] == 1


def test_the_planner_sees_profile_acts_and_drafts(server: FakeServer, world: Open) -> None:
    recommender = world().recommender
    recommender.reply("s", "hello")
    recommender.reply("s", "a comedy please")
    prompt = next(r.prompt for r in reversed(server.requests) if r.site == "plan")
    assert 'wants genre "Comedy"' in prompt
    assert "Acts so far, oldest first: ask" in prompt
    assert "{{1.title}}" in prompt.rpartition("Drafts:")[2]


def test_candidates_go_in_with_evidence_and_only_numbers_come_out(
    server: FakeServer, world: Open
) -> None:
    opened = world()
    turn = opened.recommender.reply("s", "a comedy please").turns[-1]
    request = next(r for r in server.requests if r.site == "recommend")
    numbers = fake_models.candidates(request)
    assert len(numbers) >= 5
    listed = request.prompt.rpartition("Candidates:")[2]
    assert listed.count("fits because") == len(numbers)
    assert all(card.label in listed for card in turn.cards)
    assert len(turn.cards) == 3


def test_similar_past_cases_reach_the_recommending_agent(server: FakeServer, world: Open) -> None:
    case = Case(request="a comedy for a rainy day", outcome=("Ostler Halibuts",))
    world(cases=(case,)).recommender.reply("s", "a comedy please")
    prompt = next(r.prompt for r in server.requests if r.site == "recommend")
    assert '"a comedy for a rainy day", ended with "Ostler Halibuts"' in prompt


def test_what_a_case_ended_with_is_told_by_the_number_of_the_candidate(
    server: FakeServer, world: Open
) -> None:
    films = [Case(request="light", outcome=(f"T{n}",), items=(f"f{n}",)) for n in (0, 5, 10)]
    world(cases=tuple(films)).recommender.reply("s", "a comedy please")
    prompt = next(r.prompt for r in server.requests if r.site == "recommend")
    listed, _, cases = prompt.rpartition("Candidates:")[2].partition("Similar past cases:")
    numbers = re.findall(r'"light", ended with candidate (\d+)', cases)
    assert numbers
    for number in numbers:
        assert f"\n{number}. " in listed


def test_by_the_third_turn_four_fifths_of_the_prompts_are_what_the_server_has_seen(
    world: Open,
) -> None:
    for order in Order:
        recommender = world(order=order).recommender
        for text in ("hello", "a comedy please", "more"):
            trace = recommender.reply("s", text).trace
        assert trace is not None
        usages = [call.usage for call in trace.calls]
        shared = sum(u.cached for u in usages) / sum(u.prompt for u in usages)
        assert shared >= 0.8, (order, shared)


def test_the_demand_of_the_last_turn_is_in_the_next_prompts(
    server: FakeServer, world: Open
) -> None:
    recommender = world().recommender
    session = recommender.reply("s", "a comedy please")
    assert state_of(session).demand == "Wants what this says: a comedy please"
    recommender.reply("s", "more")
    last = {request.site: request.prompt for request in server.requests}
    assert "Demand as last understood" in last["listen"]
    assert "a comedy please" in last["plan"]


@pytest.mark.parametrize("text", ["I want to kill myself", "Quiero ver una película", "?!", "  "])
def test_what_the_rules_answer_best_is_never_sent(
    server: FakeServer, world: Open, text: str
) -> None:
    for order in Order:
        turn = world(order=order).recommender.reply("s", text).turns[-1]
        assert turn.reply
    assert sites(server) == {}


def test_tokens_and_prices_are_in_the_trace(world: Open) -> None:
    prices = {"fast-1": {"prompt": 1.0, "completion": 2.0}, "strong-1": {"prompt": 10.0}}
    trace = world(prices=prices).recommender.reply("s", "a comedy please").trace
    assert trace is not None
    by_site = {call.site: call for call in trace.calls}
    listen, plan = by_site[Site.LISTEN], by_site[Site.PLAN]
    assert listen.usage.prompt > 500
    expected = (listen.usage.prompt + 2 * listen.usage.completion) / 1e6
    assert listen.price == pytest.approx(expected)
    assert plan.price == pytest.approx(plan.usage.prompt * 10 / 1e6)


def test_the_orders_are_as_much_faster_as_their_rounds_are_fewer(
    server: FakeServer, world: Open
) -> None:
    """Against five calls one after another, at 0.8 s a call; `make bench-model` measures it well."""
    took: dict[str, float] = {}
    for name, order, at_once in (
        ("one after another", Order.MACRS, 1),
        ("macrs", Order.MACRS, 16),
        ("select", Order.SELECT, 16),
    ):
        server.latency = 0.0
        recommender = world(order=order, at_once=at_once).recommender
        recommender.reply("s", "hello")
        server.latency = 0.8
        tries = []
        for _ in range(2):
            start = time.monotonic()
            recommender.reply("s", "a comedy please")
            tries.append(time.monotonic() - start)
        took[name] = min(tries)
    assert took["one after another"] / took["macrs"] >= 1.6, took
    assert took["one after another"] / took["select"] >= 2.4, took
