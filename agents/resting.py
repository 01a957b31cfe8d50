"""What was turned down with a slate rests: it stays away for some slates, whatever is asked next."""

import re

from core.heard import Attribute, Axis, Heard, Intent, Polarity
from core.item import Facet
from core.value import Value

_SLATES = 3
# "Too scary" turns down what is scary; "less scary" is a direction alone, which ends with the request.
_TOO = re.compile(r"\btoo\b", re.IGNORECASE)
_TOO_MUCH = {Axis.LESS_SCARY: "scary", Axis.LESS_VIOLENT: "violent"}
_WELCOME = {Axis.SCARIER: "scary"}


class Rest(Value):
    """An attribute that stays away from the next `slates` that are shown."""

    attribute: Attribute
    slates: int = _SLATES


Resting = tuple[Rest, ...]


def rested(resting: Resting, heard: Heard, *, has_slate: bool) -> Resting:
    """What rests once a message is understood: what it asks for no more, what it turns down anew."""
    welcome = _wanted(heard) | {
        _mood(mood).key for axis, mood in _WELCOME.items() if axis in _axes(heard)
    }
    unwanted = _unwanted(heard) if has_slate else ()
    renewed = welcome | {one.key for one in unwanted}
    kept = tuple(one for one in resting if one.attribute.key not in renewed)
    return (*kept, *(Rest(attribute=one) for one in unwanted))


def counted_down(resting: Resting) -> Resting:
    """What still rests once another slate has been shown."""
    return tuple(
        one.model_copy(update={"slates": one.slates - 1}) for one in resting if one.slates > 1
    )


def _unwanted(heard: Heard) -> tuple[Attribute, ...]:
    """The attributes for which a message turns down what was shown, once each.

    "No horror" after a slate is about the slate; "a comedy, no horror" asks for something else.
    """
    if not heard.says(Intent.REJECT, Intent.CRITIQUE) and _wanted(heard):
        return ()
    named = [one for one in heard.attributes if one.polarity is Polarity.AVOID]
    if _TOO.search(heard.text):
        named += [_mood(mood) for axis, mood in _TOO_MUCH.items() if axis in _axes(heard)]
    return tuple({one.key: one for one in named}.values())


def _wanted(heard: Heard) -> frozenset[str]:
    return frozenset(one.key for one in heard.attributes if one.polarity is Polarity.WANT)


def _mood(value: str) -> Attribute:
    return Attribute(facet=Facet.MOOD, value=value, polarity=Polarity.AVOID)


def _axes(heard: Heard) -> frozenset[Axis]:
    return frozenset(shift.axis for shift in heard.shifts)
