"""Trains the GNN reasoner on who recommended what after which mentions; stops and goes on anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from math import cos, log, pi
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from core.errors import CatalogError
from retrieval.neighbourhoods import View
from retrieval.reasoner import (
    Lesson,
    Network,
    Reasoner,
    ReasonerConfig,
    named_in,
    tensors_of,
)
from retrieval.situations import Vectors

EpochDone = Callable[[int, float], None]

_STEP, _FIRST, _SECOND = "step", "exp_avg", "exp_avg_sq"


class Batch:
    """One lesson's examples as tensors, and the rows of them that a step takes."""

    def __init__(self, lesson: Lesson, config: ReasonerConfig) -> None:
        """Prepare the arrays once."""
        self.view = tensors_of(lesson.view, config.encoder)
        self.named = torch.from_numpy(named_in(lesson.situations, config))
        self.words = torch.from_numpy(lesson.situations.vectors)
        self.hard = torch.from_numpy(lesson.hard)
        self.targets = lesson.targets

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self.named)

    def loss(
        self, network: Network, rows: NDArray[np.int64], epoch: int, hardness: float
    ) -> Tensor:
        """Cross entropy of the targets among all items that were not named, hard ones counting more."""
        named = self.named[rows]
        logits = network.situations(network.items(self.view), named, self.words[rows])
        hard = self.hard[rows, :epoch]
        logits = logits.scatter_add(1, hard, torch.full(hard.shape, log(hardness)))
        logits = logits - 1e9 * _indicator(named, logits)
        wanted = self.targets[rows].tocoo()
        return -torch.log_softmax(logits, dim=1)[wanted.row, wanted.col].mean()


def train_reasoner(
    lessons: Sequence[Lesson],
    view: View,
    texts: Vectors,
    config: ReasonerConfig,
    *,
    checkpoint: Path | None = None,
    done: EpochDone = lambda epoch, loss: None,
) -> Reasoner:
    """A reasoner that has learned these lessons and knows the graph of `view`.

    Deterministic for `config.seed`: every epoch draws from a generator of its own, so that a run
    that goes on from `checkpoint` ends where an unbroken one does. `done` is told the epochs
    finished and the mean loss.
    """
    network = _network(config, view, texts, lessons)
    optimiser = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.weight_decay
    )
    first = _resumed(checkpoint, network, optimiser)
    batches = [Batch(lesson, config) for lesson in lessons]
    with _one_thread():
        for epoch in range(first, config.epochs):
            loss = _epoch(network, optimiser, batches, epoch, config)
            if checkpoint is not None:
                _keep(checkpoint, network, optimiser, epoch + 1)
            done(epoch + 1, loss)
        with torch.no_grad():
            nodes = network.eval().items(tensors_of(view, config.encoder))
    return Reasoner(config, network.situations, nodes)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Matrices this small gain nothing from a second thread, and wait for it where cores are busy.

    It also makes rounding, and so the result, the same on every number of cores.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _epoch(
    network: Network,
    optimiser: torch.optim.Optimizer,
    batches: Sequence[Batch],
    epoch: int,
    config: ReasonerConfig,
) -> float:
    torch.manual_seed(config.seed * 1009 + epoch)
    rng = np.random.default_rng((config.seed, epoch))
    steps = list(_steps(batches, rng, config.batch))
    network.train()
    losses = []
    for number, (batch, rows) in enumerate(steps):
        for group in optimiser.param_groups:
            group["lr"] = config.learning_rate * _pace(
                (epoch + number / len(steps)) / config.epochs
            )
        optimiser.zero_grad()
        loss = batch.loss(network, rows, epoch, config.hardness)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def _steps(
    batches: Sequence[Batch], rng: np.random.Generator, size: int
) -> Iterator[tuple[Batch, NDArray[np.int64]]]:
    """All examples once, in batches of one lesson each, lessons mixed."""
    parts = chain.from_iterable(
        (
            (batch, rows)
            for rows in np.array_split(rng.permutation(len(batch)), -(-len(batch) // size))
        )
        for batch in batches
        if len(batch)
    )
    steps = list(parts)
    return (steps[place] for place in rng.permutation(len(steps)))


def _pace(progress: float) -> float:
    """The learning rate's course: up over three tenths, then down along a cosine, in 0..1."""
    return progress / 0.3 if progress < 0.3 else 0.5 * (1 + cos(pi * (progress - 0.3) / 0.7))


def _network(
    config: ReasonerConfig, view: View, texts: Vectors, lessons: Sequence[Lesson]
) -> Network:
    """A seeded network whose bias begins as tempered popularity."""
    torch.manual_seed(config.seed)
    shape = view.relations[0].shape[0], len(view.relations)
    network = Network(config, *shape, torch.from_numpy(texts))
    times = np.sum([np.asarray(one.targets.sum(axis=0)).ravel() for one in lessons], axis=0)
    bias = config.popularity * np.log(times + 0.3)
    network.situations.bias.data = torch.from_numpy(np.asarray(bias, dtype=np.float32))
    return network


def _indicator(named: Tensor, logits: Tensor) -> Tensor:
    """1 at the items named, shape as the logits."""
    count = logits.shape[1]
    table = torch.zeros(len(logits), count + 1)
    is_item = (named >= 0) & (named < count)
    # Facts and gaps fall into the column after the last.
    table[torch.arange(len(named))[:, None], torch.where(is_item, named, count)] = 1.0
    return table[:, :-1]


def _keep(path: Path, network: Network, optimiser: torch.optim.Optimizer, epochs: int) -> None:
    """Write weights and the optimiser's moments, in place of the last checkpoint."""
    tensors = {name: value.contiguous() for name, value in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for part, value in optimiser.state[parameter].items():
            tensors[f"{part}/{name}"] = value.contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    save_file(tensors, draft, metadata={"epochs": str(epochs)})
    draft.replace(path)


def _resumed(path: Path | None, network: Network, optimiser: torch.optim.Optimizer) -> int:
    """The epochs that are done, their state restored; 0 where there is no checkpoint."""
    if path is None or not path.exists():
        return 0
    try:
        with safe_open(path, framework="pt") as file:
            epochs = int(file.metadata()["epochs"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        network.load_state_dict({k: v for k, v in tensors.items() if "/" not in k})
        for name, parameter in network.named_parameters():
            if f"{_STEP}/{name}" in tensors:
                parts = (_STEP, _FIRST, _SECOND)
                optimiser.state[parameter] = {part: tensors[f"{part}/{name}"] for part in parts}
    except Exception as error:  # whatever reading damaged bytes raises
        raise CatalogError(f"{path} is not a checkpoint of this network: {error}") from error
    return epochs
