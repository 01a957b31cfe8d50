"""A rating history that a person hands over as text: its events, and what became of it in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from agents.profile.rated import events_of_history
from catalog.histories import History, Joined, join_history
from catalog.history_files import history_of_text
from core.heard import Stance
from core.item import Item
from core.ledger import Event, Kind

_MOST_SHOWN = 5
_WORDS = {Stance.SEEN: "seen", Stance.LIKE: "liked", Stance.DISLIKE: "disliked"}


class Brought(NamedTuple):
    """What a file says, which of the catalogue's films it is about, and the events of that."""

    history: History
    joined: Joined
    events: tuple[Event, ...]


def brought(
    name: str, text: str, items: Mapping[str, Item], known: Iterable[Event], today: date
) -> Brought:
    """What an exported file amounts to beside the events `known`; ImportRefused where it is none."""
    history = history_of_text(name, text, today)
    joined = join_history(history, items)
    return Brought(history, joined, events_of_history(joined.films, known))


def account_of(found: Brought, fresh: Sequence[Event]) -> str:
    """What was read, joined and new, what was skipped, and what the catalogue lacks: a line each."""
    history, films = found.history, len(found.joined.films)
    read = f"{history.service.value}: {_counted(len(history.ratings), 'row')} read"
    lines = (
        f"{read}, of {_counted(films, 'film')} in the catalogue.",
        _news(fresh),
        _left_out(history.others),
        _skipped(history),
        _missing(found.joined),
    )
    return "\n".join(filter(None, lines))


def _news(fresh: Sequence[Event]) -> str:
    if not fresh:
        return "Nothing of it is new."
    made = [event.stance for event in fresh if event.kind is Kind.FILM]
    counts = [f"{made.count(stance):,} {word}" for stance, word in _WORDS.items() if stance in made]
    back = len(fresh) - len(made)
    counts += [f"{back:,} no longer liked or disliked"] * bool(back)
    return f"New of you: {', '.join(counts)}."


def _left_out(others: int) -> str:
    return f"Left out: {_counted(others, 'row')} of series, episodes or games." if others else ""


def _skipped(history: History) -> str:
    journal = history.journal
    if not journal.skipped_count:
        return ""
    first = [f"line {one.line}: {one.reason}" for one in journal.skipped[:_MOST_SHOWN]]
    count = _counted(journal.skipped_count, "row")
    return f"Skipped {count}: {_some(first, journal.skipped_count, '; ')}"


def _missing(joined: Joined) -> str:
    count = len(joined.missing)
    if not count:
        return ""
    first = [rating.label for rating in joined.missing[:_MOST_SHOWN]]
    return f"Not in the catalogue, {count:,}: {_some(first, count, ', ')}"


def _some(first: Sequence[str], count: int, between: str) -> str:
    """The first few of many, ending in as many dots as that needs."""
    return between.join(first) + (f"{between}..." if count > len(first) else ".")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
