"""Which of the statements that contradict each other are in force."""

from collections.abc import Sequence

from core.heard import Polarity
from core.profile import Source, Statement

_BELIEF = {source: -place for place, source in enumerate(Source)}


def ruled(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """All the statements, those overruled that lose to one that contradicts them.

    The pinned one wins, then the more believed source, then the newer. What is ruled out for
    good is so at every time of the week, and no routine brings it back.
    """
    winners: dict[str, Statement] = {}
    for one in statements:
        rival = winners.get(one.claim.key)
        if rival is None or _rank(one) > _rank(rival):
            winners[one.claim.key] = one
    out = {key for key, one in winners.items() if _rules_out(one)}
    return tuple(
        one.model_copy(update={"overruled": True})
        if one.claim.polarity is not winners[one.claim.key].claim.polarity
        or (_is_wanting_routine(one) and _everyday_key(one) in out)
        else one
        for one in statements
    )


def _rank(statement: Statement) -> tuple[bool, int, float]:
    return statement.pinned, _BELIEF[statement.source], statement.last_seen.timestamp()


def _rules_out(statement: Statement) -> bool:
    claim = statement.claim
    return claim.hard and claim.when is None and claim.polarity is Polarity.AVOID


def _is_wanting_routine(statement: Statement) -> bool:
    return statement.claim.when is not None and statement.claim.polarity is Polarity.WANT


def _everyday_key(statement: Statement) -> str:
    """What the claim of a routine is about, whatever the time."""
    return statement.claim.model_copy(update={"when": None}).key
