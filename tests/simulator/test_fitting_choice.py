"""The choice fitted to planted people: what was planted is found, and the held-out figures are right."""

from functools import cache

import numpy as np
import pytest

from core.dialogue import Dialogue, Speaker, Utterance
from core.item import Item
from simulator.choice import Scene, Vector, chances
from simulator.features import FEATURES
from simulator.fitting_choice import (
    SLATE,
    calibration_error,
    fit_weights,
    fitted_scale,
    fitting_slates,
    judged_scenes,
    position_bias,
    rating_scenes,
    scores,
)
from simulator.fitting_transitions import Labelled, Taken, fit_table
from simulator.pasts import Past
from simulator.population import is_fitting
from tests.worlds import film

GENRES = ("Comedy", "Horror", "Drama", "Western")
PLANTED = np.zeros(len(FEATURES))
PLANTED[[FEATURES.index("needs"), FEATURES.index("renown")]] = (2.0, -1.0)


def drawn(count: int, seed: int, theta: Vector = PLANTED, none: float = 0.5) -> list[Scene]:
    generator = np.random.default_rng(seed)
    scenes = []
    for _ in range(count):
        rows = generator.normal(size=(SLATE, len(FEATURES)))
        odds = chances(rows @ theta, none)
        place = int(generator.choice(len(odds), p=odds))
        scenes.append(Scene(rows, place if place < SLATE else -1, generator.uniform(size=SLATE)))
    return scenes


def of_users(scenes: list[Scene]) -> list[tuple[str, Scene]]:
    return [(f"user:{number}", scene) for number, scene in enumerate(scenes)]


TABLE = fit_table(
    [
        (Labelled(True, frozenset({"IQU"})), Labelled(False, frozenset({"REC-S"})), answer)
        for answer in (
            *[Labelled(True, frozenset({"ACC"}))] * 3,
            *[Labelled(True, frozenset({"REJ"}))] * 7,
        )
    ],
    Taken(turns=10, welcome=6),
    "three in ten accept, six in ten would be welcome",
)


@cache
def fitted():
    slates = [one for one in drawn(900, 7, none=-9.0) if one.choice >= 0]
    judged = of_users(drawn(600, 3, theta=PLANTED / 2))
    return fit_weights(of_users(drawn(8_000, 1)), judged, of_users(slates), TABLE, "planted")


def test_the_weights_are_what_was_planted() -> None:
    weights = np.array(fitted().weights)
    errors = np.sqrt(np.diag(np.array(fitted().covariance)))[:-1]
    assert (np.abs(weights - PLANTED) < 4.5 * errors).all()
    assert np.abs(weights - PLANTED).max() < 0.2
    assert fitted().about == "planted"


def test_none_and_liking_are_moved_to_what_real_people_take() -> None:
    figures = fitted().figures
    assert figures["turns without acceptance, real"] == pytest.approx(0.7, abs=1e-3)
    assert figures["acceptance of what is liked and not seen, real"] == pytest.approx(0.5, abs=1e-3)
    assert figures["acceptance of what is liked, simulated"] == pytest.approx(0.5, abs=0.05)
    assert fitted().liking > 0


def test_held_out_people_are_predicted_better_than_by_chance_and_in_order() -> None:
    figures = fitted().figures
    assert figures["ratings: log-loss"] < 0.9 * figures["ratings: log-loss, uniform"]
    assert figures["ratings: calibration error"] < 0.01
    assert figures["ratings: share of none, predicted"] == pytest.approx(
        figures["ratings: share of none"], abs=0.02
    )
    assert figures["ratings: position bias"] < 0.02
    assert figures["ReDial labels: scale of the utilities"] == pytest.approx(0.5, abs=0.15)


def test_only_the_people_for_fitting_are_fitted_to() -> None:
    """The others choose at random here, which the weights must not notice and the figures must."""
    scenes = of_users(drawn(6_000, 1))
    generator = np.random.default_rng(0)
    noisy = [
        (u, s if is_fitting(u) else s._replace(choice=int(generator.integers(-1, SLATE))))
        for u, s in scenes
    ]
    slates = of_users([one for one in drawn(900, 7, none=-9.0) if one.choice >= 0])
    judged = of_users(drawn(400, 3))
    clean = fit_weights(scenes, judged, slates, TABLE, "")
    mixed = fit_weights(noisy, judged, slates, TABLE, "")
    assert mixed.weights == clean.weights
    assert mixed.figures["ratings: log-loss"] > mixed.figures["ratings: log-loss, uniform"]


def test_the_scale_of_planted_choices_is_found() -> None:
    theta = np.append(PLANTED, 0.5)
    half = fitted_scale(theta, drawn(1_000, 5, theta=PLANTED / 2, none=1.0))
    np.testing.assert_allclose(half[:-1], PLANTED / 2, atol=0.15)
    assert half[-1] == pytest.approx(1.0, abs=0.2)


