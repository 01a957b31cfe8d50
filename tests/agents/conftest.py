"""Fixtures for listening over the default films, and for conversations over made-up ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agents.contracts import Minds
from agents.profile.memories import Memories
from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.conversation import ListenTask
from core.heard import Heard
from core.item import Item
from core.ports import Retriever
from core.slate import Case
from retrieval.graph import KnowledgeGraph
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.search import FusedRetriever
from tests.agents.model_world import WithCases
from tests.conftest import TODAY
from tests.doubles import shown_card
from tests.worlds import made_up

Find = Callable[[str], Item]
Hear = Callable[..., Heard]
Planted = Callable[..., ConversationalRecommender]


@pytest.fixture(scope="session")
def find(default_catalog: Catalog) -> Find:
    """The film of a label such as "Heat (1995)"."""
    by_label = {item.label: item for item in default_catalog.values()}
    return lambda label: by_label[label]


@pytest.fixture(scope="session")
def hear(listener: RulesListener, find: Find) -> Hear:
    """What a message says after the films of `slate` were shown."""

    def heard(text: str, *slate: str, **context: object) -> Heard:
        shown = tuple(shown_card(find(label)) for label in slate)
        task = {"text": text, "shown": shown, "this_year": 2026} | context
        return listener.listen(ListenTask.model_validate(task))

    return heard


@pytest.fixture(scope="session")
def made_up_films() -> Catalog:
    """Forty films whose titles occur in no ordinary sentence."""
    return made_up()


@pytest.fixture(scope="session")
def rules_mind(made_up_films: Catalog) -> RulesMind:
    """The rules mind over those films."""
    lexicon = english_lexicon()
    linker = Linker(made_up_films, lexicon)
    return RulesMind(made_up_films, RulesListener(made_up_films, linker, lexicon))


@pytest.fixture(scope="session")
def made_up_retriever(made_up_films: Catalog) -> Retriever:
    """Retrieval over those films."""
    return FusedRetriever(made_up_films, KnowledgeGraph.build(made_up_films.items_in_order))


@pytest.fixture(scope="session")
def planted(
    made_up_films: Catalog, rules_mind: RulesMind, made_up_retriever: Retriever
) -> Iterator[Planted]:
    """Recommenders over those films: the store's folder, another mind, and cases with every slate."""
    stores: list[ConversationStore] = []

    def build(
        folder: Path,
        mind: Minds = rules_mind,
        cases: tuple[Case, ...] = (),
        memories: Memories | None = None,
    ) -> ConversationalRecommender:
        stores.append(ConversationStore(folder / "conversations.sqlite"))
        return ConversationalRecommender(
            made_up_films,
            mind,
            WithCases(made_up_retriever, cases),
            stores[-1],
            today=lambda: TODAY,
            memories=memories,
        )

    yield build
    for store in stores:
        store.close()
