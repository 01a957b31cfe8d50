"""Two runs compared instance by instance: what changed between them, and whether that is chance."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from core.errors import ParleyError
from core.value import Value
from evaluation.figures import Metric, Targets
from evaluation.intervals import Sums
from evaluation.metrics import discounted_gain, hit, reciprocal_rank
from evaluation.paired import Paired, corrected, paired
from evaluation.ranked import Seen
from evaluation.runs import Run, rank_column
from evaluation.tables import decimals, interval, probability

_FUNCTIONS = {
    Metric.RECALL: hit,
    Metric.MRR: reciprocal_rank,
    Metric.NDCG: discounted_gain,
}
_MEASURES = (
    (Metric.RECALL, 10),
    (Metric.RECALL, 1),
    (Metric.RECALL, 50),
    (Metric.MRR, 10),
    (Metric.NDCG, 10),
)
_SETTINGS = ((Targets.NEW, Seen.REMOVED), (Targets.ALL, Seen.KEPT))


class Changed(Value):
    """One metric of one system in both runs, and the paired test of B minus A.

    `moved` is the number of instances whose figure differs.
    """

    system: str
    targets: Targets
    seen: Seen
    metric: Metric
    k: int
    before: float
    after: float
    moved: int
    test: Paired


def compare(
    a: Run,
    b: Run,
    systems: Mapping[str, str] | None = None,
    *,
    intersect: bool = False,
    seed: int = 0,
) -> tuple[Changed, ...]:
    """B minus A on the same instances; for each measure the systems are one family for Holm.

    `systems` maps A's names to B's; by default those that both have, baselines only where
    there are no others. Raises ParleyError where a run has no such system, or where the runs asked different things and `intersect`
    is not set.
    """
    pairs = _pairs(a, b, systems)
    rows = _joined(a, b, intersect=intersect)
    changed: list[Changed] = []
    for targets, seen in _SETTINGS:
        chosen = rows.filter(~pl.col("repeated")) if targets is Targets.NEW else rows
        for metric, k in _MEASURES:
            family = [
                _changed(chosen, pair, (targets, seen, metric, k), seed) for pair in pairs.items()
            ]
            tests = corrected([one.test for one in family])
            changed += [
                one.model_copy(update={"test": test})
                for one, test in zip(family, tests, strict=True)
            ]
    return tuple(changed)


def unchanged(changed: Sequence[Changed]) -> tuple[str, ...]:
    """The systems of which no instance has another figure in B than in A."""
    moved = {one.system for one in changed if one.moved}
    return tuple(dict.fromkeys(one.system for one in changed if one.system not in moved))


def table(changed: Sequence[Changed]) -> Table:
    """A row a system, setting and measure, without the systems that are `unchanged`."""
    same = unchanged(changed)
    shown = Table(
        *("system", "targets, seen", "measure", "A", "B", "B - A [95%]", "p", "p (Holm)"),
        *("detectable", "moved", "n"),
        title="B minus A on the same instances, resampled by dialogue or user",
        title_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
    for one in changed:
        if one.system in same:
            continue
        test = one.test
        setting = (one.system, f"{one.targets}, {one.seen}", f"{one.metric}@{one.k}")
        values = [decimals(one.before), decimals(one.after), interval(test.difference)]
        chances = map(probability, (test.p, test.adjusted))
        cells = (*setting, *values, *chances, decimals(test.detectable))
        shown.add_row(*map(Text, cells), str(one.moved), str(test.count))
    return shown


def _pairs(a: Run, b: Run, systems: Mapping[str, str] | None) -> dict[str, str]:
    pairs = dict(systems or _common(a, b))
    for wanted, run, letter in ((pairs, a, "A"), (pairs.values(), b, "B")):
        known = [system.name for system in run.results.systems]
        if missing := [name for name in wanted if name not in known]:
            raise ParleyError(
                f"Run {letter} has no system {missing[0]!r}: it has {', '.join(known)}."
            )
    if not pairs:
        raise ParleyError("The runs have no system in common; pair them with --system A=B.")
    return pairs


def _common(a: Run, b: Run) -> dict[str, str]:
    """The systems that both have, and their baselines only where there are no others."""
    names = {system.name for system in b.results.systems}
    both = [system for system in a.results.systems if system.name in names]
    ours = [system for system in both if not system.is_baseline]
    return {system.name: system.name for system in ours or both}


def _joined(a: Run, b: Run, *, intersect: bool) -> pl.DataFrame:
    """The instances of both runs, side by side: B's columns have `:b` behind their names."""
    if not intersect:
        _refuse_other_questions(a, b)
    rows = a.samples.join(b.samples, on="instance", suffix=":b", maintain_order="left")
    if rows.is_empty():
        raise ParleyError("The runs have no instance in common.")
    # What counts as seen depends on the context; a different one would be another question.
    if (rows["repeated"] != rows["repeated:b"]).any():
        raise ParleyError("The runs asked the same instances after different contexts.")
    return rows


def _refuse_other_questions(a: Run, b: Run) -> None:
    abouts = a.results.about, b.results.about
    asked = [frozenset(run.samples["instance"].to_list()) for run in (a, b)]
    reasons = {
        "splits": abouts[0].digest != abouts[1].digest,
        "parts": abouts[0].part != abouts[1].part,
        "instances": asked[0] != asked[1],
    }
    for what, differ in reasons.items():
        if differ:
            raise ParleyError(
                f"The runs have different {what}, so their figures cannot be compared. "
                "Compare the instances that both have with --intersect."
            )


def _changed(
    rows: pl.DataFrame,
    pair: tuple[str, str],
    measure: tuple[Targets, Seen, Metric, int],
    seed: int,
) -> Changed:
    targets, seen, metric, k = measure
    columns = rank_column(pair[0], seen), rank_column(pair[1], seen)
    names = columns[0], f"{columns[1]}:b" if f"{columns[1]}:b" in rows.columns else columns[1]
    before, after = (_FUNCTIONS[metric](rows[name].to_numpy(), k) for name in names)
    _, cluster = np.unique(rows["record"].to_numpy(), return_inverse=True)
    return Changed(
        system=pair[0] if pair[0] == pair[1] else " → ".join(pair),
        targets=targets,
        seen=seen,
        metric=metric,
        k=k,
        before=_mean(before),
        after=_mean(after),
        moved=int((before != after).sum()),
        test=paired(after - before, cluster, seed),
    )


def _mean(values: Sums) -> float:
    return float(values.mean()) if len(values) else float("nan")
