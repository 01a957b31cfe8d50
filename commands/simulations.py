"""Small simulations for the page: one at a time, in a process of its own that yields to the chat."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commands.apart import begin, begin_apart, measure_apart
from commands.background import Background, Changes
from commands.following import Following
from commands.planning import ORIGINS, Asked
from commands.processes import Look, play_all
from commands.reports import RunReports
from commands.simulating import Share, way_on
from commands.systems import ABOUT, Name
from core.runs import (
    Choice,
    Figures,
    PastRun,
    Phase,
    RunState,
    SimulationOffer,
    SimulationWish,
    Watched,
)

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.settings import Settings
    from evaluation.simulation_plan import SimulationPlan
    from evaluation.simulation_results import SimulationResults
    from simulator.persona import Persona

Play = Callable[[Sequence[Share], Look], None]

_IN_FLIGHT = 4
_LATEST = 5
_MADE_UP = "catalogue"
_WORDS = {
    "catalogue": "people made up from the catalogue",
    "movielens": "people of MovieLens, with films they rated",
    "redial": "people of ReDial, with films they spoke of",
}


class _Run(NamedTuple):
    """A run that has a folder."""

    folder: Path
    plan: "SimulationPlan"
    people: "tuple[Persona, ...]"


class PageSimulations:
    """Implements `Simulations`.

    `play` plays the shares as `commands.processes.play_all` does, `measure` leaves figures and
    report in the folder of a merged run.
    """

    def __init__(
        self,
        settings: "Settings",
        catalog: "Catalog",
        play: Play = play_all,
        measure: Callable[[Path], None] = measure_apart,
    ) -> None:
        self._settings, self._catalog = settings, catalog
        self._play, self._measure = play, measure
        self._background = Background()
        self._following = Following((), (), catalog)

    def offer(self) -> SimulationOffer:
        """All systems; of the histories those that are there."""
        return SimulationOffer(
            systems=tuple(Choice(value=name.value, words=ABOUT[name]) for name in Name),
            origins=tuple(Choice(value=one, words=_WORDS[one]) for one in self._origins()),
            note=self._price(),
        )

    def start(self, wish: SimulationWish) -> None:
        """Begin; ParleyError where one runs, or where this is not offered."""
        asked = self._asked(wish)
        self._background.start(_title(wish), lambda: self._work(asked))

    def stop(self) -> None:
        """Finish what is under way and begin nothing more."""
        self._background.stop()

    def state(self) -> RunState:
        """How far the run is."""
        return self._background.state

    def conversations(self) -> tuple[Choice, ...]:
        """Every conversation of the run, by key."""
        return self._following.choices

    def under_way(self) -> tuple[str, ...]:
        """The keys of those that go on just now."""
        return self._following.under_way()

    def conversation(self, key: str) -> Watched | None:
        """What was said so far."""
        return self._following.watched(key)

    def past(self) -> tuple[PastRun, ...]:
        """The latest simulations that were measured, newest first."""
        from evaluation.runs import RESULTS
        from evaluation.simulation_plan import PLAN

        runs = self._settings.data_folder / "runs"
        folders = sorted((one.parent for one in runs.glob(f"*/{PLAN}")), reverse=True)
        measured = [one for one in folders if (one / RESULTS).is_file()]
        return tuple(filter(None, map(self._past, measured[:_LATEST])))

    def _past(self, folder: Path) -> PastRun | None:
        from evaluation.runs import RESULTS
        from evaluation.simulation_results import SimulationResults

        try:
            text = (folder / RESULTS).read_text("utf-8")
            found = SimulationResults.model_validate_json(text)
        except (OSError, ValueError):
            return None
        return PastRun(
            run=folder.name,
            title=f"{found.about.created[:16].replace('T', ' ')}: {found.about.name}, "
            f"{found.personas:,} people, {found.about.settings.get('systems', '')}",
            figures=main_figures(found),
            has_report=self._reports.has(folder.name),
        )

    @property
    def _reports(self) -> RunReports:
        return RunReports(self._settings.data_folder / "runs")

    def _origins(self) -> tuple[str, ...]:
        from catalog.datasets.draft import manifest_paths

        there = {path.parent.name for path in manifest_paths(self._settings.data_folder)}
        return (_MADE_UP, *(one for one in ORIGINS if one in there))

    def _price(self) -> str:
        from commands.simulate import price_of

        if not self._settings.uses_model:
            return ""
        return (
            f"{self._settings.model_names} answers: a turn costs about "
            f"{price_of(1, self._settings):.4f}, and it takes seconds."
        )

    def _asked(self, wish: SimulationWish) -> Asked:
        """What the command line would be asked; ParleyError where it is not offered."""
        from core.errors import ParleyError

        if wish.origin not in self._origins():
            raise ParleyError(f"The histories of {wish.origin} are not imported.")
        if unknown := set(wish.systems) - set(Name):
            raise ParleyError(f"There is no system {min(unknown)!r}.")
        systems = (f"--system {name}" for name in wish.systems)
        command = (
            f"python app.py simulate --users {wish.people} {' '.join(systems)} "
            f"--turns {wish.turns} --seed {wish.seed} --from {wish.origin}"
        )
        return Asked(wish.people, wish.systems, wish.turns, wish.seed, wish.origin, "", command)

    def _work(self, asked: Asked) -> Changes:
        """The whole run, from choosing people to the report."""
        from evaluation.simulation_plan import frozen
        from evaluation.watching import LIVE

        tell = self._background.tell
        tell(work="choosing people")
        folder = self._begun(asked)
        plan, people = frozen(folder)
        run = _Run(folder, plan, people)
        self._following = Following(people, plan.systems, self._catalog)
        tell(
            run=run.folder.name,
            total=len(people) * len(plan.systems),
            work="the systems are built in a process of their own",
            resume=way_on(run.folder),
        )
        share = Share(run.folder, (1, 1), (1, 1), _IN_FLIGHT, is_watched=True)
        try:
            self._play([share], self._looking(run))
        finally:
            (run.folder / LIVE).unlink(missing_ok=True)
        return self._measured(run)

    def _begun(self, asked: Asked) -> Path:
        """The run's folder; only people of the catalogue are at hand."""
        if asked.origin == _MADE_UP:
            return begin(asked, self._settings, self._catalog)
        return begin_apart(asked)

    def _looking(self, run: _Run) -> Look:
        """Reads what was written since, and says whether it is over."""
        from collections import Counter

        from evaluation.shards import read
        from evaluation.watching import LiveReader

        live, following = LiveReader(run.folder), self._following

        def look() -> bool:
            # The moments first: a conversation that has ended by now is then told to its end.
            episodes, moments = read(run.folder), live.new()
            following.hear(moments, episodes)
            counts = Counter(one.ending.value for one in episodes)
            self._background.tell(done=len(episodes), counts=counts)
            if moments and self._background.state.phase is Phase.PREPARING:
                self._background.tell(phase=Phase.RUNNING, work="")
            return self._background.is_over

        return look

    def _measured(self, run: _Run) -> Changes:
        """The last changes: figures where everything is there, else what is lacking."""
        from core.errors import ParleyError
        from evaluation.shards import merge

        if merge(run.folder, run.plan.keys(len(run.people))) is None:
            return {"phase": Phase.STOPPED, "work": ""}
        self._background.tell(phase=Phase.MEASURING, work="")
        self._measure(run.folder)
        past = self._past(run.folder)
        if past is None:
            raise ParleyError(f"The figures of {run.folder} cannot be read.")
        return {
            "phase": Phase.FINISHED,
            "work": "",
            "resume": "",
            "figures": (past.figures,),
            "has_report": past.has_report,
        }


