"""Parley as it is behind the page, over made-up films: listening by rules, remembering for real."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from agents.profile.keeping import ProfileKeeper
from agents.profile.memories import Memories
from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from core.ledger import Ledger
from retrieval.graph import KnowledgeGraph
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.search import FusedRetriever
from tests.worlds import made_up

FILMS = made_up()


class Living(NamedTuple):
    """What the page is served with, and the ledger behind it."""

    recommender: ConversationalRecommender
    profiles: ProfileKeeper
    ledger: Ledger


@contextmanager
def living(folder: Path) -> Iterator[Living]:
    """The real thing, with its files in a folder."""
    lexicon = english_lexicon()
    listener = RulesListener(FILMS, Linker(FILMS, lexicon), lexicon)
    retriever = FusedRetriever(FILMS, KnowledgeGraph.build(FILMS.items_in_order))
    store, ledger = (
        ConversationStore(folder / "conversations.sqlite"),
        Ledger(folder / "people.sqlite"),
    )
    memories = Memories(ledger, FILMS)
    recommender = ConversationalRecommender(
        FILMS, RulesMind(FILMS, listener), retriever, store, memories=memories
    )
    try:
        yield Living(recommender, ProfileKeeper(memories, listener, recommender, retriever), ledger)
    finally:
        ledger.close()
        store.close()
