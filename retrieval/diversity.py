"""A ranked list becomes a varied slate: limits on series and directors, and marginal relevance."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.heard import Polarity
from core.item import Facet, Item
from core.slate import Query
from core.value import Value


class DiversityConfig(Value):
    """How many films a series and a director may have, and what relevance weighs (0..1)."""

    per_series: int = 1
    per_director: int = 2
    relevance: float = 0.8
    pool: int = 60


def select(
    films: Sequence[Item],
    scores: NDArray[np.float64],
    alike: NDArray[np.float64],
    query: Query,
    config: DiversityConfig,
) -> list[int]:
    """The places of up to `query.size` films, in the order to show them; the first stays first.

    `films` come best first with `scores` (films,); `alike` (films, films) says how
    alike two of them are, 0..1. Each next film maximises relevance * score -
    (1 - relevance) * its likeness to those chosen (Carbonell and Goldstein 1998), scores
    scaled to 0..1. Limits give way where the slate would stay short.
    """
    limits = _limits(query, config)
    relevance = config.relevance * _scaled(scores)
    repeats = (1.0 - config.relevance) * alike
    chosen: list[int] = []
    taken: Counter[tuple[str, str]] = Counter()
    left = list(range(len(films)))
    while left and len(chosen) < query.size:
        free = [place for place in left if _fits(films[place], taken, limits)] or left
        gain = relevance[free] - (repeats[np.ix_(free, chosen)].max(axis=1) if chosen else 0.0)
        best = free[int(np.argmax(gain))]
        chosen.append(best)
        left.remove(best)
        taken.update(_claims(films[best]))
    return chosen


def _scaled(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 for the worst to 1 for the best; all 1 where they are equal."""
    if not len(scores) or scores.max() == scores.min():
        return np.ones_like(scores)
    return np.asarray((scores - scores.min()) / (scores.max() - scores.min()))


def _limits(query: Query, config: DiversityConfig) -> dict[str, int]:
    """The limit of each kind of claim; a kind that the query asks for has none."""
    wanted = {each.facet for each in query.attributes if each.polarity is Polarity.WANT}
    limits = {"series": config.per_series, "director": config.per_director}
    if Facet.SERIES in wanted:
        limits = {}
    elif Facet.PERSON in wanted:
        limits.pop("director")
    return limits


def _claims(film: Item) -> Iterator[tuple[str, str]]:
    if film.series:
        yield "series", film.series
    for director in film.directors:
        yield "director", director


def _fits(film: Item, taken: Counter[tuple[str, str]], limits: dict[str, int]) -> bool:
    return all(claim[0] not in limits or taken[claim] < limits[claim[0]] for claim in _claims(film))
