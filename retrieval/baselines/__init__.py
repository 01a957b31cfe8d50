"""The baselines that every ranking is compared with, trained on dialogues or histories."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from catalog.store import Catalog
from core.dialogue import Dialogue, History
from core.ports import ContextRanker
from retrieval.baselines.bm25 import Bm25, Query
from retrieval.baselines.copying import Copying
from retrieval.baselines.ease import Ease
from retrieval.baselines.interactions import Interactions
from retrieval.baselines.item_knn import ItemKnn
from retrieval.baselines.pagerank import PlainPageRank
from retrieval.baselines.popularity import Popularity

# A baseline in several settings: the settings in words, and what trains it so.
Variants = Mapping[str, Callable[[], ContextRanker]]

NAMES = ("copy", "popularity", "item-kNN", "PageRank", "EASE", "BM25")
_RIDGES = (30.0, 100.0, 300.0)
_NEIGHBOURS = ((50, 0.0), (200, 0.0), (50, 5.0), (200, 5.0))


def variants(
    items: Catalog, dialogues: Sequence[Dialogue] = (), histories: Sequence[History] = ()
) -> dict[str, Variants]:
    """Every baseline by name with the settings to choose among on validation data."""
    training = Interactions(items, dialogues, histories)
    return {
        "copy": {"": partial(Copying, training)},
        "popularity": {"": partial(Popularity, training)},
        "item-kNN": {
            f"neighbours {count}, shrink {shrink:g}": partial(ItemKnn, training, count, shrink)
            for count, shrink in _NEIGHBOURS
        },
        "PageRank": {"restart 0.15": partial(PlainPageRank, training)},
        "EASE": {f"ridge {ridge:g}": partial(Ease, training, ridge) for ridge in _RIDGES},
        "BM25": {
            str(query): partial(Bm25, training, items.items_in_order, query) for query in Query
        },
    }


def baselines(
    items: Catalog, dialogues: Sequence[Dialogue] = (), histories: Sequence[History] = ()
) -> dict[str, ContextRanker]:
    """Every baseline by name, trained in its first setting."""
    every = variants(items, dialogues, histories)
    return {name: next(iter(settings.values()))() for name, settings in every.items()}
