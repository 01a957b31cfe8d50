"""Habits of the week, read off what a person asked for and when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from agents.profile.weekly import day_of, slot_of
from agents.profile.wording import asked_sentence
from core.heard import Claim, Slot
from core.profile import Source, Statement, Trail

_FEWEST_DAYS = 3
_LEAST_SHARE = 0.5
_LEAST_LIFT = 1.5


class Wish(NamedTuple):
    """Something asked for, and the time of the week and the day on which it was."""

    claim: Claim
    trail: Trail
    slot: Slot
    day: date


def wishes_of(asked: Iterable[tuple[Claim, Trail]]) -> list[Wish]:
    """What was asked for with its times."""
    return [Wish(claim, trail, slot_of(trail.at), day_of(trail.at)) for claim, trail in asked]


def by_key(wishes: Iterable[Wish]) -> Mapping[str, list[Wish]]:
    """The wishes for each thing, in the order of its name."""
    told: dict[str, list[Wish]] = defaultdict(list)
    for one in wishes:
        told[one.claim.key].append(one)
    return dict(sorted(told.items()))


def routines(wishes: Sequence[Wish]) -> list[Statement]:
    """What is asked for on three or more days of a slot, on half of its asking days, and there above all.

    Above all is half as often again as in the rest of the week. Strength is the share of the
    slot's asking days.
    """
    asking = _days(wishes)
    return [
        found
        for same in by_key(wishes).values()
        for slot in Slot
        if (found := _routine(slot, same, asking))
    ]


def _routine(slot: Slot, wishes: Sequence[Wish], asking: Mapping[Slot, int]) -> Statement | None:
    days = _days(wishes)
    if days[slot] < _FEWEST_DAYS:
        return None
    share = days[slot] / asking[slot]
    rest = sum(asking.values()) - asking[slot]
    elsewhere = (sum(days.values()) - days[slot]) / rest if rest else 0.0
    if share < _LEAST_SHARE or share < _LEAST_LIFT * elsewhere:
        return None
    claim = wishes[0].claim.model_copy(update={"when": slot})
    return Statement(
        text=asked_sentence(claim),
        claim=claim,
        source=Source.INFERRED,
        strength=share,
        evidence=tuple(one.trail for one in wishes if one.slot is slot),
    )


def _days(wishes: Iterable[Wish]) -> Counter[Slot]:
    """On how many days of each slot there are such wishes."""
    return Counter(slot for slot, _ in {(one.slot, one.day) for one in wishes})
