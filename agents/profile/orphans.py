"""What a person did with a statement that no event can bring about any more."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from agents.profile.quiz import QUIZ_STATEMENT
from agents.profile.remembering import statement_id
from core.item import Facet, Item
from core.ledger import Event, Kind
from core.profile import Source

_ABOUT_STATEMENTS = frozenset({Kind.PINNED, Kind.UNPINNED, Kind.DELETED})


def orphans(events: Sequence[Event], items: Mapping[str, Item]) -> tuple[Event, ...]:
    """The pins and deletions among `events` of statements that none of the others can lead to.

    A pin names its statement, so it would say what was forgotten.
    """
    about = [one for one in events if one.kind in _ABOUT_STATEMENTS]
    if not about:
        return ()
    said = {statement_id(Source.SAID, e.claim) for e in events if e.kind is Kind.SAID and e.claim}
    if any(one.kind is Kind.QUIZ for one in events):
        said.add(QUIZ_STATEMENT)
    kinds = frozenset(_kinds(events, items))
    return tuple(one for one in about if not _is_possible(one.statement, said, kinds))


def _is_possible(statement: str, said: Collection[str], kinds: Collection[str]) -> bool:
    source, _, about = statement.partition(":")
    if source in (Source.SAID, Source.QUIZ):
        return statement in said
    return any(about.startswith(f"{kind}:") for kind in kinds)


def _kinds(events: Sequence[Event], items: Mapping[str, Item]) -> Iterator[str]:
    """The keys of all attributes that were asked for or that a film judged has."""
    for event in events:
        if event.claim and event.claim.attribute:
            yield event.claim.attribute.key
        if event.item_id in items:
            film = items[event.item_id]
            yield from (f"{facet.value}:{value}" for facet in Facet for value in film.values(facet))
