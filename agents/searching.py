"""From what a person wants to a search: which films pull, which push, what must hold."""

from collections.abc import Iterator, Mapping, Sequence

from agents.state import DialogueState
from core.heard import Attribute, Audience, Heard, Stance
from core.item import Item
from core.slate import Anchor, Query

SLATE_SIZE = 5
LARGEST_SLATE = 10
_LIKED_BESIDE_REQUEST = 0.2
_DISLIKED = -0.5
_REJECTED = -0.15
_SURPRISE_EXPLORE = 0.5
_RECENT = 12
_LAST_LETTERS = 600


def slate_size(state: DialogueState) -> int:
    """How many films to show: as many as were asked for, within reason."""
    return min(state.count or SLATE_SIZE, LARGEST_SLATE)


def query_for(state: DialogueState, heard: Heard, seed: int, candidates: int = 0) -> Query:
    """The search that answers the present need, for a slate of at least `candidates`.

    Explicit models of the request pull fully; what was liked earlier pulls less beside
    them; what was disliked or turned down pushes away.
    """
    current = state.anchors or ((state.shift_anchor,) if state.shift_anchor else ())
    specific = bool(current or state.wants)
    liked = [
        Anchor(item_id=item_id, weight=_LIKED_BESIDE_REQUEST if specific else 1.0)
        for item_id in _liked_films(state.liked, heard)
        if item_id not in current
    ]
    pushed = [Anchor(item_id=i, weight=_DISLIKED) for i in sorted(state.disliked)[-_RECENT:]]
    refused = [
        Anchor(item_id=i, weight=_REJECTED)
        for i in sorted(state.rejected - state.disliked)[-_RECENT:]
    ]
    return Query(
        text=state.subject or " ".join(state.texts),
        dialogue=_last_words(state.messages),
        described=bool(state.subject),
        anchors=(
            *(Anchor(item_id=item_id) for item_id in current),
            *liked,
            *pushed,
            *refused,
        ),
        attributes=(*state.attributes, *_resting(state)),
        years=state.years,
        runtime=state.runtime,
        shifts=state.shifts,
        for_kids=state.audience is Audience.KIDS,
        excluded=excluded_by(state),
        size=max(slate_size(state), candidates),
        explore=_SURPRISE_EXPLORE if state.surprise else 0.0,
        seed=seed,
    )


def excluded_by(state: DialogueState) -> frozenset[str]:
    """Films that must not be proposed: seen, judged, turned down, taken, shown, or the models."""
    return (
        state.seen
        | state.liked
        | state.disliked
        | state.rejected
        | state.accepted
        | state.shown
        | state.models
        | {film for film in (state.topic, state.shift_anchor) if film}
    )


def topics_of(heard: Heard, state: DialogueState, items: Mapping[str, Item]) -> tuple[Item, ...]:
    """The films that the message talks about, in the order named; else the one last talked about."""
    about = [film for film in heard.films if film.stance in (Stance.ABOUT, Stance.ACCEPT)]
    named = [film.item_id for film in (about or heard.films)]
    return tuple(items[item_id] for item_id in (named or [state.topic]) if item_id)


def nearby_query(title: str, state: DialogueState) -> Query:
    """A search by the words of a title that the catalogue lacks."""
    return Query(text=title, excluded=excluded_by(state), for_kids=state.audience is Audience.KIDS)


def _resting(state: DialogueState) -> Iterator[Attribute]:
    """What rests, as ruled out, but for what is spoken of now."""
    spoken_of = {one.key for one in state.attributes}
    yield from (one.attribute for one in state.resting if one.attribute.key not in spoken_of)


def _last_words(messages: Sequence[str]) -> str:
    """The end of what the person said, on one line and from the beginning of a word."""
    said = " ".join(" ".join(messages).split())
    if len(said) <= _LAST_LETTERS:
        return said
    return said[-_LAST_LETTERS - 1 :].partition(" ")[2] or said[-_LAST_LETTERS:]


def _liked_films(liked: frozenset[str], heard: Heard) -> list[str]:
    """Liked films, those of this message first; a long history is cut."""
    now = [film.item_id for film in heard.films if film.stance is Stance.LIKE]
    return (now + sorted(liked - set(now)))[:_RECENT]
