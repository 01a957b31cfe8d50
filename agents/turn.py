"""One turn as a langgraph graph: its state, its stages, and all of its edges on one screen."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypedDict

from langgraph.channels import UntrackedValue
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Checkpointer

from agents.checking import Spoken, spoken
from agents.contracts import Draft, DraftTask, Mind, Plan, PlanTask
from agents.searching import nearby_query, query_for, topics_of
from agents.state import DialogueState, state_of
from core.conversation import (
    DraftNote,
    ListenTask,
    Mark,
    Session,
    Stage,
    Trace,
    Turn,
    Wording,
)
from core.heard import Heard
from core.item import Facet, Item
from core.ports import Retriever
from core.slate import Slate


class TurnState(TypedDict, total=False):
    """What a turn reads and writes.

    `turns`, `marks` and `trace` are plain data and are checkpointed: they are the stored
    conversation. The rest lives only while a turn runs.
    """

    turns: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    trace: dict[str, Any] | None
    text: Annotated[str, UntrackedValue(str)]
    heard: Annotated[Heard, UntrackedValue(Heard)]
    dialogue: Annotated[DialogueState, UntrackedValue(DialogueState)]
    slate: Annotated[Slate, UntrackedValue(Slate)]
    nearby: Annotated[Slate, UntrackedValue(Slate)]
    ask_draft: Annotated[Draft, UntrackedValue(Draft)]
    recommend_draft: Annotated[Draft, UntrackedValue(Draft)]
    chat_draft: Annotated[Draft, UntrackedValue(Draft)]
    plan: Annotated[Plan, UntrackedValue(Plan)]


@dataclass(frozen=True)
class TurnContext:
    """What the stages of a turn depend on; `milliseconds` collects how long each took."""

    session_id: str
    mind: Mind
    retriever: Retriever
    items: Mapping[str, Item]
    titles: frozenset[str]
    this_year: int
    seed: int
    milliseconds: dict[str, float] = field(default_factory=dict)


StageFunction = Callable[[TurnState, Runtime[TurnContext]], dict[str, Any]]


def build_turn(checkpointer: Checkpointer) -> CompiledStateGraph[TurnState, TurnContext, Any, Any]:
    """The graph of one turn, compiled."""
    graph = StateGraph(TurnState, context_schema=TurnContext)
    for name, stage in STAGES.items():
        graph.add_node(name, _timed(name, stage))  # type: ignore[call-overload]
    graph.add_edge(START, "listen")
    graph.add_edge("listen", "search")
    for responder in ("ask", "recommend", "chat"):
        graph.add_edge("search", responder)
    graph.add_edge(["ask", "recommend", "chat"], "plan")
    graph.add_edge("plan", "check")
    graph.add_edge("check", END)
    return graph.compile(checkpointer=checkpointer)


def stored_session(session_id: str, values: Mapping[str, Any]) -> Session:
    """The conversation that checkpointed values amount to."""
    return Session(
        id=session_id,
        turns=tuple(Turn.model_validate(turn) for turn in values.get("turns", ())),
        marks=tuple(Mark.model_validate(mark) for mark in values.get("marks", ())),
        trace=Trace.model_validate(values["trace"]) if values.get("trace") else None,
    )


def _listen(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    before = _before(state, runtime)
    heard = runtime.context.mind.listen(
        ListenTask(
            text=state["text"],
            shown=before.cards,
            asked=before.question,
            topic=before.topic,
            people=tuple(a.value for a in before.wants if a.facet is Facet.PERSON),
            years=before.years,
            this_year=runtime.context.this_year,
        )
    )
    return {"heard": heard, "dialogue": before.hearing(heard)}


def _before(state: TurnState, runtime: Runtime[TurnContext]) -> DialogueState:
    """The dialogue up to the message; a film that an exchanged catalogue lacks is out of it."""
    session = stored_session(runtime.context.session_id, state)
    return state_of(session).limited_to(runtime.context.items)


def _search(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    heard, dialogue = state["heard"], state["dialogue"]
    slate = runtime.context.retriever.search(query_for(dialogue, heard, runtime.context.seed))
    if not slate.ranked and heard.could_stand_alone:
        # What was asked for earlier leaves nothing: take the new request by itself.
        before = _before(state, runtime)
        heard = heard.model_copy(update={"fresh": True})
        alone = before.hearing(heard)
        slate_alone = runtime.context.retriever.search(
            query_for(alone, heard, runtime.context.seed)
        )
        if slate_alone.ranked:
            dialogue, slate = alone, slate_alone
        else:
            heard = state["heard"]
    nearby = Slate()
    if dialogue.unknown_titles:
        query = nearby_query(dialogue.unknown_titles[0], dialogue)
        nearby = runtime.context.retriever.search(query)
    return {"heard": heard, "dialogue": dialogue, "slate": slate, "nearby": nearby}


def _draft_task(state: TurnState, runtime: Runtime[TurnContext]) -> DraftTask:
    return DraftTask(
        heard=state["heard"],
        state=state["dialogue"],
        slate=state["slate"],
        shown=state["dialogue"].cards,
        topics=topics_of(state["heard"], state["dialogue"], runtime.context.items),
        nearby=state["nearby"],
        variety=len(state.get("turns", ())),
    )


def _ask(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    return {"ask_draft": runtime.context.mind.ask(_draft_task(state, runtime))}


def _recommend(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    return {"recommend_draft": runtime.context.mind.recommend(_draft_task(state, runtime))}


def _chat(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    return {"chat_draft": runtime.context.mind.chat(_draft_task(state, runtime))}


def _drafts(state: TurnState) -> tuple[Draft, ...]:
    return (state["ask_draft"], state["recommend_draft"], state["chat_draft"])


def _plan(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    task = PlanTask(
        heard=state["heard"],
        state=state["dialogue"],
        drafts=_drafts(state),
        acts=state["dialogue"].acts,
    )
    return {"plan": runtime.context.mind.plan(task)}


def _check(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    draft = _drafts(state)[state["plan"].chosen]
    slate = state["slate"] if state["slate"].ranked else state["nearby"]
    said = spoken(draft, slate, state["dialogue"], runtime.context.items, runtime.context.titles)
    turn = Turn(
        heard=state["heard"], act=draft.act, reply=said.text, cards=said.cards, asked=draft.asks
    )
    for piece in said.text.splitlines(keepends=True):
        runtime.stream_writer(Wording(text=piece))
    return {
        "turns": [*state.get("turns", ()), turn.model_dump(mode="json", exclude_defaults=True)],
        "trace": _trace(state, said, runtime.context).model_dump(
            mode="json", exclude_defaults=True
        ),
    }


STAGES: dict[str, StageFunction] = {
    "listen": _listen,
    "search": _search,
    "ask": _ask,
    "recommend": _recommend,
    "chat": _chat,
    "plan": _plan,
    "check": _check,
}


def _timed(name: str, stage: StageFunction) -> StageFunction:
    """The stage, announced as it begins and timed into the context."""

    def run(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
        runtime.stream_writer(Stage(name=name))
        start = time.perf_counter()
        try:
            return stage(state, runtime)
        finally:
            runtime.context.milliseconds[name] = round((time.perf_counter() - start) * 1000, 2)

    return run


def _trace(state: TurnState, said: Spoken, context: TurnContext) -> Trace:
    slate = state["slate"]
    plan = state["plan"]
    drafts = _drafts(state)
    return Trace(
        mind=context.mind.name,
        drafts=tuple(
            DraftNote(act=draft.act, text=draft.template, claim=draft.claim) for draft in drafts
        ),
        chosen=drafts[plan.chosen].act,
        reason=plan.reason,
        sources=slate.sources,
        ranked=tuple(
            ranked.model_copy(update={"item": ranked.item.model_copy(update={"ensemble": ()})})
            for ranked in slate.ranked
        ),
        constraints=slate.constraints,
        eligible=slate.eligible,
        repairs=said.repairs,
        milliseconds=dict(context.milliseconds),
    )
