"""How a turn came about, for whoever wants to know: the trace that is stored with it."""

from agents.checking import Spoken
from agents.context import Search, TurnContext, TurnState, drafts_of
from agents.profile.starting import rung_of
from agents.profile.using import used
from core.conversation import Card, DraftNote, Rung, Trace
from core.slate import Ranked


def trace_of(state: TurnState, said: Spoken, context: TurnContext) -> Trace:
    """The trace of a turn whose reply is bound, up to the stage that asks for it."""
    slate, plan, drafts = state["slate"], state["plan"], drafts_of(state)
    return Trace(
        mind=context.mind.name,
        order=context.order.value if context.mind.calls else "",
        drafts=tuple(
            DraftNote(act=draft.act, text=draft.template, claim=draft.claim) for draft in drafts
        ),
        chosen=drafts[plan.chosen].act,
        reason=plan.reason,
        sources=slate.sources,
        ranked=tuple(map(_shortened, slate.ranked)),
        ranking=slate.ranking,
        rung=_rung(state, said.cards),
        profile=_used(state["searched"], context),
        cases=slate.cases,
        constraints=slate.constraints,
        eligible=slate.eligible,
        repairs=said.repairs,
        calls=context.mind.calls,
        strategy=state["dialogue"].strategy,
        milliseconds=dict(context.milliseconds),
    )


def _shortened(ranked: Ranked) -> Ranked:
    """Without those who only played along: they are many, and say nothing here."""
    return ranked.model_copy(update={"item": ranked.item.model_copy(update={"ensemble": ()})})


def _rung(state: TurnState, cards: tuple[Card, ...]) -> Rung | None:
    """The rung of the films shown, which may be those near a title that the catalogue lacks."""
    ids = {card.item_id for card in cards}
    shown = [one for one in (*state["slate"].ranked, *state["nearby"].ranked) if one.item.id in ids]
    return rung_of(state["searched"].used, state["searched"].plain, shown)


def _used(search: Search, context: TurnContext) -> tuple[str, ...]:
    if search.used == search.plain != search.own:
        return ("set aside for this request, since it left nothing",)
    told, kept = (
        used(query, search.plain, context.profile, context.slot)
        for query in (search.own, search.used)
    )
    gone = (one for one in told if one not in kept)
    return (*kept, *(f"set aside for this request: {one}" for one in gone))
