"""Conversations on the checkerboard: each stays within one colour, and its words say nothing of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from catalog.store import Catalog
from core.dialogue import Context, Dialogue, Speaker, Utterance
from retrieval.corpus import Corpus, corpus_of
from retrieval.situations import Situations, query_of, situations_of
from tests.doubles import HashEncoder
from tests.worlds import checkerboard

ITEMS: Catalog = checkerboard()
DIMENSIONS = 8


def colour(item: str) -> int:
    """0 for an even film, 1 for an odd one."""
    return int(item[1:]) % 2


def talks(count: int, seed: int = 0) -> tuple[Dialogue, ...]:
    """Dialogues of four turns about five films of one colour, drawn at random."""
    rng = np.random.default_rng(seed)
    return tuple(_talk(number, rng) for number in range(count))


def _talk(number: int, rng: np.random.Generator) -> Dialogue:
    films = [f"f{2 * place + number % 2}" for place in rng.permutation(20)[:5].tolist()]
    turns = (
        (Speaker.SEEKER, "hello, I enjoyed this one", films[:2]),
        (Speaker.RECOMMENDER, "then try these", films[2:4]),
        (Speaker.SEEKER, "what else is there", []),
        (Speaker.RECOMMENDER, "perhaps this", films[4:]),
    )
    return Dialogue(
        id=f"{number}",
        utterances=tuple(
            Utterance(speaker=speaker, text=text, mentions=tuple(named))
            for speaker, text, named in turns
        ),
    )


def read(contexts: Sequence[Context]) -> Situations:
    """Their situations, by a fake encoder."""
    queries = [query_of(one) for one in contexts]
    return situations_of(queries, ITEMS.rows, HashEncoder(DIMENSIONS))


def corpus(dialogues: Sequence[Dialogue]) -> Corpus:
    """Their corpus over the checkerboard."""
    return corpus_of(dialogues, ITEMS.rows)


@contextmanager
def one_thread() -> Iterator[None]:
    """Small networks learn many times faster where no thread waits for another."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
