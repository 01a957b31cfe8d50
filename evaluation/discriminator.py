"""Whether a linear model tells simulated from real messages: the area under its ROC curve."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from evaluation.intervals import Estimate, Sums

FOLDS = 5
_MOST_DIALOGUES = 500
_FEATURES = 2**16
# Words, and each mark of punctuation.
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_ROUNDS = 1_000
# The dual is solved many times faster where there are more features than messages.
_TOLERANCE, _ITERATIONS = 1e-3, 5_000


def discriminate(
    real: Sequence[Sequence[str]], simulated: Sequence[Sequence[str]], seed: int
) -> Estimate:
    """The AUC over messages of dialogues that the model was not fitted to, with its 95% interval.

    .5 where nothing tells them apart, 1 where everything does. As many dialogues of either side
    are drawn; logistic regression on hashed words (1-2) and letters in words (2-4), cross-validated
    by dialogue, the interval by resampling dialogues with the model as it is. NaN below 5 dialogues.
    """
    sides = _drawn(real, simulated, np.random.default_rng(seed))
    if len(sides[0]) < FOLDS:
        return Estimate(value=np.nan, low=np.nan, high=np.nan)
    dialogues = [*sides[0], *sides[1]]
    texts = [message for dialogue in dialogues for message in dialogue]
    groups = np.repeat(np.arange(len(dialogues)), [len(dialogue) for dialogue in dialogues])
    labels = (groups >= len(sides[0])).astype(np.int64)
    scores = _held_out_scores(texts, labels, groups, seed)
    return _area(scores, labels, groups, len(sides[0]), seed)


def weighted_areas(scores: Sums, labels: NDArray[np.int64], weights: Sums) -> Sums:
    """The AUC under each row of weights, shape (rounds, messages) to (rounds,), ties counting half."""
    places = np.unique(scores, return_inverse=True)[1]
    size = int(places.max()) + 1
    areas = []
    for row in weights:
        hits = np.bincount(places, row * labels, minlength=size)
        misses = np.bincount(places, row * (1 - labels), minlength=size)
        below = np.cumsum(misses) - misses / 2
        areas.append(hits @ below / (hits.sum() * misses.sum()))
    return np.array(areas)


def _drawn(
    real: Sequence[Sequence[str]],
    simulated: Sequence[Sequence[str]],
    generator: np.random.Generator,
) -> tuple[list[list[str]], list[list[str]]]:
    """As many dialogues of either side, without silent messages."""
    spoken = [
        [said for one in side if (said := [message for message in one if message.strip()])]
        for side in (real, simulated)
    ]
    count = min(_MOST_DIALOGUES, *map(len, spoken))
    first, second = (
        [side[int(place)] for place in generator.permutation(len(side))[:count]] for side in spoken
    )
    return first, second


def _held_out_scores(
    texts: Sequence[str], labels: NDArray[np.int64], groups: NDArray[np.int64], seed: int
) -> Sums:
    """The log-odds of being simulated, each from a model that saw no message of the dialogue."""
    rows = _features(texts)
    scores = np.zeros(len(texts))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for fitted, held_out in folds.split(rows, labels, groups):
        model = LogisticRegression(
            solver="liblinear", dual=True, tol=_TOLERANCE, max_iter=_ITERATIONS, random_state=seed
        )
        model.fit(rows[fitted], labels[fitted])
        scores[held_out] = model.decision_function(rows[held_out])
    return scores


def _features(texts: Sequence[str]) -> csr_array:
    """A sparse row a message: runs of words, and of letters within words, hashed."""
    by_words = HashingVectorizer(
        tokenizer=_TOKEN.findall, token_pattern=None, ngram_range=(1, 2), n_features=_FEATURES
    )
    by_letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=_FEATURES)
    return csr_array(hstack([by_words.transform(texts), by_letters.transform(texts)]))


def _area(
    scores: Sums,
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    real: int,
    seed: int,
) -> Estimate:
    """The AUC, and the percentiles of it over dialogues drawn anew, each side for itself."""
    generator = np.random.default_rng(seed)
    counts = real, int(groups.max()) + 1 - real
    drawn = np.hstack(
        [generator.multinomial(n, np.full(n, 1 / n), size=_ROUNDS).astype(float) for n in counts]
    )
    (value,) = weighted_areas(scores, labels, np.ones((1, len(scores))))
    low, high = np.percentile(weighted_areas(scores, labels, drawn[:, groups]), (2.5, 97.5))
    return Estimate(value=value, low=min(low, value), high=max(high, value))
