"""Fits the choice to real people: MovieLens ratings for what speaks for a film, ReDial labels for none."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import numpy as np
from scipy.optimize import brentq, minimize

from core.dialogue import Dialogue, Speaker
from core.item import Item
from simulator.choice import Scene, Vector, Weights, chances, fit_choice, predicted
from simulator.crowds import Crowds
from simulator.decider import outside
from simulator.families import NEUTRAL, fitting
from simulator.features import FEATURES, Taste
from simulator.needs import avoids_of, needs_of, sought
from simulator.pasts import Past
from simulator.population import is_fitting
from simulator.transitions import Table

SLATE = 5
_SCENES_A_PERSON = 20
_SHARE_WITHOUT = 0.4
_BINS = 10
_LISTENED = 50
# The film of a scene that was really liked is raised until it is taken this often more.
_LEAST_LIKING, _MOST_LIKING = 0.0, 12.0


def rating_scenes(
    pasts: Sequence[Past], items: Mapping[str, Item], seed: int
) -> list[tuple[str, Scene]]:
    """Slates of real ratings with their user: one film liked after the targets, or none that was.

    The rest was rated low by the same person, or is not rated at all and drawn by renown. Needs
    come from the targets, none of which is ever on a slate.
    """
    crowds, ids = Crowds(items), list(items)
    fame = np.array([item.renown for item in items.values()]) + 0.01
    fame /= fame.sum()
    found: list[tuple[str, Scene]] = []
    for number, past in enumerate(pasts):
        generator = np.random.default_rng((seed, number))
        taste = taste_of(past, items, crowds)
        rated = {*past.seen, *past.targets, *past.later, *past.spurned, *past.liked}
        pool = [ids[i] for i in generator.choice(len(ids), size=200, p=fame) if ids[i] not in rated]
        scenes = range(_SCENES_A_PERSON if past.later else 0)
        found += [(past.user, _scene(past, pool, taste, items, generator)) for _ in scenes]
    return found


def fitting_slates(
    pasts: Sequence[Past], items: Mapping[str, Item], seed: int
) -> list[tuple[str, Scene]]:
    """Slates with their user as a recommender shows that listens: unseen films that meet the needs.

    One of them, at a random place, is really liked; of the others nothing is known.
    """
    crowds, films = Crowds(items), tuple(items.values())
    fame = np.array([film.renown for film in films])
    found: list[tuple[str, Scene]] = []
    for number, past in enumerate(pasts):
        generator = np.random.default_rng((seed, number))
        taste = taste_of(past, items, crowds)
        known = {*past.seen, *past.targets, *past.later, *past.spurned}
        pool = _listening(films, taste, fame, known)
        drawn = [film.id for film in pool]
        others = [str(film) for film in generator.permutation(drawn)[: SLATE - 1]]
        kind = [film for film in past.targets if taste.is_of_kind(items[film])] or past.targets
        liked = kind[int(generator.integers(len(kind)))]
        shown = [str(film) for film in generator.permutation([*others, liked])]
        found.append((past.user, _rows(shown, shown.index(liked), taste, items)))
    return found


def _listening(
    films: Sequence[Item], taste: Taste, fame: Vector, known: Collection[str]
) -> list[Item]:
    """The films that meet the needs best, better known ones before others that meet them as well."""
    met = np.array([sum(need.weight for need in taste.met(film)) for film in films])
    ranked = np.argsort(-(met + 0.5 * fame), kind="stable")
    return [films[row] for row in ranked if films[row].id not in known][:_LISTENED]


def judged_scenes(
    dialogues: Sequence[Dialogue], items: Mapping[str, Item]
) -> list[tuple[str, Scene]]:
    """What recommenders of ReDial showed in one message, the seeker's form saying what was liked.

    Nothing that was liked makes it none. Needs come from the seeker's own films.
    """
    crowds = Crowds(items)
    found: list[tuple[str, Scene]] = []
    for dialogue in dialogues:
        own = [
            film
            for utterance in dialogue.utterances
            if utterance.speaker is Speaker.SEEKER
            for film in utterance.mentions
            if film in dialogue.liked and film in items
        ]
        past = Past(dialogue.user, tuple(own), (), (), tuple(own))
        taste = taste_of(past, items, crowds)
        known = set(own)
        for utterance in dialogue.utterances:
            films = [f for f in dict.fromkeys(utterance.mentions) if f in items and f not in known]
            known.update(films)
            if utterance.speaker is Speaker.RECOMMENDER and films:
                found.append((dialogue.user, _judged(films, dialogue, taste, items)))
    return found


def fit_weights(
    rated: Sequence[tuple[str, Scene]],
    judged: Sequence[tuple[str, Scene]],
    slates: Sequence[tuple[str, Scene]],
    table: Table,
    about: str,
) -> Weights:
    """Weights of fitting people, with the figures of all others.

    Something is taken on as many `slates` of a recommender that listens as after a real
    recommender's turn (`table.accepted`): the utility of none is moved until fitting families do.
    A film that is really liked is raised until it is taken as often as real people take what they
    come to like and have not seen: `table.accepted` / `table.welcomed`.
    """
    fits, held_out = _parted(rated)
    real, others = _parted(judged)
    near, far = _parted(slates)
    theta, covariance = fit_choice(fits)
    without = [s._replace(rows=np.delete(s.rows, s.choice, axis=0), choice=-1) for s in near]
    final = _with_share_of_none(theta, without, 1 - table.accepted)
    taken = min(0.95, table.accepted / table.welcomed)
    liking = _liking(final, near, taken)
    labels = fitted_scale(theta, real)
    figures = {
        **{f"ratings: {name}": value for name, value in scores(held_out, theta).items()},
        "ratings: position bias": position_bias(held_out, theta),
        **{f"ReDial labels: {name}": value for name, value in scores(others, labels).items()},
        "ReDial labels: scale of the utilities": float(
            np.abs(labels[:-1]).sum() / np.abs(theta[:-1]).sum()
        ),
        "turns without acceptance, real": 1 - table.accepted,
        "acceptance of what is liked and not seen, real": table.accepted / table.welcomed,
        "acceptance of what is liked, simulated": _taken(final, far, liking),
        "scenes fitted": float(len(fits)),
        "ReDial turns fitted": float(len(real)),
    }
    return Weights(
        about=about,
        features=FEATURES,
        weights=tuple(round(float(value), 4) for value in final[:-1]),
        none=round(float(final[-1]), 4),
        liking=round(liking, 4),
        covariance=tuple(tuple(round(float(x), 6) for x in row) for row in covariance),
        figures={name: round(value, 4) for name, value in figures.items()},
    )


def fitted_scale(theta: Vector, scenes: Sequence[Scene]) -> Vector:
    """The weights scaled as a whole, and none moved, to what these scenes are likeliest with (Platt 1999)."""

    def scaled(two: Vector) -> Vector:
        return np.append(two[0] * theta[:-1], two[1])

    def loss(two: Vector) -> float:
        odds = predicted(scenes, scaled(two))
        return -float(np.mean([np.log(o[s.choice]) for o, s in zip(odds, scenes, strict=True)]))

    return scaled(minimize(loss, np.array([1.0, theta[-1]]), method="Nelder-Mead").x)


def scores(scenes: Sequence[Scene], theta: Vector) -> dict[str, float]:
    """Log-loss in nats against uniform and popularity, calibration error, and shares of none."""
    odds = predicted(scenes, theta)
    places = [scene.choice if scene.choice >= 0 else len(scene.rows) for scene in scenes]
    picked = np.array([o[place] for o, place in zip(odds, places, strict=True)])
    return {
        "scenes": float(len(scenes)),
        "log-loss": float(-np.log(picked).mean()),
        "log-loss, uniform": float(np.mean([np.log(len(s.rows) + 1) for s in scenes])),
        "log-loss, popularity": _popularity_loss(scenes, places),
        "calibration error": calibration_error(odds, places),
        "share of none": float(np.mean([s.choice < 0 for s in scenes])),
        "share of none, predicted": float(np.mean([o[-1] for o in odds])),
    }


def calibration_error(odds: Sequence[Vector], places: Sequence[int]) -> float:
    """The expected calibration error of every option's probability (Naeini et al. 2015), 10 equal bins."""
    p = np.concatenate(list(odds))
    hits = np.concatenate(
        [np.arange(len(o)) == place for o, place in zip(odds, places, strict=True)]
    ).astype(float)
    bins = np.minimum((p * _BINS).astype(int), _BINS - 1)
    gaps = [abs((p[bins == b] - hits[bins == b]).sum()) for b in range(_BINS)]
    return float(sum(gaps) / len(p))


