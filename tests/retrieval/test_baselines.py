"""Every baseline keeps the contract of a ranker and finds what its idea says it finds."""

import numpy as np
import pytest

from catalog.store import Catalog
from core.dialogue import Context, Dialogue, History
from core.ports import ContextRanker
from retrieval.baselines import NAMES, baselines, variants
from retrieval.baselines.bm25 import Bm25, Query
from retrieval.baselines.ease import Ease
from retrieval.baselines.interactions import Interactions
from retrieval.baselines.item_knn import ItemKnn
from retrieval.baselines.pagerank import PlainPageRank
from retrieval.baselines.popularity import Popularity
from tests.contracts.context_ranker import (
    EMPTY,
    ContextRankerContract,
    Train,
    about,
    colour_dialogues,
    said,
)
from tests.worlds import checkerboard, film


def trained_by_name(name: str) -> Train:
    def train(items: Catalog, dialogues: tuple[Dialogue, ...]) -> ContextRanker:
        return baselines(items, dialogues)[name]

    return train


def trained_bm25(query: Query) -> Train:
    def train(items: Catalog, dialogues: tuple[Dialogue, ...]) -> ContextRanker:
        return Bm25(Interactions(items, dialogues), items.items_in_order, query)

    return train


@pytest.mark.parametrize(
    "train",
    [*map(trained_by_name, NAMES), *map(trained_bm25, (Query.NAMED, Query.BOTH))],
    ids=[*NAMES, Query.NAMED, Query.BOTH],
)
class TestBaselinesKeepTheContract(ContextRankerContract):
    pass


@pytest.fixture
def training() -> Interactions:
    return Interactions(checkerboard(), colour_dialogues())


def naming(number: int, *groups: tuple[str, ...]) -> Interactions:
    """A training matrix of `number` items and these groups."""
    items = [f"f{one}" for one in range(number)]
    histories = [History(user=str(place), items=group) for place, group in enumerate(groups)]
    return Interactions(items, histories=histories)


def test_every_name_has_a_baseline_and_says_what_it_was_trained_on() -> None:
    every = baselines(checkerboard(), colour_dialogues())
    assert tuple(every) == NAMES == tuple(variants(checkerboard()))
    assert getattr(every["PageRank"], "trained_on") == {f"train-{one}" for one in range(40)}  # noqa: B009


@pytest.mark.parametrize("name", ["item-kNN", "PageRank", "EASE"])
def test_collaborative_baselines_stay_within_the_colour(name: str) -> None:
    ranking = baselines(checkerboard(), colour_dialogues())[name].rank([about("f8")], 5)[0]
    new = [item for item in ranking if item != "f8"]
    assert {int(item[1:]) % 2 for item in new[:4]} == {0}
    assert set(new[:4]) == {"f4", "f6", "f10", "f12"}


def test_copy_gives_the_latest_mention_first_and_nothing_new() -> None:
    context = Context(
        record="a", history=("f3",), utterances=(said("x", "f1", "f2"), said("y", "f1"))
    )
    assert baselines(checkerboard())["copy"].rank([context, EMPTY], 5) == [["f1", "f2", "f3"], []]


def test_popularity_counts_dialogues_and_not_mentions() -> None:
    ranker = Popularity(naming(4, ("f1", "f1", "f1"), ("f2",), ("f2",)))
    assert ranker.rank([EMPTY], 4) == [["f2", "f1", "f0", "f3"]]


@pytest.mark.parametrize("name", ["popularity", "item-kNN", "PageRank", "EASE"])
def test_without_a_seed_the_popular_items_come(name: str, training: Interactions) -> None:
    every = baselines(checkerboard(), (*colour_dialogues(), *colour_dialogues()[:1]))
    assert set(every[name].rank([EMPTY], 3)[0]) == {"f0", "f2", "f4"}


