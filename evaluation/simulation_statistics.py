"""Statistics of simulated conversations that offline rankings do not need: shares, pairs of outcomes, families."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import NormalDist

import numpy as np
from scipy import stats

from evaluation.intervals import Estimate, Sums

_Z = NormalDist().inv_cdf(0.975)
_POWER = _Z + NormalDist().inv_cdf(0.8)
_WORST = 0.1


def wilson(successes: int, count: int) -> Estimate:
    """A share with Wilson's 95% interval; NaN of none. Source: Wilson 1927.

    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n): it stays in 0..1 and is not empty
    at either end.
    """
    if not count:
        return Estimate(value=np.nan, low=np.nan, high=np.nan)
    found = stats.binomtest(successes, count).proportion_ci(method="wilson")
    return Estimate(value=successes / count, low=float(found.low), high=float(found.high))


def mcnemar(first: Sums, second: Sums) -> float:
    """The exact two-sided p-value that two outcomes of 0 or 1, shape (pairs,), are equally likely.

    Only pairs that differ tell: the binomial test of their direction; 1 where none differ.
    Source: McNemar 1947, exact as in Agresti 2002, 10.1.
    """
    only_first = int((first > second).sum())
    only_second = int((second > first).sum())
    if not only_first + only_second:
        return 1.0
    return float(stats.binomtest(only_first, only_first + only_second).pvalue)


def detectable(count: int, discordant: float = 0.5) -> float:
    """The smallest difference of two shares on `count` pairs that is found in 80% of runs at 5%.

    (z_.975 + z_.8) sqrt(discordant / count); `discordant` is the share of pairs with different
    outcomes, .5 at most where outcomes are unrelated, less where hard people are hard for both.
    NaN of none. Source: Connor 1987.

    >>> round(detectable(390), 2)
    0.1
    """
    return float(_POWER * np.sqrt(discordant / count)) if count else float("nan")


def agreement(rates: Mapping[str, Sequence[float]]) -> float:
    """How alike families rank systems: the mean of Kendall's tau-b over all pairs of families.

    `rates` holds a figure a system by family, systems in one order. Pairs in which a family
    ranks all systems alike are left out; NaN where no pair is left. Source: Kendall 1945.
    """
    taus = [
        stats.kendalltau(one, other).statistic
        for one, other in combinations(rates.values(), 2)
        if len(set(one)) > 1 and len(set(other)) > 1
    ]
    return float(np.mean(taus)) if taus else float("nan")


def worst_decile(rates: Sequence[float]) -> float:
    """The mean over the worst tenth of the families, at least one; NaN of none (Sim2Rec)."""
    if not rates:
        return float("nan")
    return float(np.mean(sorted(rates)[: int(np.ceil(_WORST * len(rates)))]))