def position_bias(scenes: Sequence[Scene], theta: Vector) -> float:
    """The most that a film's mean probability changes when slates are turned about, place by place.

    Films stand in random order, so that without bias every place is as likely.
    """
    width = max(len(scene.rows) for scene in scenes)
    whole = [o for o in predicted(scenes, theta) if len(o) == width + 1]
    means = np.mean([o[:-1] for o in whole], axis=0)
    return float(means.max() - means.min())


def taste_of(past: Past, items: Mapping[str, Item], crowds: Crowds) -> Taste:
    """What the person of a past brings to a slate."""
    liked, disliked, targets = (
        [items[film] for film in films] for films in (past.liked, past.disliked, past.targets)
    )
    return Taste(
        liked,
        disliked,
        sought(targets, needs_of(targets, liked, crowds))[1] if targets else (),
        avoids_of(targets, liked, disliked, crowds),
    )


def _scene(
    past: Past,
    pool: Sequence[str],
    taste: Taste,
    items: Mapping[str, Item],
    generator: np.random.Generator,
) -> Scene:
    has_one = generator.random() >= _SHARE_WITHOUT
    low = list(generator.permutation(past.spurned))[: int(generator.integers(0, SLATE))]
    others = [*low, *generator.permutation(pool)][: SLATE - has_one]
    liked = [past.later[int(generator.integers(len(past.later)))]] if has_one else []
    films = [str(film) for film in generator.permutation([*liked, *others])]
    choice = films.index(liked[0]) if liked else -1
    return _rows(films, choice, taste, items)


