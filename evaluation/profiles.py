"""What a profile is worth: the chat's answers with and without it, on histories cut by time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import ParleyError
from core.heard import Claim, Stance
from core.item import Item
from core.ledger import Event, Kind
from core.ports import Profiles, Recommender
from core.value import Value
from evaluation.intervals import Estimate, bootstrap
from evaluation.people import Asked, Group, Person

SIZE = 10
APPETITES = (0.0, 0.15, 0.3)
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)

Figures = NDArray[np.float64]
Done = Callable[[int], None]


class Known(StrEnum):
    """What the recommender knows of the person: nothing, what they have seen, or their profile."""

    NOTHING = "nothing"
    SEEN = "seen"
    PROFILE = "profile"


class Chat(NamedTuple):
    """Who is asked, and who keeps the profiles of those who ask."""

    recommender: Recommender
    profiles: Profiles


class Row(Value):
    """The figures of one request, group and state of knowledge; gains are over knowing nothing."""

    asked: Asked
    group: Group
    known: Known
    people: int
    recall: Estimate
    ndcg: Estimate
    recall_gain: Estimate
    ndcg_gain: Estimate


class Strayed(Value):
    """What an appetite for the little known does to a warm person's answers, over having none.

    `renown` is the mean renown (0..1) of the films shown.
    """

    appetite: float
    people: int
    recall: Estimate
    recall_gain: Estimate
    renown: Estimate
    renown_gain: Estimate


def worth(
    chat: Chat, people: Sequence[Person], asked: Asked, done: Done = lambda count: None
) -> tuple[Row, ...]:
    """Recall and NDCG of the ten films shown, by group and by what is known of the person."""
    cells = {(group, known): number for number, (group, known) in enumerate(product(Group, Known))}

    def exports(person: Person) -> list[str]:
        return [_export(person.held(group), known) for group, known in cells]

    figures = measured(chat, people, asked, exports, done)
    return tuple(
        Row(
            asked=asked,
            group=group,
            known=known,
            people=len(figures),
            recall=mean(own[:, 0]),
            ndcg=mean(own[:, 1]),
            recall_gain=mean(own[:, 0] - plain[:, 0]),
            ndcg_gain=mean(own[:, 1] - plain[:, 1]),
        )
        for (group, known), number in cells.items()
        for own, plain in [(figures[:, number], figures[:, cells[group, Known.NOTHING]])]
    )


def strayed(
    chat: Chat, people: Sequence[Person], done: Done = lambda count: None
) -> tuple[Strayed, ...]:
    """What warm people who ask for a genre are shown, by their appetite for the little known."""

    def exports(person: Person) -> list[str]:
        return [_export(person.before, Known.PROFILE, appetite) for appetite in APPETITES]

    figures = measured(chat, people, Asked.GENRE, exports, done)
    return tuple(
        Strayed(
            appetite=appetite,
            people=len(figures),
            recall=mean(own[:, 0]),
            recall_gain=mean(own[:, 0] - figures[:, 0, 0]),
            renown=mean(own[:, 2]),
            renown_gain=mean(own[:, 2] - figures[:, 0, 2]),
        )
        for number, appetite in enumerate(APPETITES)
        for own in [figures[:, number]]
    )


def measured(
    chat: Chat,
    people: Sequence[Person],
    asked: Asked,
    exports: Callable[[Person], Sequence[str]],
    done: Done = lambda count: None,
) -> Figures:
    """Recall, NDCG and mean renown of what each person is shown by each of their exported profiles.

    Shape (people, exports, 3). Who is shown nothing, since the chat asks back or does not know the
    film named, has found nothing; ParleyError where nobody is shown anything.
    """
    rows = []
    for number, person in enumerate(people, 1):
        told = exports(person)
        # Of whom the same is known, the same is asked once: whoever is new, or known for nothing.
        answers = {export: _answered(chat, person, asked, export) for export in dict.fromkeys(told)}
        rows.append([answers[export] for export in told])
        done(number)
    figures = np.array(rows)
    if np.isnan(figures[..., 2]).all():
        raise ParleyError(f"Asked for {asked.value}, the chat showed nobody any film.")
    return figures


def films_shown(chat: Chat, person: Person, asked: Asked) -> list[Item]:
    """The films that the chat shows to a person who asks this; the conversation is forgotten then.

    Everything is asked in a conversation of one name, which the chat draws its chances from.
    """
    items = chat.recommender.items
    words = {
        Asked.GENRE: f"show me {SIZE} {person.genre.lower()} films",
        Asked.FILM: f"show me {SIZE} films like {items[person.after[0]].label}",
        Asked.ANYTHING: f"show me {SIZE} films",
    }[asked]
    turn = chat.recommender.reply(person.name, words, person.name).turns[-1]
    chat.profiles.forget_conversation(person.name, person.name)
    return [items[card.item_id] for card in turn.cards]


def _answered(chat: Chat, person: Person, asked: Asked, export: str) -> tuple[float, float, float]:
    """What a person of this exported profile is shown, in figures; nothing has no renown."""
    chat.profiles.restore(person.name, export)
    shown = films_shown(chat, person, asked)
    chat.profiles.forget_everything(person.name)
    if not shown:
        return 0.0, 0.0, np.nan
    recall, ndcg = _scores([film.id for film in shown], person.wanted(asked))
    return recall, ndcg, float(np.mean([film.renown for film in shown]))


def export_of(person: Person) -> str:
    """The profile of a warm person, as it is restored."""
    return _export(person.before, Known.PROFILE)


def export_of_past(films: Mapping[str, bool | None]) -> str:
    """The profile of somebody who saw these films one after another, as it is restored.

    Each comes with whether it was liked; None where it was only seen.
    """
    stances = {True: (Stance.LIKE,), False: (Stance.DISLIKE,), None: ()}
    told = {film: (Stance.SEEN, *stances[is_liked]) for film, is_liked in films.items()}
    return _written(_events(told))


def mean(values: Figures) -> Estimate:
    """The mean over people with its bootstrap interval."""
    sums = np.column_stack([values, np.ones_like(values)])
    return bootstrap(sums, lambda total: total[..., 0] / total[..., 1])


def _export(films: Sequence[str], known: Known, appetite: float = 0.0) -> str:
    """The profile of somebody who saw, and perhaps liked, these films one after another."""
    stances = {
        Known.NOTHING: (),
        Known.SEEN: (Stance.SEEN,),
        Known.PROFILE: (Stance.SEEN, Stance.LIKE),
    }[known]
    events = [*_events(dict.fromkeys(films, stances))]
    if appetite:
        events.append(Event(kind=Kind.SAID, at=_BEGAN, claim=Claim(explore=appetite)))
    return _written(events)


def _written(events: Iterable[Event]) -> str:
    told = ",".join(one.model_dump_json(exclude_defaults=True) for one in events)
    return f'{{"events": [{told}]}}'


def _events(films: Mapping[str, Sequence[Stance]]) -> Iterator[Event]:
    for day, (film, stances) in enumerate(films.items()):
        at = _BEGAN + timedelta(days=day)
        for stance in stances:
            yield Event(kind=Kind.FILM, at=at, item_id=film, stance=stance)


def _scores(shown: Sequence[str], wanted: Sequence[str]) -> tuple[float, float]:
    """Recall and NDCG at ten (Järvelin and Kekäläinen 2002), every film after the cut relevant."""
    hits = np.array([film in wanted for film in shown[:SIZE]], dtype=np.float64)
    discounts = 1.0 / np.log2(np.arange(2, SIZE + 2))
    ideal = discounts[: min(len(wanted), SIZE)].sum()
    return float(hits.sum() / len(wanted)), float(hits @ discounts[: len(hits)] / ideal)
