"""What is known of a person, in plain language: statements with their sources, and a summary of them."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field, model_validator

from core.heard import Attribute, Polarity, Span
from core.value import Value

_LARGEST = 9999


class Source(StrEnum):
    """How a statement came about: said in words, or observed in what was liked."""

    SAID = "said"
    OBSERVED = "observed"


class Claim(Value):
    """What a statement says of films: one attribute, a range of years, or of minutes.

    Exactly one of `attribute`, `years` and `runtime` is there. A `hard` claim rules films out;
    a soft one only leans towards them or away.
    """

    attribute: Attribute | None = None
    years: Span | None = None
    runtime: Span | None = None
    hard: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> "Claim":
        parts = [part for part in (self.attribute, self.years, self.runtime) if part]
        if len(parts) != 1:
            raise ValueError("a claim says exactly one thing")
        for span in (self.years, self.runtime):
            ends = [end for end in (span.low, span.high) if end is not None] if span else [0]
            if not ends or ends != sorted(ends) or not 0 <= ends[0] <= ends[-1] <= _LARGEST:
                raise ValueError("a range needs an end, and its ends in order")
        return self

    @property
    def polarity(self) -> Polarity:
        """Whether films like that are wanted; ranges are."""
        return self.attribute.polarity if self.attribute else Polarity.WANT

    @property
    def facet(self) -> str:
        """What the claim is about: a facet of the catalogue, "years" or "runtime"."""
        if self.attribute:
            return self.attribute.facet.value
        return "years" if self.years else "runtime"

    @property
    def key(self) -> str:
        """Claims of one key speak of the same thing and may contradict each other."""
        return self.attribute.key if self.attribute else self.facet


class Trail(Value):
    """Where a statement comes from: the person's words or deed, when, and in which conversation."""

    words: str
    at: AwareDatetime
    session: str = ""
    turn: int = 0
    item_id: str = ""


class Statement(Value):
    """One sentence about a person. `text` says `claim` in words; `strength` is in 0..1.

    `overruled` statements are contradicted by a newer or pinned one and have no effect.
    """

    text: str
    claim: Claim
    source: Source
    strength: float = Field(ge=0, le=1)
    evidence: tuple[Trail, ...]
    pinned: bool = False
    overruled: bool = False

    @property
    def id(self) -> str:
        """Names the statement among those of its person."""
        return f"{self.source.value}:{self.claim.key}:{self.claim.polarity.value}"

    @property
    def first_seen(self) -> datetime:
        """When the first evidence came."""
        return min(one.at for one in self.evidence)

    @property
    def last_seen(self) -> datetime:
        """When the last evidence came."""
        return max(one.at for one in self.evidence)


class Preview(Value):
    """What a change of a profile does to films proposed without any request: ids, best first."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Profile(Value):
    """Everything known of one person, rebuilt from the ledger's events up to number `version`.

    Films are item ids, the latest last.
    """

    version: int = 0
    statements: tuple[Statement, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    summary: str = ""

    @property
    def in_force(self) -> tuple[Statement, ...]:
        """The statements that have an effect."""
        return tuple(one for one in self.statements if not one.overruled)

    @property
    def hard(self) -> tuple[Statement, ...]:
        """The statements in force that rule films out."""
        return tuple(one for one in self.in_force if one.claim.hard)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not (self.statements or self.liked or self.disliked or self.seen or self.rejected)
