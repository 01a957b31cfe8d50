"""Imports as a whole: any bytes are read or refused, joins are counted, damage is explained."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.datasets.draft import data_path
from catalog.datasets.importing import FORMATS, remove_data
from catalog.datasets.joining import Join, Joiner
from catalog.datasets.journal import Journal
from catalog.datasets.merging import merge
from catalog.datasets.reading import json_array, lines, table
from catalog.datasets.records import Record
from catalog.datasets.store import load_data, loaded
from core.errors import CatalogError, ImportRefused
from core.item import Item
from tests.catalog.dataset_worlds import FILMS, bring, folder, redial_row, rows

ROW = json.dumps(redial_row("1", ("S", "@11 @12"), ("R", "x")))
TURNS = json.dumps(
    [{"text": "hi", "role": "SEEKER", "movie": ["Heat (1995)", "()"], "movie_link": ["l"]}]
)
# How each file begins where it is not broken from the start; JSON files hold any JSON.
GOOD = {
    "redial": {
        "a.jsonl": f"{ROW}\n",
        "movies_with_mentions.csv": "movieId,movieName,nbMentions\n11,Heat  (1995),1\n12,(1999),1\n",
        "crosswalk.csv": "redial_id,imdb_id\n11,tt1\n",
        "id2info.json": "", "entity2id.json": "", "relation2id.json": "", "dbpedia_subkg.json": "",
        "movieId2dbpedia_kgsf.json": "",
    },
    "inspired": {
        "a.jsonl": f"{TURNS}\n",
        "b.tsv": "dialog_id\tspeaker\ttext\tmovies\nd\tSEEKER\tho\tHeat (1995)\n",
        "kerl_movie_kg.json": "",
    },
    "movielens": {
        "movies.csv": "movieId,title,genres\n1,Heat (1995),Drama\n",
        "ratings.csv": "userId,movieId,rating,timestamp\n1,1,5,1\n2,1,5,1\n",
        "links.csv": "movieId,imdbId,tmdbId\n1,1,1\n",
        "tags.csv": "userId,movieId,tag,timestamp\n1,1,fun,1\n",
    },
    "wikipedia-movies": {"a.json": '[{"title": "Heat", "year": 1995}'},
    "tmdb5000": {
        "tmdb_5000_movies.csv": "id,title,genres,keywords,overview,release_date\n1,Heat,[],[],x,1995\n"
    },
    "amazon": {"valid.csv": "user_id,history_item_id,item_id\nA,[1],2\n", "a.item.json": ""},
}  # fmt: skip
PIECES = st.sampled_from(
    (
        *(line.encode() + b"\n" for files in GOOD.values() for text in files.values()
          for line in text.splitlines()),
        b"\n", b",", b'"', b"\t", b"::", b"[", b"]", b"{", b"}", b":", b"\xff", b"\0", b"\r\n", b"\\",
        b"NaN", b"null", b"1e999", b"\xef\xbb\xbf", b"9" * 5000, b'"\\ud800"', b'{"1": "\\ud800"}',
        b',{"title":"It","year":2017}', b"()",
    )
)  # fmt: skip
BYTES = st.lists(PIECES | st.binary(max_size=20), max_size=12).map(b"".join)
WORDS = st.sampled_from(("11", "12", "1", "2", "name", "plot", "genre", "director", "imdb_id", "title",
                         "brand", "description", "l", "Heat (1995)", "self_loop", "\ud800", "['x']"))  # fmt: skip
JSON = st.dictionaries(
    WORDS,
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 3) | WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
        max_leaves=6,
    ),
).map(lambda value: json.dumps(value).encode())


def content(name: str, good: str) -> st.SearchStrategy[bytes]:
    """A good file, one that goes on badly, or nonsense."""
    if good:
        return st.just(good.encode()) | BYTES.map(lambda rest: good.encode() + rest) | BYTES
    return JSON if name.endswith(".json") else BYTES


@pytest.mark.parametrize("kind", list(GOOD))
@given(data=st.data())
@settings(max_examples=40)
def test_any_bytes_are_imported_or_refused_and_then_nothing_is_left(
    kind: str, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        parent = Path(name)
        files = {one: data.draw(content(one, good)) for one, good in GOOD[kind].items()}
        path = folder(parent, "given", **files)
        try:
            bring(kind, path, parent / "var")
        except ImportRefused:
            assert list((parent / "var" / "data").glob("*")) == []
        else:
            found = load_data(parent / "var", kind, FILMS)
            assert found.items
            named = {
                item for one in found.dialogues for text in one.utterances for item in text.mentions
            }
            assert named | {item for one in found.histories for item in one.items} <= set(
                found.items
            )


@given(BYTES)
def test_any_bytes_are_lines_tables_and_arrays(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        path, journal = Path(name) / "file", Journal()
        path.write_bytes(raw)
        numbers = [number for number, _ in lines(path, journal)]
        assert numbers == sorted(set(numbers))
        for read in (lambda: table(path, (), journal), lambda: json_array(path, journal)):
            try:
                found = [number for number, _ in read()]  # type: ignore[attr-defined]
            except ImportRefused:
                continue
            assert found == sorted(found)


def test_an_endless_line_is_skipped_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.datasets.reading.LONGEST_LINE", 10)
    path, journal = tmp_path / "file", Journal()
    path.write_bytes(b"a\n" + b"x" * 35 + b"\nb\n" + b"y" * 9 + b"\n")
    assert list(lines(path, journal)) == [(1, "a"), (3, "b"), (4, "y" * 9)]
    assert [row.line for row in journal.skipped] == [2]


def test_progress_reaches_the_files_size(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"line\n" * 500_000)
    told: list[tuple[str, int, int]] = []
    assert (
        sum(1 for _ in lines(path, Journal(lambda *said: told.append(said), 2_500_000))) == 500_000
    )
    assert told[-1] == ("file", 2_500_000, 2_500_000)
    assert len(told) > 2


def record(name: str, title: str, year: int | None, *ids: str, **fields: object) -> Record:
    item = Item.model_validate({"id": name, "title": title, "year": year} | fields)
    return Record(item=item, ids=ids)


def test_joins_are_by_id_then_by_title_and_years_beside_it() -> None:
    joiner = Joiner(FILMS)
    placed = [
        joiner.place(one)
        for one in (
            record("a:1", "Anything", None, "tt0113277", "tmdb:949"),
            record("a:2", "By another's id", 1995, "tmdb:949"),
            record("a:3", "Matrix, The", 2000),
            record("a:4", "Matrix, The", 2000, "tt7777777"),
            record("a:5", "The Matrix", 1999, "tt7777777"),
            record("a:6", "It", None),
            record("a:7", "It", None, "tt6666666"),
            record("a:8", "12 Monkeys (Twelve Monkeys)", 1995),
            record("a:9", "New", 2018),
            record("a:10", "New", 2018),
            record("a:11", "New", 2019),
            record("b:1", "New", 2019),
            record("b:2", "New", 2017),
        )
    ]
    assert placed == [
        ("tt0113277", Join.ID),
        ("tt0113277", Join.ID),
        ("tt0133093", Join.TITLE),
        ("a:4", Join.NONE),
        ("a:4", Join.NONE),
        ("pf-it-2017", Join.NAME),
        ("pf-it-2017", Join.NAME),
        ("tt0114746", Join.TITLE),
        ("a:9", Join.NONE),
        ("a:9", Join.NONE),
        ("a:11", Join.NONE),
        ("a:11", Join.NONE),
        ("a:9", Join.NONE),
    ]


def test_unknown_is_filled_and_nothing_known_is_changed() -> None:
    told = record(
        "a:1", "Zurück in die Zukunft", 1985, "tt0088763",
        plot="Theirs.", genres=("Comedy",), keywords=("dog",), runtime=116,
    )  # fmt: skip
    merged = merge(FILMS, [told], Joiner(FILMS))
    film = merged.films["tt0088763"]
    assert (film.plot, film.genres, film.runtime) == ("Ours.", ("Comedy",), 116)
    assert (film.title, film.aliases) == ("Back to the Future", ("Zurück in die Zukunft",))
    assert film.renown == FILMS["tt0088763"].renown


def test_votes_of_new_films_become_renown_on_the_catalogues_scale() -> None:
    base = {f"tt{n}": Item(id=f"tt{n}", title=f"Film {n}", renown=n / 100) for n in range(60)}
    records = [
        Record(item=item, ids=(item.id,), votes=10 * n) for n, item in enumerate(base.values())
    ]
    new = [
        record(f"a:{n}", f"New {n}", 2018).model_copy(update={"votes": n}) for n in (5, 305, 9999)
    ]
    merged = merge(base, [*records, *new], Joiner(base))
    assert [merged.films[f"a:{n}"].renown for n in (5, 305, 9999)] == [0.01, 0.3, 0.59]


def dialogues(tmp_path: Path) -> Path:
    return folder(tmp_path, "redial", a__jsonl=rows(redial_row("1", ("S", "@11"))))


def test_what_is_loaded_has_its_terms(tmp_path: Path) -> None:
    assert loaded(tmp_path / "var") == ()
    bring("redial", dialogues(tmp_path), tmp_path / "var")
    (manifest,) = loaded(tmp_path / "var")
    assert (manifest.kind, manifest.name, manifest.imported) == ("redial", "redial", "2026-01-02")
    assert manifest.licence.startswith("CC BY 4.0")
    assert [source.name for source in manifest.sources] == ["a.jsonl"]
    assert all(form.licence for form in FORMATS.values())
    assert "commercial" in FORMATS["movielens"].notice


def test_missing_damaged_and_removed_data_is_explained(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with pytest.raises(CatalogError, match=r"python app\.py data import redial PATH"):
        load_data(var, "redial", FILMS)
    with pytest.raises(ImportRefused, match="no such file or folder"):
        bring("redial", tmp_path / "nowhere", var)
    bring("redial", dialogues(tmp_path), var)
    items = data_path(var, "redial") / "items.jsonl"
    items.write_text(json.dumps({"no": "record"}))
    with pytest.raises(CatalogError, match=r"python app\.py data remove redial"):
        load_data(var, "redial", FILMS)
    assert remove_data("redial", var)
    assert not remove_data("redial", var)
    assert not remove_data("../..", var)
    bring("redial", dialogues(tmp_path), var)
    (data_path(var, "redial") / "manifest.json").write_text("{")
    with pytest.raises(CatalogError, match="is damaged"):
        loaded(var)
    assert not bring("redial", dialogues(tmp_path), var).was_there
    assert len(loaded(var)) == 1
