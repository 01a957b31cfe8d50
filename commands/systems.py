"""The systems that a simulation compares, by name: the full team, others, and the team without a part."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agents.contracts import Minds
    from agents.policies import Choose
    from agents.state import DialogueState
    from commands.assembly import Parts
    from core.ports import Retriever
    from core.settings import Order
    from evaluation.conversing import Contestant


class Name(StrEnum):
    """What can be put in front of simulated people."""

    MACRS = "macrs"
    SELECT = "select"
    ONE_AGENT = "one-agent"
    SCRIPT = "ask-then-recommend"
    RANDOM = "random"
    NO_PLANNER = "no-planner"
    NO_INFORMATION_REFLECTION = "no-information-reflection"
    NO_STRATEGY_REFLECTION = "no-strategy-reflection"
    NO_PROFILE = "no-profile"
    NO_GRAPH = "no-graph"
    NO_LEARNED = "no-learned"


ABOUT = {
    Name.MACRS: "the full team: three drafts and a planner, both reflections, profile, all sources",
    Name.SELECT: "the act is chosen before one draft; by rules the same as macrs",
    Name.ONE_AGENT: "one agent: it recommends, whatever is said; nothing is planned or reflected on",
    Name.SCRIPT: "a script: two questions, then films",
    Name.RANDOM: "one agent that recommends eligible films at random",
    Name.NO_PLANNER: "macrs whose every turn recommends",
    Name.NO_INFORMATION_REFLECTION: "macrs that understands each message alone",
    Name.NO_STRATEGY_REFLECTION: "macrs that learns nothing from a rejection",
    Name.NO_PROFILE: "macrs that knows nothing of anybody",
    Name.NO_GRAPH: "macrs without the walk, and without what was learned on graphs",
    Name.NO_LEARNED: "macrs without what was learned from conversations",
}


# These know nothing of past conversations.
LEARNED_NOTHING = frozenset({Name.NO_LEARNED, Name.NO_GRAPH, Name.RANDOM})


class Clock:
    """Moments in a row from a fixed day on: what is remembered has an order and no date of today."""

    def __init__(self, today: datetime) -> None:
        """Begin with this day."""
        from itertools import count

        self._today, self._count = today, count()

    def __call__(self) -> datetime:
        """A moment after all others."""
        from datetime import timedelta

        return self._today + timedelta(microseconds=next(self._count))


class Build(NamedTuple):
    """What a system is made of; None is what the full team has."""

    minds: "Minds"
    retriever: "Retriever"
    order: "Order"
    carried: "Callable[[DialogueState], DialogueState] | None" = None
    remembers: bool = True


def contestant(name: Name, parts: "Parts", today: datetime) -> "Contestant":
    """The system of this name, with conversations and memories of its own that no disk keeps."""
    from pathlib import Path

    from agents.profile.keeping import ProfileKeeper
    from agents.profile.memories import Memories
    from agents.recommender import ConversationalRecommender, ConversationStore
    from core.ledger import Ledger
    from evaluation.conversing import Contestant

    build = _build(name, parts)
    nowhere = Path(":memory:")
    memories: Memories | None = None
    if build.remembers:
        memories = Memories(Ledger(nowhere), parts.catalog, Clock(today))
    recommender = ConversationalRecommender(
        items=parts.catalog,
        mind=build.minds,
        retriever=build.retriever,
        store=ConversationStore(nowhere),
        today=lambda: today,
        order=build.order,
        memories=memories,
        carried=build.carried or (lambda state: state),
    )
    keeper = (
        ProfileKeeper(memories, parts.listener, recommender, build.retriever) if memories else None
    )
    return Contestant(name.value, recommender, keeper)


def _build(name: Name, parts: "Parts") -> Build:
    from core.settings import Order

    full = Build(parts.minds(Order.MACRS), parts.retriever, Order.MACRS)
    return _of_another_policy(name, full, parts) or _without_a_part(name, full, parts)


def _of_another_policy(name: Name, full: Build, parts: "Parts") -> Build | None:
    """Systems that choose the act in another way; None where the team chooses it."""
    from agents.policies import Scripted, always_recommend, ask_then_recommend, unreflected
    from core.settings import Order
    from retrieval.chance import ChanceRetriever

    def scripted(choose: "Choose", *, reflects: bool = True) -> Build:
        return Build(Scripted(full.minds, choose, reflects=reflects), full.retriever, Order.SELECT)

    match name:
        case Name.SELECT:
            return Build(parts.minds(Order.SELECT), full.retriever, Order.SELECT)
        case Name.ONE_AGENT:
            return scripted(always_recommend, reflects=False)._replace(carried=unreflected)
        case Name.NO_PLANNER:
            return scripted(always_recommend)
        case Name.SCRIPT:
            return scripted(ask_then_recommend)
        case Name.RANDOM:
            return scripted(always_recommend)._replace(retriever=ChanceRetriever(parts.catalog))
    return None


def _without_a_part(name: Name, full: Build, parts: "Parts") -> Build:
    """The full team, or what is left of it without one part."""
    from agents.policies import Scripted, on_the_screen, unreflected_strategy
    from core.slate import Source

    learned = (Source.CONVERSATIONS, Source.REASONER, Source.RANKER)
    match name:
        case Name.NO_INFORMATION_REFLECTION:
            return full._replace(carried=on_the_screen)
        case Name.NO_STRATEGY_REFLECTION:
            silent = Scripted(full.minds, reflects=False)
            return full._replace(minds=silent, carried=unreflected_strategy)
        case Name.NO_PROFILE:
            return full._replace(remembers=False)
        case Name.NO_GRAPH:
            return full._replace(retriever=parts.retriever.without(Source.GRAPH, *learned))
        case Name.NO_LEARNED:
            return full._replace(retriever=parts.retriever.without(*learned))
    return full