def main_figures(results: "SimulationResults") -> Figures:
    """Success, turns and the longer list with their intervals, and what so few people can show."""
    from evaluation.dialogue_metrics import Mean
    from evaluation.tables import interval

    last = results.turns
    rows = tuple(
        (
            one.name,
            str(one.scored),
            interval(one.success[-1]) if one.success else "–",
            interval(one.means[Mean.TURNS]),
            interval(one.fallback[10]),
        )
        for one in results.systems
    )
    heads = ("system", "people", f"SR@{last} [95%]", "AT [95%]", "HR@10 [95%]")
    return Figures(
        title="Main figures",
        heads=heads,
        rows=rows,
        note=f"SR@{last} is the share of people who took a film they looked for within {last} turns, "
        "AT how many turns that took (one more than there were where it never came to it); HR@10 "
        f"counts a list of ten at the end too. {_power(results.personas)}",
    )


def _power(people: int) -> str:
    """What so few people can show."""
    from evaluation.simulation_statistics import detectable

    least = detectable(people)
    told = f"only a difference of {least:.2f} in SR" if least < 1 else "no difference in SR"
    return (
        f"Few people give wide intervals: with {people}, {told} between two systems would be found "
        "with 80% power. For a claim take several hundred, on the command line."
    )


def _title(wish: SimulationWish) -> str:
    turns = "1 turn" if wish.turns == 1 else f"{wish.turns} turns"
    return (
        f"{wish.people} {_WORDS[wish.origin]}; {', '.join(wish.systems)}; "
        f"at most {turns}, seed {wish.seed}"
    )
