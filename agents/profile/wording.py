"""A claim in plain words, and the summary that is made of such sentences alone."""

from collections.abc import Sequence

from agents.themes import theme_phrase
from core.heard import Attribute, Claim, Polarity, Slot, Span
from core.item import Facet
from core.ledger import Sentence
from core.profile import Statement

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
_TIMES = {
    Slot.WEEKDAYS: "On weekdays by day",
    Slot.WEEKNIGHTS: "On weeknights",
    Slot.WEEKENDS: "At weekends by day",
    Slot.WEEKEND_NIGHTS: "On weekend nights",
}
# Appetites for what is little known, which the quiz puts between 0 and 0.3.
_CURIOUS, _OPEN = 0.2, 0.1
_FOREIGN = "foreign films"
_MOST_WORDS = 200


def sentence(claim: Claim) -> str:
    """What a claim says, as the person would read it of themselves."""
    if claim.explore is not None:
        return _of_appetite(claim.explore)
    attribute = claim.attribute
    if attribute is None:
        return _at_times(claim, f"only want films {_range(claim)}")
    if attribute.polarity is Polarity.WANT:
        return _at_times(claim, f"{'only want' if claim.hard else 'like'} {_kind(attribute)}")
    return _at_times(claim, f"{'want no' if claim.hard else 'do not care for'} {_kind(attribute)}")


def asked_sentence(claim: Claim) -> str:
    """A habit of asking for an attribute, said as no more than that."""
    return _at_times(claim, f"often ask for {_kind(claim.attribute)}")


def turned_down_sentence(claim: Claim) -> str:
    """A habit of turning an attribute down, said as no more than that."""
    return _at_times(claim, f"tend to turn down {_kind(claim.attribute)}")


def guessed_sentence(claim: Claim) -> str:
    """A liking for an attribute that is no more than a guess."""
    return _at_times(claim, f"seem to like {_kind(claim.attribute)}")


def summary_of(statements: Sequence[Statement], written: Sequence[Sentence] = ()) -> str:
    """What is in force in at most 200 words: the sentences `written` of it, then the statements left.

    Those that rule come first, then those pinned, then the strongest. Every sentence is a
    statement's own or says statements in force again, so that none says more than is known.
    """
    in_force = {one.id: one for one in statements if not one.overruled}
    standing = [one for one in written if one.statements and in_force.keys() >= {*one.statements}]
    covered = {name for one in standing for name in one.statements}
    ordered = sorted(
        (one for one in in_force.values() if one.id not in covered),
        key=lambda one: (not one.claim.hard, not one.pinned, -one.strength, one.id),
    )
    told = [one.text for one in standing] + [one.text for one in ordered]
    return _within(_MOST_WORDS, told)


def _within(most: int, sentences: Sequence[str]) -> str:
    """As many of the sentences, from the first on, as have this many words together."""
    kept: list[str] = []
    for one in sentences:
        if len(" ".join((*kept, one)).split()) > most:
            break
        kept.append(one)
    return " ".join(kept)


def _at_times(claim: Claim, does: str) -> str:
    return f"{_TIMES[claim.when]} you {does}." if claim.when else f"You {does}."


def _kind(attribute: Attribute | None) -> str:
    """Films of an attribute, in the plural."""
    assert attribute is not None
    value = attribute.value
    kind = _FOREIGN if value == "foreign" else _KINDS.get(attribute.facet, "{value}")
    return kind.format(value=value, lower=value.lower(), theme=theme_phrase(value))


def _of_appetite(explore: float) -> str:
    if explore >= _CURIOUS:
        return "You are curious about lesser-known films."
    if explore >= _OPEN:
        return "You are open to a lesser-known film now and then."
    return "You prefer well-known films."


def _range(claim: Claim) -> str:
    if claim.years:
        return _between(claim.years, "from {low} to {high}", "from {low} on", "up to {high}")
    return _between(
        claim.runtime or Span(),
        "of {low} to {high} minutes",
        "of at least {low} minutes",
        "of at most {high} minutes",
    )


def _between(span: Span, both: str, low: str, high: str) -> str:
    """The phrase for the ends that are there."""
    if span.low is None:
        return high.format(high=span.high)
    return (low if span.high is None else both).format(low=span.low, high=span.high)
