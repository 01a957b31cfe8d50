"""The strongest claim speaks, and nobody is asked twice in a row without need."""

from agents.contracts import Draft, PlanTask
from agents.rules.planning import plan
from agents.state import DialogueState
from core.conversation import Act
from core.heard import Heard

ASK, RECOMMEND, CHAT = Act.ASK, Act.RECOMMEND, Act.CHAT


def chosen(ask: float, recommend: float, chat: float, *acts: Act, known: int = 1) -> Act:
    drafts = tuple(
        Draft(act=act, template="", claim=claim, reason=f"because {act}")
        for act, claim in zip((ASK, RECOMMEND, CHAT), (ask, recommend, chat), strict=True)
    )
    state = DialogueState(liked=frozenset(f"f{n}" for n in range(known)))
    task = PlanTask(heard=Heard(), state=state, drafts=drafts, acts=acts)
    return drafts[plan(task).chosen].act


def test_the_strongest_claim_is_chosen() -> None:
    assert chosen(0.1, 0.9, 0.5) is RECOMMEND
    assert chosen(0.9, 0.1, 0.5) is ASK
    assert chosen(0.1, 0.2, 0.5) is CHAT


def test_a_second_question_in_a_row_has_to_be_much_better() -> None:
    assert chosen(0.8, 0.6, 0.1) is ASK
    assert chosen(0.8, 0.6, 0.1, ASK) is RECOMMEND
    assert chosen(0.95, 0.6, 0.1, ASK) is ASK


def test_a_question_may_be_repeated_while_nothing_is_known() -> None:
    assert chosen(0.8, 0.6, 0.1, ASK, known=0) is ASK


def test_only_the_last_act_is_held_against_a_question() -> None:
    assert chosen(0.8, 0.6, 0.1, ASK, RECOMMEND) is ASK


def test_recommending_again_costs_nothing() -> None:
    assert chosen(0.55, 0.6, 0.1, RECOMMEND) is RECOMMEND


def test_an_even_claim_goes_to_the_first() -> None:
    assert chosen(0.5, 0.5, 0.5) is ASK


def test_the_reason_names_the_choice_and_the_rest() -> None:
    drafts = (
        Draft(act=ASK, template="", claim=0.2, reason="enough is known"),
        Draft(act=RECOMMEND, template="", claim=0.9, reason="asked for films"),
    )
    reason = plan(PlanTask(heard=Heard(), state=DialogueState(), drafts=drafts)).reason
    assert reason == "recommend 0.90: asked for films (ask 0.20)"
