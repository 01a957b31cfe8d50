"""Learns from past conversations: the reasoner, and the ranker on what it says of blocks it never saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy import sparse

from core.errors import ParleyError
from core.value import Value
from retrieval.candidates import candidates_of, names_of
from retrieval.corpus import Corpus
from retrieval.past import Signals
from retrieval.ranker import Ranker, RankerConfig, Table
from retrieval.reasoner import Lesson, Reasoner, ReasonerConfig
from retrieval.reasoner_training import train_reasoner
from retrieval.signals import (
    Grounds,
    Knowledge,
    KnowledgeConfig,
    Learned,
    Steps,
    in_parts,
    view_of,
)
from retrieval.situations import Situations

Tell = Callable[[str], None]

_RANKER, _WHOLE = "ranker.txt", "reasoner"


class LearningConfig(Value):
    """Everything that learning is set by; `blocks` are runs of time that are left out in turn."""

    knowledge: KnowledgeConfig = KnowledgeConfig()
    reasoner: ReasonerConfig = ReasonerConfig()
    ranker: RankerConfig = RankerConfig()
    blocks: int = Field(default=5, ge=2)

    def for_reasoners(self) -> LearningConfig:
        """This config without what a reasoner does not see: other steps and the ranker."""
        seen = self.knowledge.steps
        steps = Steps(conversations=seen.conversations, text=seen.text)
        knowledge = self.knowledge.model_copy(update={"steps": steps})
        return self.model_copy(update={"knowledge": knowledge, "ranker": RankerConfig()})


def is_learned(steps: Steps, *, folder: Path, reasoners: Path) -> bool:
    """Whether all that these steps train is in these folders, so that learning only reads it."""
    return (not steps.reasoner or (reasoners / f"{_WHOLE}.safetensors").exists()) and (
        not steps.ranker or (folder / _RANKER).exists()
    )


class Learning:
    """One run of learning; what is finished is kept in `folder`, and a broken run goes on there."""

    def __init__(
        self,
        grounds: Grounds,
        config: LearningConfig,
        folder: Path,
        tell: Tell = lambda _: None,
        reasoners: Path | None = None,
    ) -> None:
        """`folder` belongs to one corpus, catalogue and config.

        Reasoners are kept in `reasoners`, the same by default; configs that differ in nothing a
        reasoner sees can share them.
        """
        self._grounds, self._config, self._folder, self._tell = grounds, config, folder, tell
        self._reasoners = reasoners or folder

    @property
    def _is_out(self) -> bool:
        steps = self._config.knowledge.steps
        return is_learned(steps, folder=self._folder, reasoners=self._reasoners)

    def learn(self, corpus: Corpus, situations: Situations) -> Learned:
        """The knowledge of the corpus, whose contexts are these situations, and its ranker.

        Raises ParleyError where the corpus is too small to leave a block out, or where the
        ranker finds nothing in it that tells right from wrong.
        """
        if not self._is_out:
            _check(corpus, self._config.blocks)
        if not self._config.knowledge.steps.text:
            situations = situations.unread()
        ranker = self._ranker(corpus, situations) if self._config.knowledge.steps.ranker else None
        self._tell("learning from all conversations")
        knowledge = self._informed(corpus, situations, 1.0, _WHOLE)
        return Learned(knowledge, ranker)

    def _ranker(self, corpus: Corpus, situations: Situations) -> Ranker:
        path = self._folder / _RANKER
        if path.exists():
            return Ranker.load(path)
        blocks = range(self._config.blocks)
        tables, names = zip(*(self._block(corpus, situations, one) for one in blocks), strict=True)
        self._tell("training the ranker")
        joined = _joined([table for block in tables for table in block])
        ranker = Ranker.train(joined, names[0], self._config.ranker)
        if not any(ranker.importance().values()):
            raise _too_few(corpus)
        self._folder.mkdir(parents=True, exist_ok=True)
        ranker.save(path)
        return ranker

    def _block(
        self, corpus: Corpus, situations: Situations, number: int
    ) -> tuple[list[Table], tuple[str, ...]]:
        """The candidates of one block's examples, by what is known without the block."""
        self._tell(f"block {number + 1} of {self._config.blocks}")
        block = corpus.block(number, self._config.blocks)
        here = float(np.mean(block.mine.places))
        known = situations.at(block.other_examples)
        knowledge = self._informed(block.rest, known, here, f"block-{number}")
        return self._table(knowledge, block.mine, situations.at(block.my_examples), number)

    def _informed(
        self, corpus: Corpus, situations: Situations, here: float, name: str
    ) -> Knowledge:
        """Knowledge of a corpus, with a reasoner trained on it where that step is on."""
        config = self._config
        knowledge = Knowledge(self._grounds, corpus, situations, config.knowledge, here)
        if config.knowledge.steps.reasoner:
            knowledge.reasoner = self._reasoner(knowledge, corpus, situations, name)
        return knowledge

    def _reasoner(
        self, knowledge: Knowledge, corpus: Corpus, situations: Situations, name: str
    ) -> Reasoner:
        path = self._reasoners / f"{name}.safetensors"
        if not path.exists():
            self._trained(knowledge, corpus, situations, path.with_suffix(".checkpoint")).save(path)
            path.with_suffix(".checkpoint").unlink(missing_ok=True)
        return Reasoner.load(path)

    def _trained(
        self, knowledge: Knowledge, corpus: Corpus, situations: Situations, checkpoint: Path
    ) -> Reasoner:
        lessons = [
            self._lesson(corpus, situations, number) for number in range(self._config.blocks)
        ]
        return train_reasoner(
            lessons,
            view_of(knowledge, self._grounds, self._config.reasoner.encoder),
            self._grounds.vectors,
            self._config.reasoner,
            checkpoint=checkpoint,
            done=self._told_epoch,
        )

    def _told_epoch(self, epoch: int, loss: float) -> None:
        epochs = self._config.reasoner.epochs
        self._tell(f"reasoner, epoch {epoch} of {epochs}, loss {loss:.2f}")

    def _lesson(self, corpus: Corpus, situations: Situations, number: int) -> Lesson:
        """One block's examples with the graph that does not contain the block."""
        block = corpus.block(number, self._config.blocks)
        asked, known = situations.at(block.my_examples), situations.at(block.other_examples)
        knowledge = Knowledge(self._grounds, block.rest, known, self._config.knowledge)
        walk = knowledge.walks.reached(knowledge.walks.joint, asked)
        hard = _hardest(walk, asked.seeds, block.mine.targets, self._config.reasoner.epochs)
        return Lesson(
            asked,
            block.mine.targets,
            hard,
            view_of(knowledge, self._grounds, self._config.reasoner.encoder),
        )

    def _table(
        self, knowledge: Knowledge, corpus: Corpus, situations: Situations, seed: int
    ) -> tuple[list[Table], tuple[str, ...]]:
        rng = np.random.default_rng((self._config.ranker.seed, seed))
        tables: list[Table] = []
        names: tuple[str, ...] = ()
        for signals, rows in in_parts(knowledge, situations):
            names = names_of(signals)
            barred = (situations.seeds[rows] > 0).toarray()
            wanted = corpus.targets[rows].toarray() > 0
            tables += list(self._sampled(signals, barred, wanted, rng))
        return tables, names

    def _sampled(
        self,
        signals: Signals,
        barred: NDArray[np.bool_],
        wanted: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> Iterator[Table]:
        """All right candidates and a draw of wrong ones, of situations that have a right one."""
        for row in range(len(barred)):
            found = candidates_of(signals, row, barred[row], self._config.knowledge.depth)
            labels = wanted[row, found.rows]
            if labels.any():
                share = self._config.ranker.negatives / len(labels)
                kept = labels | (rng.random(len(labels)) < share)
                yield Table(
                    found.features[kept], labels[kept].astype(np.int8), np.array([kept.sum()])
                )


def _check(corpus: Corpus, blocks: int) -> None:
    """Raise ParleyError where some block, or some block of what is left without it, asks nothing."""
    whole = [corpus.block(number, blocks) for number in range(blocks)]
    rests = [one.rest.block(number, blocks) for one in whole for number in range(blocks)]
    if not all(len(one.my_examples) for one in (*whole, *rests)):
        raise _too_few(corpus)


def _too_few(corpus: Corpus) -> ParleyError:
    count = len(corpus.contexts)
    return ParleyError(f"{count} recommendations in conversations are too few to learn from.")


def _hardest(
    walk: NDArray[np.float32], seeds: sparse.csr_array, targets: sparse.csr_array, count: int
) -> NDArray[np.int64]:
    """The wrong items that the walk likes best, best first, shape (situations, count).

    Fewer where some situation has fewer wrong items.
    """
    scores = walk.copy()
    for right in (seeds, targets):
        rows, columns = right.nonzero()
        scores[rows, columns] = -np.inf
    count = int(np.isfinite(scores).sum(axis=1).min(initial=count))
    best = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def _joined(tables: Sequence[Table]) -> Table:
    return Table(*(np.concatenate(parts) for parts in zip(*tables, strict=True)))
