"""What calls cost, and the daily cap that is checked before money is spent."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language_model import CallNote, Failure, Message, Role, Site, Usage
from core.model_calls import MOST_TOKENS
from core.model_server import Dialect
from core.model_store import ModelStore
from core.settings import Price
from core.spending import Purse, cost, estimated_usage
from tests.core.model_client import (
    LIMITS,
    MODEL,
    RECORDS,
    WORDS,
    Connect,
    asked,
    choose,
    failure_of,
    say_words,
    speak,
)  # fmt: skip
from tests.fake_server import FakeServer, Fault

ROOT = Path(__file__).parents[2]
PRICES = {MODEL: Price(prompt=2.0, completion=8.0, cached=0.5)}
TOKENS = st.integers(0, 10**6)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ModelStore]:
    with closing(ModelStore(tmp_path / RECORDS)) as store:
        yield store


def a_note(usage: Usage, model: str = MODEL) -> CallNote:
    return CallNote(site=Site.CHAT, model=model, round=1, usage=usage)


@pytest.mark.parametrize(
    ("price", "total"),
    [
        (Price(), 0.0),
        (Price(prompt=2.0), 2.0),
        (Price(completion=8.0), 4.0),
        (Price(prompt=2.0, completion=8.0), 6.0),
        (Price(prompt=2.0, completion=8.0, cached=0.5), 4.875),
        (Price(prompt=2.0, completion=8.0, cached=0.0), 4.5),
    ],
)
def test_tokens_from_the_cache_have_a_price_of_their_own(price: Price, total: float) -> None:
    usage = Usage(prompt=1_000_000, cached=750_000, completion=500_000)
    assert cost(price, usage) == pytest.approx(total)


@given(TOKENS, TOKENS, st.integers(0, 10**6))
def test_a_cheaper_cache_never_costs_more(prompt: int, completion: int, cached: int) -> None:
    usage = Usage(prompt=prompt, cached=min(cached, prompt), completion=completion)
    dear = PRICES[MODEL].model_copy(update={"cached": None})
    assert 0 <= cost(PRICES[MODEL], usage) <= cost(dear, usage)


@pytest.mark.parametrize(("length", "tokens"), [(0, 0), (1, 1), (4, 1), (5, 2), (400, 100)])
def test_four_characters_are_a_token(length: int, tokens: int) -> None:
    messages = (Message(role="user", content="x" * length),)
    expected = Usage(prompt=tokens, completion=tokens, estimated=True)
    assert estimated_usage(messages, "y" * length) == expected


def test_the_cap_counts_what_calls_in_flight_may_still_cost(store: ModelStore) -> None:
    purse = Purse({MODEL: Price(completion=1_000_000)}, 100.0, store)
    first = purse.reserve(MODEL, (), 60)
    assert failure_of(lambda: purse.reserve(MODEL, (), 60)) is Failure.OVER_CAP
    noted = purse.settle(first, a_note(Usage(completion=10)))
    assert noted.price == pytest.approx(10)
    second = purse.reserve(MODEL, (), 60)
    assert failure_of(lambda: purse.reserve(MODEL, (), 60)) is Failure.OVER_CAP
    purse.release(second)
    purse.reserve(MODEL, (), 90)
    assert failure_of(lambda: purse.reserve(MODEL, (), 1)) is Failure.OVER_CAP


def test_a_new_day_begins_with_a_full_purse(store: ModelStore) -> None:
    today = [date(2026, 6, 1)]
    purse = Purse({MODEL: Price(completion=1_000_000)}, 100.0, store, today=lambda: today[0])
    purse.settle(purse.reserve(MODEL, (), 100), a_note(Usage(completion=100)))
    assert failure_of(lambda: purse.reserve(MODEL, (), 1)) is Failure.OVER_CAP
    today[0] = date(2026, 6, 2)
    assert purse.reserve(MODEL, (), 100) == pytest.approx(100)


def test_without_a_cap_nothing_is_refused(store: ModelStore) -> None:
    purse = Purse(PRICES, None, store)
    assert purse.reserve(MODEL, asked(), 10**9) > 1_000
    assert purse.reserve("a model without a price", asked(), 10**9) == 0.0


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 100), st.sampled_from(["settle", "release"])),
        max_size=30,
    )
)
def test_no_order_of_calls_costs_more_than_the_cap(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[int, int, str]]
) -> None:
    path = tmp_path_factory.mktemp("spending") / RECORDS
    with closing(ModelStore(path)) as store:
        purse = Purse({MODEL: Price(completion=1_000_000)}, 100.0, store)
        waiting: list[tuple[float, int, str]] = []
        for most, share, ending in calls:
            if failure_of(lambda m=most: waiting.append((purse.reserve(MODEL, (), m), 0, ""))):
                continue
            reserved, _, _ = waiting.pop()
            waiting.append((reserved, most * share // 100, ending))
            if len(waiting) > 2:
                _end(purse, *waiting.pop(0))
        for one in waiting:
            _end(purse, *one)
        assert store.spent(datetime.now(UTC).date()) <= 100.0


def _end(purse: Purse, reserved: float, tokens: int, ending: str) -> None:
    if ending == "settle":
        purse.settle(reserved, a_note(Usage(completion=tokens)))
    else:
        purse.release(reserved)


def test_threads_and_programs_add_up(tmp_path: Path, store: ModelStore) -> None:
    program = (
        "from datetime import date\nfrom pathlib import Path\n"
        "from core.language_model import CallNote, Site, Usage\n"
        "from core.model_store import ModelStore\n"
        f"store = ModelStore(Path({str(tmp_path / RECORDS)!r}))\n"
        "note = CallNote(site=Site.CHAT, model='m', round=1, price=0.5,"
        " usage=Usage(prompt=3, cached=1, completion=2))\n"
        "for _ in range(40):\n    store.spend(date(2026, 6, 1), note)\n"
    )
    programs = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) for _ in range(2)]
    note = a_note(Usage(prompt=3, cached=1, completion=2), "m").model_copy(update={"price": 0.5})

    def spend() -> None:
        for _ in range(40):
            store.spend(date(2026, 6, 1), note)

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.wait(timeout=60) for each in programs] == [0, 0]
    calls = 6 * 40
    assert [tuple(row) for row in store.account()] == [
        ("2026-06-01", "chat", "m", calls, 0, 3 * calls, calls, 2 * calls, 0.5 * calls)
    ]


def test_a_turn_has_the_price_of_its_tokens(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(prices=PRICES)
    turn = model.turn(LIMITS)
    for _ in range(2):
        turn.text(Site.CHAT, Role.STRONG, asked())
    for note in turn.notes:
        assert note.price == pytest.approx(cost(PRICES[MODEL], note.usage))
    first, second = turn.notes
    assert second.price < first.price
    (row,) = model.store.account()
    assert (row.site, row.calls, row.failures) == ("chat", 2, 0)
    assert row.price == pytest.approx(first.price + second.price)


def test_a_failed_call_that_the_server_has_read_is_paid_for(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    speak(tmp_path, server.url)
    model = connect(prices=PRICES)
    server.break_with(Fault.CUT_OFF, times=1)
    server.break_with(Fault.STATUS_401, times=1)
    failures = [failure_of(lambda: say_words(model)) for _ in range(2)]
    assert failures == [Failure.UNAUTHORISED, Failure.TRUNCATED]
    (row,) = model.store.account()
    assert (row.calls, row.failures) == (2, 2)
    # What broke off was written out as far as it was allowed to be.
    most = estimated_usage(asked(), "").model_copy(update={"completion": MOST_TOKENS[Site.CHAT]})
    assert row.price == pytest.approx(cost(PRICES[MODEL], most))


def test_over_the_cap_nothing_is_sent(server: FakeServer, connect: Connect, tmp_path: Path) -> None:
    speak(tmp_path, server.url)
    price = Price(completion=1_000_000)
    most = MOST_TOKENS[Site.CHAT]
    model = connect(prices={MODEL: price}, daily_cap=most + 1)
    assert say_words(model) == WORDS
    assert len(server.requests) == 1
    assert failure_of(lambda: say_words(model)) is Failure.OVER_CAP
    assert failure_of(lambda: choose(model)) is None
    sent = len(server.requests)
    turn = model.turn(LIMITS)
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked(), lambda _: None))
    assert failure is Failure.OVER_CAP
    assert [note.price for note in turn.notes] == [0.0]
    assert len(server.requests) == sent


def test_over_the_cap_nobody_probes(server: FakeServer, connect: Connect) -> None:
    model = connect(prices={MODEL: Price(completion=1_000_000)}, daily_cap=1.0)
    assert failure_of(lambda: say_words(model)) is Failure.OVER_CAP
    assert failure_of(lambda: model.dialect(Role.FAST, 1.0)) is Failure.OVER_CAP
    assert not server.requests


def test_what_another_program_spent_counts(
    server: FakeServer, connect: Connect, tmp_path: Path, store: ModelStore
) -> None:
    speak(tmp_path, server.url)
    model = connect(prices=PRICES, daily_cap=1.0)
    assert say_words(model) == WORDS
    spent = a_note(Usage()).model_copy(update={"price": 1.0})
    store.spend(datetime.now(UTC).date(), spent)
    assert failure_of(lambda: say_words(model)) is Failure.OVER_CAP


def test_room_to_think_is_put_aside_too(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path / RECORDS)
    store.learn(MODEL, server.url, Dialect(is_classic=False).model_dump_json())
    store.close()
    cap = MOST_TOKENS[Site.CHAT] + 1.0
    model = connect(prices={MODEL: Price(completion=1_000_000)}, daily_cap=cap)
    assert failure_of(lambda: say_words(model)) is Failure.OVER_CAP
    assert not server.requests
