"""Every metric of simulated conversations: success, turns, slates, questions, faults, words, cost."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

import numpy as np

from core.conversation import Act
from core.item import Item
from evaluation.episodes import Ending, Episode, Times, TurnRecord
from evaluation.intervals import Estimate, Sums, bootstrap_means
from evaluation.metrics import discounted_gain
from evaluation.simulation_statistics import wilson
from simulator.speech import UserIntent

FALLBACKS = (5, 10)
_REJECTIONS = (UserIntent.REJECT, UserIntent.REJECT_WITH_REASON, UserIntent.CRITIQUE)


class Mean(StrEnum):
    """The figures that are means, by the name that tables show.

    AT: turns until a target was accepted, T + 1 where none was (MACRS). Recall and NDCG of slates
    are over turns with films; asks and rejections over dialogues; cost over turns. Questions an
    accepted target are those of the dialogues that ended with one.
    """

    TURNS = "AT"
    SLATE_RECALL = "slate recall"
    SLATE_NDCG = "slate NDCG"
    QUESTIONS = "questions an accepted target"
    ASKS = "asks a dialogue"
    REJECTIONS = "rejections a dialogue"
    VIOLATIONS = "violations a dialogue"
    REPEATS = "repeats a dialogue"
    GROUNDED = "grounded turns"
    DIVERSITY = "diversity of a slate"
    SATISFACTION = "satisfaction"
    CALLS = "calls a turn"
    TOKENS = "tokens a turn"
    PRICE = "price a turn"
    MILLISECONDS = "ms a turn"


class Figures(NamedTuple):
    """Everything measured of one system.

    `success[t]` is SR@(t+1), `fallback` HR@k by k; `accepted` the share that took any film;
    `endings` counts all episodes, the unscored ones too; `distinct` is distinct-1 and -2.
    """

    scored: int
    endings: Mapping[Ending, int]
    success: tuple[Estimate, ...]
    accepted: Estimate
    fallback: Mapping[int, Estimate]
    means: Mapping[Mean, Estimate]
    distinct: tuple[float, float]
    coverage: float


def figures(
    episodes: Sequence[Episode],
    turns: int,
    items: Mapping[str, Item],
    times: Sequence[Times] = (),
    seed: int = 0,
) -> Figures:
    """The figures of one system's episodes of at most `turns` turns."""
    scored = [one for one in episodes if one.ending.is_scored]
    return Figures(
        scored=len(scored),
        endings=Counter(one.ending for one in episodes),
        success=tuple(
            wilson(int(succeeded_by(scored, t).sum()), len(scored)) for t in range(1, turns + 1)
        ),
        accepted=wilson(sum(bool(one.taken) for one in scored), len(scored)),
        fallback={
            k: wilson(int(hits_with_fallback(scored, k).sum()), len(scored)) for k in FALLBACKS
        },
        means=_means(scored, turns, items, times, seed),
        distinct=(distinct(scored, 1), distinct(scored, 2)),
        coverage=coverage(scored, items),
    )


def success_turns(episodes: Sequence[Episode]) -> Sums:
    """The turn (from 1) whose slate held the target that was accepted, 0 where none was: (episodes,)."""
    return np.array(
        [len(one.turns) if one.ending is Ending.ACCEPTED else 0 for one in episodes],
        dtype=np.float64,
    )


def succeeded_by(episodes: Sequence[Episode], turn: int) -> Sums:
    """1 where a target was accepted by this turn (from 1), shape (episodes,); the mean is SR@t."""
    first = success_turns(episodes)
    return np.where((first > 0) & (first <= turn), 1.0, 0.0)


def turns_needed(episodes: Sequence[Episode], turns: int) -> Sums:
    """Turns until success, `turns` + 1 for none among them, shape (episodes,); the mean is AT (MACRS)."""
    return np.where(succeeded_by(episodes, turns) > 0, success_turns(episodes), turns + 1.0)


def hits_with_fallback(episodes: Sequence[Episode], k: int) -> Sums:
    """1 where a target was accepted or stands among the first k of the fallback list: (episodes,).

    The mean is HR@k as MACRS has it: (successes + hits in the fallback list) / dialogues.
    """
    return np.array(
        [
            one.ending is Ending.ACCEPTED or not set(one.fallback[:k]).isdisjoint(one.targets)
            for one in episodes
        ],
        dtype=np.float64,
    )


def slate_recall(turn: TurnRecord, targets: int) -> float:
    """Targets on the slate / the most that fit on it: 1 where nothing better could be shown."""
    return len(turn.hits) / min(targets, len(turn.cards))


def slate_gain(turn: TurnRecord, targets: int) -> float:
    """NDCG of a slate with binary relevance (Järvelin and Kekäläinen 2002)."""
    size = len(turn.cards)
    found = discounted_gain(np.array(turn.hits, dtype=np.int64), size).sum()
    ideal = discounted_gain(np.arange(1, min(targets, size) + 1), size).sum()
    return float(found / ideal)


