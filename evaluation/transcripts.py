"""Conversations to read: some of each ending and system, and one person beside all systems."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from core.item import Item
from evaluation.episodes import Ending, Episode, TurnRecord
from simulator.persona import Persona

MOST = 60


class Film(NamedTuple):
    """A film as a transcript names it."""

    title: str
    is_target: bool


class Line(NamedTuple):
    """One turn: what was said and answered, and what the person made of it.

    `considered` are the films decided on with the probability of each: those shown, or where the
    turn shows none those still on show. `taken` holds the film accepted, if any.
    """

    turn: TurnRecord
    films: tuple[Film, ...]
    considered: tuple[tuple[Film, float], ...]
    taken: tuple[Film, ...]


class Transcript(NamedTuple):
    """A conversation with the titles of its films, and who spoke."""

    episode: Episode
    persona: Persona
    targets: tuple[Film, ...]
    lines: tuple[Line, ...]
    fallback: tuple[Film, ...]


def chosen(episodes: Sequence[Episode], most: int = MOST) -> list[Episode]:
    """At most so many, taken in turn from each system's endings; leaks and failures come first.

    In each group the first people come first, so that systems show the same people.
    """
    groups: dict[tuple[bool, str, Ending], list[Episode]] = {}
    for one in sorted(episodes, key=lambda one: one.number):
        groups.setdefault((one.ending.is_scored, one.system, one.ending), []).append(one)
    ordered = [groups[key] for key in sorted(groups, key=lambda key: key[0])]
    rounds = zip_longest(*ordered)
    return [one for each in rounds for one in each if one is not None][:most]


def side_by_side(episodes: Sequence[Episode]) -> list[Episode]:
    """The conversations of the person with whom the systems fared most differently; none for one system.

    Of those whom all systems met; the first of them where several are alike.
    """
    systems = tuple(dict.fromkeys(one.system for one in episodes))
    met: dict[int, dict[str, Episode]] = {}
    for one in episodes:
        met.setdefault(one.number, {})[one.system] = one
    whole = [met[number] for number in sorted(met) if len(met[number]) == len(systems)]
    if len(systems) < 2 or not whole:
        return []
    person = max(whole, key=lambda found: len({_outcome(one) for one in found.values()}))
    return [person[system] for system in systems]


def transcript(
    episode: Episode, personas: Sequence[Persona], items: Mapping[str, Item]
) -> Transcript:
    """The conversation with titles in place of ids; a film that is in no catalogue keeps its id."""

    def films(ids: Sequence[str]) -> tuple[Film, ...]:
        return tuple(Film(_title(one, items), one in episode.targets) for one in ids)

    lines = []
    on_show: tuple[Film, ...] = ()
    for turn in episode.turns:
        on_show = films(turn.cards) or on_show
        chances = turn.decision.probabilities if turn.decision else ()
        considered = tuple(zip(on_show, chances, strict=False))
        taken = films([turn.taken]) if turn.taken else ()
        lines.append(Line(turn, films(turn.cards), considered, taken))
    return Transcript(
        episode=episode,
        persona=personas[episode.number],
        targets=films(episode.targets),
        lines=tuple(lines),
        fallback=films(episode.fallback),
    )


def _outcome(episode: Episode) -> tuple[Ending, int]:
    return episode.ending, len(episode.turns)


def _title(film: str, items: Mapping[str, Item]) -> str:
    return items[film].label if film in items else film
