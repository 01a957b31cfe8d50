"""What a ranker answers, as arrays: asked once, then read with seen items kept and removed."""

import time
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from core.ports import ContextRanker, Proposer, Reached
from evaluation.metrics import Ints, RankingError, places, refuse_duplicates
from evaluation.protocol import Bools, Task, Turn

DEPTH = 50
_BATCH = 256

Progress = Callable[[int], None]


class Seen(StrEnum):
    """Whether items named before may be recommended again."""

    REMOVED = "removed"
    KEPT = "kept"


class Ranked(NamedTuple):
    """One ranker's answers in one setting.

    `top` has shape (turns, 50) and holds catalogue rows, -1 where a ranking ended before;
    `ranks` (instances,) holds each target's place from 1, 0 where it is not among the 50.
    """

    top: Ints
    ranks: Ints


class Answers(NamedTuple):
    """A ranker's answers in both settings, and the seconds it took to give them.

    `proposed` (instances,) says whether a source of the ranker proposed the target; None
    where the ranker is no `core.ports.Proposer`.
    """

    by_seen: Mapping[Seen, Ranked]
    seconds: float
    proposed: Bools | None = None


def ask(
    ranker: ContextRanker,
    task: Task,
    rows: Mapping[str, int],
    progress: Progress = lambda turns: None,
) -> Answers:
    """Rank the whole catalogue for every turn; `rows` numbers its items.

    Raises RankingError where a ranking holds an item twice or one that the catalogue lacks,
    or where there are more or fewer rankings than contexts.
    """
    start = time.perf_counter()
    kept, removed = [], []
    proposed: list[bool] = []
    for place in range(0, len(task.turns), _BATCH):
        batch = task.turns[place : place + _BATCH]
        reached = _asked(ranker, batch)
        rankings = _numbered([one.ranking for one in reached], batch, rows)
        kept.append(_deep(rankings))
        removed.append(_deep(_without(rankings, _seen(batch, rows, rankings))))
        proposed += _proposed(reached, batch)
        progress(len(batch))
    seconds = time.perf_counter() - start
    tops = {Seen.REMOVED: removed, Seen.KEPT: kept}
    return Answers(
        {seen: _placed(top, task, rows) for seen, top in tops.items()},
        seconds,
        np.array(proposed, dtype=np.bool_) if isinstance(ranker, Proposer) else None,
    )


def _placed(tops: Sequence[Ints], task: Task, rows: Mapping[str, int]) -> Ranked:
    top = np.concatenate([np.empty((0, DEPTH), dtype=np.int64), *tops])
    # A target that the catalogue lacks has the number -2, which no ranking holds: it is missed.
    targets = np.array([rows.get(item, -2) for item in task.targets], dtype=np.int64)
    return Ranked(top, places(top[task.turn], targets))


def _asked(ranker: ContextRanker, batch: Sequence[Turn]) -> Sequence[Reached]:
    """A ranking a turn with what was proposed: nothing where the ranker has no sources."""
    contexts, size = [turn.context for turn in batch], _size(batch)
    if isinstance(ranker, Proposer):
        answers = ranker.reach(contexts, size)
    else:
        answers = [Reached(one, frozenset()) for one in ranker.rank(contexts, size)]
    if len(answers) != len(batch):
        raise RankingError(f"{len(answers)} rankings came for {len(batch)} contexts.")
    return answers


def _size(batch: Sequence[Turn]) -> int:
    """How many items are asked for, so that 50 are left without the seen ones."""
    return DEPTH + max(len(turn.context.named) for turn in batch)


def _proposed(reached: Sequence[Reached], batch: Sequence[Turn]) -> list[bool]:
    """Whether each target of these turns was proposed: an entry an instance."""
    pairs = zip(batch, reached, strict=True)
    return [item in one.proposed for turn, one in pairs for item in turn.targets]


def _numbered(
    answers: Sequence[Sequence[str]], batch: Sequence[Turn], rows: Mapping[str, int]
) -> Ints:
    """Rankings as rows of the catalogue, -1 behind their ends: shape (turns, items asked for)."""
    size = _size(batch)
    rankings = np.full((len(batch), size), -1, dtype=np.int64)
    for number, (turn, answer) in enumerate(zip(batch, answers, strict=True)):
        if strangers := [item for item in answer if item not in rows]:
            raise RankingError(
                f"After {turn.context.record} comes {strangers[0]!r}, which is not in the catalogue."
            )
        found = [rows[item] for item in answer[:size]]
        rankings[number, : len(found)] = found
    refuse_duplicates(rankings)
    return rankings


def _seen(batch: Sequence[Turn], rows: Mapping[str, int], rankings: Ints) -> Bools:
    """Which entries of the rankings the context names: shape as `rankings`."""
    stride = len(rows) + 1
    named = [
        number * stride + rows[item]
        for number, turn in enumerate(batch)
        for item in turn.context.named
        if item in rows
    ]
    keys = np.arange(len(batch))[:, None] * stride + rankings
    return np.isin(keys, np.array(named, dtype=np.int64)) & (rankings >= 0)


def _without(rankings: Ints, gone: Bools) -> Ints:
    """The rankings with these entries taken out and the rest moved up: shape as `rankings`."""
    order = np.argsort(gone, axis=1, kind="stable")
    return np.take_along_axis(np.where(gone, -1, rankings), order, axis=1)


def _deep(rankings: Ints) -> Ints:
    return rankings[:, :DEPTH]
