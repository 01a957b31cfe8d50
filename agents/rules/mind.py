"""The rules mind, assembled: the offline computation of every agent task."""

from collections.abc import Mapping

from agents.contracts import Draft, DraftTask, Hear, Plan, PlanTask, ReflectTask, Selection
from agents.rules import planning
from agents.rules.asking import RulesAsker
from agents.rules.chatting import RulesChatter
from agents.rules.listen import RulesListener
from agents.rules.recommending import RulesRecommender
from agents.rules.reflecting import is_rejection, strategy_of
from core.conversation import ListenTask, Strategy
from core.heard import Heard
from core.item import Item
from core.language_model import NOWHERE, CallNote, Origin


class RulesMind:
    """Listens, drafts and plans by rules; deterministic, and honest about being one."""

    name = "rules"
    candidates = 0

    def __init__(self, items: Mapping[str, Item], listener: RulesListener) -> None:
        """`items` is the catalogue by id; `listener` already knows its names."""
        self._listener = listener
        self._asker = RulesAsker(items)
        self._recommender = RulesRecommender(items)
        self._chatter = RulesChatter(items)

    def for_turn(self, origin: Origin = NOWHERE) -> "RulesMind":
        """Itself: it keeps nothing of a turn."""
        return self

    @property
    def calls(self) -> tuple[CallNote, ...]:
        """None: it calls nobody."""
        return ()

    def turned_down(self, task: ListenTask) -> bool:
        """Whether the message turns down what was shown."""
        return is_rejection(self.listen(task), task.shown)

    def reflect(self, task: ReflectTask) -> Strategy:
        """What the films turned down have in common."""
        return strategy_of(task)

    def listen(self, task: ListenTask) -> Heard:
        """What the message says."""
        return self._listener.listen(task)

    def select(self, task: ListenTask) -> Selection:
        """What the message says; the act is chosen among drafts, which cost nothing here."""
        return Selection(heard=self.listen(task))

    def ask(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """A question about what is not known yet."""
        return self._asker.ask(task)

    def recommend(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """The films of the slate, each with its reason."""
        return self._recommender.recommend(task)

    def chat(self, task: DraftTask, hear: Hear | None = None) -> Draft:
        """The answer that the message calls for."""
        return self._chatter.chat(task)

    def plan(self, task: PlanTask) -> Plan:
        """Which of the drafts to say."""
        return planning.plan(task)
