"""One turn as a langgraph graph: its stages, and all of its edges on one screen."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Checkpointer

from agents.checking import Spoken, spoken
from agents.context import RESPONDERS, Search, TurnContext, TurnState, drafts_of
from agents.contracts import Draft, DraftTask, Hear, Plan, PlanTask, ReflectTask, Selection
from agents.profile.easing import eased
from agents.profile.using import answered_by, is_for_others, knowing, personal
from agents.searching import nearby_query, query_for, topics_of
from agents.state import DialogueState
from agents.tracing import trace_of
from agents.voice import Voice
from core.conversation import Act, Card, ListenTask, Mark, Session, Stage, Trace, Turn
from core.heard import Heard
from core.settings import Order
from core.slate import Query, Slate

StageFunction = Callable[[TurnState, Runtime[TurnContext]], dict[str, Any]]


def build_turn(checkpointer: Checkpointer) -> CompiledStateGraph[TurnState, TurnContext, Any, Any]:
    """The graph of one turn, compiled."""
    graph = StateGraph(TurnState, context_schema=TurnContext)
    for name, stage in STAGES.items():
        graph.add_node(name, _timed(name, stage))  # type: ignore[call-overload]
    graph.add_conditional_edges(START, _beginnings, ["listen", "reflect"])
    graph.add_edge("listen", "search")
    graph.add_edge("reflect", "search")
    graph.add_conditional_edges("search", _responders, list(RESPONDERS))
    for responder in RESPONDERS:
        graph.add_edge(responder, "plan")
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


def _beginnings(state: TurnState, runtime: Runtime[TurnContext]) -> list[str]:
    """Reflection on the strategy runs beside listening, where films seem to have been rejected.

    A rejection that only listening recognised is reflected on in the next turn.
    """
    before = runtime.context.before
    if not before.cards:
        return ["listen"]
    seems_rejected = runtime.context.mind.turned_down(_listen_task(state, runtime))
    is_answer_to_films = before.acts[-1:] == (Act.RECOMMEND,)
    is_due = (seems_rejected and is_answer_to_films) or before.unreflected
    return ["listen", "reflect"] if is_due else ["listen"]


def _responders(state: TurnState) -> list[str]:
    """The responder that was selected, else all three, which draft in parallel."""
    act = state["selection"].act
    return [act.value] if act else list(RESPONDERS)


def _reflect(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    task = ReflectTask(
        text=state["text"],
        state=runtime.context.before,
        rejected=runtime.context.before.unreflected or runtime.context.before.cards,
        history=runtime.context.session.turns,
    )
    return {"strategy": runtime.context.mind.reflect(task)}


def _listen(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    task, mind = _listen_task(state, runtime), runtime.context.mind
    is_selecting = runtime.context.order is Order.SELECT
    selection = mind.select(task) if is_selecting else Selection(heard=mind.listen(task))
    return {"selection": selection, "heard": selection.heard}


def _listen_task(state: TurnState, runtime: Runtime[TurnContext]) -> ListenTask:
    before = runtime.context.before
    return ListenTask(
        text=state["text"],
        shown=before.cards,
        asked=before.question,
        topic=before.topic,
        wishes=before.attributes,
        years=before.years,
        runtime=before.runtime,
        demand=before.demand,
        history=runtime.context.session.turns,
        this_year=runtime.context.this_year,
    )


def _search(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    before, heard = runtime.context.before, state["heard"]
    dialogue = before.hearing(heard)
    slate, searched = _found(dialogue, heard, runtime.context)
    if not slate.ranked and heard.could_stand_alone:
        # What was asked for earlier leaves nothing: take the new request by itself.
        alone = heard.model_copy(update={"fresh": True})
        dialogue_alone = before.hearing(alone)
        slate_alone, searched_alone = _found(dialogue_alone, alone, runtime.context)
        if slate_alone.ranked:
            heard, dialogue = alone, dialogue_alone
            slate, searched = slate_alone, searched_alone
    nearby = Slate()
    if dialogue.unknown_titles:
        query = nearby_query(dialogue.unknown_titles[0], dialogue)
        nearby = runtime.context.retriever.search(query)
    if dialogue.unreflected:
        dialogue = dialogue.reflected(state.get("strategy"))
    dialogue = knowing(dialogue, runtime.context.profile)
    dialogue = dialogue.model_copy(update={"is_set_aside": searched.is_set_aside})
    return {
        "heard": heard,
        "dialogue": dialogue,
        "searched": searched,
        "slate": slate,
        "nearby": nearby,
    }


def _found(dialogue: DialogueState, heard: Heard, context: TurnContext) -> tuple[Slate, Search]:
    """The slate, and how it was searched for.

    Where nothing is left, what is known of the person goes first, as little of it as will do, then
    what rests from a slate turned down.
    """
    plain, awake = (
        query_for(state, heard, context.seed, context.mind.candidates)
        for state in (dialogue, dialogue.awakened())
    )
    found = _personally_found(plain, dialogue, context)
    if found[0].ranked or awake == plain:
        return found
    awakened = _personally_found(awake, dialogue, context)
    return awakened if awakened[0].ranked else found


def _personally_found(
    plain: Query, dialogue: DialogueState, context: TurnContext
) -> tuple[Slate, Search]:
    """The slate of a query with as much of what is known of the person as leaves any film."""
    own = personal(plain, dialogue, context.profile, context.slot)
    slate = context.retriever.search(own)
    if slate.ranked or own == plain:
        return slate, Search(plain, own, own)
    last_resort = context.retriever.search(plain)
    if not last_resort.ranked:
        # Nothing that is known of the person stands in the way.
        return slate, Search(plain, own, own)
    for query in eased(own, plain):
        slate = context.retriever.search(query)
        if slate.ranked:
            return slate, Search(plain, own, query)
    return last_resort, Search(plain, own, plain)


def _draft_task(state: TurnState, runtime: Runtime[TurnContext]) -> DraftTask:
    return DraftTask(
        heard=state["heard"],
        state=state["dialogue"],
        slate=state["slate"],
        shown=state["dialogue"].cards,
        topics=topics_of(state["heard"], state["dialogue"], runtime.context.items),
        nearby=state["nearby"],
        history=runtime.context.session.turns,
    )


def _ask(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    return _drafted("ask_draft", runtime.context.mind.ask, state, runtime)


def _recommend(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    return _drafted("recommend_draft", runtime.context.mind.recommend, state, runtime)


def _chat(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    return _drafted("chat_draft", runtime.context.mind.chat, state, runtime)


def _drafted(
    channel: str,
    respond: Callable[[DraftTask, Hear | None], Draft],
    state: TurnState,
    runtime: Runtime[TurnContext],
) -> dict[str, Any]:
    """One draft; where no other competes with it, it is said as it grows."""
    task = _draft_task(state, runtime)
    if state["selection"].act is None:
        return {channel: respond(task, None)}
    voice = _voice(state, runtime)
    return {channel: respond(task, voice.hear), "said": voice.said}


def _voice(state: TurnState, runtime: Runtime[TurnContext]) -> Voice:
    return Voice(
        runtime.stream_writer,
        lambda draft: _bound(draft, state, runtime.context),
        state.get("said", ""),
    )


def _bound(draft: Draft, state: TurnState, context: TurnContext) -> Spoken:
    slate = state["slate"] if state["slate"].ranked else state["nearby"]
    said = spoken(draft, slate, state["dialogue"], context.items, context.titles)
    return said._replace(cards=_remembering(said.cards, state["dialogue"], context))


def _remembering(
    cards: tuple[Card, ...], dialogue: DialogueState, context: TurnContext
) -> tuple[Card, ...]:
    """The cards with what each answers of the person's profile."""
    return tuple(
        card.model_copy(
            update={
                "remembered": answered_by(
                    context.items[card.item_id], dialogue, context.profile, context.slot
                )
            }
        )
        for card in cards
    )


