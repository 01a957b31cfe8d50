"""Turns on their way: each runs to its end and is stored, even if its page is closed meanwhile."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from threading import Lock
from typing import NamedTuple

from core.conversation import Event
from core.errors import SessionError
from core.ports import Recommender


class Flight(NamedTuple):
    """One message being answered."""

    text: str
    person: str
    landing: Future[None]


class Flights:
    """At most one turn on its way for each conversation."""

    def __init__(self, recommender: Recommender, at_once: int) -> None:
        self._recommender = recommender
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="turn")
        self._lock = Lock()
        self._aloft: dict[str, Flight] = {}

    def events(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
        """Answer one message; what the recommender raises is raised here."""
        events: SimpleQueue[Event | None] = SimpleQueue()

        def fly() -> None:
            try:
                for event in self._recommender.stream(session_id, text, person):
                    events.put(event)
            finally:
                with self._lock:
                    del self._aloft[session_id]
                events.put(None)

        with self._lock:
            if session_id in self._aloft:
                raise SessionError("One moment: your last message is still being answered.")
            landing = self._pool.submit(fly)
            self._aloft[session_id] = Flight(text, person, landing)
        while (event := events.get()) is not None:
            yield event
        landing.result()

    def aloft(self, session_id: str) -> Flight | None:
        """The turn of this conversation that is on its way, if there is one."""
        with self._lock:
            return self._aloft.get(session_id)

    def is_answering(self, person: str) -> bool:
        """Whether any turn of this person is on its way."""
        with self._lock:
            return any(flight.person == person for flight in self._aloft.values())


def land(flight: Flight) -> None:
    """Wait until a turn is stored or has failed; its failure is told where it was asked."""
    wait([flight.landing])
