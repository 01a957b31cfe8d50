"""Imports a public data set: checked, joined to the catalogue, and put in place as a whole."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from catalog.datasets import amazon, inspired, movielens, redial_files, tmdb, wikipedia
from catalog.datasets.draft import ITEMS, MANIFEST, Draft, data_path
from catalog.datasets.joining import Joiner
from catalog.datasets.journal import Journal, Progress
from catalog.datasets.merging import Merged, merge
from catalog.datasets.records import Manifest, Record, Source
from catalog.datasets.store import NO_FILMS
from core.errors import ImportRefused
from core.item import Item

_UNCHANGED = "What was imported before is as it was."


class Format(NamedTuple):
    """A data set that can be imported: its terms, and how it is read.

    `files` says which files are read where a path is given; `read` writes them into a draft
    and says how many of what it wrote. `notice` is shown when it is imported.
    """

    kind: str
    name: str
    licence: str
    files: Callable[[Path], tuple[Path, ...]]
    read: Callable[[tuple[Path, ...], Draft, Journal], dict[str, int]]
    notice: str = ""


_MOVIELENS = (
    "MovieLens may not be used for commercial or revenue-bearing purposes without the permission "
    "of GroupLens (University of Minnesota), which is to be acknowledged in publications: Harper "
    "and Konstan 2015, ACM TiiS 5(4):19. See the README in its folder."
)

FORMATS: Mapping[str, Format] = {
    one.kind: one
    for one in (
        Format(
            "redial", "ReDial", "CC BY 4.0 (Li et al. 2018)", redial_files.files, redial_files.read
        ),
        Format("inspired", "INSPIRED", "none stated by its authors", inspired.files, inspired.read),
        Format(
            "movielens",
            "MovieLens",
            "GroupLens' terms: for research, not commercial",
            movielens.files,
            movielens.read,
            _MOVIELENS,
        ),
        Format(
            "wikipedia-movies",
            "American films on Wikipedia",
            "text CC BY-SA 4.0, compilation MIT",
            wikipedia.files,
            wikipedia.read,
        ),
        Format(
            "tmdb5000",
            "TMDB 5000",
            "none stated; TMDB's terms ask for attribution, not commercial",
            tmdb.files,
            tmdb.read,
        ),
        Format("amazon", "Amazon reviews", "for research only", amazon.files, amazon.read),
    )
}


def remove_data(kind: str, data_folder: Path) -> bool:
    """Forget an imported data set; whether there was one."""
    folder = data_path(data_folder, kind)
    if kind not in FORMATS or not folder.exists():
        return False
    shutil.rmtree(folder)
    return True


class Outcome(NamedTuple):
    """What an import did; `unjoined` are the films that the catalogue lacks, best known first."""

    manifest: Manifest
    journal: Journal
    unjoined: tuple[str, ...] = ()
    was_there: bool = False


def import_data(
    kind: str,
    path: Path,
    data_folder: Path,
    base: Mapping[str, Item],
    *,
    today: date,
    progress: Progress | None = None,
) -> Outcome:
    """Import the data set of this kind at `path` into `data_folder`.

    Joins are counted against `base`. The same files are not imported twice; an import that
    was interrupted goes on. Raises ImportRefused, with nothing changed, where the files
    cannot be used.
    """
    form = FORMATS[kind]
    try:
        paths = form.files(_present(path))
        sources = tuple(_source(one) for one in paths)
        if same := _imported(data_folder, kind, sources):
            return Outcome(same, Journal(), was_there=True)
        journal = Journal(progress, sum(source.size for source in sources))
        draft = Draft(data_folder, kind, _digest(sources))
        counts = _filled(form, paths, draft, journal)
        records = _records(draft.folder / ITEMS)
        merged = _joined(kind, records, base)
        manifest = Manifest(
            kind=kind,
            name=paths[0].parent.name,
            licence=form.licence,
            sources=sources,
            counts=counts,
            joined={} if kind in NO_FILMS else {join.value: n for join, n in merged.joins.items()},
            skipped=journal.skipped_count,
            imported=today.isoformat(),
        )
        draft.commit(manifest)
    except ImportRefused as refusal:
        raise ImportRefused(f"{refusal} {_UNCHANGED}") from refusal
    except OSError as error:
        raise ImportRefused(f"{path}: {error.strerror or error}. {_UNCHANGED}") from error
    return Outcome(manifest, journal, _unjoined(records, merged) if manifest.joined else ())


def _present(path: Path) -> Path:
    if not path.exists():
        raise ImportRefused(f"{path}: there is no such file or folder.")
    return path


def _imported(data_folder: Path, kind: str, sources: tuple[Source, ...]) -> Manifest | None:
    try:
        content = (data_path(data_folder, kind) / MANIFEST).read_bytes()
        manifest = Manifest.model_validate_json(content)
    except (OSError, ValidationError):
        return None
    return manifest if manifest.sources == sources else None


def _filled(
    form: Format, paths: tuple[Path, ...], draft: Draft, journal: Journal
) -> dict[str, int]:
    """Read the files into the draft, or leave nothing of it; how many of what there are."""
    try:
        counts = form.read(paths, draft, journal)
        _check(journal, paths[0].parent)
    except ImportRefused:
        draft.discard()
        raise
    return {name: count for name, count in counts.items() if count}


def _records(path: Path) -> list[Record]:
    with path.open("rb") as lines:
        return [Record.model_validate_json(line) for line in lines]


def _joined(kind: str, records: list[Record], base: Mapping[str, Item]) -> Merged:
    films = {} if kind in NO_FILMS else base
    return merge(films, records, Joiner(films))


def _unjoined(records: list[Record], merged: Merged) -> tuple[str, ...]:
    alone = [one for one in records if merged.places[one.item.id] in merged.new]
    ordered = sorted(alone, key=lambda record: -record.votes)
    return tuple(record.item.label for record in ordered)


def _check(journal: Journal, folder: Path) -> None:
    first = "; ".join(f"{one.file} line {one.line}: {one.reason}" for one in journal.skipped[:3])
    if not journal.taken:
        raise ImportRefused(f"{folder}: no row is usable{f' ({first})' if first else ''}.")
    if journal.skipped_count > journal.taken:
        raise ImportRefused(
            f"{folder}: {journal.skipped_count:,} of "
            f"{journal.skipped_count + journal.taken:,} rows are not usable ({first})."
        )


def _source(path: Path) -> Source:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(name=path.name, size=path.stat().st_size, sha256=digest)


def _digest(sources: tuple[Source, ...]) -> str:
    listed = " ".join(source.model_dump_json() for source in sources)
    return hashlib.sha256(listed.encode()).hexdigest()
