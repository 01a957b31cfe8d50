"""What the ledger's events leave behind, one after another: what was said, asked for, judged, answered."""

from collections.abc import Iterable, Mapping
from typing import Self

from agents.profile.inferring import Guess
from agents.profile.quiz import appetite, scores
from agents.profile.standing import (
    Judged,
    Moment,
    Pin,
    Told,
    claim_of,
    is_pinned,
    judged,
    with_one,
)
from agents.profile.written import Writing, changed_since
from core.heard import Claim, Polarity, Stance
from core.ledger import Event, Kind, Sentence
from core.profile import Source, Trail
from core.value import Value


class Answered(Value):
    """The quiz, taken once."""

    answers: tuple[int, ...]
    trail: Trail
    moment: Moment

    @property
    def claim(self) -> Claim | None:
        """What the answers say of searching, where enough of them do."""
        explore = appetite(scores(self.answers))
        return None if explore is None else Claim(explore=explore)


class Remembered(Value):
    """What the events up to number `version` leave: claims by statement, judgements by film."""

    version: int = 0
    count: int = 0
    said: Mapping[str, tuple[Told, ...]] = {}
    asked: tuple[tuple[Claim, Trail], ...] = ()
    guesses: Mapping[str, Guess] = {}
    films: Mapping[str, Mapping[Stance, Judged]] = {}
    answered: Answered | None = None
    writing: Writing | None = None
    shares: bool = False
    pins: Mapping[str, tuple[Pin, ...]] = {}
    hidden: frozenset[str] = frozenset()

    def after(self, events: Iterable[Event]) -> Self:
        """What is left once these have happened too."""
        folding = _Folding(self)
        for event in events:
            folding.add(event)
        return self.model_validate(vars(folding))

    @property
    def pinned(self) -> frozenset[str]:
        """The statements that are pinned."""
        return frozenset(name for name, pins in self.pins.items() if is_pinned(pins))

    def written(self, claims: Mapping[str, Claim]) -> tuple[Sentence, ...]:
        """The sentences of the summary that stand where the statements in force say `claims`.

        A summary that is kept when a statement is deleted is folded behind what was said since:
        a sentence stands only if its statements said the same at the time of writing, too.
        """
        if self.writing is None:
            return ()
        changed = changed_since(self.writing.moment, self.said, self.pins)
        if self.answered and self.answered.claim and self.answered.moment > self.writing.moment:
            changed.add(statement_id(Source.QUIZ, self.answered.claim))
        told = {name: claim for name, claim in claims.items() if name not in changed}
        return self.writing.standing(told)


class _Folding:
    """What is remembered, while events are added to it."""

    def __init__(self, known: Remembered) -> None:
        self.version, self.shares = known.version, known.shares
        self.said, self.films = dict(known.said), dict(known.films)
        self.asked, self.guesses = list(known.asked), dict(known.guesses)
        self.answered, self.writing = known.answered, known.writing
        self.count, self.pins, self.hidden = known.count, dict(known.pins), set(known.hidden)

    def add(self, event: Event) -> None:
        """Let the event happen."""
        self.version = event.number
        self.count += 1
        moment = event.at, self.count
        match event.kind:
            case Kind.SAID | Kind.ASKED | Kind.INFERRED if event.claim:
                self._tell(event, event.claim, moment)
            case Kind.FILM | Kind.RELEASED if event.stance:
                one = Judged(trail=trail_of(event), taken=event.kind is Kind.FILM)
                known = self.films.get(event.item_id, {})
                self.films[event.item_id] = judged(known, event.stance, one)
            case Kind.QUIZ if self.answered is None or self.answered.moment < moment:
                self.answered = Answered(
                    answers=event.answers, trail=trail_of(event), moment=moment
                )
            case Kind.WRITTEN:
                self.writing = Writing(
                    sentences=event.sentences, claims=self._claims(), moment=moment
                )
            case Kind.SHARED | Kind.UNSHARED:
                self.shares = event.kind is Kind.SHARED
            case Kind.PINNED | Kind.UNPINNED | Kind.DELETED:
                self._steer(event.kind, event.statement, moment)

    def _tell(self, event: Event, claim: Claim, moment: Moment) -> None:
        trail = trail_of(event)
        if event.kind is Kind.SAID:
            name = statement_id(Source.SAID, claim)
            told = Told(claim=claim, trail=trail, moment=moment)
            self.said[name] = with_one(self.said.get(name, ()), told)
        elif claim.attribute and claim.polarity is Polarity.WANT:
            # The moment of a wish tells its routine, and films liked say no more than a liking.
            plain = Claim(attribute=claim.attribute)
            if event.kind is Kind.ASKED:
                self.asked.append((plain, trail))
            else:
                name = statement_id(Source.INFERRED, plain)
                self.guesses[name] = Guess(claim=plain, items=event.items, trail=trail)

    def _steer(self, kind: Kind, statement: str, moment: Moment) -> None:
        pin = Pin(pinned=kind is Kind.PINNED, moment=moment)
        self.pins[statement] = with_one(self.pins.get(statement, ()), pin)
        if kind is Kind.DELETED:
            self.hidden.add(statement)

    def _claims(self) -> dict[str, Claim]:
        claims = {name: claim_of(told, self.pins.get(name, ())) for name, told in self.said.items()}
        if self.answered and self.answered.claim:
            claims[statement_id(Source.QUIZ, self.answered.claim)] = self.answered.claim
        return claims


def statement_id(source: Source, claim: Claim) -> str:
    """The `Statement.id` of what says this."""
    return f"{source.value}:{claim.key}:{claim.polarity.value}"


def trail_of(event: Event) -> Trail:
    """Where what the event says comes from."""
    return Trail(
        words=event.words,
        at=event.at,
        session=event.session,
        turn=event.turn,
        item_id=event.item_id,
    )
