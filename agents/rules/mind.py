"""The rules mind, assembled: the offline computation of every agent task."""

from collections.abc import Mapping

from agents.contracts import Draft, DraftTask, Plan, PlanTask
from agents.rules import planning
from agents.rules.asking import RulesAsker
from agents.rules.chatting import RulesChatter
from agents.rules.listen import RulesListener
from agents.rules.recommending import RulesRecommender
from core.conversation import ListenTask
from core.heard import Heard
from core.item import Item


class RulesMind:
    """Listens, drafts and plans by rules; deterministic, and honest about being one."""

    name = "rules"

    def __init__(self, items: Mapping[str, Item], listener: RulesListener) -> None:
        """`items` is the catalogue by id; `listener` already knows its names."""
        self._listener = listener
        self._asker = RulesAsker(items)
        self._recommender = RulesRecommender(items)
        self._chatter = RulesChatter(items)

    def listen(self, task: ListenTask) -> Heard:
        """What the message says."""
        return self._listener.listen(task)

    def ask(self, task: DraftTask) -> Draft:
        """A question about what is not known yet."""
        return self._asker.ask(task)

    def recommend(self, task: DraftTask) -> Draft:
        """The films of the slate, each with its reason."""
        return self._recommender.recommend(task)

    def chat(self, task: DraftTask) -> Draft:
        """The answer that the message calls for."""
        return self._chatter.chat(task)

    def plan(self, task: PlanTask) -> Plan:
        """Which of the drafts to say."""
        return planning.plan(task)
