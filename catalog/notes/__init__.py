"""Notes written for this project: themes, moods, pitches and leading cast; and films the file lacks."""

from collections.abc import Iterable, Iterator
from importlib import resources

from core.errors import CatalogError
from core.item import Item
from core.value import Value


class Note(Value):
    """What the project adds to one film of the default file, keyed by its id."""

    id: str
    title: str
    year: int
    cast: tuple[str, ...] = ()
    themes: tuple[str, ...]
    moods: tuple[str, ...]
    pitch: str
    series: str | None = None
    part: int | None = None
    aka: tuple[str, ...] = ()


class ExtraFilm(Note):
    """A well-known film that the default file lacks, with an id of our own."""

    directors: tuple[str, ...]
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    runtime: int
    companies: tuple[str, ...] = ()
    certificate: str | None = None


def read_notes() -> tuple[Note, ...]:
    """The notes on films of the default file."""
    return tuple(Note.model_validate_json(line) for line in _lines("notes.jsonl"))


def read_extra_films() -> tuple[ExtraFilm, ...]:
    """The films that the default file lacks."""
    return tuple(ExtraFilm.model_validate_json(line) for line in _lines("extra_films.jsonl"))


def annotate(films: Iterable[Item]) -> tuple[Item, ...]:
    """The films with their notes laid over them, followed by the films they lack.

    Raises CatalogError where a note's title or year is not its film's: a note on the
    wrong film is worse than none.
    """
    notes = {note.id: note for note in read_notes()}
    return (
        *(_annotated(film, notes[film.id]) if film.id in notes else film for film in films),
        *(_film(extra) for extra in read_extra_films()),
    )


def _annotated(film: Item, note: Note) -> Item:
    if (film.title, film.year) != (note.title, note.year):
        raise CatalogError(
            f"The note on {note.id} is about {note.title} ({note.year}), the film is {film.label}."
        )
    leads = set(note.cast)
    return film.model_copy(
        update={
            "aliases": note.aka,
            "cast": note.cast,
            "ensemble": tuple(name for name in film.ensemble if name not in leads),
            "themes": note.themes,
            "moods": note.moods,
            "pitch": note.pitch,
            "series": note.series,
            "part": note.part,
        }
    )


def _film(extra: ExtraFilm) -> Item:
    return Item(
        **extra.model_dump(exclude={"aka"}),
        aliases=extra.aka,
    )


def _lines(name: str) -> Iterator[str]:
    text = (resources.files(__name__) / name).read_text("utf-8")
    return (line for line in text.split("\n") if line.strip())
