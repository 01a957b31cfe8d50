"""A recommender with a language-model mind over planted films, in front of the fake server."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from agents.language_model.mind import LanguageModelMind
from agents.language_model.names import Names
from agents.language_model.orders import limits_of, writing_limits
from agents.language_model.profiling import LanguageModelWriter, ProfilePrompt
from agents.profile.keeping import ProfileKeeper
from agents.profile.memories import Memories
from agents.profile.writing import RulesWriter
from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.chat_model import ChatModel, ModelConfig
from core.language_model import Role
from core.ledger import Ledger
from core.model_store import ModelStore, forget_recordings
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
    """The recommender, its client, its films, and profiles where it remembers people."""

    recommender: ConversationalRecommender
    model: ChatModel
    films: Catalog
    memories: Memories | None = None
    keeper: ProfileKeeper | None = None


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
    remembers: bool = False,
    **config: object,
) -> Iterator[World]:
    """A world whose language model is behind `url`; everything is kept in `folder`.

    With `by_rules` the rules mind answers alone, for comparison; `remembers` says whether it
    keeps profiles.
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
    names = Names(films, linker, lexicon)
    mind = LanguageModelMind(
        films,
        names,
        rules,
        "fast-1 and strong-1",
        lambda origin: model.turn(limits_of(order, seconds), origin),
    )
    records = folder / "language_model.sqlite"
    store = ConversationStore(folder / "conversations.sqlite", partial(forget_recordings, records))
    memories = Memories(Ledger(folder / "people.sqlite"), films) if remembers else None
    retriever = WithCases(FusedRetriever(films, KnowledgeGraph.build(films.items_in_order)), cases)
    recommender = ConversationalRecommender(
        films,
        rules if by_rules else mind,
        retriever,
        store,
        today=lambda: TODAY,
        order=order,
        is_repeatable=model.config.replay is not Replay.OFF,
        memories=memories,
    )
    keeper = None
    if memories:
        prompt = ProfilePrompt(names, rules)
        writer = LanguageModelWriter(
            prompt, RulesWriter(), lambda: model.turn(writing_limits(seconds))
        )
        keeper = ProfileKeeper(memories, rules, recommender, retriever, writer)
    try:
        yield World(recommender, model, films, memories, keeper)
    finally:
        store.close()
        if memories:
            memories.ledger.close()
        model.close()


def titles_said(text: str, films: Catalog) -> set[str]:
    """The titles of the catalogue that a text contains, in any case."""
    return {item.title for item in films.values() if item.title.lower() in text.lower()}
