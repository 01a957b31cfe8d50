"""A rating history as events: every film seen, the well rated liked, the badly rated disliked."""

from collections.abc import Iterable, Mapping

from catalog.histories import Rating
from core.heard import Stance
from core.ledger import Event, Kind

_LIKED_FROM = 0.8
_DISLIKED_TO = 0.4
_JUDGED = frozenset({Stance.LIKE, Stance.DISLIKE})


def events_of_history(films: Mapping[str, Rating], known: Iterable[Event]) -> tuple[Event, ...]:
    """The events of ratings by item id, the earliest first, beside what is `known` of the person.

    What was said or rated later than a rating stands; a later rating in between takes back
    that the film was liked or disliked.
    """
    judged = {event.item_id: event for event in known if event.stance in _JUDGED}
    events = []
    for item_id, rating in films.items():
        events.append(_event(Kind.FILM, item_id, Stance.SEEN, rating))
        before = judged.get(item_id)
        if rating.share is None or (before and before.at >= rating.at):
            continue
        if stance := _stance(rating.share):
            events.append(_event(Kind.FILM, item_id, stance, rating))
        elif before and before.kind is Kind.FILM and before.stance:
            events.append(_event(Kind.RELEASED, item_id, before.stance, rating))
    return tuple(sorted(events, key=lambda event: event.at))


def _stance(share: float) -> Stance | None:
    if share >= _LIKED_FROM:
        return Stance.LIKE
    return Stance.DISLIKE if share <= _DISLIKED_TO else None


def _event(kind: Kind, item_id: str, stance: Stance, rating: Rating) -> Event:
    return Event(kind=kind, at=rating.at, item_id=item_id, stance=stance, words=rating.words)
