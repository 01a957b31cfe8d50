"""What a turn leaves in the ledger: what lasts of the words, what was asked for, and films judged."""

from collections.abc import Collection, Iterator
from datetime import datetime

from agents.rules.lasting import claim_of, shortened, timed
from core.conversation import Session
from core.heard import Claim, Film, Heard, Polarity, Stance
from core.ledger import Event, Kind

_RECORDED = frozenset(
    {Stance.LIKE, Stance.DISLIKE, Stance.SEEN, Stance.REJECT, Stance.ACCEPT},
)


def events_of(session: Session, turned_down: Collection[str], at: datetime) -> tuple[Event, ...]:
    """The events of the newest turn: lasting claims, attributes asked for, and films judged.

    `turned_down` are the films that the turn rejected without naming them.
    """
    turn, number = session.turns[-1], len(session.turns)

    def event(kind: Kind, words: str, **fields: object) -> Event:
        told = {"kind": kind, "at": at, "session": session.id, "turn": number, "words": words}
        return Event.model_validate(told | fields)

    said = [event(Kind.SAID, one.words, claim=one.claim) for one in turn.heard.lasting]
    words = shortened(turn.heard.text)
    asked = [event(Kind.ASKED, words, claim=claim) for claim in _asked(turn.heard)]
    judged = {(film.item_id, one) for film in turn.heard.films for one in _stances(film)}
    judged |= {(item_id, Stance.REJECT) for item_id in turned_down}
    films = [
        event(Kind.FILM, words, item_id=item_id, stance=stance)
        for item_id, stance in sorted(judged)
    ]
    return (*said, *asked, *films)


def declared(heard: Heard) -> tuple[Claim, ...]:
    """The claims of a sentence that is meant to last whatever its words, as in the profile panel."""
    said = [(attribute.text, claim_of(attribute)) for attribute in heard.attributes]
    said += [
        (span.text, Claim.model_validate({name: span, "hard": True}))
        for name in ("years", "runtime")
        if (span := getattr(heard, name))
    ]
    return tuple(one for words, claim in said for one in timed(claim, words, heard.text))


def _asked(heard: Heard) -> Iterator[Claim]:
    """What is wanted for the moment; what is said to last is no wish of the moment."""
    lasting = {one.claim.attribute.key for one in heard.lasting if one.claim.attribute}
    for attribute in heard.attributes:
        claim = claim_of(attribute)
        if attribute.polarity is Polarity.WANT and claim.key not in lasting:
            yield claim


def _stances(film: Film) -> Iterator[Stance]:
    if film.stance in _RECORDED:
        yield film.stance
    if film.seen and film.stance is not Stance.SEEN:
        yield Stance.SEEN
