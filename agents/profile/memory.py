"""A person's profile, folded from the events of the ledger one after another."""

from collections import Counter
from collections.abc import Iterable, Mapping

from agents.profile.wording import sentence, summary_of
from core.heard import Attribute, Polarity, Stance
from core.item import Facet, Item
from core.ledger import Event, Kind
from core.profile import Claim, Profile, Source, Statement, Trail
from core.value import Value

_OPPOSITE = {Stance.LIKE: Stance.DISLIKE, Stance.DISLIKE: Stance.LIKE}
# How many liked films have to share what a liking is read off, by facet.
_SHARED_BY = {Facet.PERSON: 2, Facet.THEME: 3, Facet.MOOD: 3, Facet.GENRE: 3}
_MOST_OBSERVED = 8
_LEAST_SHARE = 0.4


class Memory(Value):
    """What the events up to number `version` leave: claims by statement, judgements by film."""

    version: int = 0
    said: Mapping[str, tuple[tuple[Claim, Trail], ...]] = {}
    films: Mapping[str, Mapping[Stance, Trail]] = {}
    pinned: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def after(self, events: Iterable[Event]) -> "Memory":
        """The memory once these have happened too."""
        said, films = dict(self.said), dict(self.films)
        pinned, hidden, version = set(self.pinned), set(self.hidden), self.version
        for event in events:
            version = event.number
            match event.kind:
                case Kind.SAID if event.claim:
                    name = statement_id(Source.SAID, event.claim)
                    said[name] = (*said.get(name, ()), (event.claim, trail_of(event)))
                case Kind.FILM | Kind.RELEASED if event.stance:
                    films[event.item_id] = _judged(films.get(event.item_id, {}), event)
                case Kind.PINNED:
                    pinned.add(event.statement)
                case Kind.UNPINNED:
                    pinned.discard(event.statement)
                case Kind.DELETED:
                    pinned.discard(event.statement)
                    hidden.add(event.statement)
        return Memory(
            version=version,
            said=said,
            films=films,
            pinned=frozenset(pinned),
            hidden=frozenset(hidden),
        )

    def profile(self, items: Mapping[str, Item]) -> Profile:
        """The profile that this amounts to; films that the catalogue lacks are left out."""
        statements = _ruled([*self._said(), *self._observed(items)])
        return Profile(
            version=self.version,
            statements=statements,
            liked=self._films(Stance.LIKE, items),
            disliked=self._films(Stance.DISLIKE, items),
            seen=self._films(Stance.SEEN, items),
            rejected=self._films(Stance.REJECT, items),
            summary=summary_of(statements),
        )

    def _films(self, stance: Stance, items: Mapping[str, Item]) -> tuple[str, ...]:
        """The films so judged that the catalogue has, the latest last."""
        found = {
            item: judged[stance].at
            for item, judged in self.films.items()
            if stance in judged and item in items
        }
        return tuple(sorted(found, key=lambda item: (found[item], item)))

    def _said(self) -> list[Statement]:
        return [
            Statement(
                text=sentence(told[-1][0]),
                claim=told[-1][0],
                source=Source.SAID,
                strength=1.0,
                evidence=tuple(trail for _, trail in told),
                pinned=name in self.pinned,
            )
            for name, told in self.said.items()
        ]

    def _observed(self, items: Mapping[str, Item]) -> list[Statement]:
        """What the liked films have in common, the most shared first."""
        liked = {item: self.films[item][Stance.LIKE] for item in self._films(Stance.LIKE, items)}
        shared = Counter(
            (facet, value)
            for item in liked
            for facet in _SHARED_BY
            for value in _telling(items[item], facet)
        )
        found = []
        for (facet, value), count in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
            claim = Claim(attribute=Attribute(facet=facet, value=value, polarity=Polarity.WANT))
            name, share = statement_id(Source.OBSERVED, claim), count / len(liked)
            is_telling = count >= _SHARED_BY[facet] and (
                share >= _LEAST_SHARE or facet is Facet.PERSON
            )
            if is_telling and name not in self.hidden:
                found.append(self._observation(claim, name, share, liked, items))
        return found[:_MOST_OBSERVED]

    def _observation(
        self,
        claim: Claim,
        name: str,
        share: float,
        liked: Mapping[str, Trail],
        items: Mapping[str, Item],
    ) -> Statement:
        attribute = claim.attribute
        assert attribute is not None
        return Statement(
            text=sentence(claim),
            claim=claim,
            source=Source.OBSERVED,
            strength=share,
            evidence=tuple(
                trail.model_copy(update={"words": f"you liked {items[item].label}"})
                for item, trail in liked.items()
                if attribute.value in _telling(items[item], attribute.facet)
            ),
            pinned=name in self.pinned,
        )


def _judged(known: Mapping[Stance, Trail], event: Event) -> dict[Stance, Trail]:
    """How the person stands to a film once this has happened to it."""
    dropped = {event.stance, _OPPOSITE.get(event.stance) if event.stance else None}
    kept = {stance: trail for stance, trail in known.items() if stance not in dropped}
    if event.kind is Kind.FILM and event.stance:
        kept[event.stance] = trail_of(event)
    return kept


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


def _telling(item: Item, facet: Facet) -> tuple[str, ...]:
    """The values of a film that a liking can be read off: of people only who made it."""
    return item.directors if facet is Facet.PERSON else tuple(item.values(facet))


def _ruled(statements: list[Statement]) -> tuple[Statement, ...]:
    """Of statements that contradict each other the pinned one, then what was said, then the newest wins."""
    winners: dict[str, Statement] = {}
    for one in statements:
        rival = winners.get(one.claim.key)
        if rival is None or _rank(one) > _rank(rival):
            winners[one.claim.key] = one
    return tuple(
        one.model_copy(update={"overruled": True})
        if one.claim.polarity is not winners[one.claim.key].claim.polarity
        else one
        for one in statements
    )


def _rank(statement: Statement) -> tuple[bool, bool, float]:
    said = statement.source is Source.SAID
    return statement.pinned, said, statement.last_seen.timestamp()
