"""The verbs of `data` say what was imported, what was not, and on which terms."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog.store import imported_path, load_catalog
from commands.data import data_app
from tests.catalog.dataset_worlds import FILMS, folder

RATINGS = "userId,movieId,rating,timestamp\n1,1,5,1\n1,2,4.5,2\nbad\n"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "var"
    made.mkdir()
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(made))
    monkeypatch.chdir(tmp_path)
    films = "".join(f"{item.model_dump_json()}\n" for item in FILMS.items_in_order)
    imported_path(made).write_text(films, "utf-8")
    return made


def said(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(data_app, arguments)
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def movielens(tmp_path: Path) -> str:
    movies = "movieId,title,genres\n1,Heat (1995),Crime\n2,New (2018),Drama\n3,Newer (2019),Drama\n"
    return str(folder(tmp_path, "ml", movies__csv=movies, ratings__csv=RATINGS))


def test_an_import_says_its_terms_its_joins_and_its_bad_rows(tmp_path: Path) -> None:
    output = said("import", "movielens", movielens(tmp_path))
    assert "may not be used for commercial" in output
    assert "ratings.csv line 4: not a rating" in output
    assert "2 ratings, 1 users, 3 items; 1 rows skipped" in output
    assert "1 by title and year, 2 not in the catalogue" in output
    assert "New (2018), Newer (2019)" in output
    assert "nothing to do" in said("import", "movielens", movielens(tmp_path))


def test_what_is_imported_is_listed_and_can_be_removed(tmp_path: Path) -> None:
    assert "Nothing is imported" in said("list")
    said("import", "movielens", movielens(tmp_path))
    listed = said("list")
    assert "movielens" in listed
    assert "GroupLens" in listed
    assert "gone" in said("remove", "movielens")
    assert "There was no imported data set" in said("remove", "movielens")


def test_a_refusal_is_explained(tmp_path: Path) -> None:
    assert "kinds are redial" in said("import", "netflix", str(tmp_path), status=1)
    assert "no folder with movies.csv" in said("import", "movielens", str(tmp_path), status=1)


def test_a_catalogue_of_ones_own_is_imported_as_by_its_own_verb(tmp_path: Path, var: Path) -> None:
    (tmp_path / "films.csv").write_text("title,year\nRan,1985\n")
    assert "1 films imported" in said("import", "catalog", str(tmp_path / "films.csv"))
    assert [film.title for film in load_catalog(var).values()] == ["Ran"]
