"""The GNN reasoner: entities named so far become weights over all items (torch-geometric)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt
from safetensors import safe_open
from safetensors.torch import save_file
from scipy import sparse
from torch import Tensor, nn
from torch_geometric.nn import RGCNConv, SimpleConv

from core.errors import CatalogError
from core.value import Value
from retrieval.neighbourhoods import View
from retrieval.past import Signal
from retrieval.situations import Situations

_NEVER = -30.0


class ReasonerConfig(Value):
    """The network and its training; `encoder` is PinSage's pooling or R-GCN.

    In epoch e (from 0) the e hardest wrong items of each example, the best by the walk, count
    as `hardness` wrong items each.
    """

    encoder: Literal["pooled", "relational"] = "pooled"
    dimensions: PositiveInt = 128
    layers: PositiveInt = 2
    bases: PositiveInt = 8
    dropout: float = Field(default=0.4, ge=0, lt=1)
    mentions: PositiveInt = 12
    entities: PositiveInt = 6
    epochs: PositiveInt = 7
    batch: PositiveInt = 256
    learning_rate: PositiveFloat = 3e-3
    weight_decay: NonNegativeFloat = 1e-4
    hardness: PositiveFloat = 3.0
    popularity: NonNegativeFloat = 0.5
    seed: int = 0


class Lesson(NamedTuple):
    """Examples to learn from, and the graph that knows nothing of them.

    `targets` has shape (situations, items); `hard`, shape (situations, k), are wrong items, the
    hardest first.
    """

    situations: Situations
    targets: sparse.csr_array
    hard: NDArray[np.int64]
    view: View


class PooledEncoder(nn.Module):
    """PinSage: an item is itself and, relation by relation, the mean of its important neighbours."""

    def __init__(self, config: ReasonerConfig, relations: int) -> None:
        """One linear map a layer, over an item and its pooled neighbourhoods."""
        super().__init__()
        width = config.dimensions
        self.pool = SimpleConv(aggr="sum")
        self.layers = nn.ModuleList(
            nn.Linear((1 + relations) * width, width) for _ in range(config.layers)
        )

    def forward(self, nodes: Tensor, view: Sequence[Tensor]) -> Tensor:
        """Node states, shape (nodes, dimensions), after every layer."""
        for layer in self.layers:
            around = [self.pool(nodes, relation) for relation in view]
            nodes = nodes + torch.relu(layer(torch.cat([nodes, *around], dim=1)))
        return nodes


class RelationalEncoder(nn.Module):
    """R-GCN (Schlichtkrull et al. 2018): every relation has a map of its own, mixed from bases."""

    def __init__(self, config: ReasonerConfig, relations: int) -> None:
        """One relational convolution a layer."""
        super().__init__()
        width = config.dimensions
        self.layers = nn.ModuleList(
            RGCNConv(width, width, relations, num_bases=config.bases) for _ in range(config.layers)
        )

    def forward(self, nodes: Tensor, view: tuple[Tensor, Tensor]) -> Tensor:
        """Node states, shape (nodes, dimensions), after every layer."""
        edges, kinds = view
        for layer in self.layers:
            nodes = nodes + torch.relu(layer(nodes, edges, kinds))
        return nodes


class Tensors(NamedTuple):
    """A view as an encoder reads it, and its facts as a sparse matrix (facts, items)."""

    relations: Sequence[Tensor]
    facts: Tensor


class ItemNetwork(nn.Module):
    """States of items, by the graph around them and their text, and of facts, by their items."""

    def __init__(self, config: ReasonerConfig, nodes: int, relations: int, texts: Tensor) -> None:
        """`texts`, shape (items, text dimensions), are the items' vectors."""
        super().__init__()
        self.nodes = nn.Embedding(nodes, config.dimensions)
        nn.init.normal_(self.nodes.weight, std=0.05)
        self.texts: Tensor
        self.register_buffer("texts", texts, persistent=False)
        self.of_text = nn.Linear(texts.shape[1], config.dimensions)
        kind = PooledEncoder if config.encoder == "pooled" else RelationalEncoder
        self.encoder = kind(config, relations)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, view: Tensors) -> Tensor:
        """Shape (items + facts, dimensions)."""
        count = len(self.texts)
        items = self.nodes.weight[:count] + self.of_text(self.texts)
        start = torch.cat([items, self.nodes.weight[count:]])
        states: Tensor = self.encoder(self.dropout(start), view.relations)[:count]
        return torch.cat([states, view.facts @ states])


