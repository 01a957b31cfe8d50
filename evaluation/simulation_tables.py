"""The tables of a simulation, by what they are about, for the terminal and the report."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from evaluation import judge_tables
from evaluation.dialogue_metrics import Mean
from evaluation.episodes import Ending
from evaluation.intervals import Estimate
from evaluation.judge_results import JudgeResults
from evaluation.realism_tables import realism_tables
from evaluation.simulation_results import SimulationResults
from evaluation.tables import decimals, interval, probability

_SHOWN = (Mean.SLATE_RECALL, Mean.SLATE_NDCG, Mean.QUESTIONS, Mean.ASKS, Mean.REJECTIONS)
_FAULTS = (Mean.VIOLATIONS, Mean.REPEATS, Mean.GROUNDED, Mean.DIVERSITY, Mean.SATISFACTION)
_COST = (Mean.CALLS, Mean.TOKENS, Mean.PRICE, Mean.MILLISECONDS)

_LARGE = 100


class Topic(StrEnum):
    """What a part of the report is about, in the order of reading."""

    SUCCESS = "Success by turn"
    AGAINST = "Differences from the reference"
    ENDINGS = "How conversations end"
    FLOW = "The flow of acts and answers"
    SPOKEN = "What is shown, asked and said"
    COST = "Cost"
    FAMILIES = "Families of people"
    REALISM = "Simulated and real people"
    JUDGE = "What a judge says"


def tables(results: SimulationResults) -> Iterator[Table]:
    """All of them."""
    yield from chain.from_iterable(by_topic(results).values())


def by_topic(
    results: SimulationResults, judge: JudgeResults | None = None
) -> Mapping[Topic, Sequence[Table]]:
    """The tables of each topic in order; none where nothing was measured or nobody judged."""
    return {
        Topic.SUCCESS: [_success(results), _in_the_end(results)],
        Topic.AGAINST: [_against(results)] if results.against else [],
        Topic.ENDINGS: [_endings(results)],
        Topic.SPOKEN: [
            _means(results, "What was shown and asked", _SHOWN),
            _means(results, "Faults, variety, satisfaction", _FAULTS),
            _words(results),
        ],
        Topic.COST: [_cost(results)],
        Topic.FAMILIES: [_families(results)],
        Topic.REALISM: [*realism_tables(results.realism)] if results.realism else [],
        Topic.JUDGE: [*judge_tables.tables(judge)] if judge else [],
    }


def heading(results: SimulationResults) -> str:
    """What was run, in a few lines; a leak is said first."""
    return "\n".join((*([failure(results)] if results.has_leaks else []), summary(results)))


def summary(results: SimulationResults) -> str:
    """Who talked, for how long, and how sure the figures are."""
    about = results.about
    return (
        f"{results.personas:,} simulated people of {about.data}, at most {results.turns} "
        f"turns. Intervals are 95%: Wilson's for shares, bootstrap over people for means.\n"
        f"People {about.digest[:12]}, catalogue {about.fingerprint}, seed {about.seed}."
    )


def failure(results: SimulationResults) -> str:
    """What a run is worth in which somebody leaked."""
    leaked = sum(one.endings.get(Ending.LEAKED, 0) for one in results.systems)
    talks = "conversation" if leaked == 1 else "conversations"
    return f"THIS RUN HAS FAILED: a hidden film was given away in {leaked} {talks}."


def _success(results: SimulationResults) -> Table:
    table = _table("Success by turn (SR@t)", "system", "n")
    for t in range(1, results.turns + 1):
        ends = "\n[95%]" if t in (1, results.turns) else ""
        table.add_column(f"SR@{t}{ends}", justify="right")
    for one in results.systems:
        rates = [
            interval(rate) if t in (1, results.turns) else decimals(rate.value)
            for t, rate in enumerate(one.success, 1)
        ]
        table.add_row(*map(Text, (one.name, str(one.scored), *rates)))
    return table


def _in_the_end(results: SimulationResults) -> Table:
    table = _table(
        "Turns until success (AT), success or a target in the list at the end (HR), any film taken",
        *("system", "n", "AT [95%]", "HR@5 [95%]", "HR@10 [95%]", "any film [95%]"),
    )
    for one in results.systems:
        found = (one.means[Mean.TURNS], one.fallback[5], one.fallback[10], one.accepted)
        table.add_row(*map(Text, (one.name, str(one.scored), *map(interval, found))))
    return table


def _against(results: SimulationResults) -> Table:
    last = results.turns
    table = _table(
        f"Minus {results.against[0].reference}, on the same people",
        *("system", "n", f"SR@{last} [95%]", "p (McNemar)", "p (Holm)", "detectable"),
        *("AT [95%]", "HR@10 [95%]"),
    )
    for one in results.against:
        chances = (probability(one.p), probability(one.adjusted))
        differences = (interval(one.turns.difference), interval(one.hits.difference))
        success = (interval(one.success.difference), *chances, decimals(one.success.detectable))
        table.add_row(*map(Text, (one.name, str(one.success.count), *success, *differences)))
    return table


def _endings(results: SimulationResults) -> Table:
    table = _table("Endings; leaked and failed ones are not scored", "system", *Ending)
    for one in results.systems:
        counts = (str(one.endings.get(ending, 0)) for ending in Ending)
        table.add_row(*map(Text, (one.name, *counts)))
    return table


def _means(results: SimulationResults, title: str, names: tuple[Mean, ...]) -> Table:
    table = _table(title, "system", *names)
    for one in results.systems:
        table.add_row(*map(Text, (one.name, *(interval(one.means[name]) for name in names))))
    return table


def _cost(results: SimulationResults) -> Table:
    table = _table("Cost", "system", *_COST)
    for one in results.systems:
        table.add_row(*map(Text, (one.name, *(_amount(one.means[name]) for name in _COST))))
    return table


def _amount(estimate: Estimate) -> str:
    """A figure of any size with its interval: nobody reads the thousandth of a millisecond."""
    if np.isnan(estimate.value) or abs(estimate.value) < _LARGE:
        return interval(estimate)
    return f"{estimate.value:,.0f} [{estimate.low:,.0f}, {estimate.high:,.0f}]"


def _words(results: SimulationResults) -> Table:
    table = _table(
        "Words of replies, and the catalogue", *("system", "distinct-1", "distinct-2", "coverage")
    )
    for one in results.systems:
        shares = (decimals(share) for share in (*one.distinct, one.coverage))
        table.add_row(*map(Text, (one.name, *shares)))
    return table


def _families(results: SimulationResults) -> Table:
    table = _table(
        f"SR@{results.turns} by family of people; rank agreement of families (Kendall's tau) "
        f"{decimals(results.agreement, 2)}",
        *("system", "mean", "worst decile"),
    )
    names = sorted({name for one in results.systems for name in one.families})
    for name in names:
        table.add_column(Text(name), justify="right")
    for one in results.systems:
        rates = [
            decimals(one.families[name].value) if name in one.families else "" for name in names
        ]
        means = (decimals(one.mean_of_families), decimals(one.worst_decile))
        table.add_row(*map(Text, (one.name, *means, *rates)))
    return table


def _table(title: str, *headings: str) -> Table:
    return Table(
        *headings,
        title=Text(title, "table.title"),
        title_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
