"""A person's profile, folded from the events of the ledger one after another."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from agents.profile.inferring import faded, guessed, habits, often_turned_down
from agents.profile.observing import observed
from agents.profile.quiz import scores
from agents.profile.remembering import Remembered
from agents.profile.routines import wishes_of
from agents.profile.ruling import ruled
from agents.profile.standing import Told, claim_of, is_pinned
from agents.profile.wording import sentence, summary_of
from core.heard import Stance
from core.item import Item
from core.profile import Profile, Source, Statement, Trail

# Of what is observed and of what is inferred; what was said is never too much.
_MOST_STATEMENTS = 8


class Memory(Remembered):
    """What is remembered of a person, and the profile that it amounts to."""

    def profile(self, items: Mapping[str, Item], now: datetime) -> Profile:
        """The profile that this amounts to now; films that the catalogue lacks are left out."""
        statements = ruled([*self._told(), *self._read_off(items, now)])
        return Profile(
            version=self.version,
            statements=statements,
            liked=tuple(self._films(items, Stance.LIKE)),
            disliked=tuple(self._films(items, Stance.DISLIKE)),
            seen=tuple(self._films(items, Stance.SEEN)),
            rejected=tuple(self._films(items, Stance.REJECT)),
            accepted=tuple(self._films(items, Stance.ACCEPT)),
            traits=scores(self.answered.answers) if self.answered else {},
            shares=self.shares,
            summary=self._summary(statements),
        )

    def _films(self, items: Mapping[str, Item], *stances: Stance) -> dict[str, Trail]:
        """The films so judged that the catalogue has, the latest last."""
        found = {
            item: judged[stance].trail
            for item, judged in self.films.items()
            for stance in stances
            if stance in judged and judged[stance].taken and item in items
        }
        return dict(sorted(found.items(), key=lambda one: (one[1].at, one[0])))

    def _told(self) -> list[Statement]:
        """What the person said, and what they answered in the quiz."""
        said = [self._statement(name, told) for name, told in self.said.items()]
        return [*said, *self._kept(self._answers())]

    def _statement(self, name: str, told: Sequence[Told]) -> Statement:
        """What was said; of what is pinned, the evidence that says what it said then."""
        pins = self.pins.get(name, ())
        claim, is_frozen = claim_of(told, pins), is_pinned(pins)
        return Statement(
            text=sentence(claim),
            claim=claim,
            source=Source.SAID,
            strength=1.0,
            evidence=tuple(one.trail for one in told if not is_frozen or one.claim == claim),
            pinned=is_frozen,
        )

    def _answers(self) -> list[Statement]:
        claim = self.answered.claim if self.answered else None
        if claim is None or self.answered is None:
            return []
        trail = self.answered.trail.model_copy(update={"words": "your answers to the quiz"})
        return [
            Statement(
                text=sentence(claim),
                claim=claim,
                source=Source.QUIZ,
                strength=1.0,
                evidence=(trail,),
            )
        ]

    def _read_off(self, items: Mapping[str, Item], now: datetime) -> list[Statement]:
        """What is observed of the person and inferred, the strongest of each."""
        liked = self._films(items, Stance.LIKE)
        wished = {claim.key for claim, _ in self.asked}
        inferred = [
            *habits(wishes_of(self.asked)),
            *often_turned_down(self._turned_down(items), liked, wished, items),
            *guessed(self.guesses.values(), liked, items),
        ]
        shown = self._kept(observed(liked, items)), faded(self._kept(inferred), now)
        return [
            one
            for statements in shown
            for one in sorted(statements, key=lambda one: not one.pinned)[:_MOST_STATEMENTS]
        ]

    def _turned_down(self, items: Mapping[str, Item]) -> dict[str, Trail]:
        """Films disliked or turned down; who turns down what they saw already dislikes nothing."""
        welcome = self._films(items, Stance.LIKE, Stance.ACCEPT, Stance.SEEN)
        rejected = self._films(items, Stance.REJECT)
        refused = {item: trail for item, trail in rejected.items() if item not in welcome}
        return refused | self._films(items, Stance.DISLIKE)

    def _kept(self, statements: Iterable[Statement]) -> list[Statement]:
        """Those that the person left, pinned where they said so."""
        return [
            one.model_copy(update={"pinned": one.id in self.pinned})
            for one in statements
            if one.id not in self.hidden
        ]

    def _summary(self, statements: Iterable[Statement]) -> str:
        in_force = {one.id: one for one in statements if not one.overruled}
        claims = {name: one.claim for name, one in in_force.items()}
        return summary_of(tuple(in_force.values()), self.written(claims))
