"""Fixtures that every package's tests share, and a network that ends at this machine."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog, load_default
from core.ports import Retriever
from retrieval.graph import KnowledgeGraph
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.search import FusedRetriever

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
TODAY = datetime(2026, 6, 1, tzinfo=UTC)

# Every run draws the same examples, however slow the machine.
settings.register_profile("parley", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("parley")

GraphRecommender = Callable[[], ConversationalRecommender]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Close every socket of every test except to this machine."""
    for item in items:
        item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def default_catalog() -> Catalog:
    """The default films with notes and renown; reading them takes seconds."""
    return load_default()


@pytest.fixture(scope="session")
def default_linker(default_catalog: Catalog) -> Linker:
    """The names of the default films."""
    return Linker(default_catalog, english_lexicon())


@pytest.fixture(scope="session")
def listener(default_catalog: Catalog, default_linker: Linker) -> RulesListener:
    """A listener over the default films, by rules alone."""
    return RulesListener(default_catalog, default_linker, english_lexicon())


@pytest.fixture(scope="session")
def default_retriever(default_catalog: Catalog) -> Retriever:
    """Retrieval over the default films by graph, fit and renown, without text vectors."""
    return FusedRetriever(default_catalog, KnowledgeGraph.build(default_catalog.items_in_order))


@pytest.fixture
def graph_recommender(
    default_catalog: Catalog,
    listener: RulesListener,
    default_retriever: Retriever,
    tmp_path: Path,
) -> Iterator[GraphRecommender]:
    """Recommenders over the default films that share this test's store of conversations."""
    stores: list[ConversationStore] = []

    def build() -> ConversationalRecommender:
        stores.append(ConversationStore(tmp_path / "conversations.sqlite"))
        mind = RulesMind(default_catalog, listener)
        return ConversationalRecommender(
            default_catalog, mind, default_retriever, stores[-1], today=lambda: TODAY
        )

    yield build
    for store in stores:
        store.close()
