"""The tables of a simulation for the terminal."""

from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from evaluation.dialogue_metrics import Mean
from evaluation.episodes import Ending
from evaluation.simulation_results import SimulationResults
from evaluation.tables import decimals, interval, probability

_SHOWN = (Mean.SLATE_RECALL, Mean.SLATE_NDCG, Mean.QUESTIONS, Mean.ASKS, Mean.REJECTIONS)
_FAULTS = (Mean.VIOLATIONS, Mean.REPEATS, Mean.GROUNDED, Mean.DIVERSITY, Mean.SATISFACTION)
_COST = (Mean.CALLS, Mean.TOKENS, Mean.PRICE, Mean.MILLISECONDS)


def tables(results: SimulationResults) -> Iterator[Table]:
    """Success, endings, what was shown and said, cost, paired differences, families."""
    yield _success(results)
    if results.against:
        yield _against(results)
    yield _endings(results)
    yield _means(results, "What was shown and asked", _SHOWN)
    yield _means(results, "Faults, variety, satisfaction", _FAULTS)
    yield _words(results)
    yield _means(results, "Cost", _COST)
    yield _families(results)


def heading(results: SimulationResults) -> str:
    """What was run, in a few lines; a leak is said first."""
    about = results.about
    leaked = sum(one.endings.get(Ending.LEAKED, 0) for one in results.systems)
    warning = f"THIS RUN HAS FAILED: {leaked} people gave a hidden film away.\n" if leaked else ""
    return (
        f"{warning}{results.personas:,} simulated people of {about.data}, at most {results.turns} "
        f"turns. Intervals are 95%: Wilson's for shares, bootstrap over people for means.\n"
        f"People {about.digest[:12]}, catalogue {about.fingerprint}, seed {about.seed}."
    )


def _success(results: SimulationResults) -> Table:
    table = _table("Success by turn (SR@t), turns (AT), with the fallback list (HR)", "system", "n")
    for t in range(1, results.turns + 1):
        ends = "\n[95%]" if t in (1, results.turns) else ""
        table.add_column(f"SR@{t}{ends}", justify="right")
    for name in ("AT\n[95%]", "HR@5\n[95%]", "HR@10\n[95%]", "any film\n[95%]"):
        table.add_column(name)
    for one in results.systems:
        rates = [
            interval(rate) if t in (1, results.turns) else decimals(rate.value)
            for t, rate in enumerate(one.success, 1)
        ]
        more = (one.means[Mean.TURNS], one.fallback[5], one.fallback[10], one.accepted)
        cells = (one.name, str(one.scored), *rates, *map(interval, more))
        table.add_row(*map(Text, cells))
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
        table.add_row(one.name, *(str(one.endings.get(ending, 0)) for ending in Ending))
    return table


def _means(results: SimulationResults, title: str, names: tuple[Mean, ...]) -> Table:
    table = _table(title, "system", *names)
    for one in results.systems:
        table.add_row(*map(Text, (one.name, *(interval(one.means[name]) for name in names))))
    return table


def _words(results: SimulationResults) -> Table:
    table = _table("Words of replies, and the catalogue", *("system", "distinct-1", "distinct-2"))
    table.add_column("coverage")
    for one in results.systems:
        table.add_row(one.name, *(decimals(share) for share in (*one.distinct, one.coverage)))
    return table


def _families(results: SimulationResults) -> Table:
    table = _table(
        f"SR@{results.turns} by family of people; rank agreement of families (Kendall's tau) "
        f"{decimals(results.agreement, 2)}",
        *("system", "mean", "worst decile"),
    )
    names = sorted({name for one in results.systems for name in one.families})
    for name in names:
        table.add_column(name, justify="right")
    for one in results.systems:
        rates = [
            decimals(one.families[name].value) if name in one.families else "" for name in names
        ]
        means = (decimals(one.mean_of_families), decimals(one.worst_decile))
        table.add_row(*map(Text, (one.name, *means, *rates)))
    return table


def _table(title: str, *headings: str) -> Table:
    return Table(*headings, title=title, title_justify="left", box=box.SIMPLE, padding=(0, 1, 0, 0))
