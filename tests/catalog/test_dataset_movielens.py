"""MovieLens' folders in all three forms; large ones in bounded memory, interrupted ones go on."""

import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.datasets import movielens_ratings
from catalog.datasets.draft import Draft, data_path
from catalog.datasets.journal import Journal
from catalog.datasets.movielens_ratings import Layout, read_ratings
from catalog.datasets.store import load_data
from core.errors import ImportRefused
from tests.catalog.dataset_worlds import FILMS, bring, brought, folder

MOVIELENS = Path(__file__).parents[3] / "shared" / "data" / "movielens-latest-small"
MOVIES = (
    "movieId,title,genres\r\n"
    '1,"Matrix, The (1999)",Action|Sci-Fi\r\n'
    "2,Twelve Monkeys (a.k.a. 12 Monkeys) (1995),Mystery|Film-Noir\r\n"
    '3,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Fantasy\r\n'
    '4,"""Great"" Hunt (2016)",Children\r\n'
    "5,Nobody Rated This,(no genres listed)\r\n"
)
RATINGS = (
    "userId,movieId,rating,timestamp\n"
    "1,1,5.0,30\n1,2,4.0,10\n1,3,3.5,20\n1,4,4.5,20\n2,4,0.5,1\n2,99,5.0,2\n3,4,4.0,7"
)


def small(parent: Path, ratings: str | bytes = RATINGS, movies: str = MOVIES) -> Path:
    return folder(
        parent,
        "ml",
        movies__csv=movies,
        ratings__csv=ratings,
        links__csv="movieId,imdbId,tmdbId\n1,133093,603\n2,0000001,\n4,7654321,5\n",
        tags__csv=(
            "userId,movieId,tag,timestamp\n1,1,Hackers,1\n2,1,hackers,2\n2,1,meh,3\n"
            '1,4,"deer, run",1\n'
        ),
    )


def test_histories_are_what_was_liked_oldest_first(tmp_path: Path) -> None:
    data = brought("movielens", small(tmp_path), tmp_path / "var")
    assert [(one.user, one.items) for one in data.histories] == [
        ("movielens:user:1", ("tt0114746", "movielens:4", "tt0133093")),
        ("movielens:user:3", ("movielens:4",)),
    ]
    every = load_data(tmp_path / "var", "movielens", FILMS, least_rating=0)
    assert [len(one.items) for one in every.histories] == [4, 1, 1]


def test_films_are_joined_by_id_then_by_title_and_enriched(tmp_path: Path) -> None:
    outcome = bring("movielens", small(tmp_path), tmp_path / "var")
    data = load_data(tmp_path / "var", "movielens", FILMS)
    assert list(data.items) == [
        "tt0133093", "tt0114746", "tt0112682", "movielens:4", "movielens:5",
    ]  # fmt: skip
    assert data.items["tt0133093"].genres == ("Action", "Sci-Fi")
    assert data.items["tt0133093"].keywords == ("hackers",)
    assert data.items["tt0114746"].aliases == ("12 Monkeys",)
    assert data.items["tt0114746"].keywords == ("film-noir",)
    hunt = data.items["movielens:4"]
    assert (hunt.title, hunt.year, hunt.genres) == ('"Great" Hunt', 2016, ("Family",))
    assert hunt.keywords == ("deer, run",)
    assert data.items["movielens:5"].genres == ()
    assert outcome.manifest.joined == {
        "by id": 1, "by title and year": 2, "not in the catalogue": 2,
    }  # fmt: skip
    assert outcome.unjoined[0] == '"Great" Hunt (2016)'
    assert outcome.manifest.counts == {"ratings": 7, "users": 3, "items": 5}
    assert "1 ratings are of films that movies.csv lacks" in outcome.journal.notes[0]


def test_bad_ratings_are_reported_with_their_lines(tmp_path: Path) -> None:
    ratings = RATINGS + "\n\n1,1\n1,x,5,1\n1,1,9.0,1\n1,1,5,1,7\n1,1,NaN,1\n\xff\xfe\n4,1,5.0,"
    outcome = bring("movielens", small(tmp_path, ratings.encode("latin-1")), tmp_path / "var")
    assert [(row.file, row.line) for row in outcome.journal.skipped] == [
        ("ratings.csv", line) for line in range(10, 17)
    ]
    assert outcome.manifest.counts["ratings"] == 7


def test_the_one_million_form_in_latin_1(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "ml-1m",
        movies__dat="1::Matrix, The (1999)::Action|Sci-Fi\n2::Misérables, Les (1995)::Drama\n3\n"
        "".encode("latin-1"),
        ratings__dat="1::1::5::978300760\n1::2::4::978300750\n2::1::3::1\n",
        tags__dat="1::1::bullet time::1\nnonsense\n",
    )
    outcome = bring("movielens", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "movielens", FILMS)
    assert data.items["movielens:2"].title == "Les Misérables"
    assert data.items["tt0133093"].keywords == ("bullet time",)
    assert data.histories[0].items == ("movielens:2", "tt0133093")
    assert [(row.file, row.line) for row in outcome.journal.skipped] == [
        ("tags.dat", 2),
        ("movies.dat", 3),
    ]


