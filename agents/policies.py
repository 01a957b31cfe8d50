"""Other ways to choose the act, and dialogues that lack a part: what the full team is compared with."""

from collections.abc import Callable

from agents.contracts import (
    Draft,
    DraftTask,
    Hear,
    Mind,
    Minds,
    Plan,
    PlanTask,
    ReflectTask,
    Selection,
)
from agents.state import DialogueState
from core.conversation import Act, ListenTask, Strategy
from core.heard import Heard
from core.language_model import NOWHERE, CallNote, Origin

Choose = Callable[[ListenTask], Act | None]


def always_recommend(_: ListenTask) -> Act:
    """Only the recommending agent answers."""
    return Act.RECOMMEND


def ask_then_recommend(task: ListenTask) -> Act:
    """A script: two questions, then films."""
    return Act.ASK if len(task.history) < 2 else Act.RECOMMEND


class Scripted:
    """Minds whose act is chosen before the search, by a rule; for turns in the order `select`.

    `reflects` is off where nothing is to be learnt from a rejection.
    """

    def __init__(
        self, minds: Minds, choose: Choose | None = None, *, reflects: bool = True
    ) -> None:
        """`minds` do everything else; without `choose` they choose the act too."""
        self._minds, self._choose, self._reflects = minds, choose, reflects

    def for_turn(self, origin: Origin = NOWHERE) -> Mind:
        """The mind for one turn."""
        return _ScriptedMind(self._minds.for_turn(origin), self._choose, reflects=self._reflects)


class _ScriptedMind:
    """One turn's mind with its choice or its reflection taken away."""

    def __init__(self, mind: Mind, choose: Choose | None, *, reflects: bool) -> None:
        self._mind, self._choose, self._reflects = mind, choose, reflects
        self.name, self.candidates = mind.name, mind.candidates

    @property
    def calls(self) -> tuple[CallNote, ...]:
        return self._mind.calls

    def turned_down(self, task: ListenTask) -> bool:
        return self._reflects and self._mind.turned_down(task)

    def reflect(self, task: ReflectTask) -> Strategy:
        return self._mind.reflect(task)

    def listen(self, task: ListenTask) -> Heard:
        return self._mind.listen(task)

    def select(self, task: ListenTask) -> Selection:
        if self._choose is None:
            return self._mind.select(task)
        return Selection(
            heard=self._mind.listen(task), act=self._choose(task), reason="chosen by a fixed rule"
        )

    def ask(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        return self._mind.ask(task, hear)

    def recommend(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        return self._mind.recommend(task, hear)

    def chat(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        return self._mind.chat(task, hear)

    def plan(self, task: PlanTask) -> Plan:
        return self._mind.plan(task)


def unreflected_strategy(state: DialogueState) -> DialogueState:
    """A dialogue in which no rejection waits to be thought about (no strategy-level reflection)."""
    return state.model_copy(update={"unreflected": ()})


def on_the_screen(state: DialogueState) -> DialogueState:
    """What is left without information-level reflection: what was shown and done, no wish or liking.

    The question stays, since an answer to it means nothing alone.
    """
    return DialogueState(
        shown=state.shown,
        cards=state.cards,
        acts=state.acts,
        asked=state.asked,
        question=state.question,
        rejections=state.rejections,
        strategy=state.strategy,
        unreflected=state.unreflected,
    )


def unreflected(state: DialogueState) -> DialogueState:
    """A dialogue without either reflection, as MACRS's single agent has it."""
    return unreflected_strategy(on_the_screen(state))
