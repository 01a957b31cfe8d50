"""The doors between packages: what a catalogue, a retriever and a recommender can be asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from core.conversation import Event, ListenTask, Session
from core.dialogue import Context
from core.heard import Heard, Stance
from core.item import Item
from core.profile import Preview, Profile
from core.runs import (
    Choice,
    EvaluationOffer,
    EvaluationWish,
    PastRun,
    RunState,
    SimulationOffer,
    SimulationWish,
    Watched,
)
from core.slate import Query, Slate


class Encoder(Protocol):
    """Sentences become vectors."""

    @property
    def is_ready(self) -> bool:
        """Whether encoding can begin without loading anything first."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 (Euclidean) a text: shape (len(texts), dimensions)."""
        ...


class Listener(Protocol):
    """Understands one message."""

    def listen(self, task: ListenTask) -> Heard:
        """What the message says; any text gives a valid answer."""
        ...


class Retriever(Protocol):
    """Turns a query into a slate; every implementation passes `tests/contracts`."""

    def search(self, query: Query) -> Slate:
        """The best eligible items, best first, never one of `query.excluded`."""
        ...


class ContextRanker(Protocol):
    """Ranks items after recorded contexts; implementations pass `tests/contracts/context_ranker.py`."""

    def rank(self, contexts: Sequence[Context], size: int) -> Sequence[Sequence[str]]:
        """At most `size` item ids for each context, best first, none twice; seen items may be among them."""
        ...


class Reached(NamedTuple):
    """A ranking as `ContextRanker.rank` gives it, and all items that some source proposes."""

    ranking: Sequence[str]
    proposed: frozenset[str]


@runtime_checkable
class Proposer(ContextRanker, Protocol):
    """A ranker that draws on sources, each of which proposes its best `depth` items."""

    @property
    def depth(self) -> int:
        """How many items a source proposes at most."""
        ...

    def reach(self, contexts: Sequence[Context], size: int) -> Sequence[Reached]:
        """The rankings of `rank` with what was proposed, items named in the context barred."""
        ...


class Recommender(Protocol):
    """A conversation partner; the page, the terminal and the evaluation reach it only here."""

    @property
    def items(self) -> Mapping[str, Item]:
        """The catalogue by item id."""
        ...

    def stream(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
        """Answer one message: stages as they begin, the reply piece by piece, then the session.

        What lasts of it is remembered of `person`; of nobody where that is empty.
        """
        ...

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        """Answer one message as `stream` does; the session returned ends with the new turn."""
        ...

    def mark(self, session_id: str, item_id: str, stance: Stance) -> Session:
        """Record a button pressed on a card; pressing it again takes it back."""
        ...

    def undo(self, session_id: str, person: str = "") -> Session:
        """Take the last turn back, with the marks made after it.

        LedgerError where the conversation is another person's than the one who asks, if given.
        """
        ...

    def session(self, session_id: str) -> Session:
        """The stored conversation; an unknown id is an empty one."""
        ...

    def progress(self) -> str:
        """What is still being built behind the page, or an empty text."""
        ...


class Profiles(Protocol):
    """What is known of people, in their own hands; the page reaches it only here.

    Every method that changes something returns the profile as it is then, and raises
    LedgerError with an explanation where the change makes no sense.
    """

    def profile(self, person: str) -> Profile:
        """What is known; an unknown person is an empty profile."""
        ...

    def declare(self, person: str, words: str) -> Profile:
        """Add what a sentence such as "no horror" or "I love heist films" says."""
        ...

    def correct(self, person: str, statement: str, words: str) -> Profile:
        """Put what the words say in the place of a statement, named by its id."""
        ...

    def preview(self, person: str, statement: str, words: str) -> Preview:
        """What `correct` would do to the ranking, or `declare` where no statement is named."""
        ...

    def pin(self, person: str, statement: str, *, pinned: bool) -> Profile:
        """Let a statement win over others that contradict it, or release it."""
        ...

    def delete(self, person: str, statement: str) -> Profile:
        """Take a statement away, with the words that it was read off."""
        ...

    def forget_film(self, person: str, item_id: str) -> Profile:
        """Remove every trace of what the person said or did about a film."""
        ...

    def forget_conversation(self, person: str, session_id: str) -> Profile:
        """Remove a conversation with everything that was learned in it."""
        ...

    def forget_everything(self, person: str) -> Profile:
        """Remove all conversations of the person and everything known of them."""
        ...

    def quiz(self) -> tuple[str, ...]:
        """The statements of the quiz, which a person finds more or less true of themselves."""
        ...

    def answer_quiz(self, person: str, answers: Sequence[int]) -> Profile:
        """Take the quiz: one answer a question from 1 to 5, 0 for a skipped one.

        Earlier answers are forgotten.
        """
        ...

    def share(self, person: str, *, shares: bool) -> Profile:
        """Allow the recommender to learn from the films that the person likes, or end it."""
        ...

    def awaiting(self) -> int:
        """How many people's forgotten films some trained weights still reflect until retraining."""
        ...

    def writes(self) -> bool:
        """Whether a language model can write the summary; else the rules always do."""
        ...

    def write(self, person: str) -> Profile:
        """Let the language model write the summary anew, and infer tastes from the films liked."""
        ...

    def bring(self, person: str, name: str, text: str) -> tuple[Profile, str]:
        """Add a rating history, an exported CSV file with this name; what became of it in words."""
        ...

    def export(self, person: str) -> str:
        """Everything known as JSON, which `restore` reads."""
        ...

    def restore(self, person: str, text: str) -> Profile:
        """Add what an export says to what is known; nothing is changed where it is no export."""
        ...


class Simulations(Protocol):
    """Small simulations, one at a time; whoever looks at the page sees the same one."""

    def offer(self) -> SimulationOffer:
        """What can be asked for."""
        ...

    def start(self, wish: SimulationWish) -> None:
        """Begin, and return at once; ParleyError where one runs, or where this is not offered."""
        ...

    def stop(self) -> None:
        """Begin no more conversations; those under way are finished, and what is done is kept."""
        ...

    def state(self) -> RunState:
        """How far the run is that was started last."""
        ...

    def conversations(self) -> tuple[Choice, ...]:
        """Every conversation of that run, begun or not, by key."""
        ...

    def under_way(self) -> tuple[str, ...]:
        """The keys of those that go on just now, the one begun first in front."""
        ...

    def conversation(self, key: str) -> Watched | None:
        """What was said so far; None where the run has no such conversation."""
        ...

    def past(self) -> tuple[PastRun, ...]:
        """The latest simulations on disk that were measured, newest first."""
        ...


class Evaluations(Protocol):
    """Small offline evaluations of what is imported, one at a time."""

    def offer(self) -> EvaluationOffer:
        """What is imported, and what can be measured on it."""
        ...

    def start(self, wish: EvaluationWish) -> None:
        """Begin, and return at once; ParleyError where one runs, or where this is not offered."""
        ...

    def stop(self) -> None:
        """Break the evaluation off; nothing of it is kept."""
        ...

    def state(self) -> RunState:
        """How far the evaluation is that was started last."""
        ...

    def past(self) -> tuple[PastRun, ...]:
        """The latest offline evaluations on disk, newest first."""
        ...


class Reports(Protocol):
    """The reports of runs."""

    def report(self, run: str) -> bytes | None:
        """The HTML page of the run whose folder has this name; None where there is none."""
        ...


class Laboratory(NamedTuple):
    """What the page measures with; what is None is not offered."""

    simulations: Simulations | None = None
    evaluations: Evaluations | None = None
    reports: Reports | None = None