def _judged(
    films: Sequence[str], dialogue: Dialogue, taste: Taste, items: Mapping[str, Item]
) -> Scene:
    """The first of the films that was liked, since one is taken; -1 where none was."""
    liked = next((place for place, film in enumerate(films) if film in dialogue.liked), -1)
    return _rows(films, liked, taste, items)


def _rows(films: Sequence[str], choice: int, taste: Taste, items: Mapping[str, Item]) -> Scene:
    records = [items[film] for film in films]
    renown = np.array([record.renown for record in records])
    return Scene(taste.rows(records, NEUTRAL), choice, renown)


def _parted(scenes: Sequence[tuple[str, Scene]]) -> tuple[list[Scene], list[Scene]]:
    """Those of the people that are fitted to, and of the others."""
    fits = [scene for user, scene in scenes if is_fitting(user)]
    return fits, [scene for user, scene in scenes if not is_fitting(user)]


def _share_of_none(theta: Vector, scenes: Sequence[Scene]) -> float:
    """How often fitting families take none."""
    none = [
        chances(scene.rows @ theta[:-1], float(theta[-1]) + offset)[-1]
        for scene, offset in zip(scenes, _offsets(len(scenes)), strict=True)
    ]
    return float(np.mean(none))


def _with_share_of_none(theta: Vector, scenes: Sequence[Scene], share: float) -> Vector:
    """The weights with none as frequent as this."""

    def moved(shift: float) -> Vector:
        return np.append(theta[:-1], theta[-1] + shift)

    return moved(float(brentq(lambda x: _share_of_none(moved(x), scenes) - share, -15, 15)))


def _liking(theta: Vector, scenes: Sequence[Scene], share: float) -> float:
    """What makes fitting families take a really liked film of a slate in this share of cases."""

    def surplus(liking: float) -> float:
        return _taken(theta, scenes, liking) - share

    low, high = surplus(_LEAST_LIKING), surplus(_MOST_LIKING)
    return float(brentq(surplus, _LEAST_LIKING, _MOST_LIKING)) if low < 0 < high else 0.0


def _taken(theta: Vector, scenes: Sequence[Scene], liking: float) -> float:
    """How often fitting families take the film of each slate that is really liked."""
    taken = []
    for scene, offset in zip(scenes, _offsets(len(scenes)), strict=True):
        utilities = scene.rows @ theta[:-1]
        utilities[scene.choice] += liking
        taken.append(chances(utilities, float(theta[-1]) + offset)[scene.choice])
    return float(np.mean(taken))


@cache
def _offsets(count: int) -> tuple[float, ...]:
    """What the manners of fitting families add to none, in turn."""
    generator = np.random.default_rng(0)
    manners = [family.draw(generator) for family in fitting() for _ in range(5)]
    return tuple(outside(manners[number % len(manners)]) for number in range(count))


def _popularity_loss(scenes: Sequence[Scene], places: Sequence[int]) -> float:
    """A choice by renown alone, with the scenes' own share of none."""
    none = np.clip(np.mean([scene.choice < 0 for scene in scenes]), 0.01, 0.99)
    losses = []
    for scene, place in zip(scenes, places, strict=True):
        fame = scene.renown + 0.05
        odds = np.append((1 - none) * fame / fame.sum(), none)
        losses.append(-np.log(odds[place]))
    return float(np.mean(losses))
