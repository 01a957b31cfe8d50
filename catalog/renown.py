"""How well known a film is, from what the catalogue says of it: a number in 0..1."""

from collections.abc import Iterable

import numpy as np

from core.item import Item

# A film that somebody thought worth writing a note on is known, whatever the counts say.
_NOTED = 0.35
_MEASURED = 0.65


def with_renown(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with `renown` set.

    Reviews are compared within a decade, because the critics who are counted began in the
    1990s: 70 reviews are few for 2012 and many for 1952. Box office and Academy Awards
    separate the films that critics wrote about from those that people saw.
    """
    films = tuple(items)
    if not films:
        return ()
    decades = np.array([film.decade or 0 for film in films])
    reviews = np.array([film.reviews for film in films], dtype=float)
    place = np.empty(len(films))
    for decade in np.unique(decades):
        peers = decades == decade
        ordered = np.sort(reviews[peers])
        below, upto = (np.searchsorted(ordered, reviews[peers], side) for side in ("left", "right"))
        place[peers] = (below + upto + 1) / 2 / peers.sum()
    box_office = np.log1p([film.box_office / 1e6 for film in films]) / np.log1p(3000)
    oscars = np.minimum([film.oscars for film in films], 4) / 4
    fame = np.minimum(np.log1p(reviews) / np.log1p(400), 1.0)
    measured = 0.35 * place**3 + 0.35 * fame**3 + 0.2 * np.clip(box_office, 0, 1) + 0.1 * oscars
    unmeasured = (reviews == 0) & (box_office == 0)
    noted = np.array([bool(film.pitch) for film in films], dtype=float)
    measured = np.where(unmeasured & (noted > 0), 0.6, measured)
    renown = _MEASURED * measured + _NOTED * noted
    return tuple(
        film.model_copy(update={"renown": round(float(value), 4)})
        for film, value in zip(films, renown, strict=True)
    )
