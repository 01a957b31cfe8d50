"""The conditional logit of a choice: weights, probabilities with "none" outside, and their fit.

McFadden 1974: P(j) = exp(V_j) / (exp(V_none) + sum_k exp(V_k)) with V_j linear in the features.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from core.errors import ParleyError
from core.value import Value
from simulator.features import FEATURES

Vector = NDArray[np.float64]
_RIDGE = 1.0


class Weights(Value):
    """A fitted choice: one weight a feature, the utility of none, and what they were fitted on.

    `none` is the outside option's utility; `liking` is added for a film that was really liked;
    `covariance` is that of (*weights, none), the inverse Hessian of the penalised likelihood.
    `figures` are those of people that nothing was fitted to.
    """

    about: str
    features: tuple[str, ...]
    weights: tuple[float, ...]
    none: float
    liking: float
    covariance: tuple[tuple[float, ...], ...]
    figures: Mapping[str, float]

    def vector(self) -> Vector:
        """The weights and, last, the utility of none."""
        return np.array([*self.weights, self.none])


class Scene(NamedTuple):
    """A slate of feature rows and what was chosen of it: a row, or -1 for none."""

    rows: Vector
    choice: int
    renown: Vector


@cache
def fitted_weights() -> Weights:
    """The weights that come with the program."""
    text = (resources.files(__package__) / "weights.json").read_text("utf-8")
    found = Weights.model_validate_json(text)
    if found.features != FEATURES:
        raise ParleyError("weights.json was fitted with other features: run simulate-fit.")
    return found


def chances(utilities: Vector, none: float) -> Vector:
    """The probabilities of the films and, last, of none; they sum to 1."""
    every = np.append(utilities, none)
    return np.asarray(np.exp(every - logsumexp(every)), dtype=np.float64)


def fit_choice(scenes: Sequence[Scene], ridge: float = _RIDGE) -> tuple[Vector, Vector]:
    """The weights with the utility of none last, and their covariance.

    Maximises the likelihood of the choices less `ridge`/2 times the squared weights (not none).
    """
    rows, ends = np.concatenate([scene.rows for scene in scenes]), _ends(scenes)
    penalty = np.append(np.full(rows.shape[1], ridge), 0.0)
    chosen = _chosen(scenes)

    def loss(theta: Vector) -> tuple[float, Vector]:
        p, none, log_total = _shares(theta, rows, ends)
        picked = np.where(chosen[:, -1] > 0, theta[-1], chosen[:, :-1] @ theta[:-1])
        value = log_total.sum() - picked.sum() + 0.5 * penalty @ theta**2
        slope = np.append(rows.T @ p, none.sum()) - chosen.sum(axis=0) + penalty * theta
        return float(value), slope

    start = np.zeros(rows.shape[1] + 1)
    theta = np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)
    return theta, _covariance(theta, rows, ends, penalty)


def predicted(scenes: Sequence[Scene], theta: Vector) -> list[Vector]:
    """The chances of every scene, none last."""
    return [chances(scene.rows @ theta[:-1], float(theta[-1])) for scene in scenes]


def _ends(scenes: Sequence[Scene]) -> NDArray[np.int64]:
    return np.cumsum([0, *(len(scene.rows) for scene in scenes)])[:-1]


def _chosen(scenes: Sequence[Scene]) -> Vector:
    """A row a scene: the features of what was chosen, and whether that was none."""
    width = scenes[0].rows.shape[1]
    return np.array(
        [
            np.append(s.rows[s.choice], 0.0) if s.choice >= 0 else np.append(np.zeros(width), 1.0)
            for s in scenes
        ]
    )


def _shares(theta: Vector, rows: Vector, ends: NDArray[np.int64]) -> tuple[Vector, Vector, Vector]:
    """The probability of each row and of none in each scene, and the logarithm of the sum."""
    utilities = rows @ theta[:-1]
    top = np.maximum(np.maximum.reduceat(utilities, ends), theta[-1])
    lengths = np.diff(np.append(ends, len(rows)))
    raised = np.exp(utilities - np.repeat(top, lengths))
    outside = np.exp(theta[-1] - top)
    total = np.add.reduceat(raised, ends) + outside
    return raised / np.repeat(total, lengths), outside / total, np.log(total) + top


def _covariance(theta: Vector, rows: Vector, ends: NDArray[np.int64], penalty: Vector) -> Vector:
    """The inverse Hessian: in each scene the covariance of the features under the choice."""
    p, none, _ = _shares(theta, rows, ends)
    weighted = rows * p[:, None]
    means = np.column_stack([np.add.reduceat(weighted, ends), none])
    second = np.zeros((len(theta), len(theta)))
    second[:-1, :-1] = rows.T @ weighted
    second[-1, -1] = none.sum()
    return np.asarray(np.linalg.inv(second - means.T @ means + np.diag(penalty)))
