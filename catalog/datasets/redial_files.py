"""Imports a folder of ReDial, or a part of one: dialogues, titles, metadata and DBpedia facts."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from catalog.datasets import dbpedia
from catalog.datasets.draft import DIALOGUES, FACTS, ITEMS, Draft
from catalog.datasets.fields import genre_names, names, other_words, said
from catalog.datasets.journal import BadRow, Journal
from catalog.datasets.reading import json_lines, json_object, plain, table
from catalog.datasets.records import Record, Recorded
from catalog.datasets.redial import MARKER, RawDialogue, is_dialogue, raw_dialogue, with_titles
from catalog.titles import spellings, split_label
from core.dialogue import Dialogue, Speaker, Utterance
from core.errors import ImportRefused
from core.item import Item

KIND = "redial"
TITLES, METADATA, CROSSWALK = "movies_with_mentions.csv", "id2info.json", "crosswalk.csv"
LINKS = "movieId2dbpedia_kgsf.json"


def files(path: Path) -> tuple[Path, ...]:
    """The files that are read where `path` is given: a folder, or one file of dialogues."""
    folder = path if path.is_dir() else path.parent
    dialogues = sorted(folder.glob("*.jsonl")) if path.is_dir() else [path]
    if not dialogues:
        raise ImportRefused(f"{path}: there is no .jsonl file of dialogues.")
    others = (TITLES, METADATA, CROSSWALK, LINKS, *dbpedia.FILES)
    return (*dialogues, *(folder / name for name in others if (folder / name).is_file()))


def read(sources: tuple[Path, ...], draft: Draft, journal: Journal) -> dict[str, int]:
    """Write items, dialogues and facts into the draft; how many of each."""
    given = {path.name: path for path in sources}
    titles = dict(_titles(given, journal))
    dialogues = [path for path in sources if path.suffix == ".jsonl" or path == sources[0]]
    counts = {"dialogues": draft.write(DIALOGUES, _dialogues(dialogues, titles, journal))}
    links = _links(given, titles, journal)
    records = _records(given, titles, links, journal)
    counts["items"] = draft.write(ITEMS, records)
    by_record = {_record_id(name): link for name, link in links.items()}
    facts = dbpedia.read_facts(sources[0].parent, by_record, journal)
    return counts | {"facts": draft.write(FACTS, facts)}


def _record_id(name: str) -> str:
    return f"{KIND}:{name}"


def _titles(given: dict[str, Path], journal: Journal) -> Iterator[tuple[str, str]]:
    """Titles by id. The file also counts mentions, those of the test dialogues too: never used."""
    if TITLES not in given:
        return
    for number, row in table(given[TITLES], ("movieId", "movieName"), journal):
        name, title = row["movieId"].strip(), plain(row["movieName"])
        if name.isdecimal() and title:
            journal.take()
            yield name, title
        else:
            journal.skip(TITLES, number, "no id or no title")


def _dialogues(paths: list[Path], titles: dict[str, str], journal: Journal) -> Iterator[Recorded]:
    """The dialogues in the order of the files; adds the titles that they say to `titles`."""
    seen: dict[str, str] = {}
    for path in paths:
        for number, row in json_lines(path, journal):
            if not is_dialogue(row):
                journal.skip(path.name, number, "this is no dialogue")
                continue
            try:
                raw = raw_dialogue(row)
            except BadRow as reason:
                journal.skip(path.name, number, str(reason))
                continue
            name = plain(raw.id) or f"{path.stem}-{number}"
            if name in seen:
                journal.skip(path.name, number, f"dialogue {name} is already in {seen[name]}")
                continue
            seen[name] = path.name
            for film, title in raw.titles.items():
                if film.isdecimal() and plain(title):
                    titles.setdefault(film, plain(title))
            journal.take()
            yield Recorded(source=path.name, dialogue=_dialogue(name, raw, titles))


def _dialogue(name: str, raw: RawDialogue, titles: dict[str, str]) -> Dialogue:
    form = raw.seeker_form or raw.recommender_form
    utterances = (
        Utterance(
            speaker=Speaker.SEEKER if message.is_seeker else Speaker.RECOMMENDER,
            text=with_titles(message.text, MARKER, lambda match: titles.get(match["id"], "")),
            mentions=tuple(
                _record_id(match["id"])
                for match in MARKER.finditer(message.text)
                if match["id"] in titles
            ),
        )
        for message in raw.messages
    )
    return Dialogue(
        id=name,
        user=f"{KIND}:user:{plain(raw.seeker)}",
        utterances=tuple(utterances),
        liked=tuple(_record_id(film) for film, liked in form.items() if liked and film in titles),
        disliked=tuple(
            _record_id(film) for film, liked in form.items() if not liked and film in titles
        ),
    )


def _links(given: dict[str, Path], titles: dict[str, str], journal: Journal) -> dict[str, str]:
    """The DBpedia resource of each film that has one."""
    if LINKS not in given:
        return {}
    links = json_object(given[LINKS], journal)
    return {
        name: link
        for name, link in links.items()
        if isinstance(link, str) and link.isprintable() and name in titles
    }


def _records(
    given: dict[str, Path], titles: dict[str, str], links: dict[str, str], journal: Journal
) -> Iterator[Record]:
    keys, wrong = _crosswalk(given, journal)
    metadata = json_object(given[METADATA], journal) if METADATA in given else {}
    rejected = 0
    for name, label in titles.items():
        info = metadata.get(name)
        told = info if isinstance(info, dict) and name not in wrong else {}
        if told and not _is_of(told, label):
            told, rejected = {}, rejected + 1
        link = (f"dbpedia:{links[name]}",) if name in links else ()
        yield _record(name, label, told, (*keys.get(name, ()), *link))
    if rejected or wrong:
        journal.note(
            f"{METADATA}: {rejected:,} rows are left out as their name is another film's, "
            f"{len(wrong & metadata.keys()):,} as {CROSSWALK} marks them."
        )


def _is_of(info: dict[str, object], label: str) -> bool:
    """Whether the metadata's name is this film's: about one row in fifty is another's."""
    told, wanted = split_label(said(info.get("name"))), split_label(label)
    years = {told.year, wanted.year} - {None}
    alike = set(spellings(told.title)) & set(spellings(wanted.title))
    return bool(alike) and (len(years) < 2 or max(years) - min(years) <= 1)  # type: ignore[type-var, operator]


