"""The verbs of `catalog`: which films can be recommended."""

from pathlib import Path
from typing import Annotated

import typer

from commands.assembly import read_settings
from commands.terminal import console, explained

catalog_app = typer.Typer(help="The films that can be recommended.", no_args_is_help=True)


@catalog_app.command("import")
def import_catalog(
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines, UTF-8.")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="OURS=THEIRS, for instance title=Name.")
    ] = None,
    keep_going: Annotated[
        bool, typer.Option(help="Import even if most rows are rejected.")
    ] = False,
) -> None:
    """Replace the catalogue with your own films; bad rows are reported and skipped."""
    from rich.progress import Progress

    from catalog.importer import import_films

    with explained():
        folder = read_settings().data_folder
        size = file.stat().st_size if file.is_file() else None
        with Progress(console=console(), transient=True) as progress:
            task = progress.add_task("Reading", total=size)
            report = import_films(
                file,
                folder,
                tuple(mapping or ()),
                keep_going=keep_going,
                progress=lambda done: progress.update(task, completed=done),
            )
        for rejection in report.rejected:
            console().print(f"line {rejection.line}: {rejection.reason}", markup=False)
        console().print(
            f"{report.accepted:,} films imported, {len(report.rejected):,} rows rejected. "
            "What depends on the catalogue is rebuilt at the next start."
        )


@catalog_app.command("show")
def show_catalog() -> None:
    """Say which catalogue is in use."""
    from catalog.store import load_catalog

    with explained():
        catalog = load_catalog(read_settings().data_folder)
        noted = sum(bool(item.pitch) for item in catalog.values())
        console().print(
            f"{catalog.name}: {len(catalog):,} films, {noted:,} with a pitch, "
            f"fingerprint {catalog.fingerprint()}",
            highlight=False,
        )


@catalog_app.command("remove")
def remove_catalog() -> None:
    """Go back to the default catalogue."""
    from catalog.importer import forget_import

    with explained():
        was_there = forget_import(read_settings().data_folder)
        console().print(
            "The imported catalogue is gone." if was_there else "There was no imported catalogue."
        )
