"""How far two distributions are apart, and how much there is in one: from counts by dialogue."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import rel_entr
from scipy.stats import entropy

from evaluation.intervals import Estimate, Sums

_DRAWS = 20
_RESAMPLED = 1_000


def jensen_shannon(first: Sums, second: Sums) -> Sums:
    """The Jensen-Shannon divergence in bits of counts, shape (..., bins) to (...): 0 alike, 1 disjoint.

    (KL(p | m) + KL(q | m)) / 2 with m = (p + q) / 2; NaN where either side has counted nothing.
    Source: Lin 1991.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        p, q = (np.asarray(one / one.sum(axis=-1, keepdims=True)) for one in (first, second))
    middle = (p + q) / 2
    both = rel_entr(p, middle).sum(axis=-1) + rel_entr(q, middle).sum(axis=-1)
    return np.asarray(both / (2 * np.log(2)))


def divergence(rows: Sums, reference: Sums, seed: int) -> Estimate:
    """Of counts by dialogue, shape (dialogues, bins), from a fixed reference of shape (bins,)."""
    return _resampled(
        rows, lambda sums: jensen_shannon(sums, np.broadcast_to(reference, sums.shape)), seed
    )


def floor(rows: Sums, seed: int) -> Estimate:
    """Between two halves of the same dialogues, drawn once and resampled together: what chance alone does."""
    bins = rows.shape[1]
    order = np.random.default_rng(seed).permutation(len(rows))
    is_first = np.zeros((len(rows), 1))
    is_first[order[: len(rows) // 2]] = 1.0
    sides = np.hstack([rows * is_first, rows * (1 - is_first)])
    return _resampled(sides, lambda sums: jensen_shannon(sums[..., :bins], sums[..., bins:]), seed)


def _resampled(rows: Sums, statistic: Callable[[Sums], Sums], seed: int) -> Estimate:
    """A divergence less its bias, with the interval of dialogues resampled less the same; NaN of none.

    What few dialogues count is further from anything than what they were drawn from, and what is
    resampled from them further still: by as much as the mean of the resampled ones exceeds it.
    """
    plain = float(statistic(rows.sum(axis=0)))
    if not len(rows) or np.isnan(plain):
        return Estimate(value=np.nan, low=np.nan, high=np.nan)
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=_RESAMPLED)
    drawn = statistic(weights @ rows)
    bias = float(np.nanmean(drawn)) - plain
    low, high = np.nanpercentile(drawn, (2.5, 97.5)) - 2 * bias
    value = max(0.0, plain - bias)
    return Estimate(value=value, low=min(max(0.0, low), value), high=max(high, value))


def entropy_of(counts: Sums, size: int, seed: int) -> float:
    """The mean entropy in bits of `size` counts drawn from these without replacement.

    Entropies grow with what is counted, so that only equal sizes compare; NaN where fewer were
    counted, or none is asked for.
    """
    total = int(counts.sum())
    if not 0 < size <= total:
        return float("nan")
    generator = np.random.default_rng(seed)
    drawn = generator.multivariate_hypergeometric(counts.astype(np.int64), size, size=_DRAWS)
    return float(np.mean(entropy(drawn, base=2, axis=1)))


def entropy_of_runs(dialogues: Sequence[Sequence[str]], size: int, seed: int) -> float:
    """The mean entropy in bits of the first `size` runs of dialogues in shuffled order.

    Whole dialogues stay together, as what one person says is alike; NaN where there are fewer.
    """
    if not 0 < size <= sum(map(len, dialogues)):
        return float("nan")
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(_DRAWS):
        taken: list[str] = []
        for place in generator.permutation(len(dialogues)):
            taken += dialogues[int(place)]
            if len(taken) >= size:
                break
        counted = np.unique(taken[:size], return_counts=True)[1]
        found.append(entropy(counted, base=2))
    return float(np.mean(found))