def _record(name: str, label: str, info: dict[str, object], ids: tuple[str, ...]) -> Record:
    title, year = split_label(label)
    genres = names(info.get("genre"))
    imdb = said(info.get("imdb_id"))
    item = Item(
        id=_record_id(name),
        title=title or label,
        year=year or split_label(said(info.get("name"))).year,
        genres=genre_names(genres),
        directors=names(info.get("director")),
        writers=names(info.get("writer")),
        cast=names(info.get("star")),
        plot=said(info.get("plot")),
        keywords=other_words(genres),
    )
    return Record(item=item, ids=(*ids, imdb) if imdb.startswith("tt") and not ids else ids)


def _crosswalk(
    given: dict[str, Path], journal: Journal
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """Ids elsewhere by ReDial id, and the ids whose metadata is another film's."""
    keys: dict[str, tuple[str, ...]] = {}
    wrong: set[str] = set()
    if CROSSWALK not in given:
        return keys, wrong
    for _, row in table(given[CROSSWALK], ("redial_id",), journal):
        elsewhere = (
            row.get("wikidata_cc0_imdb_id", ""),
            row.get("imdb_id", ""),
            *(
                f"{kind}:{unquote(row[column])}"
                for kind, column in _COLUMNS.items()
                if row.get(column)
            ),
        )
        keys.setdefault(row["redial_id"], tuple(dict.fromkeys(filter(None, elsewhere))))
        if row.get("ievalm_imdb_disagrees"):
            wrong.add(row["redial_id"])
    return keys, wrong


_COLUMNS = {"movielens": "movielens_id", "tmdb": "tmdb_id", "wikipedia": "wikipedia_href"}
