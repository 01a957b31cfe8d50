"""What the stages of a turn read and write, and what they depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple, TypedDict

from langgraph.channels import UntrackedValue

from agents.contracts import Draft, Mind, Plan, Selection
from agents.state import DialogueState
from core.conversation import Act, Session, Strategy
from core.heard import Heard, Slot
from core.item import Item
from core.ports import Retriever
from core.profile import Profile
from core.settings import Order
from core.slate import Query, Slate

RESPONDERS = tuple(act.value for act in Act)


class Search(NamedTuple):
    """What was searched for: by the conversation alone, by the person's profile too, and in the end.

    `used` is `own` where that left any film, else with less of the profile, `plain` at last.
    """

    plain: Query
    own: Query
    used: Query

    @property
    def is_set_aside(self) -> bool:
        """Whether any of what is known of the person was set aside, since it left nothing."""
        return self.own not in (self.plain, self.used)


class TurnState(TypedDict, total=False):
    """What a turn reads and writes.

    `turns`, `marks` and `trace` are plain data and are checkpointed: they are the stored
    conversation. The rest lives only while a turn runs.
    """

    turns: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    trace: dict[str, Any] | None
    text: Annotated[str, UntrackedValue(str)]
    strategy: Annotated[Strategy, UntrackedValue(Strategy)]
    selection: Annotated[Selection, UntrackedValue(Selection)]
    heard: Annotated[Heard, UntrackedValue(Heard)]
    dialogue: Annotated[DialogueState, UntrackedValue(DialogueState)]
    searched: Annotated[Search, UntrackedValue(Search)]
    slate: Annotated[Slate, UntrackedValue(Slate)]
    nearby: Annotated[Slate, UntrackedValue(Slate)]
    ask_draft: Annotated[Draft, UntrackedValue(Draft)]
    recommend_draft: Annotated[Draft, UntrackedValue(Draft)]
    chat_draft: Annotated[Draft, UntrackedValue(Draft)]
    said: Annotated[str, UntrackedValue(str)]
    plan: Annotated[Plan, UntrackedValue(Plan)]


@dataclass(frozen=True)
class TurnContext:
    """What the stages of a turn depend on; `milliseconds` collects how long each took.

    `session` is the conversation before this turn, `before` the dialogue that it amounts to,
    `profile` what is known of the person from before, `slot` the time of the week.
    """

    session: Session
    before: DialogueState
    mind: Mind
    retriever: Retriever
    items: Mapping[str, Item]
    titles: frozenset[str]
    this_year: int
    slot: Slot
    seed: int
    order: Order = Order.MACRS
    profile: Profile = field(default_factory=Profile)
    milliseconds: dict[str, float] = field(default_factory=dict)


def drafts_of(state: TurnState) -> tuple[Draft, ...]:
    """The drafts of a turn, in the order of the acts."""
    drafts = (state.get(f"{responder}_draft") for responder in RESPONDERS)
    return tuple(draft for draft in drafts if isinstance(draft, Draft))
