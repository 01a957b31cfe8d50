"""The cold-start ladder: by what the films shown could be found, for whom something or nothing is known."""

from collections.abc import Sequence

from core.conversation import Rung
from core.heard import Polarity
from core.slate import Query, Ranked, Source

_LEARNED = frozenset({Source.CONVERSATIONS, Source.REASONER, Source.RANKER})
_NAMED = frozenset({Source.GRAPH, Source.TEXT, Source.FIT})


def rung_of(query: Query, plain: Query, shown: Sequence[Ranked]) -> Rung | None:
    """The highest rung that the films shown stand on, or None where none are shown.

    `query` found them; `plain` is what it would have been if nothing were known of the person.
    That films known already are left out finds none and is no rung.
    """
    if not shown:
        return None
    if _is_personal(query, plain):
        return Rung.PROFILE
    finders = {found.source for one in shown for found in one.found_by}
    if finders & _LEARNED:
        return Rung.NEIGHBOURS
    matches = any(one.evidence.words for one in shown)
    if finders & _NAMED and (matches or _names_something(query)):
        return Rung.GRAPH
    return Rung.POPULAR


def _is_personal(query: Query, plain: Query) -> bool:
    """Whether the profile drew the search somewhere or ruled something out."""
    return bool(
        set(query.leanings) - set(plain.leanings)
        or set(query.anchors) - set(plain.anchors)
        or set(query.attributes) - set(plain.attributes)
        or (query.years, query.runtime) != (plain.years, plain.runtime)
        or query.explore > plain.explore
    )


def _names_something(query: Query) -> bool:
    """Whether there is a film, an attribute, a direction or a subject to start from."""
    return bool(
        any(anchor.weight > 0 for anchor in query.anchors)
        or any(one.polarity is Polarity.WANT for one in query.attributes)
        or query.shifts
        or query.described
    )
