"""Chooses from the slate shown, or none of it: what speaks for each film first, then one draw."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.item import Item
from simulator.behaviour import Behaviour
from simulator.choice import Vector, Weights, chances
from simulator.features import FEATURES, Taste, recognised
from simulator.persona import Persona
from simulator.speech import Decision, Thought

# How the manner moves utilities, from one end of its range to the other. Set, not fitted.
_PICKINESS = 3.0
_POSITIVITY = 2.0
_NOVELTY = 4.0
# Somebody looks for a film to see; one seen already is chosen only where nothing else comes near.
_SEEN = -3.0
_DRAWS = 10


class Uncertainty(NamedTuple):
    """Entropies in nats over several decisions (UserMirrorer): total = within + between."""

    total: float
    within: float
    between: float


class Decider:
    """One person's choices.

    A film among the persona's targets was really liked, and its utility is raised by what a real
    like is worth (`Weights.liking`); of what is said only a choice depends on it.
    """

    def __init__(self, persona: Persona, items: Mapping[str, Item], weights: Weights) -> None:
        """History is counted once."""
        liked, disliked = (
            [items[film] for film in films if film in items]
            for films in (persona.liked, persona.disliked)
        )
        self.taste = Taste(liked, disliked, persona.needs, persona.avoids)
        self._persona, self._items, self._weights = persona, items, weights
        self._targets = frozenset(persona.targets)
        self._seen = {*persona.seen, *persona.liked, *persona.disliked}

    def decide(self, shown: Sequence[str], generator: np.random.Generator) -> Decision:
        """The choice from these films in their order, drawn after it was thought over."""
        films = [self._items[film] for film in shown]
        odds = self.odds(films)
        thought = self._thought(films, odds)
        place = int(generator.choice(len(odds), p=odds))
        return Decision(
            thought=thought,
            choice=films[place].id if place < len(films) else "",
            probabilities=tuple(float(p) for p in odds[:-1]),
            none=float(odds[-1]),
        )

    def odds(self, films: Sequence[Item], theta: Vector | None = None) -> Vector:
        """The probabilities of these films and, last, of none."""
        theta = self._weights.vector() if theta is None else theta
        behaviour = self._persona.behaviour
        utilities = self.taste.rows(films, behaviour) @ theta[:-1]
        utilities += np.array([self._personal(film, behaviour) for film in films])
        return chances(utilities, float(theta[-1]) + outside(behaviour))

    def favourite(self, films: Sequence[Item]) -> int:
        """The place, from 1, of the film that looks best: nothing hidden counts."""
        theta = self._weights.vector()
        behaviour = self._persona.behaviour
        utilities = self.taste.rows(films, behaviour) @ theta[:-1]
        utilities += np.array([self._apparent(film, behaviour) for film in films])
        return int(np.argmax(utilities)) + 1

    def uncertainty(
        self, films: Sequence[Item], generator: np.random.Generator, draws: int = _DRAWS
    ) -> Uncertainty:
        """How unsure a choice is: of its outcome, and of the weights that it is made with."""
        covariance = np.array(self._weights.covariance)
        drawn = generator.multivariate_normal(self._weights.vector(), covariance, size=draws)
        return entropies(np.array([self.odds(films, theta) for theta in drawn]))

    def keep(self, film: str) -> None:
        """Remember a film that was taken: nobody looks for it a second time."""
        self._seen.add(film)

    def is_seen(self, film: str) -> bool:
        """Whether the person has seen the film, or taken it already."""
        return film in self._seen

    def _personal(self, film: Item, behaviour: Behaviour) -> float:
        hidden = self._weights.liking if film.id in self._targets else 0.0
        return self._apparent(film, behaviour) + hidden

    def _apparent(self, film: Item, behaviour: Behaviour) -> float:
        novelty = -_NOVELTY * (behaviour.novelty - 0.5) * film.renown
        return novelty + (_SEEN if film.id in self._seen else 0.0)

    def _thought(self, films: Sequence[Item], odds: Vector) -> Thought:
        needs = ", ".join(need.attribute.value for need in self._persona.needs[:2])
        stimulus = f"looks for {needs}"
        if not films:
            return Thought(stimulus=stimulus, knowledge="is shown nothing", evaluation="waits")
        best = int(np.argmax(odds[:-1]))
        return Thought(
            stimulus=stimulus,
            knowledge=self._knowledge(films[best], best + 1),
            evaluation=self._evaluation(films[best], best + 1, odds),
        )

    def _knowledge(self, film: Item, place: int) -> str:
        met = [need.attribute.value for need in self.taste.met(film)]
        crossed = [avoid.value for avoid in self.taste.crossed(film)]
        is_known = recognised(film, self._persona.behaviour)
        parts = (
            "has seen it" if film.id in self._seen else "",
            "has heard of it" if is_known else "has not heard of it",
            f"it has {', '.join(met)}" if met else "it has nothing asked for",
            f"it has {', '.join(crossed)}, which is unwelcome" if crossed else "",
        )
        return f"film {place}: {'; '.join(part for part in parts if part)}"

    def _evaluation(self, film: Item, place: int, odds: Vector) -> str:
        """How far the best film is from none of them, and what speaks most for it."""
        row = self.taste.rows([film], self._persona.behaviour)[0] * self._weights.weights
        reason = FEATURES[int(np.argmax(row))]
        ahead = float(np.log(odds[place - 1] / odds[-1]))
        verdict = "worth taking" if ahead > 0 else "hardly worth taking"
        return f"film {place} is {verdict} ({ahead:+.1f} against none), most for its {reason}"


def outside(behaviour: Behaviour) -> float:
    """What the manner adds to the utility of choosing none."""
    return _PICKINESS * (behaviour.pickiness - 0.5) - _POSITIVITY * (behaviour.positivity - 0.5)


def entropies(probabilities: Vector) -> Uncertainty:
    """The entropies of several distributions over the same outcomes, one a row."""
    total = _entropy(probabilities.mean(axis=0))
    within = float(np.mean([_entropy(row) for row in probabilities]))
    return Uncertainty(total, within, total - within)


def _entropy(p: Vector) -> float:
    kept = p[p > 0]
    return float(-(kept * np.log(kept)).sum())