class SituationNetwork(nn.Module):
    """States of situations, by attention over what was named and by the words; and its logits."""

    def __init__(self, config: ReasonerConfig, items: int, words: int) -> None:
        """`words` are the dimensions of encoded words."""
        super().__init__()
        width = config.dimensions
        self.attention = nn.Sequential(nn.Linear(2 * width, width), nn.Tanh(), nn.Linear(width, 1))
        self.age = nn.Parameter(torch.zeros(config.mentions + config.entities))
        self.of_words = nn.Linear(words, width)
        self.joined = nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(config.dropout)
        self.bias = nn.Parameter(torch.zeros(items))

    def forward(self, nodes: Tensor, named: Tensor, words: Tensor) -> Tensor:
        """Logits of all items, shape (situations, items).

        `nodes` are the states of items, then of facts; `named`, shape (situations, mentions +
        entities), are rows of them, items first, the last named last, -1 for none; `words` has
        shape (situations, text dimensions).
        """
        text = self.of_words(words)
        states = nodes[named.clamp(min=0)]
        beside = text[:, None].expand(-1, named.shape[1], -1)
        weights = self.attention(torch.cat([states, beside], dim=2)).squeeze(2) + self.age
        weights = torch.softmax(weights.masked_fill(named < 0, _NEVER), dim=1) * (named >= 0)
        pooled = (weights[..., None] * states).sum(dim=1)
        joined = self.joined(self.dropout(torch.cat([pooled, text], dim=1)))
        logits: Tensor = joined @ nodes[: len(self.bias)].T + self.bias
        return logits


class Network(nn.Module):
    """Both halves, as they are trained."""

    def __init__(self, config: ReasonerConfig, nodes: int, relations: int, texts: Tensor) -> None:
        """`texts`, shape (items, text dimensions), are the items' vectors."""
        super().__init__()
        self.items = ItemNetwork(config, nodes, relations, texts)
        self.situations = SituationNetwork(config, *texts.shape)


class Reasoner:
    """A trained reader of situations with the states of nodes; it needs no graph any more."""

    def __init__(self, config: ReasonerConfig, situations: SituationNetwork, nodes: Tensor) -> None:
        """`nodes` are the states of items and facts that the whole graph gives."""
        self.config, self._situations, self._nodes = config, situations.eval(), nodes

    def scores(self, situations: Situations) -> Signal:
        """The logits of every item after each situation, shape (situations, items)."""
        with torch.no_grad():
            named = torch.from_numpy(named_in(situations, self.config))
            words = torch.from_numpy(situations.vectors)
            return np.asarray(self._situations(self._nodes, named, words).numpy())

    def save(self, path: Path) -> None:
        """Write it as one safetensors file, in place of what was there."""
        draft = path.with_suffix(".draft")
        tensors = {"nodes": self._nodes.contiguous(), **self._situations.state_dict()}
        save_file(tensors, draft, metadata={"config": self.config.model_dump_json()})
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Reasoner:
        """The reasoner that `save` wrote; raises CatalogError where the file is damaged."""
        try:
            with safe_open(path, framework="pt") as file:
                config = ReasonerConfig.model_validate_json(file.metadata()["config"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            nodes = tensors.pop("nodes")
            words = tensors["of_words.weight"].shape[1]
            network = SituationNetwork(config, len(tensors["bias"]), words)
            network.load_state_dict(tensors)
        except Exception as error:  # whatever reading damaged bytes raises
            raise CatalogError(f"{path} is not a reasoner that can be read: {error}") from error
        return cls(config, network, nodes)


def named_in(situations: Situations, config: ReasonerConfig) -> NDArray[np.int64]:
    """What the network attends to, as rows of its nodes: items named, then facts asked for."""
    items = situations.seeds.shape[1]
    asked = latest(situations.asked, config.entities)
    facts = np.where(asked < 0, -1, asked + items)
    return np.hstack([latest(situations.seeds, config.mentions), facts])


def latest(seeds: sparse.csr_array, count: int) -> NDArray[np.int64]:
    """The `count` strongest seeds of each row, the strongest last, -1 before the first."""
    named = np.full((seeds.shape[0], count), -1, dtype=np.int64)
    for row in range(seeds.shape[0]):
        edges = slice(*seeds.indptr[row : row + 2])
        order = np.argsort(seeds.data[edges], kind="stable")[-count:]
        named[row, count - len(order) :] = seeds.indices[edges][order]
    return named


def tensors_of(view: View, encoder: str) -> Tensors:
    """What an encoder reads: a sparse matrix for each relation, or edges and their relations."""
    if encoder == "pooled":
        relations = [_sparse(relation) for relation in view.relations]
    else:
        relations = _edges(view.relations)
    return Tensors(relations, _sparse(view.facts))


def _edges(relations: Sequence[sparse.csr_array]) -> list[Tensor]:
    tables = [relation.tocoo() for relation in relations]
    # An edge leads from the neighbour to the node that listens to it.
    edges = [np.vstack([table.col, table.row]) for table in tables]
    kinds = [np.full(table.nnz, number) for number, table in enumerate(tables)]
    joined = np.concatenate(edges, axis=1).astype(np.int64), np.concatenate(kinds).astype(np.int64)
    return [torch.from_numpy(part) for part in joined]


def _sparse(matrix: sparse.csr_array) -> Tensor:
    with warnings.catch_warnings():
        # torch says of its own sparse tensors that they are in beta.
        warnings.simplefilter("ignore", UserWarning)
        return torch.sparse_csr_tensor(
            torch.from_numpy(matrix.indptr.astype(np.int64)),
            torch.from_numpy(matrix.indices.astype(np.int64)),
            torch.from_numpy(matrix.data.astype(np.float32)),
            matrix.shape,
        )
