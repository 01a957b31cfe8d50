"""Two ways to answer the same queries, side by side: times, their ratio, and what both find."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.value import Value
from evaluation.intervals import Estimate

TOP = 50

Answer = TypeVar("Answer")
Places = NDArray[np.intp]
Times = NDArray[np.float64]


class Trial(NamedTuple):
    """One query: milliseconds of both; shares of the exact top that both find, of theirs that ours does."""

    ours: float
    theirs: float
    recall: float
    recall_theirs: float
    agreement: float


class Bar(Value):
    """How many times as fast ours shall be, and the share of the exact top that it shall find."""

    ratio: float
    recall: float


class Race(Value):
    """One size of one problem, query by query."""

    size: int
    name: str
    trials: tuple[Trial, ...]
    bar: Bar

    @property
    def medians(self) -> Trial:
        """Every column's median over the queries."""
        return Trial(*np.median(self.trials, axis=0).tolist())

    @property
    def worst(self) -> Trial:
        """Every column's least over the queries."""
        return Trial(*np.min(self.trials, axis=0).tolist())

    @property
    def ratio(self) -> Estimate:
        """Their median time in ours; the interval resamples queries."""
        return ratio(*np.array(self.trials)[:, :2].T)

    @property
    def is_won(self) -> bool:
        """Whether ours is as much faster as it shall be, and finds what it shall find."""
        return self.ratio.value >= self.bar.ratio and self.worst.recall >= self.bar.recall


def ratio(ours: Times, theirs: Times, seed: int = 0, rounds: int = 1000) -> Estimate:
    """Median of `theirs` over median of `ours`, both (queries,), with a bootstrap interval."""
    draws = np.random.default_rng(seed).integers(0, len(ours), (rounds, len(ours)))
    figures = np.median(theirs[draws], axis=1) / np.median(ours[draws], axis=1)
    low, high = np.percentile(figures, (2.5, 97.5))
    return Estimate(value=float(np.median(theirs) / np.median(ours)), low=low, high=high)


def timed(work: Callable[[], Answer], repeats: int = 1) -> tuple[float, Answer]:
    """The median processor time of a few runs in milliseconds, and the answer."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        answer = work()
        times.append(1000 * (time.process_time() - start))
    return float(np.median(times)), answer


def best(scores: NDArray[np.floating], count: int = TOP) -> Places:
    """The places of the highest scores, highest first; never one of -inf."""
    # Partitioning takes ten times as long where most are -inf, and so all equal.
    found = np.flatnonzero(scores > -np.inf)
    if len(found) > count:
        found = found[np.argpartition(scores[found], -count)[-count:]]
    return found[np.argsort(-scores[found], kind="stable")]


def share(found: Places, wanted: Places) -> float:
    """How much of what is wanted was found."""
    return len(np.intersect1d(found, wanted)) / len(wanted)


def report(title: str, races: Sequence[Race]) -> str:
    """A line a race, with the verdict on its bar; what is found is that of the worst query."""
    rows = [_HEADS, *map(_row, races)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join((title, *lines))


_HEADS = (
    *("size", "", "queries", "theirs", "ours", "times as fast", "target"),
    *("found", "theirs", "ours of theirs"),
)


def _row(race: Race) -> tuple[str, ...]:
    figure, medians, worst = race.ratio, race.medians, race.worst
    return (
        f"{race.size:,}",
        race.name,
        str(len(race.trials)),
        f"{medians.theirs:,.1f} ms",
        f"{medians.ours:,.2f} ms",
        f"{figure.value:.0f} [{figure.low:.0f}, {figure.high:.0f}]",
        f"{race.bar.ratio:.0f} {'met' if race.is_won else 'MISSED'}",
        *(f"{value:.2f}" for value in (worst.recall, worst.recall_theirs, worst.agreement)),
    )
