"""The planner and strategy-level reflection as prompts (MACRS)."""

from collections.abc import Mapping

from pydantic import Field

from agents.contracts import Plan, PlanTask, ReflectTask
from agents.language_model.describing import NOTHING, told_cards, told_history, told_profile
from core.conversation import Strategy
from core.item import Item
from core.language_model import Failure, Message, ModelFailed, Typed
from core.prompts import Prompt, quoted_data

_LONGEST_SUGGESTION = 300
_LONGEST_REASON = 200


class Choosing(Typed):
    """The planner's answer: the number of a draft, from 1, and why."""

    chosen: int
    reason: str = Field(default_factory=str)


class Reflecting(Typed):
    """What a rejection taught: the error, a suggestion for each responder, experience to plan by."""

    error: str
    ask: str = Field(default_factory=str)
    recommend: str = Field(default_factory=str)
    chat: str = Field(default_factory=str)
    plan: str = Field(default_factory=str)


class PlanningPrompt:
    """Renders the planning prompt and reads the choice."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._prompt = Prompt("agents", "plan")

    def messages(self, task: PlanTask) -> tuple[Message, ...]:
        """The drafts by number, with profile, acts and experience in view."""
        strategy = task.state.strategy
        drafts = (
            f"{n}. {draft.act.value}: {quoted_data(draft.template)}"
            for n, draft in enumerate(task.drafts, 1)
        )
        return self._prompt.messages(
            history=told_history(task.history),
            message=task.heard.text,
            profile=told_profile(task.state, self._items),
            acts=", ".join(act.value for act in task.acts) or NOTHING,
            experience=strategy.plan if strategy else "",
            drafts="\n".join(drafts),
        )

    def grounded(self, said: Choosing, task: PlanTask) -> Plan:
        """The choice by index; ModelFailed where there is no such draft."""
        if not 1 <= said.chosen <= len(task.drafts):
            raise ModelFailed(Failure.UNGROUNDED)
        return Plan(chosen=said.chosen - 1, reason=_short(said.reason, _LONGEST_REASON))


class ReflectingPrompt:
    """Renders the prompt of strategy-level reflection and reads what it found."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._prompt = Prompt("agents", "reflect")

    def messages(self, task: ReflectTask) -> tuple[Message, ...]:
        """The trajectory since the last failure."""
        last = task.state.strategy
        return self._prompt.messages(
            history=told_history(task.history),
            message=task.text,
            profile=told_profile(task.state, self._items),
            films=told_cards(task.rejected) or NOTHING,
            strategy=last.error if last else "",
        )

    def grounded(self, said: Reflecting) -> Strategy:
        """The strategy, its texts bounded; ModelFailed where no error was found."""
        texts = {name: _short(text, _LONGEST_SUGGESTION) for name, text in said}
        if not texts["error"]:
            raise ModelFailed(Failure.UNGROUNDED)
        return Strategy(**texts)


def _short(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
