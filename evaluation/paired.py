"""Two rankers on the same instances: the difference, its interval, its test, and what it could show."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from evaluation.intervals import Estimate, Measured, Sums, bootstrap_means
from evaluation.metrics import Ints

FLIPS = 9999
_BATCH = 500
# Two-sided test at 5%, a true difference found in 80% of the samples.
_POWER = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)


class Paired(Measured):
    """A mean difference over instances; `p` is uncorrected, `adjusted` is Holm's.

    `detectable` is the smallest true difference that a test on as many dialogues would find
    with 80% power; NaN where there are fewer than two.
    """

    difference: Estimate
    p: float
    adjusted: float
    detectable: float
    count: int
    clusters: int


def paired(differences: Sums, cluster: Ints, seed: int = 0) -> Paired:
    """Compare by differences (instances,) in clusters (instances,): dialogues or users by number."""
    _, numbers = np.unique(cluster, return_inverse=True)
    sums = np.bincount(numbers, weights=differences).astype(np.float64)
    counts = np.bincount(numbers).astype(np.float64)
    p = sign_flip(sums, seed)
    return Paired(
        difference=bootstrap_means(sums[:, None], counts[:, None], seed)[0],
        p=p,
        adjusted=p,
        detectable=_POWER * standard_error(sums, counts),
        count=len(differences),
        clusters=len(sums),
    )


def sign_flip(sums: Sums, seed: int = 0, rounds: int = FLIPS) -> float:
    """The two-sided p-value of sums by cluster, shape (clusters,), under random signs.

    Where the two rankers are alike, a dialogue's difference is as likely to be its opposite.
    Source: Smucker, Allan and Carterette 2007, with (b + 1) / (m + 1) of Davison and Hinkley.
    """
    moved = sums[sums != 0]
    observed = abs(moved.sum()) - 1e-9
    draw = np.random.default_rng(seed)
    extreme = 0
    for start in range(0, rounds, _BATCH):
        size = (min(_BATCH, rounds - start), len(moved))
        signs = draw.integers(0, 2, size=size, dtype=np.int8) * 2.0 - 1.0
        extreme += int((np.abs(signs @ moved) >= observed).sum())
    return (extreme + 1) / (rounds + 1)


def standard_error(sums: Sums, counts: Sums) -> float:
    """The cluster-robust standard error of sum(sums) / sum(counts); NaN below two clusters."""
    clusters = len(sums)
    if clusters < 2:
        return float("nan")
    residuals = sums - counts * (sums.sum() / counts.sum())
    return float(np.sqrt(clusters / (clusters - 1) * (residuals**2).sum()) / counts.sum())


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """Holm's adjusted p-values in the order given. Source: Holm 1979.

    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    order = np.argsort(values)
    steps = np.asarray(values)[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(values) else steps
    return tuple(adjusted.tolist())


def corrected(tests: Sequence[Paired]) -> list[Paired]:
    """The same tests, as one family, with Holm's p-values."""
    adjusted = holm([test.p for test in tests])
    return [
        test.model_copy(update={"adjusted": p}) for test, p in zip(tests, adjusted, strict=True)
    ]
