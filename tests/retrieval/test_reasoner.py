"""The reasoner learns the checkerboard, ends alike wherever it was stopped, and keeps well."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from core.errors import CatalogError
from retrieval.heterogeneous import HeterogeneousGraph
from retrieval.neighbourhoods import View, pooled, rows_to_one
from retrieval.reasoner import (
    Lesson,
    Reasoner,
    ReasonerConfig,
    SituationNetwork,
    latest,
    named_in,
)
from retrieval.reasoner_training import train_reasoner
from retrieval.situations import query_of, situations_of
from retrieval.ties import attribute_ties
from retrieval.walks import layers_of
from tests.contracts.context_ranker import EMPTY, about
from tests.retrieval.talks import DIMENSIONS, FACTS, ITEMS, colour, corpus, read, talks
from tests.worlds import wanted

CONFIG = ReasonerConfig(
    dimensions=16, bases=2, dropout=0.1, mentions=4, epochs=8, batch=32, learning_rate=3e-2
)
# Texts that say nothing: only the graph and the examples tell the colours apart.
TEXTS = np.random.default_rng(5).normal(size=(len(ITEMS), DIMENSIONS)).astype(np.float32)
OF_FACTS = rows_to_one(
    sparse.csr_array(
        layers_of(HeterogeneousGraph.of(list(ITEMS), attribute_ties(ITEMS.values()))).facts.T
    )
)


def lessons() -> list[Lesson]:
    """Two blocks of forty dialogues, each with the graph of the other."""
    whole = corpus(talks(80))
    blocks = [whole.block(number, 2) for number in range(2)]
    return [
        Lesson(
            read(block.mine.contexts),
            block.mine.targets,
            np.zeros((len(block.mine.contexts), 0), dtype=np.int64),
            view(block.rest.named.T.tocsr()),
        )
        for block in blocks
    ]


def view(named: sparse.csr_array) -> View:
    return View((pooled(named, 10),), OF_FACTS)


def trained(
    config: ReasonerConfig = CONFIG, checkpoint: Path | None = None, stop: int = 99
) -> Reasoner:
    """A reasoner of the planted lessons; the run breaks after `stop` epochs."""

    def done(epoch: int, loss: float) -> None:
        if epoch == stop:
            raise KeyboardInterrupt

    whole = view(corpus(talks(80)).named.T.tocsr())
    return train_reasoner(lessons(), whole, TEXTS, config, checkpoint=checkpoint, done=done)


@pytest.fixture(scope="module")
def reasoner() -> Reasoner:
    return trained()


@pytest.fixture(scope="module")
def saved(reasoner: Reasoner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reasoner") / "reasoner.safetensors"
    reasoner.save(path)
    return path


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is left of a run that broke after two epochs."""
    path = tmp_path_factory.mktemp("broken") / "run" / "reasoner.checkpoint"
    with pytest.raises(KeyboardInterrupt):
        trained(checkpoint=path, stop=2)
    return path


HELD_OUT = corpus(talks(40, seed=9))
ASKED = read(HELD_OUT.contexts)


@pytest.mark.parametrize("encoder", ["pooled", "relational"])
def test_the_right_colour_outranks_the_wrong_on_held_out_examples(encoder: str) -> None:
    scores = trained(
        ReasonerConfig.model_validate({**CONFIG.model_dump(), "encoder": encoder})
    ).scores(ASKED)
    assert scores.shape == (len(HELD_OUT.contexts), len(ITEMS))
    colours = np.array([colour(item) for item in ITEMS])
    for row, context in enumerate(HELD_OUT.contexts):
        right = colours == colour(context.named[0])
        assert np.median(scores[row, right]) > scores[row, ~right].max()


def test_the_same_seed_gives_the_same_scores_and_another_gives_others(reasoner: Reasoner) -> None:
    assert np.array_equal(trained().scores(ASKED), reasoner.scores(ASKED))
    other = trained(CONFIG.model_copy(update={"seed": 1}))
    assert not np.array_equal(other.scores(ASKED), reasoner.scores(ASKED))


def test_a_broken_run_goes_on_and_ends_where_an_unbroken_one_does(
    reasoner: Reasoner, checkpoint: Path, tmp_path: Path
) -> None:
    path = tmp_path / "reasoner.checkpoint"
    path.write_bytes(checkpoint.read_bytes())
    assert np.array_equal(trained(checkpoint=path).scores(ASKED), reasoner.scores(ASKED))
    told: list[int] = []
    whole = view(corpus(talks(80)).named.T.tocsr())
    done = train_reasoner(
        lessons(), whole, TEXTS, CONFIG, checkpoint=path, done=lambda epoch, _: told.append(epoch)
    )
    assert told == []
    assert np.array_equal(done.scores(ASKED), reasoner.scores(ASKED))


