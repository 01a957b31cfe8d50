"""Simulations for the page whose course is known: even people are shown what they look for, odd ones never."""

from collections.abc import Callable, Mapping, Sequence
from threading import Event

from catalog.store import Catalog
from commands.processes import Look
from commands.simulating import Share
from core.conversation import Card, Session
from core.item import Item
from evaluation.conversing import Contestant
from evaluation.shards import PartWriter, finished
from evaluation.simulating import jobs_of, simulate
from evaluation.simulation_plan import frozen
from evaluation.watching import watching
from simulator.persona import Persona
from tests.doubles import shown_card
from tests.evaluation.simulation_doubles import ScriptedRecommender, setting


class Offering(ScriptedRecommender):
    """Shows films of the catalogue; in the second turn of an even person, one that they look for."""

    def __init__(self, catalog: Catalog, people: Sequence[Persona]) -> None:
        super().__init__([("other",), ("target",), ("other",)])
        self._catalog, self._people, self._person = catalog, people, 0

    @property
    def items(self) -> Mapping[str, Item]:
        return self._catalog

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        self._person = int(session_id.rpartition("-")[2])
        return super().reply(session_id, text, person)

    def _cards(self, names: Sequence[str]) -> tuple[Card, ...]:
        persona = self._people[self._person]
        others = [name for name in self._catalog if name not in persona.targets]
        is_shown = "target" in names and self._person % 2 == 0
        chosen = persona.targets[0] if is_shown else others[0]
        return (shown_card(self._catalog[chosen]),) if names else ()


class Playing:
    """Plays as `play_all` does, in this thread and one conversation at a time.

    With `gates`, each conversation but the first waits for one more `step`.
    """

    def __init__(self, catalog: Catalog, *, gated: bool = False) -> None:
        self._catalog, self.gated = catalog, gated
        self.shares: list[Share] = []
        self.step, self.reached = Event(), Event()

    def __call__(self, shares: Sequence[Share], look: Look) -> None:
        self.shares += shares
        (share,) = shares
        plan, people = frozen(share.folder)
        systems = [Contestant(name, Offering(self._catalog, people), None) for name in plan.systems]
        writer = PartWriter(share.folder)
        try:
            with watching(share.folder, is_watched=share.is_watched) as watch:
                jobs = jobs_of(tuple(enumerate(people)), systems, finished(share.folder))
                seen = setting(plan.turns)._replace(watch=watch)
                simulate(jobs, seen, writer.write, 1, self._between(look))
        finally:
            writer.close()
        look()

    def _between(self, look: Look) -> Callable[[], bool]:
        """Looks between conversations, and waits there where it should."""
        looks = iter(range(10_000))

        def is_over() -> bool:
            is_over = look()
            if self.gated and next(looks):
                self.reached.set()
                assert self.step.wait(20)
                self.step.clear()
                is_over = look()
            return is_over

        return is_over
