"""A plan is one of the drafts, and what reflection writes is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.lib._pydantic import to_strict_json_schema

from agents.contracts import Draft, PlanTask, ReflectTask
from agents.language_model.planning import Choosing, PlanningPrompt, Reflecting, ReflectingPrompt
from agents.state import DialogueState
from core.conversation import Act, Strategy, Turn
from core.heard import Heard
from core.language_model import Failure, ModelFailed
from tests.doubles import shown_card
from tests.worlds import made_up

CATALOG = made_up()
PLANNING = PlanningPrompt(CATALOG)
REFLECTING = ReflectingPrompt(CATALOG)
DRAFTS = tuple(
    Draft(act=act, template=f'Say "{act.value}": {{{{1.title}}}}', claim=0.5, reason="because")
    for act in Act
)
TASK = PlanTask(heard=Heard(text="hello"), state=DialogueState(), drafts=DRAFTS)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_draft_is_chosen_by_its_number(number: int) -> None:
    assert PLANNING.grounded(Choosing(chosen=number), TASK).chosen == number - 1


@pytest.mark.parametrize("number", [0, 4, -1, 10**9])
def test_a_draft_that_does_not_exist_is_no_plan(number: int) -> None:
    with pytest.raises(ModelFailed) as raised:
        PLANNING.grounded(Choosing(chosen=number), TASK)
    assert raised.value.failure is Failure.UNGROUNDED


@given(reason=st.text(max_size=2000))
def test_the_reason_is_one_short_line(reason: str) -> None:
    told = PLANNING.grounded(Choosing(chosen=1, reason=reason), TASK).reason
    assert len(told) <= 200
    assert "\n" not in told


@given(texts=st.lists(st.text(max_size=2000), min_size=4, max_size=4))
def test_what_reflection_writes_is_bounded(texts: list[str]) -> None:
    ask, recommend, chat, plan = texts
    said = Reflecting(error="too early", ask=ask, recommend=recommend, chat=chat, plan=plan)
    strategy = REFLECTING.grounded(said)
    assert strategy.error == "too early"
    for text in (strategy.ask, strategy.recommend, strategy.chat, strategy.plan):
        assert len(text) <= 300
        assert "\n" not in text


@pytest.mark.parametrize("error", ["", " \n\t "])
def test_reflection_that_found_nothing_is_none(error: str) -> None:
    with pytest.raises(ModelFailed) as raised:
        REFLECTING.grounded(Reflecting(error=error, ask="Ask."))
    assert raised.value.failure is Failure.UNGROUNDED


@pytest.mark.parametrize("schema", [Choosing, Reflecting])
def test_servers_with_strict_schemas_require_every_property(
    schema: type[Choosing | Reflecting],
) -> None:
    strict = to_strict_json_schema(schema)
    assert set(strict["required"]) == set(strict["properties"])


def test_the_planner_sees_drafts_by_number_and_experience() -> None:
    strategy = Strategy(error="e", plan="Ask once more.")
    state = DialogueState(strategy=strategy)
    task = TASK.model_copy(update={"state": state, "acts": (Act.ASK, Act.CHAT)})
    system, user = PLANNING.messages(task)
    assert (system.role, user.role) == ("system", "user")
    assert '2. recommend: "Say \\"recommend\\": {{1.title}}"' in user.content
    assert "Acts so far, oldest first: ask, chat" in user.content
    assert '"Ask once more."' in user.content


def test_reflection_sees_what_was_shown_and_the_last_lesson() -> None:
    cards = tuple(shown_card(item, "it is funny") for item in CATALOG.items_in_order[:2])
    turn = Turn(heard=Heard(text="a comedy"), act=Act.RECOMMEND, reply="Here.", cards=cards)
    state = DialogueState(strategy=Strategy(error="Too early.")).answered(turn)
    told = REFLECTING.messages(
        ReflectTask(text="no!", state=state, rejected=cards, history=(turn,))
    )[1].content
    for words in ('"a comedy"', '"no!"', '"it is funny"', '"Too early."', CATALOG["f1"].label):
        assert words in told
