"""What a language model hears that a message says of the person for good, as far as its words bear it out."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from agents.language_model.names import Names
from agents.rules.lasting import claim_of, shortened
from core.heard import Attribute, Claim, Lasting, Polarity, Slot, Span
from core.item import Facet
from core.language_model import Typed
from retrieval.words import normalise, tokens

_FIRST_FILM_YEAR = 1880
_YEARS_AHEAD = 5
_LONGEST_FILM = 1_000
_MOST = 6
_SHORTEST_NAME = 3
_NO_SURNAMES = frozenset({"jr", "sr"})
# What others said is no word of the person's; one or two words in quotation marks are a title.
_SPEECH = re.compile(r"[\"“«][^\"”»]*\s[^\"”»]*\s[^\"”»]*[\"”»]")
_CUT = "@"
_EVENING = "night nights evening evenings"
_WORKING = (
    "weekday weekdays weeknight weeknights week workday workdays work school monday mondays tuesday "
    "tuesdays wednesday wednesdays thursday thursdays"
)
_FREE = "weekend weekends friday fridays saturday saturdays sunday sundays"
# A routine needs a word of its time of the week in what the person said.
_SLOT_WORDS: Mapping[Slot, frozenset[str]] = {
    Slot.WEEKDAYS: frozenset(f"{_WORKING} friday fridays".split()),
    Slot.WEEKNIGHTS: frozenset(f"{_WORKING} {_EVENING} sunday sundays".split()),
    Slot.WEEKENDS: frozenset(_FREE.split()),
    Slot.WEEKEND_NIGHTS: frozenset(f"{_FREE} {_EVENING}".split()),
}


class LastingSaid(Typed):
    """Something that is so of the person for good: an attribute or limits, liked or ruled out."""

    words: str
    facet: Facet | None = None
    value: str = Field(default_factory=str)
    ruled_out: bool = Field(default_factory=bool)
    year_from: int | None = None
    year_to: int | None = None
    minutes_from: int | None = None
    minutes_to: int | None = None
    when: Slot | None = None


def lasting_of(
    said: Sequence[LastingSaid], message: str, this_year: int, names: Names
) -> tuple[Lasting, ...]:
    """What of an answer holds: claims of the catalogue whose words the person wrote, a few.

    Of claims about the same thing the first counts.
    """
    own = _SPEECH.sub(lambda match: _CUT.ljust(len(match.group())), message)
    found: dict[str, Lasting] = {}
    for one in said:
        words = _quotation(one.words, own)
        if not words or not _is_timed(one.when, words):
            continue
        for claim in _claims(one, words, this_year, names):
            timed = claim.model_copy(update={"when": one.when})
            found.setdefault(timed.key, Lasting(claim=timed, words=shortened(words)))
    return tuple(found.values())[:_MOST]


def years_of(low: int | None, high: int | None, this_year: int) -> Span | None:
    """A range of release years; None where nothing possible is left of it."""
    return _span(low, high, _FIRST_FILM_YEAR, this_year + _YEARS_AHEAD)


def minutes_of(low: int | None, high: int | None) -> Span | None:
    """A range of running times; None where nothing possible is left of it."""
    return _span(low, high, 1, _LONGEST_FILM)


def names_person(person: str, words: str) -> bool:
    """Whether words have a person's surname: "Tom Hanks" is no evidence of Tom Cruise."""
    spoken = set(normalise(words).split())
    parts = [part for part in normalise(person).split() if part not in _NO_SURNAMES]
    needed = parts[-1:] if parts and len(parts[-1]) >= _SHORTEST_NAME else parts
    return bool(needed) and spoken.issuperset(needed)


def _claims(said: LastingSaid, words: str, this_year: int, names: Names) -> Iterator[Claim]:
    attribute = _attribute(said, words, names)
    if attribute:
        yield claim_of(attribute)
    years = years_of(said.year_from, said.year_to, this_year)
    minutes = minutes_of(said.minutes_from, said.minutes_to)
    # Limits are of what is watched: a range that is "ruled out" is one misunderstood.
    if years and not said.ruled_out:
        yield Claim(years=years, hard=True)
    if minutes and not said.ruled_out:
        yield Claim(runtime=minutes, hard=True)


def _attribute(said: LastingSaid, words: str, names: Names) -> Attribute | None:
    """The catalogue's attribute; decades are ranges of years, and people have to be named."""
    if said.facet is None or said.facet is Facet.DECADE:
        return None
    value = names.attribute(said.facet, said.value)
    if value is None or (said.facet is Facet.PERSON and not names_person(value, words)):
        return None
    polarity = Polarity.AVOID if said.ruled_out else Polarity.WANT
    return Attribute(facet=said.facet, value=value, polarity=polarity)


def _quotation(words: str, message: str) -> str:
    """The place of a message where these words stand side by side, as the person wrote them."""
    wanted = [token.norm for token in tokens(words)]
    spoken = tokens(message)
    if not wanted or _CUT in wanted:
        return ""
    for first in range(len(spoken) - len(wanted) + 1):
        run = spoken[first : first + len(wanted)]
        if [token.norm for token in run] == wanted:
            return message[run[0].start : run[-1].end]
    return ""


def _is_timed(when: Slot | None, words: str) -> bool:
    return when is None or not _SLOT_WORDS[when].isdisjoint(normalise(words).split())


def _span(low: int | None, high: int | None, first: int, last: int) -> Span | None:
    low = low if low is not None and first <= low <= last else None
    high = high if high is not None and first <= high <= last else None
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        return None
    return Span(low=low, high=high)