def test_scores_of_two_scenes_are_those_by_hand() -> None:
    rows = np.zeros((1, len(FEATURES)))
    scenes = [Scene(rows, 0, np.array([0.5])), Scene(rows, -1, np.array([0.5]))]
    found = scores(scenes, np.append(np.zeros(len(FEATURES)), np.log(3.0)))
    assert found["log-loss"] == pytest.approx(-(np.log(1 / 4) + np.log(3 / 4)) / 2)
    assert found["log-loss, uniform"] == pytest.approx(np.log(2))
    assert found["log-loss, popularity"] == pytest.approx(np.log(2))
    assert found["share of none"] == 0.5
    assert found["share of none, predicted"] == pytest.approx(0.75)
    assert found["calibration error"] == pytest.approx(0.25)


def test_a_calibrated_forecast_has_no_error_and_an_overconfident_one_its_gap() -> None:
    odds = [np.array([0.25, 0.75])] * 4
    assert calibration_error(odds, [0, 1, 1, 1]) == pytest.approx(0.0)
    assert calibration_error([np.array([0.0, 1.0])] * 4, [0, 1, 1, 1]) == pytest.approx(0.25)


def test_a_planted_position_bias_is_seen() -> None:
    theta = np.zeros(len(FEATURES) + 1)
    theta[FEATURES.index("position")] = -1.0
    rows = np.zeros((SLATE, len(FEATURES)))
    rows[:, FEATURES.index("position")] = np.log(np.arange(1, SLATE + 1))
    scene = Scene(rows, 0, np.zeros(SLATE))
    total = sum(1 / place for place in range(1, SLATE + 1)) + 1
    assert position_bias([scene], theta) == pytest.approx((1 - 1 / SLATE) / total)
    theta[FEATURES.index("position")] = 0.0
    assert position_bias([scene], theta) == 0.0


@cache
def films() -> dict[str, Item]:
    return {
        f"f{n}": film(n, genres=(GENRES[n % 4],), year=1960 + n % 50, renown=n / 400)
        for n in range(400)
    }


def past(user: int) -> Past:
    own = [f"f{4 * n + user % 4}" for n in range(user % 20, user % 20 + 40)]
    low = tuple(f"f{4 * n + (user + 1) % 4}" for n in range(6))
    return Past(
        user=f"user:{user}",
        liked=tuple(own[:12]),
        disliked=low[:3],
        seen=(*own[:12], *low[:3]),
        targets=tuple(own[12:20]),
        later=tuple(own[20:]),
        spurned=low[3:],
    )


def test_a_liked_film_stands_on_three_slates_in_five_and_targets_on_none() -> None:
    pasts = [past(user) for user in range(60)]
    scenes = rating_scenes(pasts, films(), 0)
    assert {user for user, _ in scenes} == {one.user for one in pasts}
    assert all(1 <= len(scene.rows) <= SLATE for _, scene in scenes)
    share = np.mean([scene.choice >= 0 for _, scene in scenes])
    assert share == pytest.approx(0.6, abs=0.05)
    genre = FEATURES.index("genre")
    chosen = [scene.rows[scene.choice, genre] for _, scene in scenes if scene.choice >= 0]
    others = np.concatenate(
        [np.delete(s.rows[:, genre], s.choice) for _, s in scenes if s.choice >= 0]
    )
    assert np.mean(chosen) > others.mean() + 0.5
    again = rating_scenes(pasts, films(), 0)
    assert all(a[1].choice == b[1].choice for a, b in zip(scenes, again, strict=True))


def test_the_liked_film_stands_at_every_place_alike() -> None:
    scenes = [scene for _, scene in rating_scenes([past(u) for u in range(80)], films(), 0)]
    whole = [s.choice for s in scenes if s.choice >= 0 and len(s.rows) == SLATE]
    shares = np.bincount(whole, minlength=SLATE) / len(whole)
    assert np.abs(shares - 1 / SLATE).max() < 0.06


def test_a_recommender_that_listens_shows_what_meets_the_needs_and_one_target() -> None:
    needs = FEATURES.index("needs")
    for _, scene in fitting_slates([past(user) for user in range(20)], films(), 0):
        assert len(scene.rows) == SLATE
        assert 0 <= scene.choice < SLATE
        assert scene.rows[:, needs].mean() > 0.5


def test_what_a_form_says_was_liked_is_the_choice_and_nothing_liked_is_none() -> None:
    def said(speaker: Speaker, *names: str) -> Utterance:
        return Utterance(speaker=speaker, text="…", mentions=names)

    dialogue = Dialogue(
        id="1",
        user="u",
        utterances=(
            said(Speaker.SEEKER, "f0", "f4"),
            said(Speaker.RECOMMENDER, "f0", "f1", "f2"),
            said(Speaker.RECOMMENDER, "f8", "f12", "unknown"),
            said(Speaker.RECOMMENDER, "f0"),
        ),
        liked=("f0", "f4", "f12"),
    )
    scenes = judged_scenes([dialogue], films())
    assert [(user, len(s.rows), s.choice) for user, s in scenes] == [("u", 2, -1), ("u", 2, 1)]
