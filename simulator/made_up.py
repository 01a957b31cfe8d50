"""People made up from the catalogue alone: a coherent taste, and the films that fit it well."""

from collections.abc import Sequence

import numpy as np

from core.item import Item
from simulator.crowds import Crowds, Trait, traits
from simulator.needs import says_something
from simulator.pasts import MOST_TARGETS, Past

_MOST_TRAITS = 3
_MOST_LIKED = 8
_ATTEMPTS = 50


def made_up_past(
    films: Sequence[Item], crowds: Crowds, generator: np.random.Generator
) -> tuple[Past, tuple[Trait, ...]] | None:
    """Somebody who looks for what a known film has, and the traits meant; None where none fit.

    `films` are the catalogue in its order. Targets have all the traits, and are better known
    and better rated than what else has them; the history has most of them.
    """
    weights = np.array([item.renown for item in films]) + 0.01
    for _ in range(_ATTEMPTS):
        start = films[int(generator.choice(len(films), p=weights / weights.sum()))]
        meant = _meant(start, crowds, generator)
        if len(meant) > 1 or (meant and crowds.size < crowds.least * 10):
            return _past(films, crowds, meant, generator), meant
    return None


def _meant(start: Item, crowds: Crowds, generator: np.random.Generator) -> tuple[Trait, ...]:
    """Up to three of a film's traits that leave a crowd together."""
    sayable = [trait for trait in traits(start) if says_something(trait, crowds)]
    chosen: tuple[Trait, ...] = ()
    for place in generator.permutation(len(sayable)):
        trait = sayable[int(place)]
        if len(chosen) < _MOST_TRAITS and crowds.together((*chosen, trait)) >= crowds.least:
            chosen = (*chosen, trait)
    return chosen


def _past(
    films: Sequence[Item],
    crowds: Crowds,
    meant: tuple[Trait, ...],
    generator: np.random.Generator,
) -> Past:
    fitting = np.flatnonzero(crowds.mask(meant))
    best_known = [films[int(row)] for row in fitting]
    worth = np.array([film.renown + (film.rating or 5.0) / 10 for film in best_known])
    # Among the better half, so that two people of one taste do not hide the same films.
    best = fitting[np.argsort(-worth, kind="stable")][: max(2, len(fitting) // 2)]
    drawn = [films[int(row)].id for row in generator.permutation(best)]
    targets = tuple(drawn[: min(MOST_TARGETS, max(1, len(drawn) - 2))])
    liked = tuple(film for film in drawn if film not in targets)[:_MOST_LIKED]
    return Past(user="", liked=liked, disliked=(), seen=liked, targets=targets)
