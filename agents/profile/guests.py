"""What was shown, said and pressed while the conversation was about somebody else is not the person's."""

from collections.abc import Collection, Iterable

from core.conversation import Mark, Session
from core.heard import Film
from core.ledger import Event, Kind


def without_guests(
    session: Session, turned_down: Collection[str]
) -> tuple[Session, frozenset[str]]:
    """The conversation and what its newest turn turned down, without judgements of others' films.

    Pointing at a film, or turning a whole slate down, speaks of the slate that was shown; naming a
    film by its title speaks for the person, wherever it was shown.
    """
    guests = _shown_to_guests(session)
    *earlier, turn = session.turns
    films = tuple(
        film for film in turn.heard.films if _is_named(film) or film.item_id not in guests
    )
    heard = turn.heard.model_copy(update={"films": films})
    turns = (*earlier, turn.model_copy(update={"heard": heard}))
    return session.model_copy(update={"turns": turns}), frozenset(turned_down) - guests


def is_written(mark: Mark, session: str, events: Iterable[Event]) -> bool:
    """Whether the press of this button stands in the ledger; within guest scope it is not written."""
    kinds = [
        event.kind
        for event in events
        if event.kind in (Kind.FILM, Kind.RELEASED)
        and (event.session, event.turn) == (session, mark.turn)
        and (event.item_id, event.stance) == (mark.item_id, mark.stance)
    ]
    return kinds[-1:] == [Kind.FILM]


def _is_named(film: Film) -> bool:
    return bool(film.text) and film.position is None


def _shown_to_guests(session: Session) -> frozenset[str]:
    """The films that were last shown, before the newest turn, to somebody else."""
    last = {card.item_id: turn.for_others for turn in session.turns[:-1] for card in turn.cards}
    return frozenset(item_id for item_id, for_others in last.items() if for_others)
