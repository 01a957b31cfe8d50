"""What was learned, at work in a search: its rankings of films, and similar past conversations."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.dialogue import Dialogue, Speaker
from core.item import Item
from core.ports import Encoder
from core.slate import Case, Query, Source
from retrieval.candidates import candidates_of
from retrieval.heterogeneous import NodeKind
from retrieval.membership import Mask
from retrieval.past import Signals
from retrieval.signals import Learned
from retrieval.situations import Situations, situations_of
from retrieval.walks import fact_columns

Scores = NDArray[np.float64]

_CASES = 3
_CONSIDERED = 20
_REQUEST = 160
_SIGNALS = {Source.CONVERSATIONS: "walk", Source.REASONER: "reasoner"}


class Lessons(NamedTuple):
    """What was learned says this of a query: scores by source, -inf for what it does not propose.

    `summary` says what it was learned from.
    """

    scores: Mapping[Source, Scores]
    cases: tuple[Case, ...]
    summary: str


class Experience:
    """Everything learned, for a catalogue that has most of the items it was learned for."""

    def __init__(self, learned: Learned, items: Mapping[str, Item], encoder: Encoder) -> None:
        """`items` are the catalogue, whose order is that of the rows that `lessons` speaks of."""
        self._knowledge, self._ranker = learned
        self._steps = learned.knowledge.config.steps
        self._items, self._encoder = items, encoder
        known = learned.knowledge.graph.items
        self._rows = {item: row for row, item in enumerate(known)}
        self._facts = fact_columns(learned.knowledge.graph)
        rows = {item: row for row, item in enumerate(items)}
        self._there = np.array([rows.get(item, -1) for item in known], dtype=np.int64)
        dialogues = self._knowledge.corpus.dialogues
        self._by_id = {one.id: one for one in dialogues}
        self._names = self._knowledge.graph.names(NodeKind.CONVERSATION)
        self._summary = f"ranked by what was learned from {_counted(dialogues)}"

    def lessons(self, query: Query, eligible: Mask) -> Lessons:
        """The rankings for this query among eligible films, and the cases like it."""
        situations = self._situation(query)
        walks = self._knowledge.walks
        reached = walks.everywhere(walks.joint, situations)
        signals = self._knowledge.signals(situations, reached)
        allowed = (self._there >= 0) & eligible[self._there]
        scores = {
            source: _proposed(signals[name][0], allowed)
            for source, name in _SIGNALS.items()
            if name in signals
        }
        if self._ranker is not None:
            scores[Source.RANKER] = self._ranked(signals, allowed)
        placed = {source: self._placed(one, len(eligible)) for source, one in scores.items()}
        return Lessons(placed, tuple(self._cases(situations, reached[:, 0])), self._summary)

    def _placed(self, scores: Scores, films: int) -> Scores:
        """Scores of the items learned as scores of the catalogue's."""
        placed = np.full(films, -np.inf)
        kept = self._there >= 0
        placed[self._there[kept]] = scores[kept]
        return placed

    def _situation(self, query: Query) -> Situations:
        if self._steps.text and self._encoder.is_ready:
            return situations_of([query], self._rows, self._encoder, self._facts)
        unread = np.zeros((1, self._knowledge.past.examples.vectors.shape[1]), dtype=np.float32)
        read = situations_of([query], self._rows, None, self._facts)
        return read._replace(vectors=unread)

    def _ranked(self, signals: Signals, allowed: Mask) -> Scores:
        found = candidates_of(signals, 0, ~allowed, self._knowledge.config.depth)
        scores = np.full(len(allowed), -np.inf)
        if self._ranker is not None and len(found.rows):
            scores[found.rows] = self._ranker.scores(found.features)
        return scores

    def _cases(self, situations: Situations, reached: Scores) -> Iterator[Case]:
        """The conversations where the walk is most, or whose words are most alike without a seed."""
        is_seeded = situations.seeds.nnz + situations.asked.nnz > 0
        near = self._by_walk(reached) if is_seeded else self._by_words(situations)
        cases = (self._case(self._by_id[name]) for name in near)
        kept = [case for case in cases if case.outcome and case.request]
        yield from kept[:_CASES]

    def _by_walk(self, reached: Scores) -> list[str]:
        first = len(self._rows)
        there = reached[first : first + len(self._names)]
        best = np.argsort(-there, kind="stable")[:_CONSIDERED]
        return [self._names[place] for place in best if there[place] > 0]

    def _by_words(self, situations: Situations) -> list[str]:
        if not (self._steps.conversations and situations.vectors.any()):
            return []
        corpus = self._knowledge.corpus
        likeness = self._knowledge.past.likeness(situations)[0]
        origins = corpus.origin[np.argsort(-likeness, kind="stable")[:_CONSIDERED]]
        return list(dict.fromkeys(corpus.dialogues[row].id for row in origins))

    def _case(self, dialogue: Dialogue) -> Case:
        asked = (one.text for one in dialogue.utterances if one.speaker is Speaker.SEEKER)
        films = [self._items[item] for item in _outcome(dialogue) if item in self._items]
        return Case(
            request=next((text for text in asked if len(text.split()) > 3), "")[:_REQUEST],
            outcome=tuple(film.label for film in films),
            items=tuple(film.id for film in films),
        )


def _counted(dialogues: Sequence[Dialogue]) -> str:
    """What was learned from, in words: people who share films say nothing with them."""
    silent = sum(not any(said.text for said in one.utterances) for one in dialogues)
    conversations = f"{len(dialogues) - silent:,} conversations"
    lists = "1 list" if silent == 1 else f"{silent:,} lists"
    return f"{conversations} and {lists} of films" if silent else conversations


def _outcome(dialogue: Dialogue) -> tuple[str, ...]:
    """What was recommended and then liked, at most three; the last ones, where people settled."""
    recommended = dict.fromkeys(
        item
        for one in dialogue.utterances
        if one.speaker is Speaker.RECOMMENDER
        for item in one.mentions
    )
    liked = set(dialogue.liked)
    return tuple(item for item in recommended if item in liked)[-3:]


def _proposed(scores: NDArray[np.float32], allowed: Mask) -> Scores:
    return np.where(allowed & (scores != 0), scores, -np.inf).astype(np.float64)
