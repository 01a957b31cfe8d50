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
from agents.contracts import Draft, DraftTask, Hear, Mind, Plan, PlanTask, ReflectTask, Selection
from agents.profile.using import answered_by, knowing, personal, used
from agents.searching import nearby_query, query_for, topics_of
from agents.state import DialogueState
from agents.voice import Voice
from core.conversation import (
    Act,
    Card,
    DraftNote,
    ListenTask,
    Mark,
    Session,
    Stage,
    Strategy,
    Trace,
    Turn,
)
from core.heard import Heard
from core.item import Item
from core.ports import Retriever
from core.profile import Profile
from core.settings import Order
from core.slate import Slate

RESPONDERS = tuple(act.value for act in Act)


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
    `profile` what is known of the person from before.
    """

    session: Session
    before: DialogueState
    mind: Mind
    retriever: Retriever
    items: Mapping[str, Item]
    titles: frozenset[str]
    this_year: int
    seed: int
    order: Order = Order.MACRS
    profile: Profile = field(default_factory=Profile)
    milliseconds: dict[str, float] = field(default_factory=dict)


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
    slate, is_set_aside = _found(dialogue, heard, runtime)
    if not slate.ranked and heard.could_stand_alone:
        # What was asked for earlier leaves nothing: take the new request by itself.
        alone = heard.model_copy(update={"fresh": True})
        dialogue_alone = before.hearing(alone)
        slate_alone, is_set_aside_alone = _found(dialogue_alone, alone, runtime)
        if slate_alone.ranked:
            heard, dialogue, slate = alone, dialogue_alone, slate_alone
            is_set_aside = is_set_aside_alone
    nearby = Slate()
    if dialogue.unknown_titles:
        query = nearby_query(dialogue.unknown_titles[0], dialogue)
        nearby = runtime.context.retriever.search(query)
    if dialogue.unreflected:
        dialogue = dialogue.reflected(state.get("strategy"))
    dialogue = knowing(dialogue, runtime.context.profile)
    dialogue = dialogue.model_copy(update={"is_set_aside": is_set_aside})
    return {"heard": heard, "dialogue": dialogue, "slate": slate, "nearby": nearby}


def _found(
    dialogue: DialogueState, heard: Heard, runtime: Runtime[TurnContext]
) -> tuple[Slate, bool]:
    """The slate, and whether what is known of the person was set aside since it left nothing."""
    context = runtime.context
    query = query_for(dialogue, heard, context.seed, context.mind.candidates)
    own = personal(query, dialogue, context.profile)
    slate = context.retriever.search(own)
    if slate.ranked or own == query:
        return slate, False
    by_request = context.retriever.search(query)
    return (by_request, True) if by_request.ranked else (slate, False)


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
                "remembered": answered_by(context.items[card.item_id], dialogue, context.profile)
            }
        )
        for card in cards
    )


def _drafts(state: TurnState) -> tuple[Draft, ...]:
    drafts = (state.get(f"{responder}_draft") for responder in RESPONDERS)
    return tuple(draft for draft in drafts if isinstance(draft, Draft))


def _plan(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    selection = state["selection"]
    if selection.act:
        return {"plan": Plan(chosen=0, reason=selection.reason)}
    task = PlanTask(
        heard=state["heard"],
        state=state["dialogue"],
        drafts=_drafts(state),
        acts=state["dialogue"].acts,
        history=runtime.context.session.turns,
    )
    return {"plan": runtime.context.mind.plan(task)}


def _check(state: TurnState, runtime: Runtime[TurnContext]) -> dict[str, Any]:
    draft = _drafts(state)[state["plan"].chosen]
    said = _bound(draft, state, runtime.context)
    _voice(state, runtime).say(said.text)
    turn = Turn(
        heard=state["heard"],
        act=draft.act,
        reply=said.text,
        cards=said.cards,
        asked=draft.asks,
        strategy=state.get("strategy") if _is_adopted(state) else None,
    )
    return {
        "turns": [*state.get("turns", ()), turn.model_dump(mode="json", exclude_defaults=True)],
        "trace": _trace(state, said, runtime.context).model_dump(
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


def _used(state: TurnState, context: TurnContext) -> tuple[str, ...]:
    if state["dialogue"].is_set_aside:
        return ("set aside for this request, since it left nothing",)
    plain = query_for(state["dialogue"], state["heard"], context.seed, context.mind.candidates)
    return used(personal(plain, state["dialogue"], context.profile), plain, context.profile)


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
        order=context.order.value if context.mind.calls else "",
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
        ranking=slate.ranking,
        profile=_used(state, context),
        cases=slate.cases,
        constraints=slate.constraints,
        eligible=slate.eligible,
        repairs=said.repairs,
        calls=context.mind.calls,
        strategy=state["dialogue"].strategy,
        milliseconds=dict(context.milliseconds),
    )
