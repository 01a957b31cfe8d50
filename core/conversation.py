"""A conversation so far: turns, marks on cards, and the trace of the last turn."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from core.heard import Heard, Span, Stance
from core.slate import Evidence, Ranked, SourceReport
from core.value import Value


class Act(StrEnum):
    """What the assistant can do with its turn (MACRS: asking, recommending, chit-chat)."""

    ASK = "ask"
    RECOMMEND = "recommend"
    CHAT = "chat"


class Card(Value):
    """One recommended film as the page shows it."""

    item_id: str
    title: str
    year: int | None
    people: str
    genres: tuple[str, ...]
    runtime: int | None
    reason: str
    pitch: str = ""
    evidence: Evidence = Evidence()

    @property
    def label(self) -> str:
        """Title and year."""
        return f"{self.title} ({self.year})" if self.year else self.title


class ListenTask(Value):
    """One message to be understood, with what it may refer to.

    `shown` is the last slate, `asked` the last question, `topic` the id of the film last
    talked about where no slate has been shown since, `people` and `years` what is asked for
    so far ("by others", "the year before that").
    """

    text: str
    shown: tuple[Card, ...] = ()
    asked: str = ""
    topic: str = ""
    people: tuple[str, ...] = ()
    years: Span | None = None
    this_year: int


class Turn(Value):
    """One exchange: what the person said and was understood to say, and the answer.

    `reply` are the words around the films, which stand in `cards`.
    """

    heard: Heard
    act: Act
    reply: str
    cards: tuple[Card, ...] = ()
    asked: str = ""

    @property
    def said(self) -> str:
        """The reply with its films as a numbered list, for readers who see no cards."""
        lines = (
            f"{number}. {card.label}: {card.reason}." for number, card in enumerate(self.cards, 1)
        )
        return "\n".join((self.reply, *lines))


class Mark(Value):
    """A button pressed on a card after turn number `turn` (from 1)."""

    item_id: str
    stance: Stance
    turn: int


class DraftNote(Value):
    """A responder's candidate reply, for the trace."""

    act: Act
    text: str
    claim: float


class Trace(Value):
    """How the last turn came about: drafts, choice and reason, candidates, milliseconds a stage."""

    mind: str = "rules"
    drafts: tuple[DraftNote, ...] = ()
    chosen: Act | None = None
    reason: str = ""
    sources: tuple[SourceReport, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    constraints: tuple[str, ...] = ()
    eligible: int = 0
    repairs: tuple[str, ...] = ()
    milliseconds: Mapping[str, float] = Field(default_factory=dict)


class Session(Value):
    """A stored conversation: everything else about it is derived from this."""

    id: str
    turns: tuple[Turn, ...] = ()
    marks: tuple[Mark, ...] = ()
    trace: Trace | None = None


class Stage(Value):
    """A stage of the turn has begun; sent while the person waits."""

    name: str


class Wording(Value):
    """A piece of the reply's text, in order."""

    text: str


Event = Stage | Wording | Session
