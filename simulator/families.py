"""The families of people: some that fitting and tuning may see, others that only evaluate."""

from collections.abc import Mapping
from types import MappingProxyType

from simulator.behaviour import Behaviour, Family

Ranges = Mapping[str, tuple[float, float]]

# Halfway along every range: the manner that the fitted tables and weights describe as they are.
NEUTRAL = Behaviour(
    patience=5,
    pickiness=0.5,
    verbosity=0.5,
    novelty=0.5,
    positivity=0.5,
    contradiction=0.5,
    knowledge=0.5,
    typos=0.0,
)
_ORDINARY: Ranges = MappingProxyType(
    {
        "patience": (4, 7),
        "pickiness": (0.35, 0.65),
        "verbosity": (0.35, 0.65),
        "novelty": (0.3, 0.7),
        "positivity": (0.4, 0.6),
        "contradiction": (0.1, 0.4),
        "knowledge": (0.3, 0.7),
        "typos": (0.0, 0.04),
    }
)


def _family(name: str, about: str, *, fits: bool = False, **ranges: tuple[float, float]) -> Family:
    """A family that is ordinary in everything but these ranges."""
    return Family(name=name, about=about, ranges={**_ORDINARY, **ranges}, fits=fits)


FAMILIES: tuple[Family, ...] = (
    _family(
        "decisive",
        "knows what is wanted and takes the first film that has it",
        pickiness=(0.2, 0.4),
        contradiction=(0.0, 0.1),
        patience=(3, 5),
    ),
    _family(
        "browser",
        "looks at many films before taking one",
        patience=(7, 10),
        pickiness=(0.55, 0.75),
        novelty=(0.5, 0.8),
    ),
    _family(
        "expert",
        "has heard of nearly everything and says what is missing",
        knowledge=(0.8, 1.0),
        novelty=(0.6, 0.9),
        pickiness=(0.5, 0.7),
        verbosity=(0.5, 0.8),
    ),
    _family(
        "novice",
        "recognises only famous films",
        knowledge=(0.0, 0.2),
        novelty=(0.0, 0.3),
        pickiness=(0.3, 0.5),
        typos=(0.02, 0.08),
    ),
    _family(
        "picky critic",
        "finds fault and takes only what fits in everything",
        pickiness=(0.8, 1.0),
        positivity=(0.0, 0.3),
        knowledge=(0.5, 0.9),
    ),
    _family(
        "easy-going",
        "is pleased with most films",
        pickiness=(0.0, 0.25),
        positivity=(0.75, 1.0),
        patience=(6, 9),
    ),
    _family(
        "terse",
        "says one thing in few words, often mistyped",
        verbosity=(0.0, 0.15),
        typos=(0.05, 0.12),
        patience=(3, 5),
    ),
    _family(
        "chatty",
        "says much, not all of it about films",
        verbosity=(0.85, 1.0),
        patience=(6, 9),
        positivity=(0.5, 0.8),
    ),
    _family(
        "contrarian",
        "changes wishes and denies what was said",
        contradiction=(0.75, 1.0),
        positivity=(0.2, 0.5),
    ),
    _family(
        "explorer",
        "wants what nobody has heard of",
        novelty=(0.85, 1.0),
        knowledge=(0.5, 0.8),
        pickiness=(0.3, 0.5),
    ),
    _family("moderate", "is ordinary in everything", fits=True),
    _family(
        "hurried",
        "gives up soon",
        fits=True,
        patience=(2, 3),
        verbosity=(0.1, 0.4),
        pickiness=(0.3, 0.6),
    ),
    _family(
        "hesitant",
        "asks, compares and changes wishes before choosing",
        fits=True,
        contradiction=(0.4, 0.7),
        pickiness=(0.5, 0.8),
        patience=(5, 8),
    ),
    _family(
        "enthusiast",
        "likes films and talking of them",
        fits=True,
        positivity=(0.6, 0.9),
        verbosity=(0.6, 0.9),
        knowledge=(0.5, 0.8),
    ),
)


def evaluating() -> tuple[Family, ...]:
    """The families that nothing is fitted to."""
    return tuple(family for family in FAMILIES if not family.fits)


def fitting() -> tuple[Family, ...]:
    """The families that weights and strategies may be tuned with."""
    return tuple(family for family in FAMILIES if family.fits)
