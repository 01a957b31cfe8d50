"""Two simulations compared person by person: what changed between them, and whether that is chance."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.errors import ParleyError
from evaluation.changes import Change, family, pair_name, pairs
from evaluation.dialogue_metrics import hits_with_fallback, succeeded_by, turns_needed
from evaluation.episodes import Episode
from evaluation.intervals import Sums
from evaluation.paired import paired
from evaluation.simulation_results import shared
from evaluation.simulation_runs import SimulationRun
from evaluation.simulation_statistics import mcnemar

_Measure = Callable[[Sequence[Episode]], Sums]
_TURNS = "AT"


def compare(
    a: SimulationRun,
    b: SimulationRun,
    systems: Mapping[str, str] | None = None,
    *,
    intersect: bool = False,
    seed: int = 0,
) -> tuple[Change, ...]:
    """B minus A over the people scored in both; for each measure the systems are one family for Holm.

    Shares are tested by McNemar's exact test, turns by random signs; intervals are the paired
    bootstrap's. `systems` maps A's names to B's, by default those that both have. Raises
    ParleyError where a run has no such system, or where people or turns differ and `intersect`
    is not set: with it the people of both are compared over the turns that both had.
    """
    names = tuple([system.name for system in run.results.systems] for run in (a, b))
    common = [name for name in names[0] if name in names[1]]
    paired_systems = pairs((names[0], names[1]), systems, common)
    numbers = _same_people(a, b, intersect=intersect)
    played = {
        pair: shared(_of(a, pair[0]), _renumbered(_of(b, pair[1]), numbers))
        for pair in paired_systems.items()
    }
    changed: list[Change] = []
    for name, measure in _measures(a.results.turns, b.results.turns).items():
        changed += family(
            [_changed(pair, name, measure, both, seed) for pair, both in played.items()]
        )
    return tuple(changed)


def _measures(a: int, b: int) -> dict[str, _Measure]:
    """Each figure as a number for every episode; the list at the end means the same after equal turns."""
    turns = min(a, b)
    found: dict[str, _Measure] = {
        f"SR@{turns}": lambda episodes: succeeded_by(episodes, turns),
        "SR@1": lambda episodes: succeeded_by(episodes, 1),
        _TURNS: lambda episodes: turns_needed(episodes, turns),
    }
    return found | ({"HR@10": lambda episodes: hits_with_fallback(episodes, 10)} if a == b else {})


def _changed(
    pair: tuple[str, str],
    name: str,
    measure: _Measure,
    both: tuple[Sequence[Episode], Sequence[Episode]],
    seed: int,
) -> Change:
    before, after = map(measure, both)
    if not len(before):
        raise ParleyError(f"{pair_name(pair)}: nobody was scored in both runs.")
    test = paired(after - before, np.arange(len(before)), seed)
    p = test.p if name == _TURNS else mcnemar(before, after)
    return Change(
        system=pair_name(pair),
        figure={"measure": name},
        before=float(before.mean()),
        after=float(after.mean()),
        moved=int((before != after).sum()),
        test=test.model_copy(update={"p": p, "adjusted": p}),
    )


def _same_people(a: SimulationRun, b: SimulationRun, *, intersect: bool) -> dict[int, int]:
    """A's number of each person by B's; somebody is the same in both who is so to the last trait."""
    if not intersect:
        _refuse_other_people(a, b)
    places = {one.model_dump_json(): number for number, one in enumerate(a.personas)}
    told = (one.model_dump_json() for one in b.personas)
    numbers = {number: places[one] for number, one in enumerate(told) if one in places}
    if not numbers:
        raise ParleyError("The runs have nobody in common.")
    return numbers


def _refuse_other_people(a: SimulationRun, b: SimulationRun) -> None:
    reasons = {
        "people": a.personas != b.personas,
        f"numbers of turns ({a.results.turns} and {b.results.turns})": (
            a.results.turns != b.results.turns
        ),
    }
    for what, differ in reasons.items():
        if differ:
            raise ParleyError(
                f"The runs have different {what}, so their figures cannot be compared. "
                "Compare the people and turns that both have with --intersect."
            )


def _of(run: SimulationRun, system: str) -> list[Episode]:
    return [one for one in run.episodes if one.system == system]


def _renumbered(episodes: Sequence[Episode], numbers: Mapping[int, int]) -> list[Episode]:
    return [
        one.model_copy(update={"number": numbers[one.number]})
        for one in episodes
        if one.number in numbers
    ]