def _plan(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    selection = state["selection"]
    if selection.act:
        return {"plan": Plan(chosen=0, reason=selection.reason)}
    task = PlanTask(
        heard=state["heard"],
        state=state["dialogue"],
        drafts=drafts_of(state),
        acts=state["dialogue"].acts,
        history=runtime.context.session.turns,
    )
    return {"plan": runtime.context.mind.plan(task)}


def _check(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    draft = drafts_of(state)[state["plan"].chosen]
    said = _bound(draft, state, runtime.context)
    _voice(state, runtime).say(said.text)
    turn = Turn(
        heard=state["heard"],
        act=draft.act,
        reply=said.text,
        cards=said.cards,
        asked=draft.asks,
        strategy=state.get("strategy") if _is_adopted(state) else None,
        for_others=is_for_others(state["dialogue"]),
    )
    return {
        "turns": [*state.get("turns", ()), turn.model_dump(mode="json", exclude_defaults=True)],
        "trace": trace_of(state, said, runtime.context).model_dump(
            mode="json", exclude_defaults=True
        ),
    }


def _is_adopted(state: TurnState) -> bool:
    """Whether this turn's reflection holds: listening has to have confirmed the rejection."""
    return state["dialogue"].strategy is state.get("strategy")


STAGES: dict[str, StageFunction] = {
    "reflect": _reflect,
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