def test_neighbours_are_cosines_of_training_columns() -> None:
    ranker = ItemKnn(naming(3, ("f0", "f1"), ("f0", "f1"), ("f0", "f2"), ("f0",)))
    scores = ranker.scores([about("f0")])[0]
    assert scores.tolist() == pytest.approx([0, 2 / np.sqrt(4 * 2), 1 / np.sqrt(4 * 1)])


def test_an_item_keeps_only_its_nearest_neighbours_and_shrinkage_doubts_rare_pairs() -> None:
    groups = (("f0", "f1"), ("f0", "f1"), ("f0", "f2"), ("f0",))
    nearest = ItemKnn(naming(3, *groups), neighbours=1).scores([about("f0")])[0]
    assert nearest.tolist() == pytest.approx([0, 2 / np.sqrt(8), 0])
    shrunk = ItemKnn(naming(3, *groups), shrink=1.0).scores([about("f0")])[0]
    assert shrunk.tolist() == pytest.approx([0, 2 / np.sqrt(8) * 2 / 3, 0.5 / 2])


def test_pagerank_keeps_its_mass_at_the_seed_of_an_unknown_neighbourhood() -> None:
    scores = PlainPageRank(naming(3, ("f0", "f1"))).scores([about("f2"), about("f0")])
    assert scores[0].tolist() == pytest.approx([0, 0, 1])
    assert scores[1][0] > scores[1][1] > 0 == scores[1][2]


@pytest.mark.parametrize("items", [3, 9])
def test_ease_is_its_closed_form_on_both_sides(items: int) -> None:
    """Nine items and five users invert among users, three items among items."""
    groups = (("f0", "f1"), ("f0", "f1", "f2"), ("f2",), ("f1", "f2"), ("f0",))
    training = naming(items, *groups)
    inverse = np.linalg.inv((training.matrix.T @ training.matrix).toarray() + 2.0 * np.eye(items))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    expected = np.eye(items)[0] @ weights
    scores = Ease(training, ridge=2.0).scores([about("f0")])[0]
    assert scores == pytest.approx(expected, abs=1e-6)


def test_words_find_the_item_that_is_about_them() -> None:
    films = [
        film(0, title="Harbour", pitch="A lighthouse keeper finds a message in a bottle."),
        film(1, title="Orchard", pitch="Two sisters run a farm."),
        film(2, title="Cellar", pitch="A keeper of wine."),
    ]
    ranker = Bm25(Interactions([item.id for item in films]), films)
    heard = Context(record="a", utterances=(said("that one with the lighthouse keeper?"),))
    assert ranker.rank([heard], 2) == [["f0", "f2"]]
    assert ranker.rank([Context(record="b", history=("f1",))], 1) == [["f1"]]


def test_the_texts_of_what_is_named_find_their_like() -> None:
    films = [
        film(0, title="Harbour", pitch="A lighthouse keeper."),
        film(1, title="Orchard", pitch="Two sisters run a farm."),
        film(2, title="Cellar", pitch="The lighthouse of a harbour."),
    ]
    training = Interactions([item.id for item in films])
    heard = Context(record="a", utterances=(said("sisters, and that one", "f0"),))
    named = Bm25(training, films, Query.NAMED).rank([heard, EMPTY], 3)
    assert named == [["f0", "f2", "f1"], ["f0", "f1", "f2"]]
    both = Bm25(training, films, Query.BOTH).scores([heard])[0]
    alone = [Bm25(training, films, one).scores([heard])[0] for one in (Query.SAID, Query.NAMED)]
    assert both.tolist() == pytest.approx((alone[0] + alone[1]).tolist())


def test_a_bm25_weight_is_the_one_computed_by_hand() -> None:
    films = [film(0, title="Gold", year=None), film(1, title="Gold Rush", year=None)]
    ranker = Bm25(Interactions(["f0", "f1"]), films, k1=1.2, b=0.75)
    rare = np.log1p((2 - 1 + 0.5) / (1 + 0.5))
    weight = rare * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 1.5))
    scores = ranker.scores([Context(record="a", utterances=(said("rush"),))])[0]
    assert scores.tolist() == pytest.approx([0.0, weight])
