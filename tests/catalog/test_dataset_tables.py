"""Wikipedia's lists, TMDB's table and Amazon's histories, with their oddities."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.datasets.amazon import joined, listed
from catalog.datasets.journal import BadRow
from catalog.datasets.store import load_data
from core.errors import ImportRefused
from tests.catalog.dataset_worlds import FILMS, bring, brought, folder

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the data sets are not at ../shared/data")


def page(title: str, year: object, href: str | None = None, **fields: object) -> dict[str, object]:
    return {"title": title, "year": year, "cast": [], "genres": [], "href": href} | fields


def test_wikipedia_films_and_their_pages(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "wiki",
        a__json=json.dumps(
            [
                page("Heat", 1995, "Heat", cast=["Al Pacino", ")"], extract="A film  of 1995."),
                page("Beauty", 1990, "Beauty%27s"),
                page("Cycle 4", 1994, "The_Cycle", genres=["Science Fiction", "Superhero"]),
                page("Cycle 5", 1997, "The_Cycle"),
                page("Heat", 1995),
                page("Odd", "1995"),
                page("Old", 95),
                "text",
                page("", 1999),
            ],
            indent=1,
        ),
        b__json=json.dumps([page("Beauty", 1992, "Beauty%27s")]),
    )
    outcome = bring("wikipedia-movies", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "wikipedia-movies", FILMS)
    assert list(data.items) == [
        "tt0113277",
        "wikipedia-movies:beauty-1990",
        "wikipedia-movies:cycle-4-1994",
        "wikipedia-movies:cycle-5-1997",
    ]
    heat = data.items["tt0113277"]
    assert (heat.plot, heat.cast, heat.genres) == ("A film of 1995.", ("Al Pacino",), ("Crime",))
    cycle = data.items["wikipedia-movies:cycle-4-1994"]
    assert (cycle.genres, cycle.keywords) == (("Sci-Fi",), ("superhero",))
    assert len(outcome.journal.skipped) == 5
    assert "in the list already" in outcome.journal.skipped[0].reason


def test_a_list_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = json.dumps([page(f"Film {number}", 2000 + number) for number in range(5)], indent=0)
    broken = whole.replace('"year": 2002', '"year": 20x02')[:-40]
    path = folder(tmp_path, "wiki", films__json=broken)
    outcome = bring("wikipedia-movies", path / "films.json", tmp_path / "var")
    assert outcome.manifest.counts == {"items": 3}
    assert outcome.manifest.skipped == 2
    assert outcome.journal.skipped[0].line > 1
    assert outcome.journal.notes == ["films.json breaks off before its end."]


@pytest.mark.parametrize("content", ["", "{}", "[]", "nonsense", "[1, 2]", "\ufeff", "[" * 5000])
def test_what_is_no_list_of_films_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(ImportRefused, match="is as it was"):
        bring("wikipedia-movies", folder(tmp_path, "w", a__json=content), tmp_path / "var")
    assert list((tmp_path / "var" / "data").glob("*")) == []


COLUMNS = ("id", "title", "original_title", "genres", "keywords", "overview", "release_date",
           "runtime", "vote_count", "spoken_languages", "production_countries")  # fmt: skip


def tmdb(*films: dict[str, object]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(films)
    return text.getvalue()


def test_tmdb_has_json_in_its_cells(tmp_path: Path) -> None:
    table = tmdb(
        {"id": 603, "title": "The Matrix", "release_date": "1999-03-30", "genres": "[]",
         "overview": 'A "hacker",\nwakes up.', "keywords": '[{"id": 1, "name": "chosen one"}]'},
        {"id": 1, "title": "New", "original_title": "Neu", "release_date": "2016-01-01",
         "genres": '[{"name": "Science Fiction"}]', "vote_count": 12, "runtime": "93.0",
         "spoken_languages": '[{"iso_639_1": "de", "name": "Deutsch"}]',
         "production_countries": '[{"name": "United States of America"}]'},
        {"id": 2, "title": "Broken", "genres": '[{"name": "Dra'},
        {"id": 3, "title": "Not a list", "genres": "{}"},
        {"id": 1, "title": "Again"},
        {"id": "x", "title": "No number"},
        {"id": 4, "title": "No date", "release_date": ""},
        {"id": 5, "title": "Odd date", "release_date": "soon"},
        *({"id": number, "title": f"Plain {number}"} for number in range(10, 15)),
    )  # fmt: skip
    path = folder(tmp_path, "tmdb", tmdb_5000_movies__csv=table + "9,short")
    outcome = bring("tmdb5000", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "tmdb5000", FILMS)
    assert list(data.items)[:3] == ["tt0133093", "tmdb5000:1", "tmdb5000:4"]
    matrix, new = data.items["tt0133093"], data.items["tmdb5000:1"]
    assert (matrix.plot, matrix.keywords) == ('A "hacker", wakes up.', ("chosen one",))
    assert (new.label, new.aliases, new.genres) == ("New (2016)", ("Neu",), ("Sci-Fi",))
    assert (new.languages, new.countries) == (("German",), ("United States",))
    assert new.runtime == 93
    assert [row.line for row in outcome.journal.skipped] == [5, 6, 7, 8, 10, 16]
    assert outcome.journal.skipped[0].reason.startswith("bad genres: not JSON")


def test_amazon_sequences(tmp_path: Path) -> None:
    path = folder(
        tmp_path, "beauty", Beauty__txt="u1 3 1 2\r\nu2 5 5\nu3\nu1 9 9\n\nu4\t1 2\nu5 7 8"
    )
    outcome = bring("amazon", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "amazon", FILMS)
    assert [(one.user, one.items) for one in data.histories] == [
        ("amazon:user:u1", ("amazon:3", "amazon:1", "amazon:2")),
        ("amazon:user:u2", ("amazon:5", "amazon:5")),
        ("amazon:user:u5", ("amazon:7", "amazon:8")),
    ]
    assert [row.line for row in outcome.journal.skipped] == [3, 4, 6]
    assert outcome.manifest.joined == {}


def test_amazon_tables_are_put_together_and_have_texts(tmp_path: Path) -> None:
    header = "user_id,history_item_title,item_title,history_item_id,item_id\n"
    path = folder(
        tmp_path,
        "industrial",
        valid__csv=header + 'A,"[\'x\']",y,"[1, 2]",3\nA,,,"[1, 2, 3]",4\nB,,,[7],8\n',
        test__csv=header
        + 'A,,,"[""2"", ""3"", ""4""]",5\nC,,,"[9, 9]",1\nD,,,"__import__(\'os\')",1\nE,,,[1],\n',
        X_index__txt="<a_1>\tglue\t1\n",
        X__item__json=json.dumps(
            {
                "1": {
                    "title": "Heat",
                    "description": "['Sticky.', 'Very.']",
                    "brand": "3M",
                    "categories": "Tape, Glue",
                },
                "11": {"title": "Unsold", "description": "['broken"},
                "\ud800": {"title": "no id"},
            }
        ),
    )
    outcome = bring("amazon", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "amazon", FILMS)
    assert {one.user.rpartition(":")[2]: "".join(one.items).replace("amazon:", "") for one in data.histories} == {
        "A": "12345", "B": "78", "C": "991",
    }  # fmt: skip
    glue = data.items["amazon:1"]
    assert (glue.title, glue.plot, glue.companies) == ("Heat", "Sticky. Very.", ("3M",))
    assert glue.keywords == ("Tape", "Glue")
    assert data.items["amazon:9"].title == "Item 9"
    assert data.items["amazon:11"].plot == "['broken"
    assert len(data.items) == 9
    assert [(row.file, row.line) for row in outcome.journal.skipped] == [
        ("test.csv", 4),
        ("test.csv", 5),
    ]


@pytest.mark.parametrize(
    "cell", ["[1, 2", "{1: 2}", "[[1]]", "[1.5]", "[" * 300, "9" * 5000, "[1]" * 100_000]
)
def test_lists_are_parsed_and_never_run(cell: str) -> None:
    with pytest.raises(BadRow):
        listed(cell)


@given(st.lists(st.integers(0, 9).map(str)), st.data())
def test_cuts_of_a_sequence_go_together(sequence: list[str], data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(sequence)))
    start = data.draw(st.integers(0, end))
    assert (
        joined(sequence[:end], sequence[start:])[-len(sequence[start:]) or len(sequence) :]
        == (sequence[start:])
    )
    assert joined(sequence, sequence) == sequence


def test_amazon_folders_without_histories_are_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, "index", a__txt="<a_1>\tglue\t1\n")
    with pytest.raises(ImportRefused, match=r"no valid\.csv"):
        bring("amazon", path, tmp_path / "var")


@needs_data
@pytest.mark.parametrize(
    ("kind", "name", "items"),
    [
        ("wikipedia-movies", "wikipedia-movies", 7_700),
        ("tmdb5000", "tmdb-5000", 4_800),
        ("amazon", "amazon-industrial", 3_686),
        ("amazon", "amazon-beauty", 12_101),
    ],
)
def test_the_real_files(tmp_path: Path, kind: str, name: str, items: int) -> None:
    data = brought(kind, DATA / name, tmp_path)
    assert len(data.items) == pytest.approx(items, abs=60)
    assert len(data.histories) in {0, 3_285, 22_363}
