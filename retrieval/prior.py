"""How likely a film is to be welcome before anything is said: fame and the critics' mean."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.item import Item
from core.value import Value

Scores = NDArray[np.float64]


class PriorConfig(Value):
    """How much quality counts beside fame, and how many reviews it takes to believe a mean.

    `reach` is how far down the scale of renown (0..1) full exploration goes; `surprise` is
    the height of the uniform noise drawn where nothing was asked for.
    """

    quality: float = 0.45
    believed_reviews: float = 15.0
    reach: float = 0.7
    surprise: float = 0.15


class Prior:
    """Fame and quality of every film of one catalogue, row by row."""

    def __init__(self, items: Sequence[Item], config: PriorConfig | None = None) -> None:
        """Shrink the critics' means towards the catalogue's, by how few reviews they rest on."""
        self._config = config or PriorConfig()
        self.renown = np.array([item.renown for item in items])
        rating = np.array([np.nan if item.rating is None else item.rating for item in items])
        reviews = np.array([item.reviews for item in items], dtype=np.float64)
        self.quality = shrunk(rating, reviews, self._config.believed_reviews) / 10.0

    def familiarity(self, explore: float) -> Scores:
        """How well a film's renown suits the appetite for the unknown, in 0..1: shape (films,).

        At explore 0 it is the renown; at 1 the films of renown 1 - reach suit best.
        """
        return 1.0 - np.abs(self.renown - (1.0 - self._config.reach * explore))

    def scores(self, explore: float = 0.0) -> Scores:
        """Familiarity and quality together, shape (films,)."""
        return self.familiarity(explore) + self._config.quality * self.quality

    def surprising(self, explore: float, seed: int) -> Scores:
        """The same with noise: another seed, another answer; more exploring, more noise."""
        noise = np.random.default_rng(seed).random(len(self.renown))
        return self.scores(explore) + self._config.surprise * (1.0 + explore) * noise


def shrunk(rating: Scores, reviews: Scores, believed: float) -> Scores:
    """The Bayesian mean: `believed` reviews at the overall mean are added to a film's own.

    Ratings in 0..10, NaN where unknown, which gives the overall mean.

    >>> means = shrunk(np.array([9.0, 9.0, 6.0, np.nan]), np.array([1.0, 99, 99, 0]), 10.0)
    >>> means.round(2).tolist()
    [8.09, 8.91, 6.18, 8.0]
    """
    known = ~np.isnan(rating)
    mean = float(rating[known].mean()) if known.any() else 5.0
    weight = np.where(known, reviews, 0.0)
    return (weight * np.where(known, rating, mean) + believed * mean) / (weight + believed)
