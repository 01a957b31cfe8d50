"""Conversations that no disk keeps are stored once a turn, and are the same conversations."""

from pathlib import Path

from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.conversation import Session
from core.heard import Stance
from core.ports import Retriever
from tests.conftest import TODAY

TEXTS = ("a tense thriller from the 90s", "no, not those", "more")


def talk(
    store: ConversationStore, catalog: Catalog, listener: RulesListener, retriever: Retriever
) -> list[Session]:
    """A session after each message, after a mark and after taking the last turn back."""
    mind = RulesMind(catalog, listener)
    recommender = ConversationalRecommender(catalog, mind, retriever, store, today=lambda: TODAY)
    sessions = [recommender.reply("s", text) for text in TEXTS]
    card = sessions[0].turns[0].cards[0].item_id
    sessions.append(recommender.mark("s", card, Stance.LIKE))
    sessions.append(recommender.undo("s"))
    assert recommender.session("s") == sessions[-1]
    store.close()
    # How long something took is all that may differ.
    return [one.model_copy(update={"trace": None}) for one in sessions]


def test_both_stores_hold_the_same_conversation(
    tmp_path: Path,
    default_catalog: Catalog,
    listener: RulesListener,
    default_retriever: Retriever,
) -> None:
    nowhere = ConversationStore(Path(":memory:"))
    somewhere = ConversationStore(tmp_path / "conversations.sqlite")
    assert (nowhere.durability, somewhere.durability) == ("exit", "sync")
    found = [
        talk(one, default_catalog, listener, default_retriever) for one in (nowhere, somewhere)
    ]
    assert found[0] == found[1]
    assert [len(one.turns) for one in found[0]] == [1, 2, 3, 3, 2]
