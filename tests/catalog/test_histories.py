"""Rating histories of MovieLens, Letterboxd and IMDb: read with their quirks, and joined."""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.datasets.joining import Join
from catalog.histories import History, Service, join_history
from catalog.history_files import history_of_text, read_history
from catalog.store import Catalog
from core.errors import ImportRefused
from tests.catalog.dataset_worlds import FILMS, folder

MOVIELENS = Path(__file__).parents[3] / "shared" / "data" / "movielens-latest-small"
TODAY = date(2026, 6, 1)
IMDB = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),"
    "Year,Genres,Num Votes,Release Date,Directors"
)
LETTERBOXD = "Date,Name,Year,Letterboxd URI,Rating"


def read(parent: Path, name: str, content: str | bytes, user: str = "") -> History:
    path = parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_history(path, TODAY, user)


def imdb_row(const: str, rating: str, title: str = "Heat", kind: str = "Movie") -> str:
    url = f"https://www.imdb.com/title/{const}"
    return (
        f'{const},{rating},2023-01-31,"{title}","{title}",{url},{kind},8.3,170,1995,"Crime, Drama",'
        '700000,1995-12-15,"Michael Mann"'
    )


def movielens(parent: Path, ratings: str, **other: str) -> Path:
    movies = (
        "movieId,title,genres\r\n"
        '1,"Matrix, The (1999)",Action|Sci-Fi\r\n'
        '2,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Fantasy\r\n'
        "3,Heat (1996),Crime\r\n4,Nowhere to Be Found (2001),Drama\r\n5,No Year,Drama\r\n"
    )
    files = {"movies__csv": movies, "links__csv": "movieId,imdbId,tmdbId\n1,133093,603\n2,,\n"}
    files |= {"ratings__csv": f"userId,movieId,rating,timestamp\n{ratings}"} | other
    return folder(parent, "ml", **{name: text for name, text in files.items() if text})


def skipped(history: History) -> list[tuple[str, int, str]]:
    return [(row.file, row.line, row.reason) for row in history.journal.skipped]


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def test_letterboxd_ratings_with_a_mark_at_the_start_and_line_ends_of_windows(
    tmp_path: Path,
) -> None:
    rows = (
        "2024-02-29,Heat,1995,https://boxd.it/1,4.5",
        '2024-03-01,"Good, the Bad and the Ugly, The",1966,https://boxd.it/2,5',
        "2024-03-02,The Matrix,,https://boxd.it/3,0.5",
        "2024-03-03,It,2017,https://boxd.it/4,",
    )
    content = "\ufeff" + "\r\n".join((LETTERBOXD, *rows)) + "\r\n"
    history = read(tmp_path, "ratings.csv", content)
    first, quoted, yearless, unrated = history.ratings
    assert history.service is Service.LETTERBOXD
    assert (first.title, first.year, first.rating, first.line) == ("Heat", 1995, 4.5, 2)
    assert first.at == noon(2024, 2, 29)
    assert first.words == "rated 4.5 of 5 on Letterboxd"
    assert quoted.title == "Good, the Bad and the Ugly, The"
    assert yearless.year is None
    assert (unrated.rating, unrated.share) == (None, None)
    joined = join_history(history, FILMS)
    assert list(joined.films) == ["tt0113277", "tt0133093", "pf-it-2017"]
    assert joined.counts == {Join.TITLE: 2, Join.NAME: 1, Join.NONE: 1}
    assert joined.missing == (quoted,)


def test_letterboxd_films_seen_have_no_rating(tmp_path: Path) -> None:
    content = "Date,Name,Year,Letterboxd URI\n2024-01-01,Heat,1995,https://boxd.it/1\n"
    (rating,) = read(tmp_path, "watched.csv", content).ratings
    assert rating.rating is None
    assert rating.words == "seen, by the list of Letterboxd"


