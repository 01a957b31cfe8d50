"""The verb `evaluate offline`: rankings on recorded data."""

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
    from core.settings import Settings
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
    dialogues: Annotated[
        int | None, typer.Option(min=1, help="Where conversations are asked: how many, drawn.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For intervals, tests and what is drawn.")] = 0,
    learning: Annotated[
        str,
        typer.Option(help='Other settings of learning, such as {"reasoner": {"epochs": 9}}.'),
    ] = "",
    name: Annotated[str, typer.Option(help="A name for the run's folder.")] = "",
) -> None:
    """Rank the whole catalogue after recorded turns, beside the baselines."""
    with explained():
        settings = read_settings()
        asked = Asked(
            data,
            _names(retriever),
            test,
            part.value,
            users,
            seed,
            split.value,
            learning,
            dialogues,
        )
        command = shlex.join(["python", Path(sys.argv[0]).name, *sys.argv[1:]])
        with _progress() as told:
            results, folder = evaluated(asked, settings, name or data, command, told)
        _print(results, folder)


def evaluated(
    asked: Asked, settings: "Settings", name: str, command: str, told: Told
) -> "tuple[Results, Path]":
    """Ask every ranker and keep the figures, the samples and the report in a folder of their own."""
    from evaluation.offline import measure, reference
    from evaluation.results import Results
    from evaluation.runs import run_folder, samples, save
    from evaluation.trials import counts

    known, trial = prepared(settings, asked)
    given = entrants(asked, known, trial, settings, told)
    total = len(trial.task.turns)
    measured = measure(given, trial, lambda system, turns: told(f"Asking {system}", turns, total))
    results = Results(
        about=_about(asked, trial, name, command),
        counts=counts(trial),
        reference=reference(given),
        systems=measured.systems,
    )
    folder = run_folder(settings.data_folder, name, datetime.now(UTC))
    save(folder, results, samples(trial.task, measured.answers))
    return results, folder


def _names(retriever: str) -> tuple[str, ...]:
    names = (name.strip() for name in retriever.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


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


def _about(asked: Asked, trial: "Trial", name: str, command: str) -> "About":
    from evaluation.results import About
    from evaluation.runs import versions

    settings = {"data": asked.data, "test": asked.test, "retriever": ", ".join(asked.names)}
    settings |= {"split": asked.by} if trial.evaluated else {}
    settings |= {"learning": asked.learning}
    settings |= {} if trial.evaluated else {"users": str(asked.users)}
    settings |= {"dialogues": str(asked.most)} if trial.evaluated and asked.most else {}
    return About(
        name=name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command,
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
