"""A claim in plain words, and the summary that is made of such sentences alone."""

from collections.abc import Sequence

from agents.themes import theme_phrase
from core.heard import Polarity, Span
from core.item import Facet
from core.profile import Claim, Profile, Statement

_KINDS = {
    Facet.GENRE: "{lower} films",
    Facet.MOOD: "{lower} films",
    Facet.PERSON: "films with or by {value}",
    Facet.THEME: "films {theme}",
    Facet.COUNTRY: "films from {value}",
    Facet.LANGUAGE: "films in {value}",
    Facet.SERIES: "the series {value}",
    Facet.COMPANY: "films from {value}",
}
_FOREIGN = "foreign films"
_MOST_WORDS = 200


def sentence(claim: Claim) -> str:
    """What a claim says, as the person would read it of themselves."""
    if claim.attribute is None:
        return _of_range(claim)
    attribute = claim.attribute
    kinds = _FOREIGN if attribute.value == "foreign" else _KINDS.get(attribute.facet, "{value}")
    kind = kinds.format(
        value=attribute.value, lower=attribute.value.lower(), theme=theme_phrase(attribute.value)
    )
    if attribute.polarity is Polarity.WANT:
        return f"You only want {kind}." if claim.hard else f"You like {kind}."
    return f"You want no {kind}." if claim.hard else f"You do not care for {kind}."


def summary_of(statements: Sequence[Statement]) -> str:
    """The statements in force in at most 200 words: what rules, then what is pinned, then the rest.

    Every sentence is a statement's own, so that none says more than is known.
    """
    ordered = sorted(
        (one for one in statements if not one.overruled),
        key=lambda one: (not one.claim.hard, not one.pinned, -one.strength, one.id),
    )
    kept: list[str] = []
    for one in ordered:
        if len(" ".join((*kept, one.text)).split()) > _MOST_WORDS:
            break
        kept.append(one.text)
    return " ".join(kept)


def _of_range(claim: Claim) -> str:
    if claim.years:
        return f"You only want films {_between(claim.years, 'from {low} to {high}', 'from {low} on', 'up to {high}')}."
    span = claim.runtime or Span()
    between = _between(
        span, "of {low} to {high} minutes", "of at least {low} minutes", "of at most {high} minutes"
    )
    return f"You only want films {between}."


def _between(span: Span, both: str, low: str, high: str) -> str:
    """The phrase for the ends that are there."""
    if span.low is None:
        return high.format(high=span.high)
    return (low if span.high is None else both).format(low=span.low, high=span.high)


def words_of(profile: Profile) -> tuple[str, ...]:
    """Every sentence in force."""
    return tuple(one.text for one in profile.in_force)
