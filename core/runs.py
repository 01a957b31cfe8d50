"""Simulations and offline evaluations as they are asked for and shown: wishes, states, figures."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from core.value import Value

MOST_PEOPLE = 50
MOST_TURNS = 20


class Choice(Value):
    """Something that can be chosen, and what it is in words."""

    value: str
    words: str


class Figures(Value):
    """A small table; `note` says how it is to be read."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


class Phase(StrEnum):
    """How far a run is; a stopped one can be resumed."""

    IDLE = "nothing was started yet"
    PREPARING = "preparing"
    RUNNING = "running"
    STOPPING = "stopping"
    MEASURING = "measuring"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def is_busy(self) -> bool:
        """Whether the run still works."""
        return self in (Phase.PREPARING, Phase.RUNNING, Phase.STOPPING, Phase.MEASURING)


class RunState(Value):
    """The run that was started last, and how far it is.

    `run` is the name of its folder, `title` what was asked, `work` what is being done, `counts`
    how what is done ended, `resume` the command that goes on with it.
    """

    phase: Phase = Phase.IDLE
    run: str = ""
    title: str = ""
    work: str = ""
    done: int = 0
    total: int = 0
    counts: Mapping[str, int] = Field(default_factory=dict)
    note: str = ""
    resume: str = ""
    figures: tuple[Figures, ...] = ()
    has_report: bool = False


class PastRun(Value):
    """A run on disk; `run` is the name of its folder."""

    run: str
    title: str
    figures: Figures
    has_report: bool = False


class SimulationOffer(Value):
    """What a simulation can be made of; `note` says what it costs, if anything."""

    systems: tuple[Choice, ...]
    origins: tuple[Choice, ...]
    note: str = ""


class SimulationWish(Value):
    """A small simulation: so many people with histories of one origin, and whom they talk with."""

    people: int = Field(ge=1, le=MOST_PEOPLE)
    systems: tuple[str, ...] = Field(min_length=1)
    turns: int = Field(ge=1, le=MOST_TURNS)
    seed: int = Field(ge=0, lt=2**32)
    origin: str


class Weighed(Value):
    """A film that a simulated person weighed, and how likely they were to take it."""

    film: str
    probability: float


class Verdict(Value):
    """What a simulated person made of the films shown: thoughts, chances, and the film taken.

    `leaning` is a film that they would take and do not take yet, since they ask about it first.
    """

    thoughts: tuple[tuple[str, str], ...]
    weighed: tuple[Weighed, ...]
    none: float
    taken: str = ""
    leaning: str = ""


class Exchange(Value):
    """A message of a simulated person and, once it is there, the answer and what they made of it."""

    said: str
    intent: str
    reply: str = ""
    films: tuple[str, ...] = ()
    verdict: Verdict | None = None


class Watched(Value):
    """A conversation under way or over; `about` describes the person, `ending` is empty until then."""

    key: str
    title: str
    about: tuple[tuple[str, str], ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    ending: str = ""


class Imported(Value):
    """A data set that is imported: what it holds and on which terms it may be used."""

    kind: str
    name: str
    day: str
    holds: str
    terms: str
    is_measurable: bool


class EvaluationOffer(Value):
    """What is imported, what can be measured on it, and what to type to import more."""

    imported: tuple[Imported, ...]
    rankers: tuple[Choice, ...]
    imports: tuple[str, ...]


class EvaluationWish(Value):
    """A small offline evaluation; `most` is how many conversations or people are asked about."""

    data: str
    part: str = Field(pattern="^(validation|test)$")
    most: int = Field(ge=10, le=1000)
    rankers: tuple[str, ...] = ()
