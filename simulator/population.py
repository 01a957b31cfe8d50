"""Personas: people of MovieLens and ReDial with what they liked later hidden, and made-up ones."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from core.dialogue import Dialogue
from core.item import Item
from simulator.behaviour import Family
from simulator.crowds import Crowds, Trait
from simulator.families import evaluating, fitting
from simulator.made_up import made_up_past
from simulator.needs import avoids_of, needs_of, sought
from simulator.pasts import Past, Ratings, movielens_pasts, redial_pasts
from simulator.persona import Origin, Persona

_FITTING_PARTS = 4
# A catalogue in which nobody can be made up is not searched for ever.
_MOST_MISSES = 1_000


def is_fitting(user: str) -> bool:
    """Whether weights are fitted to this person, who then never evaluates: one in four."""
    return hashlib.sha256(user.encode()).digest()[0] % _FITTING_PARTS == 0


def movielens_personas(
    ratings: Ratings, items: Mapping[str, Item], count: int, seed: int, *, fits: bool = False
) -> tuple[Persona, ...]:
    """Up to `count` people of MovieLens that nothing was fitted to, the first ones of any number.

    `ratings` hold what was liked (4 stars or more), tolerated (3 or more) and rated at all;
    without the latter two nobody is known to have disliked anything.
    Where there are more personas than people, they come again at another time of their lives.
    With `fits` they are those that things may be fitted to, of families that fit: for development.
    """
    cuts = movielens_pasts(ratings, items)
    return _personas(
        Origin.MOVIELENS, _in_turn(cuts, seed, fits), items, count, seed, families(fits)
    )


def redial_personas(
    dialogues: Sequence[Dialogue],
    items: Mapping[str, Item],
    count: int,
    seed: int,
    *,
    fits: bool = False,
) -> tuple[Persona, ...]:
    """Up to `count` seekers of ReDial who liked what they were recommended, one a dialogue."""
    pasts = redial_pasts(dialogues, items)
    return _personas(
        Origin.REDIAL, _in_turn((pasts,), seed, fits), items, count, seed, families(fits)
    )


def catalogue_personas(
    items: Mapping[str, Item], count: int, seed: int, *, fits: bool = False
) -> tuple[Persona, ...]:
    """Up to `count` people made up from the catalogue alone, others with `fits`."""
    crowds, films = Crowds(items), tuple(items.values())

    def drawn() -> Iterator[tuple[Past, tuple[Trait, ...]]]:
        for number in range(count + _MOST_MISSES):
            generator = np.random.default_rng((seed, number, 1) if fits else (seed, number))
            if made := made_up_past(films, crowds, generator):
                yield made

    return _personas(Origin.CATALOGUE, drawn(), items, count, seed, families(fits))


def persona_of(  # noqa: PLR0913 - everything that a persona is made of
    name: str,
    past: Past,
    origin: Origin,
    family: Family,
    items: Mapping[str, Item],
    crowds: Crowds,
    seed: int,
    meant: tuple[Trait, ...] = (),
) -> Persona | None:
    """The persona of a past; None where the targets share nothing that may be said."""
    targets, liked, disliked = (
        [items[film] for film in films] for films in (past.targets, past.liked, past.disliked)
    )
    films, needs = sought(targets, needs_of(targets, liked, crowds, meant))
    if not needs:
        return None
    return Persona(
        id=name,
        origin=origin,
        family=family.name,
        behaviour=family.draw(np.random.default_rng((seed, 0))),
        liked=past.liked,
        disliked=past.disliked,
        seen=past.seen,
        targets=tuple(film.id for film in films),
        needs=needs,
        avoids=avoids_of(films, liked, disliked, crowds),
        seed=seed,
    )


def families(fits: bool) -> tuple[Family, ...]:
    """Those that things may be fitted to, or those that evaluate."""
    return fitting() if fits else evaluating()


def _personas(
    origin: Origin,
    pasts: Iterable[tuple[Past, tuple[Trait, ...]]],
    items: Mapping[str, Item],
    count: int,
    seed: int,
    families: Sequence[Family],
) -> tuple[Persona, ...]:
    """The first `count` personas of these pasts, the families taking turns."""
    crowds = Crowds(items)
    found: list[Persona] = []
    for number, (past, meant) in enumerate(pasts):
        if len(found) == count:
            break
        own = int(np.random.SeedSequence((seed, number)).generate_state(1)[0])
        name = f"{origin.value}-{seed}-{number}"
        family = families[len(found) % len(families)]
        persona = persona_of(name, past, origin, family, items, crowds, own, meant)
        found.extend([persona] if persona else [])
    return tuple(found)


def _in_turn(
    cuts: Sequence[Sequence[Past]], seed: int, fits: bool
) -> Iterator[tuple[Past, tuple[Trait, ...]]]:
    """Everybody that things were fitted to, or nothing was, at one time of their lives, then at the next."""
    for lap, pasts in enumerate(cuts):
        kept = [past for past in pasts if is_fitting(past.user) is fits]
        for place in np.random.default_rng((seed, lap)).permutation(len(kept)):
            yield kept[int(place)], ()
