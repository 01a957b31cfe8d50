"""A query becomes a mask over the catalogue, with a name for every constraint in it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.heard import Attribute, Polarity, Span
from core.item import Facet, Item
from core.slate import Query, Relaxation
from retrieval.membership import Mask, Membership

SOFT = frozenset({Facet.THEME, Facet.MOOD})
FOREIGN = "foreign"

# Who avoids horror avoids being scared, whatever the file calls the film.
_SCARY_MOODS = ("scary", "creepy")

# What goes with a mood that is ruled out: traits that mean it, and genres in which it is likely
# where nobody has described the film's moods.
_GOES_WITH: dict[str, tuple[tuple[Facet, tuple[str, ...]], ...]] = {
    "violent": (
        (Facet.MOOD, ("gritty", "disturbing", "action-packed")),
        (Facet.THEME, ("slasher", "serial killer", "assassins", "gangsters", "war")),
    ),
    "scary": ((Facet.MOOD, ("creepy",)),),
    "sad": ((Facet.MOOD, ("bleak",)), (Facet.THEME, ("grief",))),
}
_LIKELY_IN: dict[str, tuple[str, ...]] = {
    "violent": ("Action", "Horror", "War", "Crime", "Thriller", "Western"),
    "scary": ("Horror", "Thriller"),
    "sad": ("Drama", "War"),
    "disturbing": ("Horror", "Crime", "Thriller"),
    "dark": ("Horror", "Crime", "Thriller", "War"),
    "bleak": ("Horror", "Crime", "War"),
    "sexy": ("Romance", "Thriller"),
}
_CHILDREN = ("G", "PG")
_ADULT = ("R", "NC-17", "X")
_NOT_FOR_KIDS: dict[Facet, tuple[str, ...]] = {
    Facet.GENRE: ("Horror",),
    Facet.MOOD: (
        "disturbing", "violent", "sexy", "raunchy", "scary", "creepy", "bleak", "gritty", "dark",
    ),
    Facet.THEME: (
        "serial killer", "slasher", "drugs", "possession", "body horror", "psychological horror",
        "home invasion", "stalking", "infidelity", "femme fatale", "gangsters", "assassins",
        "holocaust", "terrorism", "cults", "addiction", "vietnam war",
    ),
}  # fmt: skip

_PLURALS = {
    "Comedy": "comedies",
    "Documentary": "documentaries",
    "Musical": "musicals",
    "Thriller": "thrillers",
    "Western": "westerns",
    "Drama": "dramas",
    "Romance": "romances",
    "Biography": "biographies",
    "Mystery": "mysteries",
    "Animation": "animated films",
    "Sci-Fi": "science fiction",
}


class Constraint(NamedTuple):
    """One thing that must hold: its name and which films it lets through, shape (films,)."""

    name: str
    mask: Mask


class Eligibility(NamedTuple):
    """What a query rules in: `allowed` leaves out only what must never come back.

    `mask` is `allowed` and every constraint together, shape (films,).
    """

    constraints: tuple[Constraint, ...]
    allowed: Mask
    mask: Mask

    def names(self) -> tuple[str, ...]:
        """The constraints as a person would say them."""
        return tuple(constraint.name for constraint in self.constraints)


class Constraints:
    """The hard side of a query over one catalogue, prepared once.

    Wanted genres, people, countries, languages, series, decades and companies must hold, of
    one `group` any; wanted themes and moods only rank. Everything avoided must be absent.
    """

    def __init__(self, items: Sequence[Item], membership: Membership) -> None:
        """Read years, minutes, renown and certificates into arrays."""
        self.items = items
        self.membership = membership
        self._rows = {item.id: row for row, item in enumerate(items)}
        self.years = _numbers(item.year for item in items)
        self.minutes = _numbers(item.runtime for item in items)
        self._renown = np.array([item.renown for item in items])
        self._for_kids = _for_kids(items, membership)

    def of(self, query: Query, more: Sequence[Constraint] = ()) -> Eligibility:
        """What the query lets through; `more` are constraints worked out elsewhere."""
        named = {each.name: each for each in (*self._constraints(query), *more)}
        constraints = tuple(named.values())
        allowed = np.ones(len(self.items), dtype=np.bool_)
        anchors = {anchor.item_id for anchor in query.anchors}
        barred = [self._rows[item] for item in query.excluded | anchors if item in self._rows]
        allowed[barred] = False
        mask = allowed.copy()
        for constraint in constraints:
            mask &= constraint.mask
        return Eligibility(constraints, allowed, mask)

    def relaxations(self, eligibility: Eligibility) -> tuple[Relaxation, ...]:
        """What giving up one constraint would bring, or two where no one alone helps."""
        broken = np.zeros(len(self.items), dtype=np.int16)
        for constraint in eligibility.constraints:
            broken += ~constraint.mask
        for count in (1, 2):
            near = eligibility.allowed & (broken == count)
            given_up = combinations(eligibility.constraints, count)
            gains = [gain for parts in given_up if (gain := self._relaxation(parts, near)).gain]
            if gains:
                return tuple(sorted(gains, key=lambda gain: -gain.gain))
        return ()

    def _relaxation(self, parts: tuple[Constraint, ...], near: Mask) -> Relaxation:
        """What giving up `parts` brings, of films that break as many constraints as there are."""
        won = near & ~np.logical_or.reduce([part.mask for part in parts])
        best = self.items[int(np.argmax(np.where(won, self._renown, -1.0)))]
        name = " and ".join(part.name for part in parts)
        return Relaxation(constraint=name, gain=int(won.sum()), best=best.label)

    def _constraints(self, query: Query) -> Iterator[Constraint]:
        yield from self._wanted(query.attributes)
        for attribute in query.attributes:
            if attribute.polarity is Polarity.AVOID:
                yield Constraint(_without_name(attribute), ~self._avoided(attribute))
        if query.years is not None:
            yield Constraint(years_name(query.years), within(query.years, self.years))
        if query.runtime is not None:
            yield Constraint(minutes_name(query.runtime), within(query.runtime, self.minutes))
        if query.for_kids:
            yield Constraint("suitable for kids", self._for_kids)

    def _wanted(self, attributes: Iterable[Attribute]) -> Iterator[Constraint]:
        for group in wanted_groups(attributes):
            if all(attribute.facet in SOFT for attribute in group):
                continue
            masks = [self.holders(attribute) for attribute in group]
            yield Constraint(" or ".join(map(wanted_name, group)), np.logical_or.reduce(masks))

    def holders(self, attribute: Attribute) -> Mask:
        """The films that have an attribute; a foreign film has a language and not English."""
        if attribute.facet is Facet.LANGUAGE and attribute.value == FOREIGN:
            english = self.membership.mask(Facet.LANGUAGE, "English")
            return self.membership.has(Facet.LANGUAGE) & ~english
        return self.membership.mask(attribute.facet, attribute.value)

    def _avoided(self, attribute: Attribute) -> Mask:
        mask = self.holders(attribute)
        if attribute.facet is Facet.GENRE and attribute.value == "Horror":
            mask |= self.membership.any_of(Facet.MOOD, _SCARY_MOODS)
        if attribute.facet is Facet.MOOD:
            for facet, values in _GOES_WITH.get(attribute.value, ()):
                mask |= self.membership.any_of(facet, values)
            undescribed = ~self.membership.has(Facet.MOOD)
            likely = self.membership.any_of(Facet.GENRE, _LIKELY_IN.get(attribute.value, ()))
            mask |= undescribed & likely
        return mask


def wanted_groups(attributes: Iterable[Attribute]) -> list[tuple[Attribute, ...]]:
    """The wanted attributes as alternatives: one tuple a group, one for each without a group."""
    groups: dict[str, tuple[Attribute, ...]] = {}
    for place, attribute in enumerate(attributes):
        if attribute.polarity is Polarity.WANT:
            name = attribute.group or f"\0{place}"
            groups[name] = (*groups.get(name, ()), attribute)
    return list(groups.values())


def wanted_name(attribute: Attribute) -> str:
    """An attribute asked for, as evidence and constraints say it: "genre Horror"."""
    match attribute.facet:
        case Facet.PERSON:
            return f"with {attribute.value}"
        case Facet.COUNTRY:
            return f"from {attribute.value}"
        case Facet.LANGUAGE:
            foreign = attribute.value == FOREIGN
            return "not in English" if foreign else f"in {attribute.value}"
        case Facet.SERIES:
            return f"the {attribute.value.removeprefix('The ')} series"
        case Facet.DECADE:
            return f"the {attribute.value}s"
        case Facet.COMPANY:
            return f"by {attribute.value}"
        case _:
            return f"{attribute.facet.value} {attribute.value}"


def years_name(span: Span) -> str:
    """A range of years: "1990 to 1999", "from 1990", "up to 1999", "1994"."""
    if span.low == span.high:
        return str(span.low)
    if span.low is None:
        return f"up to {span.high}"
    return f"from {span.low}" if span.high is None else f"{span.low} to {span.high}"


def minutes_name(span: Span) -> str:
    """A range of minutes: "under 120 minutes", "over 150 minutes", "90 to 120 minutes"."""
    if span.low is None:
        return f"under {span.high} minutes"
    if span.high is None:
        return f"over {span.low} minutes"
    return f"{span.low} to {span.high} minutes"


def within(span: Span, numbers: NDArray[np.float64]) -> Mask:
    """Which known numbers lie in the range, ends included; NaN (unknown) does not."""
    low = -np.inf if span.low is None else span.low
    high = np.inf if span.high is None else span.high
    return np.asarray((numbers >= low) & (numbers <= high))


def _without_name(attribute: Attribute) -> str:
    match attribute.facet:
        case Facet.GENRE:
            return f"no {_PLURALS.get(attribute.value, attribute.value.lower())}"
        case Facet.THEME:
            return f"nothing about {attribute.value}"
        case Facet.MOOD:
            return f"nothing {attribute.value}"
        case Facet.PERSON:
            return f"without {attribute.value}"
        case _:
            return f"not {wanted_name(attribute)}".replace("not not ", "")


def _numbers(values: Iterable[int | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _for_kids(items: Sequence[Item], membership: Membership) -> Mask:
    """Rated G or PG, or for families and not rated for adults; an unrated cartoon is not enough."""
    certificates = np.array([item.certificate or "" for item in items], dtype=object)
    family = membership.mask(Facet.GENRE, "Family")
    cartoon = membership.mask(Facet.GENRE, "Animation") & (certificates != "")
    mask = np.isin(certificates, _CHILDREN) | family | (cartoon & (certificates != "PG-13"))
    mask &= ~np.isin(certificates, _ADULT)
    for facet, values in _NOT_FOR_KIDS.items():
        mask &= ~membership.any_of(facet, values)
    return np.asarray(mask)
