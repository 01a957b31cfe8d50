"""What is said to a language model and what comes back: call sites, messages, usage, failures."""

from copy import deepcopy
from enum import StrEnum
from functools import cache
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

from core.errors import ParleyError
from core.value import Value


class Typed(BaseModel):
    """What a typed answer is parsed into; its JSON schema is computed once and not at every call."""

    @classmethod
    def model_json_schema(cls, *form: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        """The schema in the usual form; a copy, since the `openai` client changes what it is given."""
        if form or options:
            return super().model_json_schema(*form, **options)
        return deepcopy(_schema_of(cls))


@cache
def _schema_of(model: type[Typed]) -> dict[str, Any]:
    return super(Typed, model).model_json_schema()


Schema = TypeVar("Schema", bound=BaseModel)


class Site(StrEnum):
    """The places that call a language model, by the name that the trace shows.

    All but PROFILE, JUDGE and WORD call in turns of a conversation; WORD speaks for a simulated person.
    """

    LISTEN = "listen"
    SELECT = "select"
    ASK = "ask"
    RECOMMEND = "recommend"
    CHAT = "chat"
    PLAN = "plan"
    REFLECT = "reflect"
    PROFILE = "profile"
    JUDGE = "judge"
    WORD = "word"
    PROBE = "probe"


class Origin(NamedTuple):
    """The conversation and the turn of it, from 1, that calls are made for: a recording is theirs."""

    session: str = ""
    turn: int = 0


NOWHERE = Origin()


class Role(StrEnum):
    """The two models in use: `fast` listens and judges, `strong` drafts and plans."""

    FAST = "fast"
    STRONG = "strong"


class Failure(StrEnum):
    """How a call can fail; the value is what the person at the screen is told."""

    UNREACHABLE = "the server could not be reached"
    TIMED_OUT = "no answer in time"
    UNAUTHORISED = "the key was refused"
    RATE_LIMITED = "too many requests"
    REJECTED = "the server refused the request"
    SERVER_ERROR = "the server failed"
    MALFORMED = "what came back is no chat completion"
    EMPTY = "an empty answer"
    TRUNCATED = "the answer broke off"
    FILTERED = "the model declined to answer"
    TOO_LONG = "an endless answer"
    UNPARSABLE = "the answer does not have the form asked for"
    UNGROUNDED = "the answer speaks of what is not there"
    OVER_BUDGET = "the calls of this turn are used up"
    OVER_CAP = "the day's spending limit is reached"
    ABANDONED = "nobody waited for the answer"
    NO_RECORDS = "the records of calls cannot be used"
    RESTING = "the server failed several times and is left alone for a while"
    NOT_RECORDED = "this call is not in the recording"


# Of the server's doing, or of ours in its place: they say nothing about the model.
INFRASTRUCTURE = (
    Failure.UNREACHABLE,
    Failure.TIMED_OUT,
    Failure.UNAUTHORISED,
    Failure.RATE_LIMITED,
    Failure.SERVER_ERROR,
    Failure.OVER_CAP,
    Failure.NO_RECORDS,
    Failure.RESTING,
    Failure.NOT_RECORDED,
)
# Refusals of our own: they say nothing about the server.
OURS = frozenset(
    {
        Failure.OVER_BUDGET,
        Failure.OVER_CAP,
        Failure.NO_RECORDS,
        Failure.RESTING,
        Failure.NOT_RECORDED,
    }
)


class ModelFailed(ParleyError):
    """A call did not bring a usable answer; the server's own words are never repeated."""

    def __init__(self, failure: Failure, status: int | None = None) -> None:
        """`status` is the HTTP status where there was one."""
        super().__init__(f"{failure.value} ({status})" if status else failure.value)
        self.failure = failure
        self.status = status


class Message(Value):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Usage(Value):
    """Tokens of one call; `estimated` where the server did not say (four characters a token)."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0
    estimated: bool = False


class Answer(Value):
    """The text of one answer, with its tokens."""

    text: str
    usage: Usage = Usage()


class CallNote(Value):
    """One call of a turn, for the trace: where, which model, tokens, price, time and ending.

    `round` counts the calls that had to wait for each other, from 1; `price` is in the currency
    of the price settings; an empty `failure` is a success; `replayed` answers came from a recording.
    """

    site: Site
    model: str
    round: int
    usage: Usage = Usage()
    price: float = 0.0
    milliseconds: float = 0.0
    failure: str = ""
    repaired: bool = False
    replayed: bool = False


class Say(Protocol):
    """Receives the pieces of an answer as they arrive; raising ends the call."""

    def __call__(self, piece: str, /) -> None:
        """Take one piece."""
        ...


class ModelCalls(Protocol):
    """The calls of one turn: they share a deadline and a budget, and are noted."""

    @property
    def notes(self) -> tuple[CallNote, ...]:
        """The calls so far, in the order in which they ended."""
        ...

    def structured(
        self, site: Site, role: Role, messages: tuple[Message, ...], schema: type[Schema]
    ) -> Schema:
        """A typed answer; ModelFailed where none could be had."""
        ...

    def text(
        self, site: Site, role: Role, messages: tuple[Message, ...], say: Say | None = None
    ) -> str:
        """An answer in words, handed to `say` as it arrives; ModelFailed where none came whole."""
        ...

    def disown(self, site: Site, failure: Failure) -> None:
        """Note that the last answer of this site could not be used after all."""
        ...
