"""What is known of a person, in plain language: statements with their sources, and a summary of them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from core.heard import Claim
from core.value import Value


class Source(StrEnum):
    """How a statement came about, the most believed first.

    Said in words; answered in the quiz; observed in what was liked; inferred from what was asked
    for and turned down, or by a language model.
    """

    SAID = "said"
    QUIZ = "quiz"
    OBSERVED = "observed"
    INFERRED = "inferred"


class Trail(Value):
    """Where a statement comes from: the person's words or deed, when, and in which conversation."""

    words: str
    at: AwareDatetime
    session: str = ""
    turn: int = 0
    item_id: str = ""


class Statement(Value):
    """One sentence about a person. `text` says `claim` in words; `strength` is in 0..1.

    What was said has strength 1 and keeps it; what is inferred loses it as its evidence ages.
    `overruled` statements are contradicted by one that is pinned, more believed or newer, and
    have no effect.
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

    Films are item ids, the latest last; `accepted` are those that were going to be watched.
    `traits` are the means (1 to 5) of the quiz, where it was answered. `shares` says whether
    the recommender may learn from the films that the person likes.
    """

    version: int = 0
    statements: tuple[Statement, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    traits: Mapping[str, float] = Field(default_factory=dict)
    shares: bool = False
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
    def routines(self) -> tuple[Statement, ...]:
        """The statements in force that hold at some times of the week."""
        return tuple(one for one in self.in_force if one.claim.when)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        films = (self.liked, self.disliked, self.seen, self.rejected, self.accepted)
        return not (self.statements or self.traits or self.shares or any(films))
