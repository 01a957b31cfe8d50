"""One simulated conversation on record: every turn, how it ended, and what was shown at the end."""

from enum import StrEnum

from core.conversation import Act
from core.value import Value
from simulator.persona import Origin
from simulator.speech import Decision, UserIntent


class Ending(StrEnum):
    """How a conversation ended; one that leaked or failed is never scored."""

    ACCEPTED = "accepted a target"
    LEFT = "left"
    OUT_OF_TURNS = "out of turns"
    LEAKED = "leaked"
    FAILED = "failed"

    @property
    def is_scored(self) -> bool:
        """Whether it says something of the recommender."""
        return self not in (Ending.LEAKED, Ending.FAILED)


class Spent(Value):
    """What the language model took for one turn."""

    calls: int = 0
    prompt: int = 0
    completion: int = 0
    price: float = 0.0


class TurnRecord(Value):
    """What was said and answered, and what was decided about the films shown.

    `cards` are item ids in order; `hits` the places (from 1) of targets among them. `violations`
    counts cards with something that the person had ruled out before, `stray` titles in the
    reply's words that nobody had named or shown; `taken` is the film accepted in answer.
    """

    said: str
    intent: UserIntent
    act: Act
    reply: str
    cards: tuple[str, ...] = ()
    hits: tuple[int, ...] = ()
    asked: str = ""
    repairs: tuple[str, ...] = ()
    violations: int = 0
    stray: tuple[str, ...] = ()
    spent: Spent = Spent()
    decision: Decision | None = None
    taken: str = ""


class Episode(Value):
    """One persona's conversation with one system.

    `number` is the persona's place in the run, `closing` the last message, after which nothing is
    answered, and `closing_intent` what it does. `fallback` are the films named when asked once more at the end, where no target was
    accepted (MACRS), and `extra` what that took. `note` says what leaked or failed.
    """

    system: str
    number: int
    persona: str
    family: str
    origin: Origin
    targets: tuple[str, ...]
    ending: Ending
    turns: tuple[TurnRecord, ...] = ()
    closing: str = ""
    closing_intent: UserIntent | None = None
    fallback: tuple[str, ...] = ()
    extra: Spent = Spent()
    note: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other episode of its run."""
        return self.system, self.number

    @property
    def taken(self) -> tuple[str, ...]:
        """The films that the person accepted, in order; a target is the last of them."""
        return tuple(turn.taken for turn in self.turns if turn.taken)

    @property
    def price(self) -> float:
        """What all turns cost, and the list at the end."""
        return self.extra.price + sum(turn.spent.price for turn in self.turns)


class Times(Value):
    """The milliseconds of each turn: kept apart, since they differ from run to run."""

    system: str
    number: int
    milliseconds: tuple[float, ...]

    @property
    def key(self) -> tuple[str, int]:
        """The episode's."""
        return self.system, self.number
