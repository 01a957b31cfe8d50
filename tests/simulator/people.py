"""A planted world with people in it, whose choices are known beforehand."""

from core.heard import Attribute, Polarity
from core.item import Facet, Item
from simulator.behaviour import Behaviour
from simulator.choice import Weights
from simulator.families import NEUTRAL
from simulator.features import FEATURES
from simulator.persona import Need, Origin, Persona
from tests.worlds import film, made_up

GENRES = ("Comedy", "Horror", "Drama")
# Title words that no sentence contains; f0 to f39, of which comedies are f0, f3, f6 ...
WORLD: dict[str, Item] = {
    name: one.model_copy(
        update={
            "genres": (GENRES[number % 3],),
            "moods": ("funny" if number % 3 == 0 else "scary",),
            "themes": (),
            "directors": (f"Maker Quibble{number}",),
            "cast": (),
            "languages": ("English",),
            "countries": (),
            "renown": 0.5,
        }
    )
    for number, (name, one) in enumerate(made_up().items())
}
COMEDIES = [name for number, name in enumerate(WORLD) if number % 3 == 0]
HORRORS = [name for number, name in enumerate(WORLD) if number % 3 == 1]


def attribute(facet: Facet, value: str, polarity: Polarity = Polarity.WANT) -> Attribute:
    return Attribute(facet=facet, value=value, polarity=polarity)


COMEDY, FUNNY = attribute(Facet.GENRE, "Comedy"), attribute(Facet.MOOD, "funny")
NO_HORROR = attribute(Facet.GENRE, "Horror", Polarity.AVOID)


def manner(**traits: float) -> Behaviour:
    return NEUTRAL.model_copy(update=traits)


def somebody(seed: int = 1, *targets: str, **fields: object) -> Persona:
    """Looks for funny comedies, likes two of them, and avoids horror."""
    plain: dict[str, object] = {
        "id": f"person-{seed}",
        "origin": Origin.CATALOGUE,
        "family": "moderate",
        "behaviour": NEUTRAL,
        "liked": tuple(COMEDIES[:2]),
        "seen": tuple(COMEDIES[:3]),
        "targets": targets or tuple(COMEDIES[5:8]),
        "needs": (Need(attribute=COMEDY, weight=1.0), Need(attribute=FUNNY, weight=0.5)),
        "avoids": (NO_HORROR,),
        "seed": seed,
    }
    return Persona.model_validate(plain | fields)


def weights(*, none: float = 0.0, liking: float = 0.0, **features: float) -> Weights:
    """Weights that are 0 but for these features, with a small covariance."""
    size = len(FEATURES) + 1
    return Weights(
        about="planted",
        features=FEATURES,
        weights=tuple(features.get(name, 0.0) for name in FEATURES),
        none=none,
        liking=liking,
        covariance=tuple(
            tuple(0.01 * (row == column) for column in range(size)) for row in range(size)
        ),
        figures={},
    )


NEVER = weights(none=50.0)
ALWAYS = weights(none=-50.0)


def lone(number: int, **fields: object) -> Item:
    return film(number, **fields)