def test_a_letterboxd_diary_in_any_order_of_columns_counts_the_latest_rating(
    tmp_path: Path,
) -> None:
    history = read(
        tmp_path,
        "diary.csv",
        "Tags,Watched Date,Rating,Name,Rewatch,Letterboxd URI,Year,Date\n"
        ",2024-01-01,2,Heat,,https://boxd.it/1,1995,2024-01-02\n"
        '"a, b",2024-05-01,4,Heat,Yes,https://boxd.it/1,1994,2024-05-02\n'
        ",2024-06-01,,Heat,Yes,https://boxd.it/1,1995,2024-06-02\n",
    )
    joined = join_history(history, FILMS)
    assert [(one.rating, one.at) for one in joined.films.values()] == [(4.0, noon(2024, 5, 2))]


def test_imdb_ratings_are_joined_by_id_whatever_the_title(tmp_path: Path) -> None:
    rows = (
        imdb_row("tt0113277", "8", "Fuego"),
        imdb_row("tt9999999", "10", "Lost, Found"),
        imdb_row("tt0903747", "9", "A Series", "TV Series"),
        imdb_row("tt0133093", "1", "The Matrix", "tvMovie"),
    )
    history = read(tmp_path, "ratings.csv", "\n".join((IMDB, *rows)))
    assert [one.words for one in history.ratings] == [
        "rated 8 of 10 on IMDb", "rated 10 of 10 on IMDb", "rated 1 of 10 on IMDb",
    ]  # fmt: skip
    assert (history.others, history.ratings[0].at) == (1, noon(2023, 1, 31))
    joined = join_history(history, FILMS)
    assert list(joined.films) == ["tt0113277", "tt0133093"]
    assert [one.label for one in joined.missing] == ["Lost, Found (1995)"]
    assert joined.counts == {Join.ID: 2, Join.NONE: 1}


def test_older_imdb_exports_have_fewer_columns(tmp_path: Path) -> None:
    header = "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year"
    row = "tt0113277,7,2019-05-05,Heat,https://x,movie,8.3,170,1995"
    (rating,) = read(tmp_path, "ratings.csv", f"{header}\n{row}\n").ratings
    assert (rating.rating, rating.imdb, rating.aliases) == (7.0, "tt0113277", ())


def test_movielens_ratings_of_one_user(tmp_path: Path) -> None:
    ratings = (
        "1,1,4.0,1000000000\n1,2,3.5,1000000060\n2,1,0.5,1\n1,3,5.0,7\n1,4,1,7\n1,5,2.0,9\n"
        "1,99,4.0,1\n"
    )
    history = read_history(movielens(tmp_path, ratings), TODAY, "1")
    assert [one.title for one in history.ratings] == [
        "The Matrix", "The City of Lost Children", "Heat", "Nowhere to Be Found", "No Year",
    ]  # fmt: skip
    assert history.ratings[0].at == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert history.ratings[0].imdb == "tt0133093"
    assert skipped(history) == [("ratings.csv", 8, "movies.csv has no film '99'")]
    joined = join_history(history, FILMS)
    assert list(joined.films) == ["tt0133093", "tt0112682", "tt0113277"]
    assert joined.counts == {Join.ID: 1, Join.TITLE: 2, Join.NONE: 2}


def test_without_links_films_are_joined_by_title(tmp_path: Path) -> None:
    history = read_history(movielens(tmp_path, "7,1,4.0,1\n", links__csv=""), TODAY, "7")
    assert history.ratings[0].imdb == ""
    assert "no links.csv" in history.journal.notes[0]
    assert join_history(history, FILMS).counts == {Join.TITLE: 1}


