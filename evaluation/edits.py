"""Stated constraints: whether the films shown meet them, before and after a profile is edited."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median_high, median_low
from typing import NamedTuple

import numpy as np

from core.errors import ParleyError
from core.item import Item
from core.value import Value
from evaluation.intervals import Estimate
from evaluation.people import Asked, Person
from evaluation.profiles import Chat, Figures, export_of, films_shown, mean


class Rule(NamedTuple):
    """A constraint as it is stated, and whether a film breaks it."""

    words: str
    is_broken: Callable[[Item], bool]


class Edit(Value):
    """What one kind of edit does to the ten films shown, over people.

    `broken` is the share of films that break the constraint; `met` the share of people whose
    ten films all meet it, together with every other constraint in force.
    """

    name: str
    people: int
    broken_before: Estimate
    broken_after: Estimate
    met_before: Estimate
    met_after: Estimate


class _Seen(NamedTuple):
    """One edit of one person: films shown before and after it, the rule stated, and all in force."""

    name: str
    before: Sequence[Item]
    after: Sequence[Item]
    stated: Rule
    in_force: Sequence[Rule]

    def figures(self) -> tuple[float, ...]:
        shown = (self.before, self.after)
        broken = [np.mean([self.stated.is_broken(film) for film in films]) for films in shown]
        met = [
            not any(rule.is_broken(film) for rule in self.in_force for film in films)
            for films in shown
        ]
        return *map(float, broken), *map(float, met)


def edits_met(
    chat: Chat, people: Sequence[Person], done: Callable[[int], None] = lambda count: None
) -> tuple[Edit, ...]:
    """Each person rules out a genre, corrects it, limits the length of films, and corrects that.

    What is ruled out is what they are shown most of without having asked for it; the length is
    limited to the median of what they are shown, first from above, then from below.
    """
    rows: dict[str, list[tuple[float, ...]]] = {}
    for number, person in enumerate(people, 1):
        for seen in _edited(chat, person):
            rows.setdefault(seen.name, []).append(seen.figures())
        chat.profiles.forget_everything(person.name)
        done(number)
    return tuple(_edit(name, np.array(figures)) for name, figures in rows.items())


def no_genre(genre: str) -> Rule:
    """A genre is ruled out."""
    return Rule(f"no {genre.lower()} films", lambda film: genre in film.genres)


def at_most(minutes: int) -> Rule:
    """Films longer than this are ruled out, and those whose length is not known."""
    return Rule(
        f"at most {minutes} minutes", lambda film: film.runtime is None or film.runtime > minutes
    )


def at_least(minutes: int) -> Rule:
    """Films shorter than this are ruled out, and those whose length is not known."""
    return Rule(
        f"at least {minutes} minutes", lambda film: film.runtime is None or film.runtime < minutes
    )


def _edited(chat: Chat, person: Person) -> Iterator[_Seen]:
    """The four edits; fewer where the films shown leave nothing to rule out."""
    chat.profiles.restore(person.name, export_of(person))
    shown, in_force, stated = _shown(chat, person), list[Rule](), ""
    for name, ruling, corrects in _EDITS:
        rule = ruling(shown, person.genre)
        if rule is None:
            return
        if corrects:
            in_force.pop()
            profile = chat.profiles.correct(person.name, stated, rule.words)
        else:
            profile = chat.profiles.declare(person.name, rule.words)
        stated = max(profile.hard, key=lambda one: one.last_seen).id
        in_force.append(rule)
        before, shown = shown, _shown(chat, person)
        yield _Seen(name, before, shown, rule, tuple(in_force))


def _shown(chat: Chat, person: Person) -> list[Item]:
    """The films shown; an answer without any would meet every constraint, and is no result."""
    shown = films_shown(chat, person, Asked.GENRE)
    if not shown:
        raise ParleyError(f"Asked for {person.genre} films under a constraint, it showed no film.")
    return shown


def _unasked(shown: Sequence[Item], asked: str) -> Rule | None:
    """No films of the genre that most of those shown have beside the one asked for."""
    genres = [genre for film in shown for genre in film.genres if genre != asked]
    return no_genre(max(sorted(set(genres)), key=genres.count)) if genres else None


def _longest(shown: Sequence[Item], _: str) -> Rule | None:
    lengths = [film.runtime for film in shown if film.runtime]
    return at_most(median_low(lengths)) if lengths else None


def _shortest(shown: Sequence[Item], _: str) -> Rule | None:
    lengths = [film.runtime for film in shown if film.runtime]
    return at_least(median_high(lengths)) if lengths else None


def _edit(name: str, figures: Figures) -> Edit:
    broken_before, broken_after, met_before, met_after = (mean(column) for column in figures.T)
    return Edit(
        name=name,
        people=len(figures),
        broken_before=broken_before,
        broken_after=broken_after,
        met_before=met_before,
        met_after=met_after,
    )


# What an edit is called, what it states by the films shown and the genre asked for, and whether it
# takes the place of the one before.
_EDITS: tuple[tuple[str, Callable[[Sequence[Item], str], Rule | None], bool], ...] = (
    ("a genre ruled out", _unasked, False),
    ("another instead", _unasked, True),
    ("and no longer than", _longest, False),
    ("no shorter than instead", _shortest, True),
)
