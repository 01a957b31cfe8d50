"""A recommender with a language-model mind over planted films, in front of the fake server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from agents.language_model.mind import LanguageModelMind
from agents.language_model.names import Names
from agents.language_model.orders import limits_of
from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.chat_model import ChatModel, ModelConfig
from core.language_model import Role
from core.model_store import ModelStore
from core.ports import Retriever
from core.settings import Order, Replay
from core.slate import Case, Query, Slate
from retrieval.graph import KnowledgeGraph
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.search import FusedRetriever
from tests.conftest import TODAY
from tests.worlds import made_up

MODELS = {Role.FAST: "fast-1", Role.STRONG: "strong-1"}


class World(NamedTuple):
    """The recommender, its client and its films."""

    recommender: ConversationalRecommender
    model: ChatModel
    films: Catalog


class WithCases:
    """A retriever that finds these past cases with every slate."""

    def __init__(self, retriever: Retriever, cases: tuple[Case, ...]) -> None:
        self._retriever = retriever
        self._cases = cases

    def search(self, query: Query) -> Slate:
        return self._retriever.search(query).model_copy(update={"cases": self._cases})


@contextmanager
def modelled(
    url: str,
    folder: Path,
    *,
    order: Order = Order.MACRS,
    seconds: float = 30.0,
    films: Catalog | None = None,
    cases: tuple[Case, ...] = (),
    by_rules: bool = False,
    **config: object,
) -> Iterator[World]:
    """A world whose language model is behind `url`; everything is kept in `folder`.

    With `by_rules` the rules mind answers alone, for comparison.
    """
    films = films or made_up()
    lexicon = english_lexicon()
    linker = Linker(films, lexicon)
    rules = RulesMind(films, RulesListener(films, linker, lexicon))
    settings = {"retries": 0, "models": MODELS} | config
    model = ChatModel(
        ModelConfig.model_validate({"url": url, **settings}),
        ModelStore(folder / "language_model.sqlite"),
    )
    mind = LanguageModelMind(
        films,
        Names(films, linker, lexicon),
        rules,
        "fast-1 and strong-1",
        lambda: model.turn(limits_of(order, seconds)),
    )
    store = ConversationStore(folder / "conversations.sqlite")
    retriever = WithCases(FusedRetriever(films, KnowledgeGraph.build(films.items_in_order)), cases)
    recommender = ConversationalRecommender(
        films,
        rules if by_rules else mind,
        retriever,
        store,
        today=lambda: TODAY,
        order=order,
        is_repeatable=model.config.replay is not Replay.OFF,
    )
    try:
        yield World(recommender, model, films)
    finally:
        store.close()
        model.close()


def titles_said(text: str, films: Catalog) -> set[str]:
    """The titles of the catalogue that a text contains, in any case."""
    return {item.title for item in films.values() if item.title.lower() in text.lower()}
