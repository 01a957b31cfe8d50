"""What may be spent on calls: the two orders of a turn (MACRS; select-then-draft), and a summary."""

from core.budget import Limits
from core.language_model import Site
from core.settings import Order

_DRAFTS = (Site.ASK, Site.RECOMMEND, Site.CHAT)


def limits_of(order: Order, seconds: float) -> Limits:
    """What a turn of this order may spend.

    MACRS: listen, three drafts at once, plan: 5 calls in 3 rounds, and reflection beside
    listening. Select-then-draft: listening and selecting in one call, one draft, and reflection:
    3 calls in 2 rounds.
    """
    if order is Order.MACRS:
        return Limits(
            calls=5,
            rounds=3,
            seconds=seconds,
            places={Site.LISTEN: 1, Site.REFLECT: 1, **dict.fromkeys(_DRAFTS, 2), Site.PLAN: 3},
            beside=frozenset({Site.REFLECT}),
        )
    return Limits(
        calls=3,
        rounds=2,
        seconds=seconds,
        places={Site.SELECT: 1, Site.REFLECT: 1, **dict.fromkeys(_DRAFTS, 2)},
    )


def writing_limits(seconds: float) -> Limits:
    """What a person's summary may spend: one call, which may be mended once."""
    return Limits(calls=2, rounds=2, seconds=seconds, places={Site.PROFILE: 1})


def wording_limits(seconds: float) -> Limits:
    """What one message of a simulated person may spend: one call."""
    return Limits(calls=1, rounds=1, seconds=seconds, places={Site.WORD: 1})
