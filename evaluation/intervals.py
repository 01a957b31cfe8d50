"""A figure with its 95% interval, by resampling whole turns or dialogues."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict

from core.value import Value

Sums = NDArray[np.float64]
Statistic = Callable[[Sums], Sums]


class Measured(Value):
    """A record of figures, any of which may be undefined: as JSON, which has no NaN, "NaN"."""

    model_config = ConfigDict(ser_json_inf_nan="strings")


class Estimate(Measured):
    """A figure and the ends of its 95% interval; NaN where it is undefined."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """`0.812 [0.790, 0.833]`, or a dash where it is undefined."""
        if np.isnan(self.value):
            return "–"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def bootstrap(
    clusters: NDArray[np.float64], statistic: Statistic, seed: int = 0, rounds: int = 1000
) -> Estimate:
    """The statistic of all clusters, with the percentile interval of the cluster bootstrap.

    `clusters` has a row of sums for each turn or dialogue, shape (clusters, sums);
    `statistic` maps sums of shape (..., sums) to figures of shape (...). Rounds in which
    it is undefined are left out. Source: Field and Welsh 2007, "Bootstrapping clustered data".
    """
    count = len(clusters)
    if not count:
        return Estimate(value=np.nan, low=np.nan, high=np.nan)
    value = float(statistic(clusters.sum(axis=0)))
    return _estimate(value, statistic(_draws(count, seed, rounds) @ clusters))


def bootstrap_means(sums: Sums, counts: Sums, seed: int = 0, rounds: int = 1000) -> list[Estimate]:
    """Many means at once, each a column's sum divided by its count, on the same resamples.

    `sums` and `counts` have shape (clusters, means); the intervals are those of `bootstrap`.
    """
    clusters, means = sums.shape
    if not clusters:
        return [Estimate(value=np.nan, low=np.nan, high=np.nan)] * means
    with np.errstate(invalid="ignore", divide="ignore"):
        values = sums.sum(axis=0) / counts.sum(axis=0)
        draws = _draws(clusters, seed, rounds).astype(np.float64)
        figures = (draws @ sums) / (draws @ counts)
    return [
        _estimate(float(value), column) for value, column in zip(values, figures.T, strict=True)
    ]


def _draws(count: int, seed: int, rounds: int) -> NDArray[np.int64]:
    """How often each cluster is drawn in each round: shape (rounds, count)."""
    weights = np.full(count, 1 / count)
    return np.random.default_rng(seed).multinomial(count, weights, size=rounds)


def _estimate(value: float, figures: Sums) -> Estimate:
    defined = figures[~np.isnan(figures)]
    if np.isnan(value) or not len(defined):
        return Estimate(value=value, low=np.nan, high=np.nan)
    low, high = np.percentile(defined, (2.5, 97.5))
    return Estimate(value=value, low=min(low, value), high=max(high, value))