def test_bad_rows_are_reported_with_file_and_line_and_skipped(tmp_path: Path) -> None:
    good = [f"2024-01-01,Film {number},1990,https://boxd.it/x,3" for number in range(10)]
    bad = {
        "2024-01-01,Heat,1995,https://boxd.it/1,5.5": "the rating 5.5 is not in 0.5 to 5",
        "2024-01-01,Heat,1995,https://boxd.it/1,0": "the rating 0 is not in 0.5 to 5",
        "2024-01-01,Heat,1995,https://boxd.it/1,3.7": "in steps of 0.5",
        "2024-01-01,Heat,1995,https://boxd.it/1,nan": "the rating nan",
        "2024-01-01,Heat,1995,https://boxd.it/1,good": "not a rating: 'good'",
        "31/01/2024,Heat,1995,https://boxd.it/1,4": "not a date like 2024-01-31: '31/01/2024'",
        "2027-01-01,Heat,1995,https://boxd.it/1,4": "2027-01-01 is in the future",
        "2024-01-01,Heat,95,https://boxd.it/1,4": "not a year: '95'",
        "2024-01-01,,1995,https://boxd.it/1,4": "no title",
        "2024-01-01,Heat,1995": "wrong number of fields: 3, the header has 5",
    }
    history = read(tmp_path, "ratings.csv", "\n".join((LETTERBOXD, *bad, *good)))
    assert len(history.ratings) == 10
    found = skipped(history)
    assert [(file, line) for file, line, _ in found] == [("ratings.csv", n) for n in range(2, 12)]
    for (_, _, reason), expected in zip(found, bad.values(), strict=True):
        assert expected in reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (imdb_row("nm0000001", "7"), "no title id of IMDb: 'nm0000001'"),
        (imdb_row("tt0113277", ""), "no rating"),
        (imdb_row("tt0113277", "11"), "the rating 11 is not in 1 to 10 in steps of 1"),
        (imdb_row("tt0113277", "7.5"), "the rating 7.5 is not in 1 to 10 in steps of 1"),
    ],
)
def test_bad_rows_of_imdb(tmp_path: Path, row: str, reason: str) -> None:
    content = "\n".join((IMDB, imdb_row("tt0113277", "7"), row))
    assert skipped(read(tmp_path, "ratings.csv", content)) == [("ratings.csv", 3, reason)]


@pytest.mark.parametrize("stamp", ["", "-5", "soon", "9" * 30, "2000000000"])
def test_bad_times_of_movielens(tmp_path: Path, stamp: str) -> None:
    history = read_history(movielens(tmp_path, f"1,1,4.0,1\n1,1,4.0,{stamp}\n"), TODAY, "1")
    assert [(file, line) for file, line, _ in skipped(history)] == [("ratings.csv", 3)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n\r\n", "the file is empty"),
        ("a.csv", f"{LETTERBOXD}\n".encode(), "there is no film in it"),
        ("a.csv", f"{LETTERBOXD}\n2024,Amélie,2001,x,4\n".encode("latin-1"), "not UTF-8"),
        ("a.csv", LETTERBOXD.encode("utf-16"), "not a text file in UTF-8"),
        ("a.csv", b"\n<!DOCTYPE html>\n<html></html>", "this is a web page"),
        ("a.zip", b"PK\x03\x04\x14\x00\x00", "this is a ZIP archive"),
        ("a.csv", b"Title,Stars\nHeat,5\n", "its columns are Title, Stars"),
        ("a.csv", b"Name,Letterboxd URI\nHeat,x\n", "no column 'Date'"),
        ("a.csv", b"userId,movieId,rating,timestamp\n1,1,4,1\n", "this is MovieLens"),
        ("watchlist.csv", LETTERBOXD.encode(), "not seen yet"),
        ("a.csv", f"{LETTERBOXD}\n1,A,1990,x,4\n2,B,1990,x,4\n".encode(), "no film in it .a.csv"),
        (
            "a.csv",
            f'{LETTERBOXD}\n2024-01-01,A,,x,4\n2024-01-01,"B,,x,4\n2024-01-01,C,,x,4\n'.encode(),
            "a.csv line 3 a quote is not closed",
        ),
        (
            "a.csv",
            f'{LETTERBOXD}\n2024-01-01,A,,x,4\n2024-01-01,"B,,x,{"4" * 140_000}\n'.encode(),
            "a.csv line 3 a quote is not closed",
        ),
        (
            "a.csv",
            f"{LETTERBOXD}\n2024-01-01,A,,x,4\n2,B,,x,4\n3,C,,x,4\n".encode(),
            "2 of 3 rows are not usable",
        ),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused, match=f"{name}.*{reason}.*Nothing was changed"):
        read(tmp_path, name, content)


