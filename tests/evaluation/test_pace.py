"""The pace of a run: turns between looks, without what came before and behind."""

import pytest

from evaluation.pace import Pace, Sight, Stopwatch, pace_of, report
from evaluation.shards import Key


def keys(*numbers: int) -> frozenset[Key]:
    return frozenset(("macrs", number) for number in numbers)


TURNS = {("macrs", number): 3 for number in range(10)}


def test_the_rate_is_that_of_the_time_in_which_episodes_end() -> None:
    sights = [
        Sight(0.0, keys()),
        Sight(20.0, keys()),
        Sight(21.0, keys(0, 1)),
        Sight(22.0, keys(0, 1, 2, 3)),
        Sight(24.0, keys(*range(10))),
        Sight(30.0, keys(*range(10))),
    ]
    pace = pace_of(sights, TURNS)
    assert (pace.episodes, pace.turns) == (10, 30)
    assert (pace.preparing, pace.playing) == (21.0, 3.0)
    assert pace.rate.value == pytest.approx(8 * 3 / 3.0)
    assert pace.rate.low <= pace.rate.value <= pace.rate.high


def test_a_run_that_nobody_saw_play_has_no_rate() -> None:
    pace = pace_of([Sight(0.0, keys()), Sight(9.0, keys(*range(10)))], TURNS)
    assert str(pace.rate) == "–"
    assert pace.playing == 0


def test_a_stopwatch_never_ends_the_run() -> None:
    done: dict[Key, float] = {}
    moments = iter((1.0, 2.0))
    watch = Stopwatch(lambda: done, lambda: next(moments))
    done["macrs", 4] = 0.5
    assert not watch.look()
    assert watch.sights == [Sight(1.0, frozenset()), Sight(2.0, keys(4))]


@pytest.mark.parametrize(
    ("seconds", "least", "aim"),
    [(0.5, "met", "MISSED"), (0.3, "met", "met"), (2.0, "MISSED", "MISSED")],
)
def test_the_report_says_whether_the_targets_are_met(seconds: float, least: str, aim: str) -> None:
    sights = [Sight(seconds * n, keys(*range(n))) for n in range(11)]
    turns = dict.fromkeys(TURNS, 20)
    words = report(pace_of(sights, turns), 2, 0.25)
    assert f"at least 30: {least}" in words
    assert f"hoped for, 60: {aim}" in words
    assert "load of the machine before: 0.2" in words or "0.3" in words


def test_a_pace_is_a_record() -> None:
    sights = [Sight(0.0, keys(0)), Sight(1.0, keys(0, 1))]
    pace = pace_of(sights, TURNS)
    assert Pace.model_validate_json(pace.model_dump_json()) == pace
