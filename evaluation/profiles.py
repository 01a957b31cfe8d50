"""What a profile is worth: the chat's answers with and without it, on histories cut by time."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.dialogue import History
from core.errors import ParleyError
from core.heard import Stance
from core.item import Item
from core.ledger import Event, Kind
from core.ports import Profiles, Recommender
from core.value import Value
from evaluation.intervals import Estimate, bootstrap

SIZE = 10
_KNOWN_SHARE = 0.8
_SPARSE = 5
# A conversation's id has letters, digits and hyphens.
_NO_LETTER = re.compile(r"[^0-9A-Za-z]+")
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


class Group(StrEnum):
    """How much of a person's history the profile holds: all before the cut, at most five, none."""

    WARM = "warm"
    SPARSE = "sparse"
    NEW = "new"


class Known(StrEnum):
    """What the recommender knows of the person: nothing, what they have seen, or their profile."""

    NOTHING = "nothing"
    SEEN = "seen"
    PROFILE = "profile"


class Person(NamedTuple):
    """A history cut by time: films liked before the cut, and after it; and what is asked for."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    genre: str

    def held(self, group: Group) -> tuple[str, ...]:
        """What a profile of this group holds, the latest last."""
        return {
            Group.WARM: self.before,
            Group.SPARSE: self.before[-_SPARSE:],
            Group.NEW: (),
        }[group]


class Row(Value):
    """The figures of one group with one state of knowledge; `gain` is over knowing nothing."""

    group: Group
    known: Known
    people: int
    recall: Estimate
    ndcg: Estimate
    gain: Estimate


class Constraints(Value):
    """How many of the first ten films have what is ruled out, before and after it is declared."""

    people: int
    before: Estimate
    after: Estimate


def people_of(
    histories: Sequence[History], items: Mapping[str, Item], count: int, seed: int
) -> tuple[Person, ...]:
    """Up to `count` people drawn with the seed, who liked more than five films before the cut.

    The first four fifths of what somebody liked is known. The genre asked for is that of the
    first film after the cut which has one.
    """
    cut = [one for history in histories if (one := _cut(history, items))]
    order = np.random.default_rng(seed).permutation(len(cut))[:count]
    return tuple(cut[place] for place in sorted(order.tolist()))


def worth(
    recommender: Recommender,
    profiles: Profiles,
    people: Sequence[Person],
    done: Callable[[int], None] = lambda count: None,
) -> tuple[Row, ...]:
    """Recall and NDCG of the ten films shown, by group and by what is known of the person."""
    scores: dict[tuple[Group, Known], list[tuple[float, float]]] = {}
    for number, person in enumerate(people, 1):
        for group in Group:
            for known in Known:
                shown = _shown(recommender, profiles, person, group, known)
                scores.setdefault((group, known), []).append(_scores(shown, person.after))
        done(number)
    tables = {key: np.array(rows) for key, rows in scores.items()}
    return tuple(
        Row(
            group=group,
            known=known,
            people=len(people),
            recall=_mean(table[:, 0]),
            ndcg=_mean(table[:, 1]),
            gain=_mean(table[:, 0] - tables[group, Known.NOTHING][:, 0]),
        )
        for (group, known), table in tables.items()
    )


def constraints_met(
    recommender: Recommender, profiles: Profiles, people: Sequence[Person]
) -> Constraints:
    """The share of films shown that a declared constraint rules out, before and after it is declared.

    What is ruled out is a genre that the person is shown without having asked for it.
    """
    before, after = [], []
    for person in people:
        name = f"constraint-{person.name}"
        profiles.restore(name, _export(person.before, Known.PROFILE))
        first = _ask(recommender, f"{name}-1", person.genre, name)
        unasked = [genre for item in first for genre in item.genres if genre != person.genre]
        if not unasked:
            continue
        ruled_out = max(sorted(set(unasked)), key=unasked.count)
        profiles.declare(name, f"no {ruled_out.lower()} films")
        second = _ask(recommender, f"{name}-2", person.genre, name)
        before.append(_share(first, ruled_out))
        after.append(_share(second, ruled_out))
    return Constraints(
        people=len(before), before=_mean(np.array(before)), after=_mean(np.array(after))
    )


def _cut(history: History, items: Mapping[str, Item]) -> Person | None:
    liked = [item for item in history.items if item in items]
    edge = int(_KNOWN_SHARE * len(liked))
    before, after = tuple(liked[:edge]), tuple(liked[edge:])
    genre = next((items[item].genres[0] for item in after if items[item].genres), "")
    if len(before) <= _SPARSE or not genre:
        return None
    return Person(_NO_LETTER.sub("-", history.user), before, after, genre)


def _shown(
    recommender: Recommender, profiles: Profiles, person: Person, group: Group, known: Known
) -> list[str]:
    name = f"{person.name}-{group.value}-{known.value}"
    if known is not Known.NOTHING:
        profiles.restore(name, _export(person.held(group), known))
    films = _ask(recommender, name, person.genre, "" if known is Known.NOTHING else name)
    return [film.id for film in films]


def _ask(recommender: Recommender, session: str, genre: str, person: str) -> list[Item]:
    turn = recommender.reply(session, f"show me {SIZE} {genre.lower()} films", person).turns[-1]
    if not turn.cards:
        raise ParleyError(f"Asked for {genre} films, the chat showed none: {turn.reply}")
    return [recommender.items[card.item_id] for card in turn.cards]


def _export(films: Sequence[str], known: Known) -> str:
    """The profile of somebody who saw, and perhaps liked, these films one after another."""
    stances = (Stance.SEEN, Stance.LIKE) if known is Known.PROFILE else (Stance.SEEN,)
    events = ",".join(one.model_dump_json(exclude_defaults=True) for one in _events(films, stances))
    return f'{{"events": [{events}]}}'


def _events(films: Sequence[str], stances: Sequence[Stance]) -> Iterator[Event]:
    for day, film in enumerate(films):
        at = _BEGAN + timedelta(days=day)
        for stance in stances:
            yield Event(kind=Kind.FILM, at=at, item_id=film, stance=stance)


def _scores(shown: Sequence[str], wanted: Sequence[str]) -> tuple[float, float]:
    """Recall and NDCG at ten (Järvelin and Kekäläinen 2002), every film after the cut relevant."""
    hits = np.array([film in wanted for film in shown[:SIZE]], dtype=np.float64)
    discounts = 1.0 / np.log2(np.arange(2, SIZE + 2))
    ideal = discounts[: min(len(wanted), SIZE)].sum()
    return float(hits.sum() / len(wanted)), float(hits @ discounts[: len(hits)] / ideal)


def _share(films: Sequence[Item], genre: str) -> float:
    return sum(genre in film.genres for film in films) / len(films)


def _mean(values: NDArray[np.float64]) -> Estimate:
    """The mean over people with its bootstrap interval."""
    sums = np.column_stack([values, np.ones_like(values)])
    return bootstrap(sums, lambda total: total[..., 0] / total[..., 1])