def test_a_path_that_is_not_there_or_no_folder_of_movielens_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no such file or folder"):
        read_history(tmp_path / "nowhere", TODAY)
    with pytest.raises(ImportRefused, match=r"there is no ratings.csv in it"):
        read_history(tmp_path, TODAY)
    (tmp_path / "ratings.csv").write_text(LETTERBOXD)
    with pytest.raises(ImportRefused, match=r"there is no movies.csv in it.*give the file"):
        read_history(tmp_path, TODAY)
    with pytest.raises(ImportRefused, match="leave --user out"):
        read_history(tmp_path / "ratings.csv", TODAY, "1")


def test_whose_ratings_has_to_be_said_and_to_be_right(tmp_path: Path) -> None:
    path = movielens(tmp_path, "".join(f"{user},1,4.0,1\n" for user in range(1, 8)))
    with pytest.raises(ImportRefused, match="--user ID: 1, 2, 3, 4, 5 and so on, 7 in all"):
        read_history(path, TODAY)
    with pytest.raises(ImportRefused, match="it has no ratings of user '99'"):
        read_history(path, TODAY, "99")


TWO_FILMS = f"{LETTERBOXD}\n2024-01-01,Heat,1995,x,4\n31/1/24,It,2017,x,4\n2024-01-02,It,2017,x,"


@pytest.mark.parametrize("content", [TWO_FILMS, f"{IMDB}\n{imdb_row('tt0113277', '8')}\n"])
def test_a_text_is_read_as_the_file_that_holds_it(tmp_path: Path, content: str) -> None:
    filed, told = read(tmp_path, "a.csv", content), history_of_text("a.csv", content, TODAY)
    assert told[:3] == filed[:3]
    assert skipped(told) == skipped(filed)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "", "^a.csv: the file is empty"),
        ("a.csv", f"{LETTERBOXD}\n", "^a.csv: there is no film in it"),
        ("a.csv", "PK\x03\x04...", "^a.csv: this is a ZIP archive"),
        ("a.csv", "a\0b", "^a.csv: Line 1 holds a NUL byte"),
        ("a.csv", "Title,Stars\nHeat,5\n", "its columns are Title, Stars"),
        ("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1", "app.py profile import FOLDER"),
        ("watchlist.csv", LETTERBOXD, "not seen yet"),
        ("", "", "^the file: the file is empty"),
        ("x\n" * 900, "", "^(x ){39}x?"),
    ],
)
def test_a_bad_text_is_refused(name: str, content: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason) as refused:
        history_of_text(name, content, TODAY)
    assert str(refused.value).endswith("Nothing was changed.")
    assert len(str(refused.value)) < 400


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    content = f"{LETTERBOXD}\n2024-01-01,Heat,1995,x,4\n{text}"
    try:
        history = history_of_text("ratings.csv", content, TODAY)
    except ImportRefused as refusal:
        assert "Nothing was changed" in str(refusal)  # noqa: PT017
    else:
        assert history.ratings[0].title == "Heat"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "ratings.csv"
        path.write_bytes(f"{LETTERBOXD}\n2024-01-01,Heat,1995,x,4\n".encode() + raw)
        try:
            history = read_history(path, TODAY)
        except ImportRefused as refusal:
            assert "Nothing was changed" in str(refusal)  # noqa: PT017
        else:
            assert history.ratings[0].title == "Heat"


@pytest.mark.skipif(not MOVIELENS.exists(), reason="MovieLens is not at ../shared/data")
def test_a_user_of_the_real_folder(default_catalog: Catalog) -> None:
    history = read_history(MOVIELENS, TODAY, "1")
    assert (len(history.ratings), history.journal.skipped_count) == (232, 0)
    joined = join_history(history, default_catalog)
    assert joined.counts[Join.ID] > 200
    assert len(joined.missing) < 10
