"""Past conversations as arrays: which items each named, and what was recommended after what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.dialogue import Context, Dialogue, Speaker

Rows = NDArray[np.int64]


class Corpus(NamedTuple):
    """Dialogues in order of time, and an example for each turn that recommends something new.

    `named` has shape (dialogues, items), 1 where the dialogue names the item; `targets` has
    shape (examples, items), 1 where the turn recommends an item not named before; `origin`,
    shape (examples,), is the row of each example's dialogue, and `places`, shape (dialogues,),
    when it was held: 0 for the first of all, 1 after the last.
    """

    dialogues: tuple[Dialogue, ...]
    named: sparse.csr_array
    contexts: tuple[Context, ...]
    targets: sparse.csr_array
    origin: Rows
    places: NDArray[np.float64]

    def part(self, dialogues: Rows) -> "Corpus":
        """The corpus of these dialogues alone, by row."""
        place = np.full(len(self.dialogues), -1)
        place[dialogues] = np.arange(len(dialogues))
        examples = np.flatnonzero(place[self.origin] >= 0)
        return Corpus(
            tuple(self.dialogues[row] for row in dialogues),
            self.named[dialogues],
            tuple(self.contexts[row] for row in examples),
            self.targets[examples],
            place[self.origin[examples]],
            self.places[dialogues],
        )

    def block(self, number: int, blocks: int) -> "Block":
        """One of `blocks` runs of neighbouring dialogues, and the corpus without it.

        Runs, not draws: conversations of one day name the same films, and what is learned
        must hold for another day.
        """
        mine = np.array_split(np.arange(len(self.dialogues)), blocks)[number]
        rest = np.setdiff1d(np.arange(len(self.dialogues)), mine)
        inside = np.isin(self.origin, mine)
        return Block(
            self.part(mine), self.part(rest), np.flatnonzero(inside), np.flatnonzero(~inside)
        )


class Block(NamedTuple):
    """A run of dialogues, the corpus without it, and the rows of both sides' examples."""

    mine: Corpus
    rest: Corpus
    my_examples: Rows
    other_examples: Rows


def corpus_of(dialogues: Sequence[Dialogue], rows: Mapping[str, int]) -> Corpus:
    """The corpus of these dialogues, given in order of time; `rows` numbers the items."""
    known = [[rows[item] for item in _named(one) if item in rows] for one in dialogues]
    examples = [
        (number, context, [rows[item] for item in targets if item in rows])
        for number, one in enumerate(dialogues)
        for context, targets in _examples(one)
    ]
    examples = [example for example in examples if example[2]]
    return Corpus(
        dialogues=tuple(dialogues),
        named=indicator(known, len(rows)),
        contexts=tuple(context for _, context, _ in examples),
        targets=indicator([targets for *_, targets in examples], len(rows)),
        origin=np.array([number for number, *_ in examples], dtype=np.int64),
        places=np.arange(len(dialogues)) / max(len(dialogues), 1),
    )


def indicator(rows: Sequence[Sequence[int]], columns: int) -> sparse.csr_array:
    """A matrix of ones at these columns of each row, shape (len(rows), columns)."""
    ends = np.cumsum([0, *map(len, rows)])
    flat = np.fromiter((column for row in rows for column in row), dtype=np.int64, count=ends[-1])
    return sparse.csr_array((np.ones(len(flat)), flat, ends), shape=(len(rows), columns))


def _named(dialogue: Dialogue) -> tuple[str, ...]:
    said = (item for utterance in dialogue.utterances for item in utterance.mentions)
    return tuple(dict.fromkeys(said))


def _examples(dialogue: Dialogue) -> Iterator[tuple[Context, list[str]]]:
    named: set[str] = set()
    for turn, utterance in enumerate(dialogue.utterances):
        new = [item for item in dict.fromkeys(utterance.mentions) if item not in named]
        if turn and new and utterance.speaker is Speaker.RECOMMENDER:
            yield dialogue.before(turn), new
        named.update(utterance.mentions)
