"""Imports INSPIRED dialogues, in the form of UniCRS (JSON Lines) and in their own (TSV)."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from catalog.datasets import dbpedia
from catalog.datasets.draft import DIALOGUES, FACTS, ITEMS, Draft
from catalog.datasets.fields import genre_names, names, other_words
from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import json_lines, json_object, plain, table
from catalog.datasets.records import Record, Recorded
from catalog.importer import made_id
from catalog.titles import split_label
from core.dialogue import Dialogue, Speaker, Utterance
from core.errors import ImportRefused
from core.item import Item

KIND = "inspired"
METADATA = "kerl_movie_kg.json"
_SPEAKERS = {"SEEKER": Speaker.SEEKER, "RECOMMENDER": Speaker.RECOMMENDER}
_QUOTE = re.compile(r"QUOTATION_MARK")
_TELLING = 200  # letters at the start, in which no two dialogues are alike
_COLUMNS = ("dialog_id", "speaker", "text", "movies")


class _Named(NamedTuple):
    """A film as an utterance names it: its label, and its DBpedia resource or nothing."""

    label: str
    link: str


def files(path: Path) -> tuple[Path, ...]:
    """The files that are read where `path` is given: a folder, or one file of dialogues."""
    folder = path if path.is_dir() else path.parent
    dialogues = [path] if path.is_file() else [*folder.glob("*.jsonl"), *folder.glob("*.tsv")]
    if not dialogues:
        raise ImportRefused(f"{path}: there is no .jsonl or .tsv file of dialogues.")
    # The ones that say which DBpedia resource a film is come first.
    dialogues.sort(key=lambda one: (one.suffix == ".tsv", one.name))
    others = (METADATA, *dbpedia.FILES)
    return (*dialogues, *(folder / name for name in others if (folder / name).is_file()))


def read(sources: tuple[Path, ...], draft: Draft, journal: Journal) -> dict[str, int]:
    """Write items, dialogues and facts into the draft; how many of each."""
    links: dict[str, str] = {}
    dialogues = [path for path in sources if path.suffix != ".json"]
    counts = {"dialogues": draft.write(DIALOGUES, _dialogues(dialogues, links, journal))}
    metadata = {path.name: path for path in sources}.get(METADATA)
    known = json_object(metadata, journal) if metadata else {}
    records: dict[str, str] = {}
    for label in links:
        records.setdefault(_record_id(label), label)
    counts["items"] = draft.write(
        ITEMS, (_record(label, links[label], known.get(label)) for label in records.values())
    )
    linked = {_record_id(label): link for label, link in links.items() if link}
    facts = dbpedia.read_facts(sources[0].parent, linked, journal)
    return counts | {"facts": draft.write(FACTS, facts)}


def _record_id(label: str) -> str:
    return f"{KIND}:{made_id(*split_label(label))}"


def _dialogues(paths: list[Path], links: dict[str, str], journal: Journal) -> Iterator[Recorded]:
    """The dialogues, each once: the files repeat some. Adds the films they name to `links`."""
    seen: dict[str, str] = {}
    repeated = 0
    for path in paths:
        rows = _table_dialogues if path.suffix == ".tsv" else _json_dialogues
        for name, turns in rows(path, journal):
            journal.take()
            letters = _letters(turns)
            if seen.setdefault(letters, path.name) != path.name:
                repeated += 1
                continue
            for _, _, films in turns:
                for film in films:
                    links[film.label] = links.get(film.label) or film.link
            yield Recorded(source=path.name, dialogue=_dialogue(name, turns))
    if repeated:
        journal.note(f"{repeated:,} dialogues stand in two files; they are imported once.")


_Turn = tuple[Speaker, str, list[_Named]]


def _letters(turns: list[_Turn]) -> str:
    """How a dialogue begins, letters only: the files part turns and spell signs differently."""
    said = "".join(text for _, text, _ in turns)
    return re.sub(r"[^a-z]", "", said.casefold())[:_TELLING]


def _dialogue(name: str, turns: list[_Turn]) -> Dialogue:
    utterances = (
        Utterance(
            speaker=speaker,
            text=text,
            mentions=tuple(dict.fromkeys(_record_id(film.label) for film in films)),
        )
        for speaker, text, films in turns
    )
    return Dialogue(id=name, utterances=tuple(utterances))


def _json_dialogues(path: Path, journal: Journal) -> Iterator[tuple[str, list[_Turn]]]:
    for number, row in json_lines(path, journal):
        try:
            yield f"{path.stem}-{number}", _turns(row)
        except BadRow as reason:
            journal.skip(path.name, number, str(reason))


def _turns(row: object) -> list[_Turn]:
    if not isinstance(row, list) or not row:
        raise BadRow("a dialogue is an array of utterances")
    return [_turn(utterance) for utterance in row]


def _turn(row: object) -> _Turn:
    if not isinstance(row, dict) or row.get("role") not in _SPEAKERS:
        raise BadRow("an utterance has a role, SEEKER or RECOMMENDER")
    text = row.get("text")
    if not isinstance(text, str):
        raise BadRow("an utterance has no text")
    return _SPEAKERS[row["role"]], _typed(text), _named(row)


def _named(row: dict[str, object]) -> list[_Named]:
    """The films of an utterance: fewer of them have a resource than a label."""
    linked = zip(names(row.get("movie_name")), names(row.get("movie_link")), strict=False)
    links = dict(linked)
    labels = (_labelled(label) for label in names(row.get("movie")))
    films = [_Named(label, links.get(split_label(label).title, "")) for label in labels if label]
    if not films:
        films = [_Named(dbpedia.entity_label(link), link) for link in links.values()]
    return films


def _labelled(text: str) -> str:
    """A film's label; where no year was known, empty brackets stand behind."""
    return plain(text).removesuffix("()").strip()


def _typed(text: str) -> str:
    return plain(_QUOTE.sub('"', text))


def _table_dialogues(path: Path, journal: Journal) -> Iterator[tuple[str, list[_Turn]]]:
    rows = table(path, _COLUMNS, journal, "\t", is_quoted=False)
    for name, group in groupby(_usable(path, rows, journal), key=lambda row: row["dialog_id"]):
        yield (
            plain(name).removesuffix(".pkl"),
            [(_SPEAKERS[row["speaker"]], _typed(row["text"]), _listed(row)) for row in group],
        )


def _usable(
    path: Path, rows: Iterator[tuple[int, dict[str, str]]], journal: Journal
) -> Iterator[dict[str, str]]:
    for number, row in rows:
        if row["speaker"] in _SPEAKERS and plain(row["dialog_id"]):
            yield row
        else:
            journal.skip(path.name, number, "no speaker or no dialog_id")


def _listed(row: dict[str, str]) -> list[_Named]:
    labels = (_labelled(label) for label in row["movies"].split(";"))
    return [_Named(label, "") for label in labels if label]


def _record(label: str, link: str, info: object) -> Record:
    known = info if isinstance(info, dict) else {}
    title, year = split_label(label)
    kinds = tuple(kind.removesuffix(" film") for kind in names(known.get("genres")))
    item = Item(
        id=_record_id(label),
        title=title or label,
        year=year,
        genres=genre_names(kinds),
        directors=names(known.get("directors")),
        cast=names(known.get("casts")),
        companies=names(known.get("productionCompanies")),
        keywords=other_words(kinds),
    )
    return Record(item=item, ids=(f"dbpedia:{link}",) if link else ())
