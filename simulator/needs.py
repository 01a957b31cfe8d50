"""What a person may say of hidden targets: coarse needs that they share, and what to avoid."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from core.heard import Attribute, Polarity
from core.item import Facet, Item
from simulator.crowds import Crowds, Trait, traits
from simulator.features import has
from simulator.persona import Need

MOST_NEEDS = 4
MOST_AVOIDS = 2
_LEAST_SHARED = 1 / 3
# Nobody says that a film should be in English: what most films have says nothing.
_TAKEN_FOR_GRANTED = 0.4
_MOST_OF_A_KIND = {Facet.GENRE: 2, Facet.MOOD: 2}
# A film from France in French is one wish and not two.
_KINDS = {Facet.LANGUAGE: Facet.COUNTRY}
_FREQUENT_GENRE = 0.04


def needs_of(
    targets: Sequence[Item], liked: Sequence[Item], crowds: Crowds, allowed: Iterable[Trait] = ()
) -> tuple[Need, ...]:
    """The needs that targets share, weightiest first; `allowed` narrows what may be among them.

    Each is coarse, held by a third of the targets, and not by one single film of targets and
    history; all spoken at once leave at least a crowd (`Crowds.least`) of the catalogue.
    """
    shares = _shares(targets)
    held = Counter(trait for item in (*targets, *liked) for trait in traits(item))
    narrowed = set(allowed)
    candidates = [
        trait
        for trait, share in shares.items()
        if share >= _LEAST_SHARED
        and held[trait] > 1
        and says_something(trait, crowds)
        and (not narrowed or trait in narrowed)
    ]
    ordered = sorted(
        candidates, key=lambda trait: (-shares[trait] * _narrowing(trait, crowds), trait)
    )
    chosen = _kept(ordered, crowds)
    return tuple(Need(attribute=wish(trait), weight=shares[trait]) for trait in chosen)


def sought(
    targets: Sequence[Item], needs: Sequence[Need]
) -> tuple[tuple[Item, ...], tuple[Need, ...]]:
    """The targets of the kind that is looked for, which meet half of the needs at least; and the
    needs, weighed by their shares of these.

    What else is liked later is liked on another evening.
    """
    wanted = [need.attribute for need in needs]
    kept = tuple(film for film in targets if 2 * sum(has(film, a) for a in wanted) >= len(wanted))
    held = [sum(has(film, attribute) for film in kept) for attribute in wanted]
    weighed = [
        Need(attribute=attribute, weight=count / len(kept))
        for attribute, count in zip(wanted, held, strict=True)
        if count
    ]
    return kept, tuple(sorted(weighed, key=lambda need: -need.weight))


def avoids_of(
    targets: Sequence[Item], liked: Sequence[Item], disliked: Sequence[Item], crowds: Crowds
) -> tuple[Attribute, ...]:
    """Genres that were disliked more than liked, else frequent ones never touched; no target has one."""
    good, bad = _shares(liked, (Facet.GENRE,)), _shares(disliked, (Facet.GENRE,))
    wanted = set(_shares(targets, (Facet.GENRE,)))
    genres = [
        trait
        for trait in crowds.coarse
        if trait.facet is Facet.GENRE
        and trait not in wanted
        and crowds.share(trait) >= _FREQUENT_GENRE
    ]
    spurned = sorted(
        (trait for trait in genres if bad.get(trait, 0) > good.get(trait, 0)),
        key=lambda trait: good.get(trait, 0) - bad[trait],
    )
    absent = [trait for trait in genres if trait not in good and trait not in bad]
    found = [*spurned, *absent][:MOST_AVOIDS]
    return tuple(wish(trait, Polarity.AVOID) for trait in found)


def says_something(trait: Trait, crowds: Crowds) -> bool:
    """Whether a trait is coarse enough to be said and still narrows anything.

    A genre narrows however frequent it is; the usual country and language go without saying.
    """
    is_usual = crowds.share(trait) > _TAKEN_FOR_GRANTED and trait.facet is not Facet.GENRE
    return crowds.is_coarse(trait) and not is_usual


def wish(trait: Trait, polarity: Polarity = Polarity.WANT) -> Attribute:
    """The trait as an attribute asked for or ruled out."""
    return Attribute(facet=trait.facet, value=trait.value, polarity=polarity)


def _kept(ordered: Sequence[Trait], crowds: Crowds) -> list[Trait]:
    """The first traits that together leave a crowd, few of one facet."""
    chosen: list[Trait] = []
    for trait in ordered:
        kind = _kind(trait)
        alike = sum(_kind(other) is kind for other in chosen)
        is_room = len(chosen) < MOST_NEEDS and alike < _MOST_OF_A_KIND.get(kind, 1)
        if is_room and crowds.together((*chosen, trait)) >= crowds.least:
            chosen.append(trait)
    return chosen


def _kind(trait: Trait) -> Facet:
    return _KINDS.get(trait.facet, trait.facet)


def _shares(items: Sequence[Item], facets: Sequence[Facet] | None = None) -> Mapping[Trait, float]:
    """The share of these films that have each trait."""
    found = (traits(item, facets) if facets else traits(item) for item in items)
    counted = Counter(trait for one in found for trait in one)
    return {trait: count / len(items) for trait, count in counted.items()}


def _narrowing(trait: Trait, crowds: Crowds) -> float:
    """How much a trait narrows the catalogue, in nats; never nothing."""
    return log(1 / crowds.share(trait)) + 0.1