def test_a_run_goes_on_at_the_epoch_after_the_last(checkpoint: Path, tmp_path: Path) -> None:
    path = tmp_path / "reasoner.checkpoint"
    path.write_bytes(checkpoint.read_bytes())
    told: list[tuple[int, float]] = []
    whole = view(corpus(talks(80)).named.T.tocsr())
    train_reasoner(
        lessons(), whole, TEXTS, CONFIG, checkpoint=path, done=lambda *one: told.append(one)
    )
    assert [epoch for epoch, _ in told] == [3, 4, 5, 6, 7, 8]
    assert all(np.isfinite(loss) for _, loss in told)


@settings(max_examples=20)
@given(st.data())
def test_a_damaged_checkpoint_is_refused(checkpoint: Path, data: st.DataObject) -> None:
    whole = checkpoint.read_bytes()
    path = checkpoint.with_suffix(".damaged")
    cut = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(data.draw(st.one_of(st.just(whole[:cut]), st.binary(max_size=50))))
    with pytest.raises(CatalogError, match="is not a checkpoint"):
        trained(checkpoint=path)


def test_a_checkpoint_of_another_network_is_refused(checkpoint: Path) -> None:
    with pytest.raises(CatalogError, match="is not a checkpoint"):
        trained(CONFIG.model_copy(update={"dimensions": 24}), checkpoint)


def test_what_was_saved_scores_alike(reasoner: Reasoner, saved: Path) -> None:
    read_back = Reasoner.load(saved)
    assert read_back.config == CONFIG
    assert np.array_equal(read_back.scores(ASKED), reasoner.scores(ASKED))
    assert not saved.with_suffix(".draft").exists()


@given(st.data())
def test_a_damaged_reasoner_is_refused(saved: Path, data: st.DataObject) -> None:
    whole = saved.read_bytes()
    path = saved.with_suffix(".damaged")
    cut = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(data.draw(st.one_of(st.just(whole[:cut]), st.binary(max_size=200))))
    with pytest.raises(CatalogError, match="is not a reasoner"):
        Reasoner.load(path)


def test_a_reasoner_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError):
        Reasoner.load(tmp_path / "nowhere.safetensors")


def test_attention_passes_over_what_is_no_mention() -> None:
    """Padding points at the first item; changing that item's state must change nothing else."""
    torch.manual_seed(0)
    network = SituationNetwork(CONFIG, 6, DIMENSIONS).eval()
    items, words = torch.randn(6, CONFIG.dimensions), torch.randn(2, DIMENSIONS)
    gaps = [-1] * CONFIG.entities
    named = torch.tensor([[-1, -1, 3, 4, *gaps], [-1, -1, -1, -1, *gaps]])
    changed = items.clone()
    changed[0] += 100.0
    with torch.no_grad():
        before, after = network(items, named, words), network(changed, named, words)
    assert torch.equal(before[:, 1:], after[:, 1:])


def test_the_order_of_mentions_can_matter_and_their_number_need_not_be_full() -> None:
    seeds = situations_of([query_of(about("f1", "f7", "f3")), query_of(EMPTY)], ITEMS.rows, None)
    assert latest(seeds.seeds, 5).tolist() == [[-1, -1, 1, 7, 3], [-1] * 5]
    assert latest(seeds.seeds, 2).tolist() == [[7, 3], [-1, -1]]


def test_a_fact_asked_for_is_attended_to_like_an_item() -> None:
    """Where nothing is named, only the state of the fact tells one request from another."""
    torch.manual_seed(0)
    network = SituationNetwork(CONFIG, 6, DIMENSIONS).eval()
    nodes, words = torch.randn(8, CONFIG.dimensions), torch.zeros(3, DIMENSIONS)
    named = torch.full((3, CONFIG.mentions + CONFIG.entities), -1)
    named[0, -1], named[1, -1] = 6, 7
    with torch.no_grad():
        first, second, none = network(nodes, named, words)
    assert first.shape == (6,)
    assert not torch.allclose(first, second)
    assert not torch.allclose(first, none)


def test_facts_asked_for_follow_the_items_named() -> None:
    config = CONFIG.model_copy(update={"mentions": 2, "entities": 3})
    asked = named_in(read([about("f4")], wanted("genre:Comedy", "mood:funny")), config)
    comedy, funny = (len(ITEMS) + FACTS[name] for name in ("genre: Comedy", "mood: funny"))
    assert asked.tolist() == [[-1, 4, -1, comedy, funny]]


def test_a_genre_asked_for_brings_its_colour(reasoner: Reasoner) -> None:
    """The colours' genres were never asked for in training; their states are their items'."""
    comedy, horror = (
        reasoner.scores(read([EMPTY], wanted(f"genre:{genre}")))[0]
        for genre in ("Comedy", "Horror")
    )
    even = np.array([colour(item) == 0 for item in ITEMS])
    assert (comedy - horror)[even].min() > (comedy - horror)[~even].max()


def test_situations_of_nothing_have_finite_scores(reasoner: Reasoner) -> None:
    nothing = EMPTY.model_copy(update={"utterances": ()})
    scores = reasoner.scores(read([nothing, about("stranger"), about(*ITEMS)]))
    assert scores.shape == (3, len(ITEMS))
    assert np.isfinite(scores).all()
    assert reasoner.scores(read([])).shape == (0, len(ITEMS))
