"""What people liked, cut by time: what is known before the conversation, and what it hides."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from core.dialogue import Dialogue, History, Speaker, in_order_of_time
from core.item import Item

MOST_TARGETS = 10
_LEAST_LIKED = 4
_LEAST_TARGETS = 2
# A person who is asked again comes at another time of their life.
_CUTS = (0.6, 0.4, 0.75)


class Past(NamedTuple):
    """One person at one time: films liked, disliked and seen before it, and liked soon after.

    `later` are the films liked after the targets, and `spurned` those that were rated low at
    any time after the cut; neither is part of a persona.
    """

    user: str
    liked: tuple[str, ...]
    disliked: tuple[str, ...]
    seen: tuple[str, ...]
    targets: tuple[str, ...]
    later: tuple[str, ...] = ()
    spurned: tuple[str, ...] = ()


class Ratings(NamedTuple):
    """Histories of what was rated well, not badly, and at all; the latter two may be unknown."""

    liked: Sequence[History]
    tolerated: Sequence[History] = ()
    rated: Sequence[History] = ()


def movielens_pasts(ratings: Ratings, items: Mapping[str, Item]) -> tuple[tuple[Past, ...], ...]:
    """For each time at which histories are cut, the people with enough on either side of it."""
    tolerated = {history.user: frozenset(history.items) for history in ratings.tolerated}
    rated = {history.user: _known(history.items, items) for history in ratings.rated}
    people = [
        (history.user, _known(history.items, items), rated.get(history.user, ()))
        for history in ratings.liked
    ]
    return tuple(
        tuple(
            past
            for user, liked, every in people
            if (past := _cut(user, liked, every, tolerated.get(user), share))
        )
        for share in _CUTS
    )


def redial_pasts(dialogues: Sequence[Dialogue], items: Mapping[str, Item]) -> tuple[Past, ...]:
    """Every dialogue whose seeker liked films that the recommender came up with.

    Before it the seeker liked, disliked and named films in earlier dialogues, and in this one
    before the recommender did.
    """
    known: dict[str, Past] = {}
    found = []
    for dialogue in in_order_of_time(dialogues):
        before = known.get(dialogue.user, Past(dialogue.user, (), (), (), ()))
        now = _heard(dialogue, before, items)
        if now.targets and now.liked:
            found.append(now)
        known[dialogue.user] = _grown(now, dialogue, items)
    return tuple(found)


def _cut(
    user: str,
    liked: tuple[str, ...],
    rated: tuple[str, ...],
    tolerated: frozenset[str] | None,
    share: float,
) -> Past | None:
    edge = int(share * len(liked))
    before, after = liked[:edge], liked[edge:]
    if len(before) < _LEAST_LIKED or len(after) < _LEAST_TARGETS:
        return None
    place = rated.index(after[0]) if after[0] in rated else 0

    def is_low(film: str) -> bool:
        return tolerated is not None and film not in tolerated

    hidden = frozenset(after)
    return Past(
        user=user,
        liked=before,
        disliked=tuple(film for film in rated[:place] if is_low(film)),
        seen=tuple(dict.fromkeys((*before, *(f for f in rated[:place] if f not in hidden)))),
        targets=after[:MOST_TARGETS],
        later=after[MOST_TARGETS:],
        spurned=tuple(film for film in rated[place:] if film not in frozenset(liked)),
    )


def _heard(dialogue: Dialogue, before: Past, items: Mapping[str, Item]) -> Past:
    """The seeker of a dialogue before the recommender's suggestions, and what these hide."""
    first = dict(reversed(list(_first_named(dialogue))))
    liked, disliked = _known(dialogue.liked, items), _known(dialogue.disliked, items)
    own = [film for film in liked if first.get(film) is not Speaker.RECOMMENDER]
    known = frozenset((*before.seen, *before.liked, *before.disliked))
    hidden = [
        film for film in liked if first.get(film) is Speaker.RECOMMENDER and film not in known
    ]
    bad = [film for film in disliked if first.get(film) is not Speaker.RECOMMENDER]
    return Past(
        user=dialogue.user,
        liked=_once((*before.liked, *own)),
        disliked=_once((*before.disliked, *bad)),
        seen=_once((*before.seen, *own, *bad)),
        targets=tuple(hidden[:MOST_TARGETS]),
        spurned=tuple(film for film in disliked if first.get(film) is Speaker.RECOMMENDER),
    )


def _grown(past: Past, dialogue: Dialogue, items: Mapping[str, Item]) -> Past:
    """The seeker after the dialogue."""
    named = _known([film for film, _ in _first_named(dialogue)], items)
    return Past(
        user=past.user,
        liked=_once((*past.liked, *_known(dialogue.liked, items))),
        disliked=_once((*past.disliked, *_known(dialogue.disliked, items))),
        seen=_once((*past.seen, *named)),
        targets=(),
    )


def _first_named(dialogue: Dialogue) -> Iterator[tuple[str, Speaker]]:
    """Films with who named them, in order; the first naming counts."""
    for utterance in dialogue.utterances:
        for film in utterance.mentions:
            yield film, utterance.speaker


def _known(films: Sequence[str], items: Mapping[str, Item]) -> tuple[str, ...]:
    return _once([film for film in films if film in items])


def _once(films: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(films))
