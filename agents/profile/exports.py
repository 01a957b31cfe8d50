"""A profile as JSON, taken along and brought back: the events that it is folded from."""

from collections.abc import Iterable

from pydantic import ValidationError

from agents.profile.quiz import checked
from core.errors import LedgerError
from core.ledger import Event, Kind, Ledger
from core.value import Value

_MOST_EVENTS = 100_000


class Export(Value):
    """A profile as JSON: the events that it is folded from."""

    parley_profile: int = 1
    events: tuple[Event, ...]


def exported(ledger: Ledger, person: str) -> str:
    """What is known of a person as JSON."""
    kept = [one for one in ledger.events(person) if one.kind is not Kind.FORGOT]
    return Export(events=tuple(kept)).model_dump_json(exclude_defaults=True, indent=1)


def add_unknown(ledger: Ledger, person: str, events: Iterable[Event]) -> tuple[Event, ...]:
    """Add those events that the ledger does not have of the person; they are returned.

    Conversations do not travel with a profile, so the events' places in them mean nothing here.
    """
    placeless = {"session": "", "turn": 0, "number": 0}

    def by_content(some: Iterable[Event]) -> dict[str, Event]:
        moved = (event.model_copy(update=placeless) for event in some)
        return {event.model_dump_json(): event for event in moved}

    known = by_content(ledger.events(person))
    fresh = tuple(one for key, one in by_content(events).items() if key not in known)
    ledger.append(person, fresh)
    return fresh


def imported(text: str) -> tuple[Event, ...]:
    """The events of an export that may be added; LedgerError where it is none."""
    try:
        events = Export.model_validate_json(text).events
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise LedgerError(f"That is no exported profile: {place}: {first['msg']}.") from error
    if len(events) > _MOST_EVENTS:
        raise LedgerError(f"An exported profile has at most {_MOST_EVENTS:,} events.")
    for event in events:
        if event.kind is Kind.QUIZ:
            checked(event.answers)
    # Whether somebody shares is decided where they are, not by a file; and nobody has checked
    # that its statements entail its summary.
    foreign = (Kind.SHARED, Kind.UNSHARED, Kind.WRITTEN, Kind.FORGOT)
    return tuple(one for one in events if one.kind not in foreign)
