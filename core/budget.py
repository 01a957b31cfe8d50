"""What one turn may spend on calls: how many, how many after one another, and until when."""

import threading
import time
from collections.abc import Callable, Mapping

from core.language_model import Failure, ModelFailed, Site
from core.value import Value


class Limits(Value):
    """The bounds of one turn, and in which round each site calls.

    `seconds` is the deadline of all calls together. A call takes at most its share of what is
    left: with two rounds to go, half of it. Sites in `beside` add to the calls allowed, not to
    the rounds (strategy reflection after a rejection).
    """

    calls: int
    rounds: int
    seconds: float
    places: Mapping[Site, int]
    beside: frozenset[Site] = frozenset()


class Budget:
    """Counts down one turn's limits; safe to use from the threads of parallel drafts."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        """The clock starts now."""
        self._limits = limits
        self._clock = clock
        self._end = clock() + limits.seconds
        self._lock = threading.Lock()
        self._spent = 0
        self._repaired: set[int] = set()

    def enter(self, site: Site, *, is_repair: bool = False) -> tuple[int, float]:
        """Take one call: its round (from 1) and its seconds; ModelFailed where nothing is left."""
        with self._lock:
            round_ = self._round(site, is_repair=is_repair)
            left = self._end - self._clock()
            is_beside = site in self._limits.beside and not is_repair
            if left <= 0:
                raise ModelFailed(Failure.TIMED_OUT)
            if round_ > self._limits.rounds or (
                not is_beside and self._spent >= self._limits.calls
            ):
                raise ModelFailed(Failure.OVER_BUDGET)
            self._spent += not is_beside
            if is_repair:
                self._repaired.add(self._limits.places[site])
            return round_, left / (self._limits.rounds - round_ + 1)

    def _round(self, site: Site, *, is_repair: bool) -> int:
        """A repair in an earlier round makes everything after it one round later."""
        place = self._limits.places[site]
        return place + sum(earlier < place for earlier in self._repaired) + is_repair
