"""The language-model mind: what a model computes, with the rules mind behind every task."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from agents.contracts import Draft, DraftTask, Hear, Mind, Plan, PlanTask, ReflectTask, Selection
from agents.language_model.listening import Listening, ListeningPrompt, Selecting
from agents.language_model.names import Names
from agents.language_model.planning import (
    Choosing,
    PlanningPrompt,
    Reflecting,
    ReflectingPrompt,
)
from agents.language_model.responding import responders
from agents.rules.reflecting import is_rejection
from agents.searching import slate_size
from core.conversation import Act, ListenTask, Strategy
from core.heard import Heard, Intent
from core.item import Item
from core.language_model import (
    NOWHERE,
    CallNote,
    Failure,
    ModelCalls,
    ModelFailed,
    Origin,
    Role,
    Site,
)

MOST_CANDIDATES = 8
_Result = TypeVar("_Result")


class LanguageModelMind:
    """The prompts and the rules, the same for every turn; `for_turn` begins one."""

    def __init__(
        self,
        items: Mapping[str, Item],
        names: Names,
        rules: Mind,
        name: str,
        begin: Callable[[Origin], ModelCalls],
    ) -> None:
        """Render the fixed parts of all prompts.

        `rules` answers whenever the model does not; `name` is what the trace calls this mind;
        `begin` starts the deadline and the budget of a turn, which its recordings belong to.
        """
        self.name = name
        self.rules = rules
        self.listening = ListeningPrompt(Site.LISTEN, items, names)
        self.selecting = ListeningPrompt(Site.SELECT, items, names)
        self.responders = responders(items, names)
        self.planning = PlanningPrompt(items)
        self.reflecting = ReflectingPrompt(items)
        self._begin = begin

    def for_turn(self, origin: Origin = NOWHERE) -> "TurnMind":
        """The mind for one turn, from now on."""
        return TurnMind(self, self._begin(origin))


class TurnMind:
    """Implements `agents.contracts.Mind` for one turn; every task ends in the rules' output at worst."""

    candidates = MOST_CANDIDATES

    def __init__(self, shared: LanguageModelMind, calls: ModelCalls) -> None:
        """`calls` has this turn's budget."""
        self.name = shared.name
        self._shared = shared
        self._rules = shared.rules
        self._calls = calls
        self._reading: tuple[ListenTask, Heard] | None = None
        # Whether the rest of the turn is for the rules: see `_read` and `_understood`.
        self._by_rules = False

    @property
    def calls(self) -> tuple[CallNote, ...]:
        """The calls of this turn so far."""
        return self._calls.notes

    def turned_down(self, task: ListenTask) -> bool:
        """Whether the rules hear a rejection; a call for this would cost a round."""
        return is_rejection(self._read(task), task.shown)

    def listen(self, task: ListenTask) -> Heard:
        """What the message says, with information-level reflection."""
        return self._understood(Site.LISTEN, self._shared.listening, Listening, task).heard

    def select(self, task: ListenTask) -> Selection:
        """What the message says and which act it calls for, in one call."""
        return self._understood(Site.SELECT, self._shared.selecting, Selecting, task)

    def reflect(self, task: ReflectTask) -> Strategy:
        """Strategy-level reflection."""
        prompt = self._shared.reflecting

        def by_model() -> Strategy:
            messages = prompt.messages(task)
            said = self._calls.structured(Site.REFLECT, Role.STRONG, messages, Reflecting)
            return self._grounded(Site.REFLECT, lambda: prompt.grounded(said))

        return self._or(by_model, lambda: self._rules.reflect(task))

    def ask(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """The asking agent's draft."""
        return self._drafted(Act.ASK, task, self._rules.ask(task), hear)

    def recommend(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """The recommending agent's draft; where nothing fits, the rules say what to relax."""
        few = task.slate.ranked[: slate_size(task.state)]
        cut = task.model_copy(update={"slate": task.slate.model_copy(update={"ranked": few})})
        base = self._rules.recommend(cut)
        return self._drafted(Act.RECOMMEND, task, base, hear) if few else base

    def chat(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """The chit-chat agent's draft."""
        return self._drafted(Act.CHAT, task, self._rules.chat(task), hear)

    def plan(self, task: PlanTask) -> Plan:
        """The choice among the drafts."""
        prompt = self._shared.planning

        def by_model() -> Plan:
            messages = prompt.messages(task)
            said = self._calls.structured(Site.PLAN, Role.STRONG, messages, Choosing)
            return self._grounded(Site.PLAN, lambda: prompt.grounded(said, task))

        return self._or(by_model, lambda: self._rules.plan(task))

    def _understood(
        self, site: Site, prompt: ListeningPrompt, schema: type[Listening], task: ListenTask
    ) -> Selection:
        reading = self._read(task)

        def by_model() -> Selection:
            messages = prompt.messages(task, reading)
            said = self._calls.structured(site, Role.FAST, messages, schema)
            heard = self._grounded(site, lambda: prompt.grounded(said, task, reading))
            self._by_rules = heard.says(Intent.DISTRESS)
            if isinstance(said, Selecting) and not self._by_rules:
                return Selection(heard=heard, act=said.act, reason=said.reason)
            return Selection(heard=heard)

        def by_rules() -> Selection:
            # Without a selection the rules choose among drafts, for which only theirs are free.
            self._by_rules = self._by_rules or site is Site.SELECT
            return Selection(heard=reading)

        return self._or(by_model, by_rules)

    def _read(self, task: ListenTask) -> Heard:
        """The message as the rules understand it, read once a turn and before anything is sent."""
        if self._reading is None or self._reading[0] != task:
            reading = self._rules.listen(task)
            self._reading = (task, reading)
            self._by_rules = _is_for_rules(reading)
        return self._reading[1]

    def _drafted(self, act: Act, task: DraftTask, base: Draft, hear: Hear | None) -> Draft:
        """The model's words in place of those of the rules' draft `base`, if they may be said."""
        responder = self._shared.responders[act]

        def by_model() -> Draft:
            films = responder.films(task)
            growing = responder.growing(task, base, films)
            messages = responder.messages(task, base, films)

            def say(piece: str) -> None:
                for draft in growing.add(piece):
                    if hear is not None:
                        hear(draft)

            text = self._calls.text(responder.site, Role.STRONG, messages, say if hear else None)
            if hear is None:
                growing.add(text)
            draft = growing.finished()
            if not responder.is_complete(draft):
                self._calls.disown(responder.site, Failure.UNGROUNDED)
                raise ModelFailed(Failure.UNGROUNDED)
            return draft

        return self._or(by_model, lambda: base)

    def _or(self, by_model: Callable[[], _Result], by_rules: Callable[[], _Result]) -> _Result:
        """The one door between the two minds."""
        if self._by_rules:
            return by_rules()
        try:
            return by_model()
        except ModelFailed:
            return by_rules()

    def _grounded(self, site: Site, ground: Callable[[], _Result]) -> _Result:
        """What an answer amounts to; that it points at nothing is noted with its call."""
        try:
            return ground()
        except ModelFailed as error:
            self._calls.disown(site, error.failure)
            raise


def _is_for_rules(reading: Heard) -> bool:
    """Distress has a fixed answer; other languages and no words at all have one too."""
    has_words = any(letter.isalnum() for letter in reading.text)
    return reading.says(Intent.DISTRESS) or reading.language != "en" or not has_words
