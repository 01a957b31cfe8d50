"""The tasks of one turn, each a typed input and output; a mind is whatever computes them all."""

from collections.abc import Callable
from typing import Protocol

from agents.state import DialogueState
from core.conversation import Act, Card, ListenTask, Strategy, Turn
from core.heard import Heard
from core.item import Item
from core.language_model import NOWHERE, CallNote, Origin
from core.slate import Slate
from core.value import Value


class DraftTask(Value):
    """What a responder sees: the message, the dialogue so far, and what retrieval proposes.

    `topics` are the films that the message points at, for answers about them; `history` the
    turns before this one.
    """

    heard: Heard
    state: DialogueState
    slate: Slate
    shown: tuple[Card, ...] = ()
    topics: tuple[Item, ...] = ()
    nearby: Slate = Slate()
    history: tuple[Turn, ...] = ()

    @property
    def variety(self) -> int:
        """A number that differs from turn to turn, so that wording does."""
        return len(self.history)


class Draft(Value):
    """A responder's candidate reply.

    `template` names films only by slots: `{{1.title}}` for the first of `cards` (ids of the
    slate), `{{topic1.title}}` for the first of `topics` (films the person named or was shown);
    `claim` in 0..1 says how much the responder has to offer now, `reason` says why;
    `asks` is the facet asked about, where it asks.
    """

    act: Act
    template: str
    cards: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    claim: float
    reason: str
    asks: str = ""


class PlanTask(Value):
    """What the planner sees: the candidates, the dialogue, and the acts so far."""

    heard: Heard
    state: DialogueState
    drafts: tuple[Draft, ...]
    acts: tuple[Act, ...] = ()
    history: tuple[Turn, ...] = ()


class Plan(Value):
    """The planner's choice, by index into the drafts, with its reason."""

    chosen: int
    reason: str


class Selection(Value):
    """A message understood and, where the mind can tell before the search, the act it calls for."""

    heard: Heard
    act: Act | None = None
    reason: str = ""


class ReflectTask(Value):
    """What strategy-level reflection sees: the films turned down, and what led to it."""

    text: str
    state: DialogueState
    rejected: tuple[Card, ...]
    history: tuple[Turn, ...] = ()


Hear = Callable[[Draft], None]
"""Receives a draft as it grows, by whole sentences; each one begins with the one before."""


class Mind(Protocol):
    """Computes every task of a turn; the rules mind offline, a language model where one is set.

    `candidates` is how many films it wants to choose from.
    """

    name: str
    candidates: int

    @property
    def calls(self) -> tuple[CallNote, ...]:
        """The language-model calls of this turn so far."""
        ...

    def turned_down(self, task: ListenTask) -> bool:
        """Whether the message seems to reject what was shown; quick, and without a call."""
        ...

    def reflect(self, task: ReflectTask) -> Strategy:
        """What a rejected recommendation teaches each agent."""
        ...

    def listen(self, task: ListenTask) -> Heard:
        """What the message says."""
        ...

    def select(self, task: ListenTask) -> Selection:
        """What the message says and which act it calls for, at once."""
        ...

    def ask(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """A question that would learn most about what the person wants."""
        ...

    def recommend(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """Films of the slate, each with its reason."""
        ...

    def chat(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """An answer, an explanation, or talk that leads back to films."""
        ...

    def plan(self, task: PlanTask) -> Plan:
        """Which of the drafts to say."""
        ...


class Minds(Protocol):
    """Gives each turn its mind."""

    def for_turn(self, origin: Origin = NOWHERE) -> Mind:
        """The mind for one turn, from now on: its deadline and its budget begin.

        `origin` is the turn that its calls to a language model are made for.
        """
        ...
