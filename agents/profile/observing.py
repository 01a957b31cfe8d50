"""What the films that a person likes have in common."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from agents.profile.wording import sentence
from core.heard import Attribute, Claim, Polarity
from core.item import Facet, Item
from core.profile import Source, Statement, Trail

# How many liked films have to share what a liking is read off, by facet.
_SHARED_BY = {Facet.PERSON: 2, Facet.THEME: 3, Facet.MOOD: 3, Facet.GENRE: 3}
_LEAST_SHARE = 0.4


def observed(liked: Mapping[str, Trail], items: Mapping[str, Item]) -> list[Statement]:
    """What the liked films share, the most shared first; strength is the share of them."""
    sharing: defaultdict[tuple[Facet, str], list[str]] = defaultdict(list)
    for item in liked:
        for facet in _SHARED_BY:
            for value in _telling(items[item], facet):
                sharing[facet, value].append(item)
    ordered = sorted(sharing.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        _observation(facet, value, films, liked, items)
        for (facet, value), films in ordered
        if len(films) >= _SHARED_BY[facet]
        and (len(films) / len(liked) >= _LEAST_SHARE or facet is Facet.PERSON)
    ]


def _observation(
    facet: Facet,
    value: str,
    films: Sequence[str],
    liked: Mapping[str, Trail],
    items: Mapping[str, Item],
) -> Statement:
    """What these of the liked films share."""
    claim = Claim(attribute=Attribute(facet=facet, value=value, polarity=Polarity.WANT))
    evidence = tuple(
        liked[item].model_copy(update={"words": f"you liked {items[item].label}"}) for item in films
    )
    return Statement(
        text=sentence(claim),
        claim=claim,
        source=Source.OBSERVED,
        strength=len(evidence) / len(liked),
        evidence=evidence,
    )


def _telling(item: Item, facet: Facet) -> tuple[str, ...]:
    """The values of a film that a liking can be read off, each once: of people only who made it."""
    values = item.directors if facet is Facet.PERSON else item.values(facet)
    return tuple(dict.fromkeys(values))
