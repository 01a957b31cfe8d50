"""A simulation as CSV: a row an episode, a row a figure, and no text that a spreadsheet would run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars import selectors

from core.conversation import Act
from core.item import Item
from evaluation.dialogue_metrics import is_grounded, rejections, repeats
from evaluation.episodes import Episode, Times
from evaluation.intervals import Estimate
from evaluation.simulation_results import Against, SimulationResults, SystemResults

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA = r"^[=+\-@\t\r]"


class FigureRow(NamedTuple):
    """One figure of a system; `low` and `high` are None where it has no interval."""

    system: str
    figure: str
    value: float
    low: float | None = None
    high: float | None = None


class EpisodeRow(NamedTuple):
    """One episode; films are given by title, `first_hit` is the turn (from 1) that first showed a target."""

    system: str
    number: int
    persona: str
    family: str
    origin: str
    ending: str
    turns: int
    taken: str
    targets: int
    first_hit: int | None
    asks: int
    rejections: int
    violations: int
    repeats: int
    grounded: int
    calls: int
    tokens: int
    price: float
    milliseconds: float
    note: str


def write_figures(path: Path, results: SimulationResults) -> None:
    """A row a figure, differences from the reference last; what is undefined is empty."""
    rows = [row for one in results.systems for row in _of_system(one)]
    rows += [row for one in results.against for row in _of_difference(one, results.turns)]
    _write(path, rows, FigureRow._fields)


def write_episodes(
    path: Path, episodes: Sequence[Episode], times: Sequence[Times], items: Mapping[str, Item]
) -> None:
    """A row an episode, in the order given."""
    took = {one.key: sum(one.milliseconds) for one in times}
    rows = [_of_episode(one, took.get(one.key, 0.0), items) for one in episodes]
    _write(path, rows, EpisodeRow._fields)


def _write(path: Path, rows: Sequence[tuple[object, ...]], names: Sequence[str]) -> None:
    # All rows say of what type a column is: the first hundred may have no hit.
    frame = pl.DataFrame(rows, schema=list(names), orient="row", infer_schema_length=None)
    text, is_formula = selectors.string(), selectors.string().str.contains(_FORMULA)
    guarded = pl.when(is_formula).then("'" + text).otherwise(text).name.keep()
    frame.with_columns(guarded, selectors.float().fill_nan(None)).write_csv(path)


def _of_system(one: SystemResults) -> Iterator[FigureRow]:
    shares = {f"SR@{t}": rate for t, rate in enumerate(one.success, 1)}
    shares |= {f"HR@{k}": rate for k, rate in one.fallback.items()}
    shares |= {"any film": one.accepted} | {name.value: mean for name, mean in one.means.items()}
    last = f"SR@{len(one.success)}"
    shares |= {f"{last}, family {name}": rate for name, rate in one.families.items()}
    for name, estimate in shares.items():
        yield FigureRow(one.name, name, *_ends(estimate))
    numbers = {
        "scored": float(one.scored),
        **{f"ended: {ending.value}": float(count) for ending, count in one.endings.items()},
        "distinct-1": one.distinct[0],
        "distinct-2": one.distinct[1],
        "coverage": one.coverage,
        f"{last}, mean of families": one.mean_of_families,
        f"{last}, worst decile of families": one.worst_decile,
    }
    for name, value in numbers.items():
        yield FigureRow(one.name, name, value)


def _of_difference(one: Against, turns: int) -> Iterator[FigureRow]:
    tests = {f"SR@{turns}": one.success, "AT": one.turns, "HR@10": one.hits}
    for name, test in tests.items():
        yield FigureRow(one.name, f"{name} minus {one.reference}", *_ends(test.difference))
    yield FigureRow(one.name, f"p (McNemar) against {one.reference}", one.p)
    yield FigureRow(one.name, f"p (Holm) against {one.reference}", one.adjusted)


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def _of_episode(one: Episode, took: float, items: Mapping[str, Item]) -> EpisodeRow:
    titles = (items[film].label if film in items else film for film in one.taken)
    spent = [turn.spent for turn in one.turns]
    return EpisodeRow(
        system=one.system,
        number=one.number,
        persona=one.persona,
        family=one.family,
        origin=one.origin.value,
        ending=one.ending.value,
        turns=len(one.turns),
        taken="; ".join(titles),
        targets=len(one.targets),
        first_hit=next((number for number, turn in enumerate(one.turns, 1) if turn.hits), None),
        asks=sum(turn.act is Act.ASK for turn in one.turns),
        rejections=rejections(one),
        violations=sum(turn.violations for turn in one.turns),
        repeats=repeats(one),
        grounded=sum(is_grounded(turn, items) for turn in one.turns),
        calls=sum(each.calls for each in spent),
        tokens=sum(each.prompt + each.completion for each in spent),
        price=one.price,
        milliseconds=took,
        note=one.note,
    )
