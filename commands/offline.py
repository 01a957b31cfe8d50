"""The verbs `evaluate offline` and `evaluate compare`: rankings on recorded data, and two runs."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.assembly import read_settings
from commands.terminal import console, explained
from commands.trials import Asked, Told, entrants, prepared

if TYPE_CHECKING:
    from evaluation.results import About, Results
    from evaluation.trials import Trial


class Divided(StrEnum):
    """How conversations are divided into training, validation and test."""

    TIME = "time"
    DRAW = "draw"


class Reported(StrEnum):
    """What is reported: the validation part is for development, the test part for claims."""

    TEST = "test"
    VALIDATION = "validation"


def offline(  # noqa: PLR0913
    data: Annotated[
        str, typer.Option(help="An imported data set: redial, inspired, movielens, amazon.")
    ] = "redial",
    retriever: Annotated[
        str, typer.Option(help="Rankers to measure, with commas between; baselines always are.")
    ] = "",
    test: Annotated[
        str, typer.Option(help="Report on another imported set, or on a file in ReDial's format.")
    ] = "",
    part: Annotated[
        Reported, typer.Option(help="Develop on validation; report test.")
    ] = Reported.TEST,
    split: Annotated[
        Divided, typer.Option(help="The last tenth is the test, or a tenth drawn by id.")
    ] = Divided.TIME,
    users: Annotated[int, typer.Option(min=1, help="Where histories are asked: how many.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="For intervals, tests and drawn users.")] = 0,
    learning: Annotated[
        str,
        typer.Option(help='Other settings of learning, such as {"reasoner": {"epochs": 9}}.'),
    ] = "",
    name: Annotated[str, typer.Option(help="A name for the run's folder.")] = "",
) -> None:
    """Rank the whole catalogue after recorded turns, beside the baselines."""
    from evaluation.offline import measure, reference
    from evaluation.results import Results
    from evaluation.runs import run_folder, samples, save
    from evaluation.trials import counts

    with explained():
        settings = read_settings()
        asked = Asked(data, _names(retriever), test, part.value, users, seed, split.value, learning)
        known, trial = prepared(settings, asked)
        with _progress() as told:
            given = entrants(asked, known, trial, settings, told)
            total = len(trial.task.turns)
            measured = measure(
                given, trial, lambda system, turns: told(f"Asking {system}", turns, total)
            )
        results = Results(
            about=_about(asked, trial, name or data),
            counts=counts(trial),
            reference=reference(given),
            systems=measured.systems,
        )
        folder = run_folder(settings.data_folder, name or data, datetime.now(UTC))
        save(folder, results, samples(trial.task, measured.answers))
        _print(results, folder)


def compare(
    a: Annotated[str, typer.Argument(help="A run's folder, or its name under runs/.")],
    b: Annotated[str, typer.Argument(help="Another run; differences are B minus A.")],
    system: Annotated[
        list[str] | None, typer.Option(help="Only this system; A=B where its names differ.")
    ] = None,
    intersect: Annotated[
        bool, typer.Option("--intersect", help="Compare the instances that both runs have.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="For intervals and tests.")] = 0,
) -> None:
    """Say what changed between two runs, instance by instance, and whether that is chance."""
    from evaluation import comparing
    from evaluation.runs import find_run, load

    with explained():
        runs = read_settings().data_folder / "runs"
        first, second = (load(find_run(runs, name)) for name in (a, b))
        pairs = dict(_pair(one) for one in system or ())
        changed = comparing.compare(first, second, pairs, intersect=intersect, seed=seed)
        for letter, run in zip("AB", (first, second), strict=True):
            about = run.results.about
            console().print(
                f"{letter}: {about.name}, {about.created}: {about.command}", markup=False
            )
        if first.results.about.fingerprint != second.results.about.fingerprint:
            console().print("The runs ranked different catalogues.", style="yellow")
        if same := comparing.unchanged(changed):
            console().print(f"The same in both: {', '.join(same)}.", markup=False)
        if (shown := comparing.table(changed)).row_count:
            console().print(shown)


def _names(retriever: str) -> tuple[str, ...]:
    names = (name.strip() for name in retriever.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _pair(system: str) -> tuple[str, str]:
    first, _, second = system.partition("=")
    return first, second or first


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar for every piece of work, named by it; what follows a colon is its present stage."""
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=console(), transient=True) as bars:

        def told(work: str, turns: int, total: int) -> None:
            kind = work.partition(":")[0]
            if kind not in tasks:
                tasks[kind] = bars.add_task(work, total=total)
            bars.update(tasks[kind], description=work, advance=turns)

        yield told


def _about(asked: Asked, trial: "Trial", name: str) -> "About":
    from evaluation.results import About
    from evaluation.runs import versions

    settings = {"data": asked.data, "test": asked.test, "retriever": ", ".join(asked.names)}
    settings |= {"split": asked.by} if trial.evaluated else {}
    settings |= {"learning": asked.learning}
    settings |= {} if trial.evaluated else {"users": str(asked.users)}
    return About(
        name=name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=shlex.join(["python", Path(sys.argv[0]).name, *sys.argv[1:]]),
        data=asked.test or asked.data,
        part=asked.part,
        digest=trial.split.digest,
        fingerprint=trial.items.fingerprint(),
        seed=asked.seed,
        settings={key: value for key, value in settings.items() if value},
        versions=versions(),
    )


def _print(results: "Results", folder: Path) -> None:
    from evaluation.runs import REPORT
    from evaluation.tables import heading, tables

    out = console()
    out.print(heading(results), markup=False, highlight=False)
    for table in tables(results):
        out.print(table)
    out.print(f"Report: {folder / REPORT}", markup=False, soft_wrap=True)
