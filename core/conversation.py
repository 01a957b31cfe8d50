"""A conversation so far: turns, marks on cards, and the trace of the last turn."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from core.heard import Attribute, Heard, Polarity, Span, Stance
from core.item import Facet
from core.language_model import CallNote
from core.slate import Case, Evidence, Ranked, SourceReport
from core.value import Value


class Act(StrEnum):
    """What the assistant can do with its turn (MACRS: asking, recommending, chit-chat)."""

    ASK = "ask"
    RECOMMEND = "recommend"
    CHAT = "chat"


class Card(Value):
    """One recommended film as the page shows it.

    `remembered` says what of the person's profile it answers, and where that comes from.
    """

    item_id: str
    title: str
    year: int | None
    people: str
    genres: tuple[str, ...]
    runtime: int | None
    reason: str
    pitch: str = ""
    evidence: Evidence = Evidence()
    remembered: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Title and year."""
        return f"{self.title} ({self.year})" if self.year else self.title


class Strategy(Value):
    """What a rejected recommendation teaches (MACRS, strategy-level reflection).

    `error` says what went wrong; the others are a suggestion for each responder and the
    experience of the planner.
    """

    error: str
    ask: str = ""
    recommend: str = ""
    chat: str = ""
    plan: str = ""

    def for_act(self, act: Act) -> str:
        """The suggestion for the responder of this act."""
        return {Act.ASK: self.ask, Act.RECOMMEND: self.recommend, Act.CHAT: self.chat}[act]


class Turn(Value):
    """One exchange: what the person said and was understood to say, and the answer.

    `reply` are the words around the films, which stand in `cards`. `strategy` is what was
    learnt from a rejection in this turn; it holds until the next one. What is asked `for_others`
    uses and leaves nothing of the person's profile.
    """

    heard: Heard
    act: Act
    reply: str
    cards: tuple[Card, ...] = ()
    asked: str = ""
    strategy: Strategy | None = None
    for_others: bool = False

    @property
    def said(self) -> str:
        """The reply with its films as a numbered list, for readers who see no cards."""
        lines = (
            f"{number}. {card.label}: {card.reason}." for number, card in enumerate(self.cards, 1)
        )
        return "\n".join((self.reply, *lines))


class ListenTask(Value):
    """One message to be understood, with what it may refer to.

    `shown` is the last slate, `asked` the last question, `topic` the id of the film last
    talked about where no slate has been shown since; `wishes`, `years`, `runtime` and
    `demand` are what is asked for so far, `history` the turns before ("by others", "the year
    before that", "forget the nineties").
    """

    text: str
    shown: tuple[Card, ...] = ()
    asked: str = ""
    topic: str = ""
    wishes: tuple[Attribute, ...] = ()
    years: Span | None = None
    runtime: Span | None = None
    demand: str = ""
    history: tuple[Turn, ...] = ()
    this_year: int

    @property
    def people(self) -> tuple[str, ...]:
        """The people whose films are asked for so far."""
        return tuple(
            wish.value
            for wish in self.wishes
            if wish.facet is Facet.PERSON and wish.polarity is Polarity.WANT
        )


class Mark(Value):
    """A button pressed on a card after turn number `turn` (from 1)."""

    item_id: str
    stance: Stance
    turn: int


class Rung(StrEnum):
    """What an answer could go by, from the most that is known of the person to nothing (cold start)."""

    PROFILE = "what is known of you"
    NEIGHBOURS = "conversations like this one"
    GRAPH = "what you named"
    POPULAR = "what is widely liked"


class DraftNote(Value):
    """A responder's candidate reply, for the trace."""

    act: Act
    text: str
    claim: float


class Trace(Value):
    """How the last turn came about: drafts, choice and reason, candidates, milliseconds a stage.

    `order` is how the turn ran, where a language model took part; `calls` are its calls, and
    `strategy` is the reflection in force. `rung` is the step of the cold-start ladder that
    the films were found by. `ranking` says how the candidates were ranked,
    `profile` what was added to the search from the person's profile, and `cases` are the past
    conversations like this one.
    """

    mind: str = "rules"
    order: str = ""
    drafts: tuple[DraftNote, ...] = ()
    chosen: Act | None = None
    reason: str = ""
    sources: tuple[SourceReport, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    ranking: str = ""
    rung: Rung | None = None
    profile: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    constraints: tuple[str, ...] = ()
    eligible: int = 0
    repairs: tuple[str, ...] = ()
    calls: tuple[CallNote, ...] = ()
    strategy: Strategy | None = None
    milliseconds: Mapping[str, float] = Field(default_factory=dict)

    @property
    def fallbacks(self) -> tuple[CallNote, ...]:
        """The calls in whose place the rules answered, one a call site."""
        last = {call.site: call for call in self.calls}
        return tuple(call for call in last.values() if call.failure)


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


class Withdrawn(Value):
    """The words of the reply so far are taken back; what follows replaces them."""


Event = Stage | Wording | Withdrawn | Session
