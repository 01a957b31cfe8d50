"""Two offline runs compared instance by instance: what changed between them, and whether that is chance."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from core.errors import ParleyError
from evaluation.changes import Change, family, pair_name, pairs
from evaluation.figures import Metric, Targets
from evaluation.intervals import Sums
from evaluation.metrics import discounted_gain, hit, reciprocal_rank
from evaluation.paired import paired
from evaluation.ranked import Seen
from evaluation.runs import Run, rank_column

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


def compare(
    a: Run,
    b: Run,
    systems: Mapping[str, str] | None = None,
    *,
    intersect: bool = False,
    seed: int = 0,
) -> tuple[Change, ...]:
    """B minus A on the same instances; for each measure the systems are one family for Holm.

    `systems` maps A's names to B's; by default those that both have, baselines only where
    there are no others. Raises ParleyError where a run has no such system, or where the runs asked different things and `intersect`
    is not set.
    """
    names = tuple([system.name for system in run.results.systems] for run in (a, b))
    paired_systems = pairs((names[0], names[1]), systems, _common(a, b))
    rows = _joined(a, b, intersect=intersect)
    changed: list[Change] = []
    for targets, seen in _SETTINGS:
        chosen = rows.filter(~pl.col("repeated")) if targets is Targets.NEW else rows
        for metric, k in _MEASURES:
            measure = (targets, seen, metric, k)
            changed += family(
                [_changed(chosen, pair, measure, seed) for pair in paired_systems.items()]
            )
    return tuple(changed)


def _common(a: Run, b: Run) -> list[str]:
    """The systems that both have, and their baselines only where there are no others."""
    names = {system.name for system in b.results.systems}
    both = [system for system in a.results.systems if system.name in names]
    ours = [system for system in both if not system.is_baseline]
    return [system.name for system in ours or both]


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
) -> Change:
    targets, seen, metric, k = measure
    columns = rank_column(pair[0], seen), rank_column(pair[1], seen)
    names = columns[0], f"{columns[1]}:b" if f"{columns[1]}:b" in rows.columns else columns[1]
    before, after = (_FUNCTIONS[metric](rows[name].to_numpy(), k) for name in names)
    _, cluster = np.unique(rows["record"].to_numpy(), return_inverse=True)
    return Change(
        system=pair_name(pair),
        figure={"targets, seen": f"{targets}, {seen}", "measure": f"{metric}@{k}"},
        before=_mean(before),
        after=_mean(after),
        moved=int((before != after).sum()),
        test=paired(after - before, cluster, seed),
    )


def _mean(values: Sums) -> float:
    return float(values.mean()) if len(values) else float("nan")
