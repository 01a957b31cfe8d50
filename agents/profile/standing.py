"""What stands of what was said, pinned and judged, told by when it happened.

An export that is restored brings old events behind newer ones: the place in the ledger decides
only between what happened at one time.
"""

from bisect import insort
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from core.heard import Claim, Stance
from core.profile import Trail
from core.value import Value

# When something happened, and how many events were known by then.
Moment = tuple[datetime, int]

_OPPOSITE = {Stance.LIKE: Stance.DISLIKE, Stance.DISLIKE: Stance.LIKE}


class Told(Value):
    """A claim as it was said once."""

    claim: Claim
    trail: Trail
    moment: Moment


class Pin(Value):
    """A statement was pinned, or let go."""

    pinned: bool
    moment: Moment


_Happened = TypeVar("_Happened", Told, Pin)


class Judged(Value):
    """A stance to a film that was taken, or released."""

    trail: Trail
    taken: bool


def with_one(known: Sequence[_Happened], one: _Happened) -> tuple[_Happened, ...]:
    """These in the order in which they happened, and one more."""
    grown = list(known)
    insort(grown, one, key=lambda happened: happened.moment)
    return tuple(grown)


def claim_of(told: Sequence[Told], pins: Sequence[Pin], until: Moment | None = None) -> Claim:
    """What a statement that was told says, or said at an earlier moment: the newest claim.

    One that is pinned says what it said when it was pinned. What was said only later counts where
    nothing had been said by then.
    """
    by_then = _until(told, until) or told[:1]
    since = _pinned_since(pins if until is None else _until(pins, until))
    frozen = _until(by_then, since) or by_then[:1]
    return (by_then if since is None else frozen)[-1].claim


def is_pinned(pins: Sequence[Pin]) -> bool:
    """Whether the newest of these pins."""
    return bool(pins) and pins[-1].pinned


def judged(known: Mapping[Stance, Judged], stance: Stance, one: Judged) -> Mapping[Stance, Judged]:
    """How a person stands to a film once this has happened too; a like and a dislike exclude each
    other, and what is older than what stands changes nothing."""
    rivals = {stance, _OPPOSITE.get(stance, stance)}
    if any(known[rival].trail.at > one.trail.at for rival in rivals & known.keys()):
        return known
    return {name: kept for name, kept in known.items() if name not in rivals} | {stance: one}


def _pinned_since(pins: Sequence[Pin]) -> Moment | None:
    """When what is pinned now was pinned; to pin it again changes nothing."""
    since: Moment | None = None
    for pin in pins:
        since = (since or pin.moment) if pin.pinned else None
    return since


def _until(some: Sequence[_Happened], until: Moment | None) -> Sequence[_Happened]:
    return some if until is None else [one for one in some if one.moment <= until]
