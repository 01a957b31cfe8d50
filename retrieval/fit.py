"""How well films carry what is asked for softly: moods, themes, directions, likeness."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.heard import Attribute
from core.item import Facet, Item
from core.slate import Query
from core.value import Value
from retrieval import shifts
from retrieval.constraints import SOFT, wanted_groups
from retrieval.kindred import contrary, kindred
from retrieval.traits import Trait, Traits

_T, _M = Facet.THEME, Facet.MOOD

# The file calls Gravity horror and Avatar animation: a genre that a theme or mood bears out is
# believed more.
_BORNE_OUT: dict[str, tuple[Trait, ...]] = {
    "Action": ((_M, "action-packed"), (_M, "exciting")),
    "Adventure": ((_T, "quest"), (_T, "treasure hunt"), (_M, "exciting"), (_M, "epic")),
    "Animation": (
        (_T, "talking animals"), (_M, "whimsical"), (_M, "heartwarming"), (_M, "playful"),
        (_T, "toys"), (_T, "fairy tale"), (_M, "funny"),
    ),
    "Biography": ((_T, "true story"),),
    "Comedy": ((_M, "funny"), (_M, "witty"), (_M, "light-hearted"), (_M, "raunchy")),
    "Crime": (
        (_T, "gangsters"), (_T, "heist"), (_T, "police"), (_T, "con artists"), (_T, "drugs"),
        (_T, "detective story"), (_T, "serial killer"),
    ),
    "Documentary": ((_T, "true story"),),
    "Family": ((_M, "heartwarming"), (_M, "feel-good"), (_M, "whimsical"), (_M, "cozy")),
    "Fantasy": (
        (_T, "witches and magic"), (_T, "fairy tale"), (_T, "mythology"), (_T, "quest"),
        (_M, "whimsical"),
    ),
    "History": ((_T, "historical epic"), (_T, "true story"), (_T, "royalty"), (_T, "middle ages")),
    "Horror": ((_M, "scary"), (_M, "creepy")),
    "Musical": (
        (_T, "dance"), (_M, "feel-good"), (_M, "playful"), (_M, "romantic"), (_M, "whimsical"),
    ),
    "Music": ((_T, "music and bands"),),
    "Mystery": ((_T, "detective story"), (_T, "twist ending"), (_T, "conspiracy")),
    "Romance": ((_M, "romantic"), (_T, "first love"), (_T, "unlikely romance")),
    "Sci-Fi": (
        (_T, "space"), (_T, "aliens"), (_T, "time travel"), (_T, "artificial intelligence"),
        (_T, "robots"), (_T, "dystopia"), (_T, "mad science"),
    ),
    "Sport": (
        (_T, "sports"), (_T, "boxing"), (_T, "american football"), (_T, "baseball"),
        (_T, "basketball"), (_T, "football (soccer)"), (_T, "racing and cars"),
    ),
    "Thriller": ((_M, "suspenseful"), (_M, "tense")),
    "War": ((_T, "war"), (_T, "world war ii"), (_T, "world war i"), (_T, "vietnam war")),
    "Western": ((_T, "frontier and outlaws"),),
}  # fmt: skip

_CHILDREN_LIKE: tuple[tuple[Trait, float], ...] = (
    ((Facet.GENRE, "Family"), 1.5), ((Facet.GENRE, "Animation"), 1.5),
    ((_T, "talking animals"), 0.4),
    ((_M, "heartwarming"), 0.4), ((_M, "playful"), 0.4), ((_M, "whimsical"), 0.4),
)  # fmt: skip

_MADE_FOR_CHILDREN = tuple(((Facet.GENRE, genre), 1.0) for genre in ("Family", "Animation"))


class FitConfig(Value):
    """What a genre that is borne out, a direction and likeness to the anchors weigh.

    `direction` is for directions without an anchor, `turn` for those that start from one, where
    likeness must not drown. The unit is a trait that a third of the described films carry.
    """

    borne_out: float = 1.0
    kindred: float = 0.3
    contrary: float = 0.5
    direction: float = 0.8
    turn: float = 0.3
    likeness: float = 4.0


class Fit:
    """Scores films by the soft side of a query."""

    def __init__(self, items: Sequence[Item], traits: Traits, config: FitConfig) -> None:
        """Score over these films, which are the traits', row by row."""
        self._traits = traits
        self._rows = {item.id: row for row, item in enumerate(items)}
        self._config = config
        # A film of three countries is from none of them as much as a film of one is.
        self._homes = np.array([1.0 / max(len(item.countries), 1) for item in items])

    def scores(self, query: Query) -> NDArray[np.float64]:
        """Everything wanted softly that a film carries; 0 where nothing is: shape (films,)."""
        groups = wanted_groups(query.attributes)
        anchored = any(anchor.weight > 0 for anchor in query.anchors)
        scores = (self._config.turn if anchored else self._config.direction) * self._directed(query)
        scores += sum(self._group(group) for group in groups)
        return scores + self._config.likeness * self.likeness(query, 1.0)

    def coverage(self, query: Query) -> NDArray[np.float64]:
        """The share of the wanted themes and moods a film carries, by rarity: 0..1, (films,)."""
        groups = wanted_groups(query.attributes)
        soft = [group for group in groups if any(each.facet in SOFT for each in group)]
        best = [max(self._weight(attribute) for attribute in group) for group in soft]
        carried = sum((self._group(group) for group in soft), np.zeros(len(self._rows)))
        return carried / max(sum(best), 1e-12)

    def proof(self, query: Query) -> NDArray[np.float64]:
        """How far wanted genres, countries and fitness for kids are borne out: mean in 0..1."""
        hard = [
            group
            for group in wanted_groups(query.attributes)
            if all(a.facet in (Facet.GENRE, Facet.COUNTRY) for a in group)
        ]
        proofs = [np.max([self._proof(a) for a in group], axis=0) for group in hard]
        if query.for_kids:
            proofs.append(np.minimum(self._traits.carried(_MADE_FOR_CHILDREN), 1.0))
        return np.asarray(np.mean(proofs, axis=0)) if proofs else np.zeros(len(self._rows))

    def likeness(self, query: Query, sign: float) -> NDArray[np.float64]:
        """The mean likeness to the anchors that pull (sign 1) or push (-1), by weight: (films,)."""
        anchors = [a for a in query.anchors if a.weight * sign > 0 and a.item_id in self._rows]
        if not anchors:
            return np.zeros(len(self._rows))
        weights = np.array([abs(anchor.weight) for anchor in anchors])
        rows = [self._rows[anchor.item_id] for anchor in anchors]
        return self._traits.likeness(rows, (weights / weights.sum()).tolist())

    def _directed(self, query: Query) -> NDArray[np.float64]:
        wants = [want for want in shifts.wants(query.shifts) if want[1] > 0]
        return self._traits.carried([*wants, *(_CHILDREN_LIKE if query.for_kids else ())])

    def _group(self, group: Sequence[Attribute]) -> NDArray[np.float64]:
        """The best that a film does among alternatives."""
        options = [self._carried(attribute) for attribute in group]
        return np.max(options, axis=0) if options else np.zeros(len(self._rows))

    def _carried(self, attribute: Attribute) -> NDArray[np.float64]:
        if attribute.facet is Facet.MOOD:
            return self._traits.carried(self._mood(attribute))
        if attribute.facet in SOFT:
            return self._traits.carried([(_trait(attribute), self._weight(attribute))])
        return self._config.borne_out * self._proof(attribute)

    def _mood(self, attribute: Attribute) -> Iterator[tuple[Trait, float]]:
        """The mood itself, less of its kin, and against it what spoils it."""
        weight = self._weight(attribute)
        yield _trait(attribute), weight
        for mood in kindred(attribute.value):
            yield (_M, mood), self._config.kindred * weight
        for mood in contrary(attribute.value):
            yield (_M, mood), -self._config.contrary * weight

    def _proof(self, attribute: Attribute) -> NDArray[np.float64]:
        """How far a hard attribute is borne out, in 0..1: by a trait, or by no other country."""
        if attribute.facet is Facet.COUNTRY:
            return self._homes
        proofs = _BORNE_OUT.get(attribute.value, ()) if attribute.facet is Facet.GENRE else ()
        return np.minimum(self._traits.carried((proof, 1.0) for proof in proofs), 1.0)

    def _weight(self, attribute: Attribute) -> float:
        return self._traits.weight(_trait(attribute))


def _trait(attribute: Attribute) -> Trait:
    return attribute.facet, attribute.value
