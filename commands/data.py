"""The verbs of `data`: public data sets, imported for the chat, for training and for measurements."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.assembly import read_settings
from commands.terminal import console, explained

if TYPE_CHECKING:
    from catalog.datasets.importing import Outcome
    from catalog.datasets.journal import Progress

data_app = typer.Typer(
    help="Public data sets: films, conversations and histories.", no_args_is_help=True
)

_MOST_SHOWN = 20
_MOST_EXAMPLES = 8


@data_app.command("import")
def import_dataset(
    kind: Annotated[
        str,
        typer.Argument(
            help="redial, inspired, movielens, wikipedia-movies, tmdb5000, amazon or catalog."
        ),
    ],
    path: Annotated[Path, typer.Argument(help="The data set's folder or file, as published.")],
    unjoined: Annotated[
        bool, typer.Option("--unjoined", help="List every film that the catalogue lacks.")
    ] = False,
) -> None:
    """Import your copy of a public data set; bad rows are reported and skipped.

    Films are joined to the catalogue and enrich it. An interrupted import goes on where it was.
    """
    from datetime import UTC, datetime

    from catalog.datasets.importing import FORMATS, import_data
    from catalog.store import load_base
    from commands.catalog import import_catalog
    from core.errors import ImportRefused

    if kind == "catalog":
        import_catalog(path)
        return
    with explained():
        if kind not in FORMATS:
            raise ImportRefused(f"{kind}: kinds are {', '.join(FORMATS)} and catalog.")
        folder = read_settings().data_folder
        base = load_base(folder)
        if FORMATS[kind].notice:
            console().print(FORMATS[kind].notice, style="yellow", markup=False)
        with _bar() as progress:
            today = datetime.now(UTC).date()
            outcome = import_data(kind, path, folder, base, today=today, progress=progress)
        _report(outcome, None if unjoined else _MOST_EXAMPLES)


@data_app.command("list")
def list_datasets() -> None:
    """Say what is imported, how much of it, and on which terms it may be used."""
    from rich.table import Table

    from catalog.datasets.store import loaded

    with explained():
        manifests = loaded(read_settings().data_folder)
        if not manifests:
            console().print("Nothing is imported. See `python app.py data import --help`.")
            return
        table = Table("kind", "from", "day", "what", "joined", "terms")
        for one in manifests:
            table.add_row(
                one.kind,
                one.name,
                one.imported,
                _counted(one.counts),
                _counted(one.joined),
                one.licence,
            )
        console().print(table)


@data_app.command("remove")
def remove_dataset(
    kind: Annotated[str, typer.Argument(help="As `data list` names it.")],
) -> None:
    """Forget an imported data set; the catalogue is then without what it added."""
    from catalog.datasets.importing import remove_data

    with explained():
        was_there = remove_data(kind, read_settings().data_folder)
        said = f"{kind} is gone." if was_there else f"There was no imported data set {kind!r}."
        console().print(said, markup=False)


def _report(outcome: "Outcome", most_examples: int | None) -> None:
    manifest, journal = outcome.manifest, outcome.journal
    if outcome.was_there:
        console().print(
            f"These very files were imported on {manifest.imported}; nothing to do. "
            f"{_counted(manifest.counts)}."
        )
        return
    for row in journal.skipped[:_MOST_SHOWN]:
        console().print(f"{row.file} line {row.line}: {row.reason}", markup=False)
    if journal.skipped_count > _MOST_SHOWN:
        console().print(f"... and {journal.skipped_count - _MOST_SHOWN:,} more rows skipped")
    for note in journal.notes:
        console().print(note, markup=False)
    console().print(
        f"Imported {manifest.kind}: {_counted(manifest.counts)}; {manifest.skipped:,} rows skipped. "
        f"Terms: {manifest.licence}.",
        markup=False,
    )
    if manifest.joined:
        console().print(f"Joined to the catalogue: {_counted(manifest.joined)}.", markup=False)
    shown = outcome.unjoined[:most_examples]
    if most_examples is None:
        console().print("\n".join(("Not in it:", *shown)), markup=False)
    elif shown:
        console().print(
            f"Not in it, of {len(outcome.unjoined):,}: {', '.join(shown)}.", markup=False
        )


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


@contextmanager
def _bar() -> Iterator["Progress"]:
    """A progress bar over all files, named by the one being read."""
    from rich.progress import Progress

    with Progress(console=console(), transient=True) as bars:
        task = bars.add_task("Reading", total=None)
        yield lambda file, done, total: bars.update(
            task, description=file, completed=done, total=total
        )
