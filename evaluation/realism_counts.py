"""What is counted of conversations to tell whether people behave like real ones."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import numpy as np

from evaluation.intervals import Sums
from evaluation.talks import Talk, words
from simulator.speech import UserIntent

# 1 for a pleased message, -1 for a displeased one, 0 for any other.
Tone = Callable[[str], int]

MOST_MESSAGES = 16
# Messages of at least so many words, and fewer than the next.
WORD_EDGES = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30)
_REJECTIONS = (UserIntent.REJECT, UserIntent.REJECT_WITH_REASON, UserIntent.CRITIQUE)


class Aspect(StrEnum):
    """What is counted of a conversation, by the name that tables show.

    Intents by turn; turns of the person a dialogue (up to 16); words a turn; turns displeased,
    neither, pleased; answers to named films: accepted, rejected or criticised, other.
    """

    INTENTS = "intents"
    MESSAGES = "messages a dialogue"
    WORDS = "words a message"
    TONE = "sentiment"
    ANSWERS = "answers to films"


def counted(talks: Sequence[Talk], aspect: Aspect, tone: Tone) -> Sums:
    """A row of counts for each talk that has anything to count, shape (talks, bins)."""
    rows = [_row(talk, aspect, tone) for talk in talks]
    kept = [row for row in rows if row.any()]
    return np.array(kept, dtype=np.float64).reshape(-1, bins(aspect))


def bins(aspect: Aspect) -> int:
    """How many values of an aspect are told apart."""
    return {
        Aspect.INTENTS: len(UserIntent),
        Aspect.MESSAGES: MOST_MESSAGES,
        Aspect.WORDS: len(WORD_EDGES),
        Aspect.TONE: 3,
        Aspect.ANSWERS: 3,
    }[aspect]


def _row(talk: Talk, aspect: Aspect, tone: Tone) -> Sums:
    places = [*_places(talk, aspect, tone)]
    return np.bincount(places, minlength=bins(aspect)).astype(np.float64)


def _places(talk: Talk, aspect: Aspect, tone: Tone) -> Iterable[int]:
    """The bins of what is counted in a talk."""
    if aspect is Aspect.INTENTS:
        order = list(UserIntent)
        return [order.index(intent) for intent in talk.intents]
    if aspect is Aspect.MESSAGES:
        return [min(len(talk.messages), MOST_MESSAGES) - 1] if talk.messages else []
    if aspect is Aspect.WORDS:
        lengths = [len(words(message)) for message in talk.messages]
        return [int(np.searchsorted(WORD_EDGES, length, side="right")) - 1 for length in lengths]
    if aspect is Aspect.TONE:
        return [tone(message) + 1 for message in talk.messages]
    return [_answer(intent) for intent in talk.answers]


def _answer(intent: UserIntent) -> int:
    if intent is UserIntent.ACCEPT:
        return 0
    return 1 if intent in _REJECTIONS else 2
