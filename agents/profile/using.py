"""How a profile takes part in a search, under what is asked for now, and in the reasons given."""

from collections.abc import Sequence

from agents.state import DialogueState
from core.heard import Attribute, Audience, Polarity, Slot
from core.item import Item
from core.profile import Profile, Source, Statement
from core.slate import Anchor, Leaning, Query
from core.value import Value


class PersonalConfig(Value):
    """What a profile weighs in a search.

    What was liked in other conversations never pulls more than what is liked in this one, and
    least beside a request that names something. The `recent` films liked and disliked take part,
    and those lately turned down stay away: three slates of five. All are set by hand: what
    other values gain on some people they do not on others (docs/experiments.md). From .5 on
    `liked` would make a request for nothing in particular one for films like these.
    """

    liked: float = 0.3
    liked_beside_request: float = 0.1
    disliked: float = -0.3
    leaning: float = 0.5
    recent: int = 12
    turned_down: int = 15


def is_for_others(state: DialogueState) -> bool:
    """Whether the conversation is about somebody else now: nothing is used or remembered then."""
    return state.audience in (Audience.KIDS, Audience.FRIEND)


def knowing(state: DialogueState, profile: Profile) -> DialogueState:
    """The state with how much is known of the person, so that nobody is asked what they said before."""
    if is_for_others(state):
        return state
    known = len(profile.in_force) + len(profile.liked)
    return state.model_copy(update={"known": known, "remembered": profile.summary})


def personal(
    query: Query,
    state: DialogueState,
    profile: Profile,
    slot: Slot,
    config: PersonalConfig | None = None,
) -> Query:
    """The query with what is known of the person, as far as nothing of this conversation says otherwise.

    Of routines those of this `slot` of the week hold.
    """
    if profile.is_empty or is_for_others(state):
        return query
    config = config or PersonalConfig()
    # Of two ranges a routine's is the one that is meant at its time.
    holding = sorted(_holding(profile, slot), key=lambda one: one.claim.when is None)
    hard = [one for one in holding if one.claim.hard and not _is_overruled(one, state)]
    attributes = [one.claim.attribute for one in hard if one.claim.attribute]
    return query.model_copy(
        update={
            "attributes": (*query.attributes, *attributes),
            "years": query.years or next((o.claim.years for o in hard if o.claim.years), None),
            "runtime": query.runtime
            or next((o.claim.runtime for o in hard if o.claim.runtime), None),
            "anchors": (*query.anchors, *_anchors(query, profile, config)),
            "leanings": _leanings(holding, state, config),
            "explore": max((query.explore, *(one.claim.explore or 0.0 for one in holding))),
            "excluded": query.excluded | _known_films(profile, state, config),
        }
    )


def answered_by(item: Item, state: DialogueState, profile: Profile, slot: Slot) -> tuple[str, ...]:
    """What of the profile a film answers, with where it comes from."""
    if is_for_others(state):
        return ()
    return tuple(
        f"{one.text} {_origin(one)}"
        for one in _holding(profile, slot)
        if one.claim.attribute
        and one.claim.polarity is Polarity.WANT
        and one.claim.attribute.value in item.values(one.claim.attribute.facet)
    )


def used(query: Query, plain: Query, profile: Profile, slot: Slot) -> tuple[str, ...]:
    """What the profile added to a search at this time of the week, for the trace."""
    holding = _holding(profile, slot)
    added = set(query.attributes) - set(plain.attributes)
    leaned = {leaning.attribute for leaning in query.leanings}
    told = [one.text for one in holding if one.claim.hard and one.claim.attribute in added]
    told += [o.text for o in holding if o.claim.when and o.claim.attribute in leaned]
    for name in ("years", "runtime"):
        if getattr(query, name) != getattr(plain, name):
            told += [o.text for o in holding if getattr(o.claim, name) == getattr(query, name)]
    if query.explore != plain.explore:
        told += [o.text for o in holding if o.claim.explore == query.explore]
    pulled = len(query.anchors) - len(plain.anchors)
    counts = (
        (len(query.leanings), "leanings"),
        (pulled, "films liked or disliked before"),
        (len(query.excluded - plain.excluded), "films known already left out"),
    )
    return (*told, *(f"{count} {what}" for count, what in counts if count))


def _holding(profile: Profile, slot: Slot) -> tuple[Statement, ...]:
    """The statements in force at this time of the week."""
    return tuple(one for one in profile.in_force if one.claim.when in (None, slot))


def _is_overruled(statement: Statement, state: DialogueState) -> bool:
    """Whether this conversation asks for what the statement rules out, or speaks of the same."""
    claim = statement.claim
    if claim.attribute is None:
        return claim.facet in state.withdrawn or getattr(state, claim.facet, None) is not None
    return any(asked.key == claim.attribute.key for asked in state.attributes)


def _anchors(query: Query, profile: Profile, config: PersonalConfig) -> tuple[Anchor, ...]:
    """Films judged before, the latest of them; a request that names something leaves them little."""
    named = {anchor.item_id for anchor in query.anchors}
    pull = config.liked_beside_request if _names_something(query) else config.liked
    weighed = [(film, pull) for film in profile.liked[-config.recent :]]
    weighed += [(film, config.disliked) for film in profile.disliked[-config.recent :]]
    return tuple(
        Anchor(item_id=film, weight=weight) for film, weight in weighed if film not in named
    )


def _names_something(query: Query) -> bool:
    """Whether a search has more to go by than the words of "show me some films"."""
    is_ruled = query.attributes or query.years or query.runtime or query.shifts
    return bool(is_ruled or query.described or any(anchor.weight > 0 for anchor in query.anchors))


def _leanings(
    holding: Sequence[Statement], state: DialogueState, config: PersonalConfig
) -> tuple[Leaning, ...]:
    asked = {attribute.key for attribute in state.attributes}
    return tuple(
        Leaning(attribute=_plain(taste), weight=config.leaning * one.strength)
        for one in holding
        if (taste := one.claim.attribute) and not one.claim.hard and taste.key not in asked
    )


def _plain(attribute: Attribute) -> Attribute:
    return attribute.model_copy(update={"text": "", "group": ""})


def _known_films(profile: Profile, state: DialogueState, config: PersonalConfig) -> frozenset[str]:
    """Films seen, judged or lately turned down, but for those that this conversation goes by."""
    known = (
        *profile.seen,
        *profile.liked,
        *profile.disliked,
        *profile.accepted,
        *profile.rejected[-config.turned_down :],
    )
    return frozenset(known) - frozenset(state.anchors)


def _origin(statement: Statement) -> str:
    """ "You said so on 24 November 2026." """
    last = max(statement.evidence, key=lambda one: one.at)
    day, count = f"{last.at.day} {last.at:%B %Y}", len(statement.evidence)
    match statement.source:
        case Source.SAID:
            quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{last.words}\N{RIGHT DOUBLE QUOTATION MARK}"
            return f"You said {quoted} on {day}."
        case Source.QUIZ:
            return f"By your answers to the quiz of {day}."
        case Source.OBSERVED:
            return f"Read off {count} films that you liked, the last on {day}."
        case Source.INFERRED:
            return f"Inferred from {count} things that you asked for or liked, the last on {day}."
