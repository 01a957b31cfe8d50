"""How a profile takes part in a search, under what is asked for now, and in the reasons given."""

from agents.state import DialogueState
from core.heard import Attribute, Audience, Polarity
from core.item import Item
from core.profile import Profile, Statement
from core.slate import Anchor, Leaning, Query

# What was liked in other conversations pulls less than what is liked in this one.
_LIKED, _LIKED_BESIDE_REQUEST = 0.5, 0.1
_DISLIKED = -0.3
_LEANING = 0.5
_RECENT = 12
# Three slates of five.
_TURNED_DOWN = 15


def is_for_others(state: DialogueState) -> bool:
    """Whether the conversation is about somebody else now: nothing is used or remembered then."""
    return state.audience in (Audience.KIDS, Audience.FRIEND)


def knowing(state: DialogueState, profile: Profile) -> DialogueState:
    """The state with how much is known of the person, so that nobody is asked what they said before."""
    if is_for_others(state):
        return state
    known = len(profile.in_force) + len(profile.liked)
    return state.model_copy(update={"known": known, "remembered": profile.summary})


def personal(query: Query, state: DialogueState, profile: Profile) -> Query:
    """The query with what is known of the person, as far as nothing of this conversation says otherwise."""
    if profile.is_empty or is_for_others(state):
        return query
    hard = [one for one in profile.hard if not _is_overruled(one, state)]
    attributes = [one.claim.attribute for one in hard if one.claim.attribute]
    return query.model_copy(
        update={
            "attributes": (*query.attributes, *attributes),
            "years": query.years or next((o.claim.years for o in hard if o.claim.years), None),
            "runtime": query.runtime
            or next((o.claim.runtime for o in hard if o.claim.runtime), None),
            "anchors": (*query.anchors, *_anchors(query, profile)),
            "leanings": _leanings(profile, state),
            "excluded": query.excluded | _known_films(profile, state),
        }
    )


def answered_by(item: Item, state: DialogueState, profile: Profile) -> tuple[str, ...]:
    """What of the profile a film answers, with where it comes from."""
    if is_for_others(state):
        return ()
    return tuple(
        f"{one.text} {_origin(one)}"
        for one in profile.in_force
        if one.claim.attribute
        and one.claim.polarity is Polarity.WANT
        and one.claim.attribute.value in item.values(one.claim.attribute.facet)
    )


def used(query: Query, plain: Query, profile: Profile) -> tuple[str, ...]:
    """What the profile added to a search, for the trace."""
    ruled = set(query.attributes) - set(plain.attributes)
    told = [one.text for one in profile.hard if one.claim.attribute in ruled]
    for name in ("years", "runtime"):
        if getattr(query, name) != getattr(plain, name):
            told += [one.text for one in profile.hard if one.claim.facet == name]
    pulled = len(query.anchors) - len(plain.anchors)
    counts = (
        (len(query.leanings), "leanings"),
        (pulled, "films liked or disliked before"),
        (len(query.excluded - plain.excluded), "films known already left out"),
    )
    return (*told, *(f"{count} {what}" for count, what in counts if count))


def _is_overruled(statement: Statement, state: DialogueState) -> bool:
    """Whether this conversation asks for what the statement rules out, or speaks of the same."""
    claim = statement.claim
    if claim.attribute is None:
        return getattr(state, claim.facet) is not None
    return any(asked.key == claim.key for asked in state.attributes)


def _anchors(query: Query, profile: Profile) -> tuple[Anchor, ...]:
    """Films judged before, the latest of them; a request that names something leaves them little."""
    named = {anchor.item_id for anchor in query.anchors}
    is_specific = any(anchor.weight > 0 for anchor in query.anchors) or bool(
        query.attributes or query.text
    )
    pull = _LIKED_BESIDE_REQUEST if is_specific else _LIKED
    weighed = [(film, pull) for film in profile.liked[-_RECENT:]]
    weighed += [(film, _DISLIKED) for film in profile.disliked[-_RECENT:]]
    return tuple(
        Anchor(item_id=film, weight=weight) for film, weight in weighed if film not in named
    )


def _leanings(profile: Profile, state: DialogueState) -> tuple[Leaning, ...]:
    asked = {attribute.key for attribute in state.attributes}
    return tuple(
        Leaning(attribute=_plain(one.claim.attribute), weight=_LEANING * one.strength)
        for one in profile.in_force
        if one.claim.attribute and not one.claim.hard and one.claim.key not in asked
    )


def _plain(attribute: Attribute) -> Attribute:
    return attribute.model_copy(update={"text": "", "group": ""})


def _known_films(profile: Profile, state: DialogueState) -> frozenset[str]:
    """Films seen, judged or lately turned down, but for those that this conversation goes by."""
    known = (
        *profile.seen,
        *profile.liked,
        *profile.disliked,
        *profile.rejected[-_TURNED_DOWN:],
    )
    return frozenset(known) - frozenset(state.anchors)


def _origin(statement: Statement) -> str:
    """ "You said so on 24 November 2026." """
    last = max(statement.evidence, key=lambda one: one.at)
    day = f"{last.at.day} {last.at:%B %Y}"
    if statement.source.value == "said":
        return f"You said \N{LEFT DOUBLE QUOTATION MARK}{last.words}\N{RIGHT DOUBLE QUOTATION MARK} on {day}."
    count = len(statement.evidence)
    return f"Read off {count} films that you liked, the last on {day}."
