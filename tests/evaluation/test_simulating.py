"""The runner: many at once, retried where the infrastructure fails, and honest about what it could not play."""

import threading
import time

import pytest

from core.errors import ParleyError
from evaluation.conversing import Played
from evaluation.episodes import Ending
from evaluation.simulating import TRIES, jobs_of, simulate
from tests.evaluation.simulation_doubles import ScriptedRecommender, contestant, person, setting

PEOPLE = tuple((number, person(number)) for number in range(8))


class Recorder:
    """Keeps what it is told, and the pauses taken."""

    def __init__(self) -> None:
        self.played: list[Played] = []
        self.pauses: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    @property
    def endings(self) -> list[Ending]:
        return [one.episode.ending for one in self.played]


def run(recommender: ScriptedRecommender, people=PEOPLE, in_flight: int = 1) -> Recorder:
    recorder = Recorder()
    jobs = jobs_of(people, [contestant("s", recommender)])
    simulate(jobs, setting(2), recorder.played.append, in_flight, pause=recorder.pause)
    return recorder


@pytest.mark.parametrize("fails", range(TRIES))
def test_a_failure_that_passes_leaves_no_trace(fails: int) -> None:
    recorder = run(ScriptedRecommender([("f1",), ("f3",)], fails=fails), PEOPLE[:1])
    assert recorder.endings == [Ending.ACCEPTED]
    assert recorder.pauses == [1.0, 2.0][:fails]


def test_a_failure_that_stays_is_recorded_and_the_others_go_on() -> None:
    recorder = run(ScriptedRecommender([("f1",), ("f3",)], fails=TRIES), PEOPLE[:2])
    assert recorder.endings == [Ending.FAILED, Ending.ACCEPTED]
    assert recorder.played[0].episode.note == "the server could not be reached"


def test_a_fault_of_ours_ends_the_run() -> None:
    class Faulty(ScriptedRecommender):
        def reply(self, session_id, text, person=""):
            raise KeyError(session_id)

    with pytest.raises(ExceptionGroup) as raised:
        run(Faulty([]))
    assert raised.group_contains(KeyError)
    assert not raised.group_contains(ParleyError)


class Slow(ScriptedRecommender):
    """Answers after a while; remembers how many conversations waited at once."""

    def __init__(self) -> None:
        super().__init__([("f1",), ("f2",)])
        self.now, self.most = 0, 0
        self._lock = threading.Lock()

    def reply(self, session_id, text, person=""):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self._lock:
            self.now -= 1
            return super().reply(session_id, text, person)


def test_as_many_are_in_flight_as_may_be() -> None:
    people = tuple((number, person(number)) for number in range(32))
    slow = Slow()
    begin = time.perf_counter()
    recorder = run(slow, people, in_flight=32)
    took = time.perf_counter() - begin
    assert len(recorder.played) == 32
    assert slow.most > 16
    # One after another they would wait for 32 * 3 * .05 = 4.8 seconds.
    assert took < 2.4


def test_systems_take_turns_with_each_person_and_what_is_done_is_left_out() -> None:
    systems = [contestant(name, ScriptedRecommender([])) for name in ("a", "b")]
    jobs = list(jobs_of(PEOPLE[:3], systems, [("a", 0), ("b", 1)]))
    assert [(one.contestant.name, one.number) for one in jobs] == [
        ("b", 0),
        ("a", 1),
        ("a", 2),
        ("b", 2),
    ]


def test_nothing_is_begun_once_it_is_over() -> None:
    recorder = Recorder()
    jobs = jobs_of(PEOPLE, [contestant("s", ScriptedRecommender([("f3",)]))])
    simulate(jobs, setting(2), recorder.played.append, 2, lambda: len(recorder.played) >= 3)
    assert 3 <= len(recorder.played) <= 4
