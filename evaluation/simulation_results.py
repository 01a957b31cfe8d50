"""The record of a simulation: figures by system, paired differences from the first, families."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.item import Item
from evaluation.dialogue_metrics import (
    Figures,
    Mean,
    figures,
    hits_with_fallback,
    success_turns,
    turns_needed,
)
from evaluation.episodes import Ending, Episode, Times
from evaluation.intervals import Estimate, Measured
from evaluation.paired import Paired, holm, paired
from evaluation.realism import Realism
from evaluation.results import About
from evaluation.simulation_statistics import agreement, mcnemar, wilson, worst_decile


class SystemResults(Measured):
    """One system's figures; see `evaluation.dialogue_metrics.Figures`."""

    name: str
    scored: int
    endings: dict[Ending, int]
    success: tuple[Estimate, ...]
    accepted: Estimate
    fallback: dict[int, Estimate]
    means: dict[Mean, Estimate]
    distinct: tuple[float, float]
    coverage: float
    families: dict[str, Estimate]
    worst_decile: float

    @property
    def mean_of_families(self) -> float:
        """The mean success over families, each weighing the same; NaN of none."""
        rates = [one.value for one in self.families.values()]
        return float(np.mean(rates)) if rates else float("nan")


class Against(Measured):
    """A system minus the first one over the personas that both finished.

    `success` is tested by McNemar's exact test (`p`, and `adjusted` by Holm over the systems);
    `test` has the paired bootstrap's interval of the same difference.
    """

    name: str
    reference: str
    success: Paired
    p: float
    adjusted: float
    turns: Paired
    hits: Paired


class SimulationResults(Measured):
    """Everything of one run; `agreement` is Kendall's tau between families' rankings of systems."""

    about: About
    personas: int
    turns: int
    systems: tuple[SystemResults, ...]
    against: tuple[Against, ...]
    agreement: float
    realism: Realism | None = None

    @property
    def has_leaks(self) -> bool:
        """Whether some person gave a film away, so that the run has failed."""
        return any(one.endings.get(Ending.LEAKED) for one in self.systems)


def results(
    about: About,
    episodes: Sequence[Episode],
    times: Sequence[Times],
    turns: int,
    items: Mapping[str, Item],
) -> SimulationResults:
    """All figures; the first system that played is the reference."""
    names = tuple(dict.fromkeys(one.system for one in episodes))
    groups = {name: [one for one in episodes if one.system == name] for name in names}
    took = {name: [one for one in times if one.system == name] for name in names}
    systems = tuple(
        _system(name, figures(group, turns, items, took[name], about.seed), group)
        for name, group in groups.items()
    )
    return SimulationResults(
        about=about,
        personas=len({one.number for one in episodes}),
        turns=turns,
        systems=systems,
        against=_against(groups, turns, about.seed),
        agreement=agreement(_rates(systems)),
    )


def _system(name: str, found: Figures, episodes: Sequence[Episode]) -> SystemResults:
    families = by_family(episodes)
    return SystemResults(
        name=name,
        scored=found.scored,
        endings={ending: found.endings.get(ending, 0) for ending in Ending},
        success=found.success,
        accepted=found.accepted,
        fallback=dict(found.fallback),
        means=dict(found.means),
        distinct=found.distinct,
        coverage=found.coverage,
        families=families,
        worst_decile=worst_decile([one.value for one in families.values()]),
    )


def by_family(episodes: Sequence[Episode]) -> dict[str, Estimate]:
    """The success of each family of people, by name."""
    scored = [one for one in episodes if one.ending.is_scored]
    return {
        family: wilson(
            sum(one.ending is Ending.ACCEPTED for one in scored if one.family == family),
            sum(one.family == family for one in scored),
        )
        for family in sorted({one.family for one in scored})
    }


def _rates(systems: Sequence[SystemResults]) -> dict[str, list[float]]:
    """Success a system by family, of the families that every system met."""
    shared = set.intersection(*(set(one.families) for one in systems)) if systems else set()
    return {family: [one.families[family].value for one in systems] for family in sorted(shared)}


def _against(groups: Mapping[str, Sequence[Episode]], turns: int, seed: int) -> tuple[Against, ...]:
    (reference, first), *others = groups.items() if groups else [("", ())]
    found = [_compared(reference, first, name, group, turns, seed) for name, group in others]
    adjusted = holm([one.p for one in found])
    return tuple(
        one.model_copy(update={"adjusted": p}) for one, p in zip(found, adjusted, strict=True)
    )


def _compared(
    reference: str,
    first: Sequence[Episode],
    name: str,
    second: Sequence[Episode],
    turns: int,
    seed: int,
) -> Against:
    before, after = shared(first, second)
    cluster = np.arange(len(before))
    success = [np.minimum(success_turns(one), 1.0) for one in (before, after)]
    needed = [turns_needed(one, turns) for one in (before, after)]
    hits = [hits_with_fallback(one, 10) for one in (before, after)]
    p = mcnemar(*success)
    return Against(
        name=name,
        reference=reference,
        success=paired(success[1] - success[0], cluster, seed),
        p=p,
        adjusted=p,
        turns=paired(needed[1] - needed[0], cluster, seed),
        hits=paired(hits[1] - hits[0], cluster, seed),
    )


def shared(
    first: Sequence[Episode], second: Sequence[Episode]
) -> tuple[list[Episode], list[Episode]]:
    """The episodes of personas that both systems met and that are scored in both, in one order."""
    tables = [
        {one.number: one for one in group if one.ending.is_scored} for group in (first, second)
    ]
    both = sorted(tables[0].keys() & tables[1].keys())
    return [tables[0][number] for number in both], [tables[1][number] for number in both]
