"""The conditional logit: probabilities, its fit on planted choices, and how sure the fit is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import check_grad

from simulator import choice
from simulator.choice import Scene, Vector, chances, fit_choice, fitted_weights, predicted
from simulator.features import FEATURES

PLANTED = np.array([1.5, -0.8, 0.4])
NONE = 0.7
FINITE = st.floats(-50, 50)


def planted(count: int, seed: int = 0, theta: Vector = PLANTED, none: float = NONE) -> list[Scene]:
    """Choices drawn from the model itself, from slates of two to six films."""
    generator = np.random.default_rng(seed)
    scenes = []
    for _ in range(count):
        rows = generator.normal(size=(int(generator.integers(2, 7)), len(theta)))
        odds = chances(rows @ theta, none)
        place = int(generator.choice(len(odds), p=odds))
        scenes.append(Scene(rows, place if place < len(rows) else -1, np.zeros(len(rows))))
    return scenes


def loss(theta: Vector, scenes: list[Scene], ridge: float) -> float:
    """The penalised loss written out, scene by scene."""
    odds = predicted(scenes, theta)
    likelihood = sum(np.log(o[s.choice]) for o, s in zip(odds, scenes, strict=True))
    return float(-likelihood + ridge / 2 * (theta[:-1] ** 2).sum())


def hessian(theta: Vector, scenes: list[Scene], ridge: float, step: float = 1e-4) -> Vector:
    """Second derivatives by central differences."""
    size = len(theta)
    found = np.zeros((size, size))
    steps = np.eye(size) * step
    for i in range(size):
        for j in range(size):
            signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
            found[i, j] = sum(
                a * b * loss(theta + a * steps[i] + b * steps[j], scenes, ridge) for a, b in signs
            ) / (4 * step**2)
    return found


@given(arrays(np.float64, st.integers(0, 8), elements=FINITE), FINITE)
def test_chances_are_probabilities_in_the_order_of_the_utilities(
    utilities: Vector, none: float
) -> None:
    odds = chances(utilities, none)
    assert odds.shape == (len(utilities) + 1,)
    assert odds.min() >= 0
    assert odds.sum() == pytest.approx(1)
    every = np.append(utilities, none)
    assert (np.diff(odds[np.argsort(every)]) >= 0).all()


def test_chances_are_those_that_the_formula_gives() -> None:
    np.testing.assert_allclose(
        chances(np.log([2.0, 3.0]), np.log(5.0)), [0.2, 0.3, 0.5], rtol=1e-12
    )


def test_the_fit_recovers_what_was_planted() -> None:
    theta, covariance = fit_choice(planted(6_000))
    errors = np.sqrt(np.diag(covariance))
    assert np.abs(theta - [*PLANTED, NONE]).max() < 0.1
    assert (np.abs(theta - [*PLANTED, NONE]) < 4 * errors).all()
    assert errors.max() < 0.1


def test_the_slope_at_the_fit_is_zero_and_rises_around_it() -> None:
    """The optimiser is given the gradient; were it wrong, it would stop elsewhere."""
    scenes = planted(400)
    theta, _ = fit_choice(scenes, ridge=2.0)
    at_fit = loss(theta, scenes, 2.0)
    for place in range(len(theta)):
        step = np.zeros(len(theta))
        step[place] = 1e-2
        assert loss(theta + step, scenes, 2.0) > at_fit
        assert loss(theta - step, scenes, 2.0) > at_fit
        slope = loss(theta + step / 100, scenes, 2.0) - loss(theta - step / 100, scenes, 2.0)
        assert abs(slope / 2e-4) < 0.05


def test_the_gradient_is_that_of_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against finite differences, where the optimiser is asked for them."""
    seen = {}

    def spy(fun, start, **options):
        seen["fun"] = fun
        return minimize(fun, start, **options)

    minimize = choice.minimize
    monkeypatch.setattr(choice, "minimize", spy)
    scenes = planted(60)
    fit_choice(scenes, ridge=0.5)
    for seed in range(5):
        point = np.random.default_rng(seed).normal(size=4)
        value, slope = seen["fun"](point)
        assert value == pytest.approx(loss(point, scenes, 0.5))
        gap = check_grad(lambda x: seen["fun"](x)[0], lambda x: seen["fun"](x)[1], point)
        assert gap < 1e-3 * max(1.0, float(np.linalg.norm(slope)))


def test_the_covariance_is_the_inverse_of_the_numeric_hessian() -> None:
    scenes = planted(300)
    theta, covariance = fit_choice(scenes, ridge=1.0)
    numeric = np.linalg.inv(hessian(theta, scenes, 1.0))
    np.testing.assert_allclose(covariance, numeric, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(covariance, covariance.T, atol=1e-12)
    assert (np.linalg.eigvalsh(covariance) > 0).all()


def test_the_penalty_draws_weights_to_zero_and_leaves_none_alone() -> None:
    scenes = planted(300)
    free, _ = fit_choice(scenes, ridge=0.0)
    held, _ = fit_choice(scenes, ridge=1e6)
    assert np.abs(held[:-1]).max() < 1e-3 < np.abs(free[:-1]).min()
    share = np.mean([scene.choice < 0 for scene in scenes])
    predicted_share = np.mean([odds[-1] for odds in predicted(scenes, held)])
    assert predicted_share == pytest.approx(share, abs=1e-3)


def test_utilities_of_any_size_do_no_harm() -> None:
    scenes = [one._replace(rows=one.rows * 1e3) for one in planted(50)]
    theta, covariance = fit_choice(scenes)
    assert np.isfinite(theta).all()
    assert np.isfinite(covariance).all()


def test_the_weights_that_come_with_the_program_fit_its_features() -> None:
    weights = fitted_weights()
    size = len(FEATURES) + 1
    assert weights.features == FEATURES
    assert weights.vector().shape == (size,)
    covariance = np.array(weights.covariance)
    assert covariance.shape == (size, size)
    assert (np.linalg.eigvalsh(covariance) > 0).all()
    assert np.isfinite([*weights.figures.values()]).all()
