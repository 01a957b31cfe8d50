"""A simulated person: history, hidden targets, and the coarse needs that may be spoken of."""

from enum import StrEnum

from core.heard import Attribute
from core.value import Value
from simulator.behaviour import Behaviour


class Origin(StrEnum):
    """Whose history a persona has."""

    MOVIELENS = "movielens"
    REDIAL = "redial"
    CATALOGUE = "catalogue"


class Need(Value):
    """An attribute that many films have and that the targets share; `weight` in 0..1."""

    attribute: Attribute
    weight: float


class Persona(Value):
    """Who looks for a film. Films are item ids of the catalogue, histories oldest first.

    `targets` are films liked later, which nobody is told of; what is said comes from `needs`
    (coarse attributes of theirs) and `avoids`. `seed` settles every draw of the conversation.
    """

    id: str
    origin: Origin
    family: str
    behaviour: Behaviour
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    targets: tuple[str, ...]
    needs: tuple[Need, ...]
    avoids: tuple[Attribute, ...] = ()
    seed: int
