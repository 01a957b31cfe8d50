"""The tasks of one turn, each a typed input and output; a mind is whatever computes all five."""

from typing import Protocol

from agents.state import DialogueState
from core.conversation import Act, Card, ListenTask
from core.heard import Heard
from core.item import Item
from core.slate import Slate
from core.value import Value


class DraftTask(Value):
    """What a responder sees: the message, the dialogue so far, and what retrieval proposes.

    `topics` are the films that the message points at, for answers about them.
    """

    heard: Heard
    state: DialogueState
    slate: Slate
    shown: tuple[Card, ...] = ()
    topics: tuple[Item, ...] = ()
    nearby: Slate = Slate()
    variety: int = 0


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


class Plan(Value):
    """The planner's choice, by index into the drafts, with its reason."""

    chosen: int
    reason: str


class Mind(Protocol):
    """Computes every task of a turn; the rules mind offline, a language model where one is set."""

    name: str

    def listen(self, task: ListenTask) -> Heard:
        """What the message says."""
        ...

    def ask(self, task: DraftTask) -> Draft:
        """A question that would learn most about what the person wants."""
        ...

    def recommend(self, task: DraftTask) -> Draft:
        """Films of the slate, each with its reason."""
        ...

    def chat(self, task: DraftTask) -> Draft:
        """An answer, an explanation, or talk that leads back to films."""
        ...

    def plan(self, task: PlanTask) -> Plan:
        """Which of the drafts to say."""
        ...
