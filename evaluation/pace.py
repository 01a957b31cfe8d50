"""How many simulated turns a second a run makes while it goes on, and what that is measured on."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.value import Value
from evaluation.benchmark import machine
from evaluation.intervals import Estimate, bootstrap
from evaluation.shards import Key

LEAST, AIM = 30.0, 60.0


class Sight(NamedTuple):
    """Which episodes were on the disk at a moment."""

    second: float
    done: frozenset[Key]


class Stopwatch:
    """Looks at a run while it is played, whenever it is asked to."""

    def __init__(
        self,
        done: Callable[[], Mapping[Key, float]],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`done` says which episodes are on the disk."""
        self._done, self._clock = done, clock
        self.sights = [Sight(clock(), frozenset())]

    def look(self) -> bool:
        """Remember what there is now; False, since nothing is over for that."""
        self.sights.append(Sight(self._clock(), frozenset(self._done())))
        return False


class Pace(Value):
    """Turns a second between the first episode's end and the last one's, and the seconds before."""

    episodes: int
    turns: int
    rate: Estimate
    preparing: float
    playing: float


def pace_of(sights: Sequence[Sight], turns: Mapping[Key, int]) -> Pace:
    """The pace of a run of these episodes' turns; the interval resamples spans between two looks.

    The first episodes seen are left out of the rate: nobody knows since when they were played.
    """
    begun = next((place for place, one in enumerate(sights) if one.done), len(sights) - 1)
    playing = [one for one in sights[begun:] if one.done]
    spans = [
        (sum(turns.get(key, 0) for key in after.done - before.done), after.second - before.second)
        for before, after in pairwise(playing)
    ]
    while spans and not spans[-1][0]:
        spans.pop()  # the processes are ending
    table = np.array(spans, dtype=np.float64).reshape(-1, 2)
    return Pace(
        episodes=len(turns),
        turns=sum(turns.values()),
        rate=bootstrap(table, lambda sums: sums[..., 0] / sums[..., 1]),
        preparing=sights[begun].second - sights[0].second,
        playing=float(table[:, 1].sum()),
    )


def report(pace: Pace, processes: int, load: float) -> str:
    """The pace in words with its verdicts; `load` is how busy the machine was before."""
    return "\n".join(
        (
            f"\nSimulated conversations by rules: {pace.episodes:,} episodes, {pace.turns:,} turns, "
            f"{processes} processes; {machine()}",
            f"turns a second: {pace.rate} over {pace.playing:.0f} s, after {pace.preparing:.0f} s of "
            f"preparing; load of the machine before: {load:.1f} of {os.cpu_count()}",
            _verdict("at least", pace.rate.value, LEAST),
            _verdict("hoped for,", pace.rate.value, AIM),
        )
    )


def _verdict(words: str, rate: float, target: float) -> str:
    told = "met" if rate >= target else "MISSED"
    return f"target of turns a second {words} {target:.0f}: {told} ({rate:.1f})"