def test_the_hundred_thousand_form(tmp_path: Path) -> None:
    flags = "|".join("1" if place in (1, 15) else "0" for place in range(19))
    path = folder(
        tmp_path,
        "ml-100k",
        u__item=f"1|Matrix, The (1999)|01-Jan-1999||http://x|{flags}\n".encode("latin-1"),
        u__data="7\t1\t5\t881250949\n",
    )
    data = brought("movielens", path, tmp_path / "var")
    assert data.items["tt0133093"].genres == ("Action", "Sci-Fi")
    assert data.histories[0].user == "movielens:user:7"


def test_films_without_ratings_are_enough(tmp_path: Path) -> None:
    data = brought("movielens", folder(tmp_path, "ml", movies__csv=MOVIES), tmp_path / "var")
    assert (len(data.items), data.histories) == (5, ())


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"ratings__csv": RATINGS}, "no folder with movies.csv"),
        ({"movies__csv": "a,b\n1,2\n"}, "no column 'movieId'"),
        ({"movies__csv": ""}, "no column 'movieId'"),
        ({"movies__csv": MOVIES, "ratings__csv": "1,1,5,1\n"}, "the first line is not userId"),
        (
            {"movies__csv": MOVIES, "ratings__csv": RATINGS.splitlines()[0] + "\nx" * 20},
            "20 of 25 rows are not usable",
        ),
    ],
)
def test_a_bad_folder_is_refused_and_nothing_changes(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    brought("movielens", small(tmp_path), tmp_path / "var")
    with pytest.raises(ImportRefused, match=f"{reason}.*is as it was"):
        bring("movielens", folder(tmp_path, "bad", **files), tmp_path / "var")
    assert len(load_data(tmp_path / "var", "movielens", FILMS).items) == 5
    assert [path.name for path in (tmp_path / "var" / "data").iterdir()] == ["movielens"]


class PowerCutError(Exception):
    """The power went out."""


def test_an_interrupted_import_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(movielens_ratings, "_PIECE", 20)
    path, original = small(tmp_path), movielens_ratings._parsed
    parsed: list[int] = []

    def stops(*arguments: object) -> object:
        parsed.append(1)
        if len(parsed) == 3:
            raise PowerCutError
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(movielens_ratings, "_parsed", stops)
    with pytest.raises(PowerCutError):
        bring("movielens", path, tmp_path / "var")
    assert not data_path(tmp_path / "var", "movielens").exists()
    monkeypatch.setattr(movielens_ratings, "_parsed", original)
    pieces = len(RATINGS[RATINGS.index("\n") + 1 :].splitlines())
    parts = list((tmp_path / "var").rglob("ratings-*.parquet"))
    assert 0 < len(parts) < pieces
    times = {part: part.stat().st_mtime_ns for part in parts}
    digest = parts[0].parents[1].name.rpartition("-")[2]
    draft = Draft(tmp_path / "var", "movielens", digest)
    assert read_ratings(path / "ratings.csv", Layout(",", has_header=True), draft, Journal()) == 7
    assert {part: part.stat().st_mtime_ns for part in parts} == times
    bring("movielens", path, tmp_path / "var")
    assert load_data(tmp_path / "var", "movielens", FILMS).histories[0].items[0] == "tt0114746"


def test_the_same_files_are_not_imported_twice(tmp_path: Path) -> None:
    path = small(tmp_path)
    assert not bring("movielens", path, tmp_path / "var").was_there
    assert bring("movielens", path, tmp_path / "var").was_there
    small(tmp_path, RATINGS + "\n5,1,5,1\n")
    assert not bring("movielens", path, tmp_path / "var").was_there


def test_two_million_ratings_in_bounded_memory(tmp_path: Path) -> None:
    count = 2_000_000
    users, rng = np.arange(count) // 100, np.random.default_rng(0)
    frame = pl.DataFrame(
        {
            "userId": users,
            "movieId": rng.integers(1, 50_000, count),
            "rating": rng.integers(1, 11, count) / 2,
            "timestamp": rng.integers(10**9, 2 * 10**9, count),
        }
    )
    path = tmp_path / "ratings.csv"
    frame.write_csv(path)
    del frame, users
    draft = Draft(tmp_path / "var", "movielens", "0" * 12)
    tracemalloc.start()
    read = read_ratings(path, Layout(",", has_header=True), draft, Journal())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == count
    # The file has 50 MB; one piece of it, as text and as lines, is held at a time.
    assert peak < 170e6
    assert (
        pl.scan_parquet(draft.folder / "histories.parquet").select(pl.len()).collect().item()
        == count
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_ratings_or_reported(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        path, journal = Path(name) / "ratings.dat", Journal()
        path.write_bytes(b"1::1::5::1\n" + raw)
        draft = Draft(Path(name) / "var", "movielens", "0" * 12)
        read = read_ratings(path, Layout("::", has_header=False), draft, journal)
        lines = [
            line
            for line in path.read_bytes().split(b"\n")
            if line.decode("utf-8", "replace").strip()
        ]
        assert read >= 0
        assert read + journal.skipped_count <= len(lines) + 1


@pytest.mark.skipif(not MOVIELENS.exists(), reason="MovieLens is not at ../shared/data")
def test_the_real_folder(tmp_path: Path) -> None:
    data = brought("movielens", MOVIELENS, tmp_path)
    assert len(data.histories) == 609
    assert sum(len(one.items) for one in data.histories) == 48_580
    assert data.items["tt0133093"].title == "The Matrix"