def repeats(episode: Episode) -> int:
    """How often a film was shown that had been shown before in the conversation."""
    shown = [card for turn in episode.turns for card in turn.cards]
    return len(shown) - len(set(shown))


def diversity(slate: Sequence[Item]) -> float:
    """The mean over pairs of 1 - |shared| / |all| of genres, themes, moods and directors; NaN below two.

    Source: Ziegler et al. 2005 (intra-list similarity) with Jaccard's index; films of which nothing
    is known are taken to differ.
    """
    traits = [{*one.genres, *one.themes, *one.moods, *one.directors} for one in slate]
    pairs = [1 - len(a & b) / max(len(a | b), 1) for a, b in combinations(traits, 2)]
    return float(np.mean(pairs)) if pairs else float("nan")


def distinct(episodes: Sequence[Episode], n: int) -> float:
    """Different runs of n words / all of them, over the replies; NaN without any (Li et al. 2016).

    It falls with the number of words, so only runs of about equal length compare.
    """
    runs: list[tuple[str, ...]] = []
    for episode in episodes:
        for turn in episode.turns:
            words = turn.reply.casefold().split()
            runs += [tuple(words[place : place + n]) for place in range(len(words) - n + 1)]
    return len(set(runs)) / len(runs) if runs else float("nan")


def coverage(episodes: Sequence[Episode], items: Mapping[str, Item]) -> float:
    """The share of the catalogue that was shown to anybody at least once; NaN of an empty one."""
    shown = {card for one in episodes for turn in one.turns for card in turn.cards}
    return len(shown & items.keys()) / len(items) if len(items) else float("nan")


def satisfaction(turn: TurnRecord) -> float:
    """The decider's probability of the film it liked best; NaN where it had nothing to decide on."""
    probabilities = turn.decision.probabilities if turn.decision else ()
    return max(probabilities, default=float("nan"))


def _means(
    episodes: Sequence[Episode],
    turns: int,
    items: Mapping[str, Item],
    times: Sequence[Times],
    seed: int,
) -> dict[Mean, Estimate]:
    """Sums and counts by episode, resampled together."""
    took = {one.key: one.milliseconds for one in times}
    table = [_row(one, turns, items, took.get(one.key, ())) for one in episodes]
    if not table:
        nothing = Estimate(value=np.nan, low=np.nan, high=np.nan)
        return dict.fromkeys(Mean, nothing)
    sums = np.array([[row[name][0] for name in Mean] for row in table], dtype=np.float64)
    counts = np.array([[row[name][1] for name in Mean] for row in table], dtype=np.float64)
    return dict(zip(Mean, bootstrap_means(sums, counts, seed), strict=True))


def _row(
    episode: Episode, turns: int, items: Mapping[str, Item], took: Sequence[float]
) -> dict[Mean, tuple[float, float]]:
    """One episode's sum and count for each mean."""
    answered = episode.turns
    slates = [turn for turn in answered if turn.cards]
    asks = sum(turn.act is Act.ASK for turn in answered)
    is_success = episode.ending is Ending.ACCEPTED
    targets = len(episode.targets)
    spent = [turn.spent for turn in answered]
    return {
        Mean.TURNS: (float(turns_needed([episode], turns)[0]), 1),
        Mean.SLATE_RECALL: _defined(slate_recall(turn, targets) for turn in slates),
        Mean.SLATE_NDCG: _defined(slate_gain(turn, targets) for turn in slates),
        Mean.QUESTIONS: (asks * is_success, is_success),
        Mean.ASKS: (asks, 1),
        Mean.REJECTIONS: (rejections(episode), 1),
        Mean.VIOLATIONS: (sum(turn.violations for turn in answered), 1),
        Mean.REPEATS: (repeats(episode), 1),
        Mean.GROUNDED: (sum(is_grounded(turn, items) for turn in answered), len(answered)),
        Mean.DIVERSITY: _defined(diversity(_films(turn, items)) for turn in slates),
        Mean.SATISFACTION: _defined(satisfaction(turn) for turn in slates),
        Mean.CALLS: (sum(one.calls for one in spent), len(answered)),
        Mean.TOKENS: (sum(one.prompt + one.completion for one in spent), len(answered)),
        Mean.PRICE: (sum(one.price for one in spent), len(answered)),
        Mean.MILLISECONDS: _defined(took),
    }


def rejections(episode: Episode) -> int:
    """How many messages after the first turn down what was shown, with a reason or without."""
    return sum(turn.intent in _REJECTIONS for turn in episode.turns)


def is_grounded(turn: TurnRecord, items: Mapping[str, Item]) -> bool:
    """Whether all films shown are the catalogue's, and the words name no other."""
    return not turn.stray and all(card in items for card in turn.cards)


def _films(turn: TurnRecord, items: Mapping[str, Item]) -> list[Item]:
    return [items[card] for card in turn.cards if card in items]


def _defined(values: Iterable[float]) -> tuple[float, float]:
    """The sum and the number of those that are defined."""
    found = np.fromiter(values, dtype=np.float64)
    known = found[~np.isnan(found)]
    return float(known.sum()), float(len(known))
