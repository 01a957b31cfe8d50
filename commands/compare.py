"""The verb `compare`: what changed between two runs, offline or simulated, and whether that is chance."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from commands.assembly import read_settings
from commands.terminal import console, explained

if TYPE_CHECKING:
    from evaluation.changes import Change
    from evaluation.results import About


class _Compared(NamedTuple):
    """The changes between two runs, what they were, what is wrong with them, and how they were paired."""

    changes: "Sequence[Change]"
    abouts: "tuple[About, About]"
    failures: tuple[str, ...]
    paired_by: str


def compare(
    a: Annotated[str, typer.Argument(help="A run's folder, or its name under runs/.")],
    b: Annotated[str, typer.Argument(help="Another run; differences are B minus A.")],
    system: Annotated[
        list[str] | None, typer.Option(help="Only this system; A=B where its names differ.")
    ] = None,
    intersect: Annotated[
        bool, typer.Option("--intersect", help="Compare the instances or people that both have.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="For intervals and tests.")] = 0,
) -> None:
    """Say what changed between two runs, pair by pair, and whether that is chance.

    Two runs of `evaluate offline`, or two of `simulate`.
    """
    from core.errors import ParleyError
    from evaluation.runs import find_run
    from evaluation.simulation_runs import is_simulation

    with explained():
        runs = read_settings().data_folder / "runs"
        folders = (find_run(runs, a), find_run(runs, b))
        kinds = {is_simulation(folder) for folder in folders}
        if len(kinds) > 1:
            raise ParleyError("One of the runs is a simulation, the other one is not.")
        compared = _simulations if kinds.pop() else _rankings
        _print(compared(*folders, dict(map(_pair, system or ())), intersect=intersect, seed=seed))


def _rankings(
    a: Path, b: Path, systems: Mapping[str, str], *, intersect: bool, seed: int
) -> _Compared:
    from evaluation import comparing
    from evaluation.runs import load

    first, second = load(a), load(b)
    changes = comparing.compare(first, second, systems, intersect=intersect, seed=seed)
    abouts = first.results.about, second.results.about
    return _Compared(changes, abouts, (), "on the same instances, resampled by dialogue or user")


def _simulations(
    a: Path, b: Path, systems: Mapping[str, str], *, intersect: bool, seed: int
) -> _Compared:
    from evaluation import simulation_comparing
    from evaluation.simulation_runs import load
    from evaluation.simulation_tables import failure

    first, second = load(a), load(b)
    changes = simulation_comparing.compare(first, second, systems, intersect=intersect, seed=seed)
    failures = tuple(
        f"{letter}: {failure(run.results)}"
        for letter, run in zip("AB", (first, second), strict=True)
        if run.results.has_leaks
    )
    abouts = first.results.about, second.results.about
    return _Compared(changes, abouts, failures, "with the same people, by person")


def _print(compared: _Compared) -> None:
    from evaluation.changes import table, unchanged

    out = console()
    for failure in compared.failures:
        out.print(failure, markup=False, style="bold red")
    for letter, about in zip("AB", compared.abouts, strict=True):
        out.print(f"{letter}: {about.name}, {about.created}: {about.command}", markup=False)
    if len({about.fingerprint for about in compared.abouts}) > 1:
        out.print("The runs had different catalogues.", style="yellow")
    if same := unchanged(compared.changes):
        out.print(f"The same in both: {', '.join(same)}.", markup=False)
    if (shown := table(compared.changes, compared.paired_by)).row_count:
        out.print(shown)


def _pair(system: str) -> tuple[str, str]:
    first, _, second = system.partition("=")
    return first, second or first
