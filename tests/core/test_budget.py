"""A turn's budget: calls, rounds and seconds, counted down by whoever calls first."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.budget import Budget, Limits
from core.language_model import Failure, ModelFailed, Site
from tests.core.model_client import failure_of

MACRS = Limits(
    calls=5,
    rounds=3,
    seconds=30.0,
    places={
        Site.LISTEN: 1, Site.REFLECT: 1, Site.ASK: 2, Site.RECOMMEND: 2, Site.CHAT: 2, Site.PLAN: 3,
    },
    beside=frozenset({Site.REFLECT}),
)  # fmt: skip


class Clock:
    """Time that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def granted(budget: Budget, site: Site, *, is_repair: bool) -> list[tuple[int, float]]:
    """Nothing, or the round and the seconds of the one call."""
    try:
        return [budget.enter(site, is_repair=is_repair)]
    except ModelFailed:
        return []


def test_a_call_gets_its_share_of_what_is_left() -> None:
    clock = Clock()
    budget = Budget(MACRS, clock)
    assert budget.enter(Site.LISTEN) == (1, 10.0)
    clock.now += 4
    assert budget.enter(Site.ASK) == (2, 13.0)
    assert budget.enter(Site.CHAT) == (2, 13.0)
    clock.now += 20
    assert budget.enter(Site.PLAN) == (3, 6.0)


def test_nothing_is_granted_past_the_deadline() -> None:
    clock = Clock()
    budget = Budget(MACRS, clock)
    clock.now += 30
    assert failure_of(lambda: budget.enter(Site.LISTEN)) is Failure.TIMED_OUT


def test_a_repair_costs_a_call_and_moves_what_follows_one_round_back() -> None:
    budget = Budget(MACRS, Clock())
    assert budget.enter(Site.LISTEN)[0] == 1
    assert budget.enter(Site.LISTEN, is_repair=True)[0] == 2
    assert [budget.enter(site)[0] for site in (Site.ASK, Site.RECOMMEND, Site.CHAT)] == [3, 3, 3]
    assert failure_of(lambda: budget.enter(Site.PLAN)) is Failure.OVER_BUDGET


def test_repairs_beside_each_other_cost_one_round_together() -> None:
    budget = Budget(MACRS.model_copy(update={"calls": 9, "rounds": 4}), Clock())
    rounds = [budget.enter(site, is_repair=True)[0] for site in (Site.ASK, Site.CHAT)]
    assert rounds == [3, 3]
    assert budget.enter(Site.PLAN)[0] == 4


def test_a_repair_after_the_last_round_is_refused() -> None:
    budget = Budget(MACRS, Clock())
    budget.enter(Site.PLAN)
    assert failure_of(lambda: budget.enter(Site.PLAN, is_repair=True)) is Failure.OVER_BUDGET


def test_a_refused_call_costs_nothing() -> None:
    budget = Budget(MACRS.model_copy(update={"calls": 1}), Clock())
    assert failure_of(lambda: budget.enter(Site.PLAN, is_repair=True)) is Failure.OVER_BUDGET
    assert budget.enter(Site.PLAN)[0] == 3


def test_a_site_beside_is_granted_though_the_calls_are_used_up_but_its_repair_is_not() -> None:
    budget = Budget(MACRS.model_copy(update={"calls": 1}), Clock())
    budget.enter(Site.LISTEN)
    assert failure_of(lambda: budget.enter(Site.ASK)) is Failure.OVER_BUDGET
    assert budget.enter(Site.REFLECT)[0] == 1
    assert failure_of(lambda: budget.enter(Site.REFLECT, is_repair=True)) is Failure.OVER_BUDGET


@given(
    st.integers(0, 6),
    st.integers(1, 4),
    st.lists(st.tuples(st.sampled_from([*MACRS.places]), st.booleans(), st.floats(0, 8))),
)
def test_no_order_of_calls_gets_more_calls_rounds_or_seconds_than_there_are(
    calls: int, rounds: int, wishes: list[tuple[Site, bool, float]]
) -> None:
    clock = Clock()
    budget = Budget(MACRS.model_copy(update={"calls": calls, "rounds": rounds}), clock)
    counted = 0
    for site, is_repair, later in wishes:
        clock.now += later
        for round_, seconds in granted(budget, site, is_repair=is_repair):
            counted += is_repair or site not in MACRS.beside
            assert counted <= calls
            assert MACRS.places[site] <= round_ <= rounds
            assert 0 < seconds <= 130.0 - clock.now


@pytest.mark.parametrize("calls", [1, 7, 40])
def test_threads_together_get_no_more_calls_than_there_are(calls: int) -> None:
    budget = Budget(MACRS.model_copy(update={"calls": calls}), Clock())
    results: list[Failure | None] = []
    gate = threading.Barrier(8)

    def run() -> None:
        gate.wait()
        results.extend(failure_of(lambda: budget.enter(Site.ASK)) for _ in range(10))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(None) == calls
    assert results.count(Failure.OVER_BUDGET) == 80 - calls
