"""What retrieval proposes: queries, candidates with their evidence, and the slate shown."""

from enum import StrEnum

from core.heard import Attribute, Axis, Span
from core.item import Item
from core.value import Value


class Source(StrEnum):
    """The retrieval sources, by the name the trace shows."""

    GRAPH = "graph"
    TEXT = "text"
    PRIOR = "prior"
    FIT = "fit"
    CONVERSATIONS = "conversations"
    REASONER = "reasoner"
    RANKER = "ranker"


class Anchor(Value):
    """A film that pulls the search towards it (weight > 0) or pushes it away (< 0)."""

    item_id: str
    weight: float = 1.0


class Leaning(Value):
    """An attribute that a person likes or does not care for; it pulls or pushes and rules nothing out."""

    attribute: Attribute
    weight: float = 1.0


class Query(Value):
    """One search: what pulls, what pushes, what must hold, and what must not come back.

    `wants` are soft or hard by their facet (see `retrieval.constraints`); `avoids` are
    always hard. `text` is searched by meaning; it leads where the film is `described` in words.
    `dialogue` are the last words of the conversation, for what learned from conversations;
    `leanings` are tastes known from before, beside what is asked for. `user` is who speaks, where
    the graph knows them. `excluded` are item ids never to return.
    """

    text: str = ""
    dialogue: str = ""
    user: str = ""
    anchors: tuple[Anchor, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    leanings: tuple[Leaning, ...] = ()
    years: Span | None = None
    runtime: Span | None = None
    shifts: tuple[Axis, ...] = ()
    for_kids: bool = False
    excluded: frozenset[str] = frozenset()
    described: bool = False
    size: int = 5
    explore: float = 0.0
    seed: int = 0


class Step(Value):
    """One edge of an explaining path: `Heat —director→ Michael Mann`."""

    start: str
    relation: str
    end: str


class Evidence(Value):
    """Why an item is proposed: the graph path, the words that match, the facts that fit."""

    path: tuple[Step, ...] = ()
    facts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Candidate(Value):
    """One item proposed by one source; `rank` counts from 1, `score` is the source's own."""

    item_id: str
    score: float
    rank: int
    source: Source


class Ranked(Value):
    """One item of a slate: its record, its fused score, who proposed it and why."""

    item: Item
    score: float
    found_by: tuple[Candidate, ...] = ()
    evidence: Evidence = Evidence()


class Relaxation(Value):
    """What giving up one constraint would bring: how many films, and the best of them."""

    constraint: str
    gain: int
    best: str = ""


class SourceReport(Value):
    """What one source did in a search, for the trace."""

    source: Source
    ready: bool
    milliseconds: float
    candidates: tuple[Candidate, ...] = ()
    note: str = ""


class Case(Value):
    """A past conversation like this one: what was asked, and the films it ended with.

    `outcome` are their titles, `items` their ids in the catalogue, in the same order.
    """

    request: str
    outcome: tuple[str, ...]
    items: tuple[str, ...] = ()


class Slate(Value):
    """A ranked answer to a query, or the reason why there is none; with similar past cases.

    `ranking` says how it was ranked, learned or untrained, for the trace.
    """

    ranked: tuple[Ranked, ...] = ()
    eligible: int = 0
    constraints: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    sources: tuple[SourceReport, ...] = ()
    cases: tuple[Case, ...] = ()
    ranking: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The films of the slate in order."""
        return tuple(ranked.item for ranked in self.ranked)
