"""The results of a run as tables for the terminal."""

from collections.abc import Iterator

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from evaluation.figures import CUTOFFS, Metric, Targets
from evaluation.intervals import Estimate
from evaluation.protocol import Slice
from evaluation.ranked import Seen
from evaluation.results import HEADLINE_K, Results, System
from evaluation.splits import Fold

# Where one item is sought, MRR@1 and NDCG@1 are Recall@1. Recall@10 stands before, with its ends.
_COLUMNS = [
    (metric, k)
    for metric in Metric
    for k in CUTOFFS
    if (metric, k) not in ((Metric.MRR, 1), (Metric.NDCG, 1), (Metric.RECALL, HEADLINE_K))
]
_SETTINGS = [(targets, seen) for targets in Targets for seen in Seen]


def tables(results: Results) -> Iterator[Table]:
    """All tables: each setting, tests against the reference, slices, reach, what is shown.

    Where no target was named before, all targets are new ones and are not printed twice.
    """
    for targets, seen in _SETTINGS:
        if targets is Targets.NEW or results.counts.repeated:
            yield _accuracy(results, targets, seen)
    yield _tests(results)
    yield _slices(results)
    if any(system.reach for system in results.systems):
        yield _unproposed(results)
    yield _exposure(results)


def heading(results: Results) -> str:
    """What was asked of how much, in a few lines."""
    about, counts = results.about, results.counts
    caution = "These are figures for development: settings were chosen on the same part.\n"
    return (
        f"{about.data}, {about.part} part: {counts.targets:,} targets ({counts.repeated:,} named "
        f"before, {counts.absent:,} not in the catalogue) in {counts.turns:,} turns of "
        f"{counts.records:,} dialogues or users; {counts.items:,} items ranked.\n"
        f"Trained on {counts.trained_on:,}; settings chosen on the validation part; intervals "
        "are 95%, resampled by dialogue or user.\n"
        f"{caution if about.part == Fold.VALIDATION else ''}"
        f"Split {about.digest[:12]}, catalogue {about.fingerprint}, seed {about.seed}."
    )


def decimals(value: float, digits: int = 3) -> str:
    """`.213`, `1.000`, `–` where it is undefined."""
    text = "–" if np.isnan(value) else f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def probability(p: float) -> str:
    """`.031`, or `<.001` where three decimals would show nothing."""
    return "<.001" if p < 0.0005 else decimals(p)


def interval(estimate: Estimate) -> str:
    """`.213 [.180, .240]`."""
    if np.isnan(estimate.value):
        return "–"
    low, high = decimals(estimate.low), decimals(estimate.high)
    return f"{decimals(estimate.value)} [{low}, {high}]"


def setting_name(targets: Targets, seen: Seen) -> str:
    """`new targets, seen items removed`."""
    return f"{targets} targets, seen items {seen}"


def unproposed_title(results: Results) -> str:
    """`Targets that no source proposes among its first 200`; systems may be read to other depths."""
    depths = sorted({system.reach.depth for system in results.systems if system.reach})
    return f"Targets that no source proposes among its first {' or '.join(map(str, depths))}"


def _accuracy(results: Results, targets: Targets, seen: Seen) -> Table:
    table = _table(
        f"{setting_name(targets, seen).capitalize()}: Recall and MRR and NDCG over mentions, HR over turns",
        "system",
    )
    table.add_column(f"R@{HEADLINE_K}\n[95%]")
    for metric, k in _COLUMNS:
        table.add_column(f"{'R' if metric is Metric.RECALL else metric}\n@{k}", justify="right")
    for system in results.systems:
        found = [system.figure(metric, k, targets, seen) for metric, k in _COLUMNS]
        headline = Text(interval(system.figure(Metric.RECALL, HEADLINE_K, targets, seen)))
        table.add_row(_name(system), headline, *(decimals(one.value) for one in found))
    return table


def _tests(results: Results) -> Table:
    table = _table(
        f"Recall@{HEADLINE_K} of new targets, seen removed, minus that of {results.reference} "
        "(the best baseline on validation data)",
        *("system", "difference [95%]", "p", "p (Holm)", "detectable", "validation", "seconds"),
        "setting, chosen on validation data",
    )
    for system in results.systems:
        test, choice = system.against, system.choice
        cells = ["reference" if system.name == results.reference else "–", "", "", ""]
        if test:
            chances = map(probability, (test.p, test.adjusted))
            cells = [interval(test.difference), *chances, decimals(test.detectable)]
        chosen = [decimals(choice.recall) if choice else "", f"{system.seconds:.1f}"]
        setting = choice.setting if choice else ""
        table.add_row(_name(system), *map(Text, (*cells, *chosen, setting)))
    return table


def _slices(results: Results) -> Table:
    table = _table(f"Recall@{HEADLINE_K} by slice, new targets, seen items removed", "system")
    shown = [name for name in Slice if results.counts.slices.get(name)]
    for name in shown:
        table.add_column(f"{name}\nn = {results.counts.slices[name]}")
    for system in results.systems:
        found = (system.figure(Metric.RECALL, HEADLINE_K, only=name) for name in shown)
        table.add_row(_name(system), *(Text(interval(one)) for one in found))
    return table


def _unproposed(results: Results) -> Table:
    table = _table(f"{unproposed_title(results)}: shares of new targets", "system")
    for name, count in results.counts.new.items():
        table.add_column(f"{name}\nn = {count}")
    for system in results.systems:
        if system.reach:
            found = (system.reach.unproposed[name] for name in results.counts.new)
            table.add_row(_name(system), *(Text(interval(one)) for one in found))
    return table


def _exposure(results: Results) -> Table:
    table = _table(
        "The first ten: share of the catalogue shown, novelty in bits, popularity as percentile",
        *("system", "seen", "coverage", "Gini", "novelty", "popularity", "of targets", "bias"),
    )
    for system in results.systems:
        for seen, one in system.exposure.items():
            cells = (decimals(one.coverage), decimals(one.gini), decimals(one.novelty.value, 2))
            popular = (decimals(one.popularity.value), decimals(one.of_targets))
            table.add_row(_name(system), seen, *cells, *popular, Text(interval(one.bias)))
    return table


def _table(title: str, *headings: str) -> Table:
    return Table(*headings, title=title, title_justify="left", box=box.SIMPLE, padding=(0, 1, 0, 0))


def _name(system: System) -> Text:
    return Text(system.name, style="" if system.is_baseline else "bold")
