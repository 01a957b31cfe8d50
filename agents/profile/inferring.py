"""What is guessed of a person from what they do, believed least, and less as its evidence ages."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from agents.profile.routines import Wish, by_key, routines
from agents.profile.wording import asked_sentence, guessed_sentence, turned_down_sentence
from core.heard import Attribute, Claim, Polarity, Slot
from core.item import Facet, Item
from core.profile import Source, Statement, Trail
from core.value import Value

_FEWEST_DAYS = 4
_OFTEN = 1 / 3
_FEWEST_FILMS = 4
_FEWEST_OCCASIONS = 3
_HALF = 0.5
_TELLING = (Facet.GENRE, Facet.THEME, Facet.MOOD)
_LEAST_LIFT = 2.0
# Three imagined liked films, one of them of the kind: few liked films say little of what is liked.
_IMAGINED, _IMAGINED_ALIKE = 3, 1
_GUESS = 0.6
_FEWEST_LIKED = 3
_HALF_LIFE_DAYS = 60
_FAINTEST = 0.1
_DAY_SECONDS = 86_400


class Guess(Value):
    """What a language model read off films."""

    claim: Claim
    items: tuple[str, ...]
    trail: Trail


def habits(wishes: Sequence[Wish]) -> list[Statement]:
    """Routines, and what is often asked for beside them."""
    weekly = routines(wishes)
    slots: dict[str, set[Slot]] = defaultdict(set)
    for one in weekly:
        if one.claim.attribute and one.claim.when:
            slots[one.claim.attribute.key].add(one.claim.when)
    often = (
        _often_asked(key, [one for one in wishes if one.slot not in slots[key]])
        for key, same in by_key(wishes).items()
        if len(same) >= _FEWEST_DAYS
    )
    return [*weekly, *(one for one in often if one)]


def _often_asked(key: str, wishes: Sequence[Wish]) -> Statement | None:
    """What was wished for on four or more days, a third of those on which anything was."""
    told = [one for one in wishes if one.claim.key == key]
    count = len({one.day for one in told})
    if count < _FEWEST_DAYS:
        return None
    share = count / len({one.day for one in wishes})
    if share < _OFTEN:
        return None
    claim = told[0].claim
    return _inferred(asked_sentence(claim), claim, share, tuple(one.trail for one in told))


def often_turned_down(
    turned_down: Mapping[str, Trail],
    liked: Mapping[str, Trail],
    wished: Collection[str],
    items: Mapping[str, Item],
) -> list[Statement]:
    """What half of the films turned down share, four at least, and few of the liked ones.

    They were turned down on three occasions at least: one slate that missed says little. Who ever asked for a kind (`wished` are such keys) turned films of it down, and not the kind.
    """
    shared, also_liked = _counted(turned_down, items), _counted(liked, items)
    found = []
    for (facet, value), count in sorted(shared.items()):
        share = count / len(turned_down)
        beside = (also_liked[facet, value] + _IMAGINED_ALIKE) / (len(liked) + _IMAGINED)
        attribute = Attribute(facet=facet, value=value, polarity=Polarity.AVOID)
        is_telling = count >= _FEWEST_FILMS and share >= max(_HALF, _LEAST_LIFT * beside)
        if is_telling and attribute.key not in wished:
            statement = _turned_down(attribute, share, turned_down, items)
            occasions = {(one.session, one.turn, one.at) for one in statement.evidence}
            found += [statement] if len(occasions) >= _FEWEST_OCCASIONS else []
    return found


def _turned_down(
    attribute: Attribute, share: float, films: Mapping[str, Trail], items: Mapping[str, Item]
) -> Statement:
    claim = Claim(attribute=attribute)
    evidence = tuple(
        trail.model_copy(update={"words": f"you turned down {items[item].label}"})
        for item, trail in films.items()
        if attribute.value in items[item].values(attribute.facet)
    )
    return _inferred(turned_down_sentence(claim), claim, share, evidence)


def guessed(
    guesses: Iterable[Guess], liked: Mapping[str, Trail], items: Mapping[str, Item]
) -> list[Statement]:
    """What a language model read off films, while three of them (or all of fewer) are liked."""
    found = []
    for guess in guesses:
        still = [item for item in dict.fromkeys(guess.items) if item in liked]
        count = len(set(guess.items))
        if len(still) < min(_FEWEST_LIKED, count):
            continue
        films = (
            liked[item].model_copy(update={"words": f"you liked {items[item].label}"})
            for item in still
        )
        strength = _GUESS * len(still) / count
        text = guessed_sentence(guess.claim)
        found.append(_inferred(text, guess.claim, strength, (*films, guess.trail)))
    return found


def faded(statements: Iterable[Statement], now: datetime) -> list[Statement]:
    """The statements at `now`, the strongest first: half as strong after 60 days without evidence.

    Below a tenth they are gone. What is pinned was confirmed, and does not fade. Of two that say
    the same the stronger stays.
    """
    aged = (one if one.pinned else _aged(one, now) for one in statements)
    ordered = sorted(
        (one for one in aged if one.strength >= _FAINTEST),
        key=lambda one: (-one.strength, one.id, one.text),
    )
    strongest: dict[str, Statement] = {}
    for one in ordered:
        strongest.setdefault(one.id, one)
    return list(strongest.values())


def _aged(statement: Statement, now: datetime) -> Statement:
    days = max(0.0, (now - statement.last_seen).total_seconds() / _DAY_SECONDS)
    strength = statement.strength * 0.5 ** (days / _HALF_LIFE_DAYS)
    return statement.model_copy(update={"strength": strength})


def _counted(films: Iterable[str], items: Mapping[str, Item]) -> Counter[tuple[Facet, str]]:
    return Counter(
        (facet, value)
        for item in films
        for facet in _TELLING
        for value in set(items[item].values(facet))
    )


def _inferred(text: str, claim: Claim, strength: float, evidence: tuple[Trail, ...]) -> Statement:
    return Statement(
        text=text, claim=claim, source=Source.INFERRED, strength=strength, evidence=evidence
    )
