"""The verbs of `profile`: a history becomes a profile, which is shown, exported and forgotten."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.profile.exports import add_unknown, exported
from agents.profile.memories import Memories
from catalog.store import imported_path
from commands.profile import profile_app
from core.heard import Stance
from core.language_model import Answer, Origin
from core.ledger import Event, Kind, Ledger
from core.model_store import ModelStore
from core.profile import Profile
from tests import fake_models
from tests.fake_server import FakeServer
from tests.worlds import checkerboard

FILMS = checkerboard()
HEADER = "Date,Name,Year,Letterboxd URI,Rating"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "var"
    made.mkdir()
    monkeypatch.setenv("PARLEY_DATA_FOLDER", str(made))
    monkeypatch.chdir(tmp_path)
    films = "".join(f"{item.model_dump_json()}\n" for item in FILMS.items_in_order)
    imported_path(made).write_text(films, "utf-8")
    return made


def said(*arguments: str, person: str = "ada", status: int = 0, answer: str = "") -> str:
    asked = [*arguments, "--person", person]
    result = CliRunner().invoke(profile_app, asked, input=answer)
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def letterboxd(*rows: tuple[int, str], day: str = "2024-03-01") -> str:
    """A file with ratings of planted films by number."""
    lines = [f"{day},Film {number},{1950 + number},https://boxd.it/x,{r}" for number, r in rows]
    Path("ratings.csv").write_text("\n".join((HEADER, *lines)), "utf-8")
    return "ratings.csv"


def profile(var: Path, person: str = "ada") -> Profile:
    ledger = Ledger(var / "people.sqlite")
    found = Memories(ledger, FILMS).profile(person)
    ledger.close()
    return found


def events(var: Path, person: str = "ada") -> tuple[Event, ...]:
    ledger = Ledger(var / "people.sqlite")
    found = ledger.events(person)
    ledger.close()
    return found


def remember(var: Path, at: datetime, stance: Stance, item_id: str = "f0") -> None:
    ledger = Ledger(var / "people.sqlite")
    ledger.append("ada", [Event(kind=Kind.FILM, at=at, item_id=item_id, stance=stance, words="x")])
    ledger.close()


def test_a_history_becomes_a_profile_at_once(var: Path) -> None:
    rows = ((0, "5"), (2, "4"), (4, "4.5"), (1, "2"), (3, "3"), (5, ""), (77, "5"))
    output = said("import", letterboxd(*rows))
    assert "Letterboxd: 7 films; 0 rows skipped." in output
    assert "Joined to the catalogue: 6 by title and year, 1 not in the catalogue." in output
    assert "Not in it, of 1: Film 77 (2027)." in output
    assert "New of ada: 6 seen, 3 liked, 1 disliked." in output
    known = profile(var)
    assert known.liked == ("f0", "f2", "f4")
    assert known.disliked == ("f1",)
    assert known.seen == ("f0", "f1", "f2", "f3", "f4", "f5")
    assert "You like comedy films." in known.summary
    first = events(var)[0]
    assert first.at == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert first.words == "rated 5 of 5 on Letterboxd"


def test_the_same_file_twice_adds_nothing_and_nothing_of_others(var: Path) -> None:
    path = letterboxd((0, "5"), (0, "5"), (1, "1"), (3, "3"))
    said("import", path)
    before = events(var)
    assert "Nothing of it is new of ada." in said("import", path)
    assert events(var) == before
    assert profile(var, "bob").is_empty


def test_imdb_rates_of_ten(var: Path) -> None:
    rows = (f"tt{number},{number},2024-01-01,Film {number},{1950 + number}" for number in (4, 5, 8))
    header = "Const,Your Rating,Date Rated,Title,Year"
    Path("imdb.csv").write_text("\n".join((header, *rows)), "utf-8")
    said("import", "imdb.csv")
    known = profile(var)
    assert (known.liked, known.disliked) == (("f8",), ("f4",))


def test_a_later_rating_replaces_the_earlier_in_whichever_order_they_come(var: Path) -> None:
    said("import", letterboxd((0, "5"), (1, "5"), (2, "1"), day="2024-03-01"))
    said("import", letterboxd((0, "3"), (1, "1"), (2, "5"), day="2024-04-01"))
    known = profile(var)
    assert (known.liked, known.disliked) == (("f2",), ("f1",))
    said("import", letterboxd((0, "5"), (1, "5"), (2, "1"), day="2024-03-15"))
    known = profile(var)
    assert (known.liked, known.disliked) == (("f2",), ("f1",))


def test_what_was_said_after_a_rating_stands(var: Path) -> None:
    rated = datetime(2024, 3, 1, 12, tzinfo=UTC)
    remember(var, rated + timedelta(days=1), Stance.DISLIKE, "f0")
    remember(var, rated - timedelta(days=1), Stance.DISLIKE, "f2")
    said("import", letterboxd((0, "5"), (2, "5")))
    known = profile(var)
    assert (known.liked, known.disliked) == (("f2",), ("f0",))


def test_bad_rows_are_told_and_a_bad_file_changes_nothing(var: Path) -> None:
    output = said("import", letterboxd((0, "5"), (1, "9")))
    assert "ratings.csv line 3: the rating 9 is not in 0.5 to 5 in steps of 0.5" in output
    before = events(var)
    Path("page.csv").write_text("<html>")
    refusal = said("import", "page.csv", status=1)
    assert "this is a web page" in refusal
    assert "Nothing was changed." in refusal
    assert events(var) == before


def test_a_movielens_folder_needs_a_user(var: Path) -> None:
    made = Path("ml")
    made.mkdir()
    (made / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,7,4.0,60\n2,7,1.0,60\n")
    (made / "movies.csv").write_text("movieId,title,genres\n7,Film 0 (1950),Comedy\n")
    assert "say whose with --user ID: 1, 2." in said("import", "ml", status=1)
    said("import", "ml", "--user", "2")
    assert profile(var).disliked == ("f0",)


def test_a_profile_is_shown_with_sources_dates_and_counts(var: Path) -> None:
    assert said("show") == "Nothing is known of ada."
    said("import", letterboxd((0, "5"), (2, "4"), (4, "4.5"), (1, "2")))
    shown = said("show")
    assert shown.startswith("You like comedy films.")
    assert "observed" in shown
    assert "2024-03-01" in shown
    assert "you liked Film 0 (1950) and 2 more" in shown
    assert "Films: 3 liked, 1 disliked, 4 seen, 0 turned down." in shown


def test_an_export_can_be_taken_back(var: Path, tmp_path: Path) -> None:
    said("import", letterboxd((0, "5"), (1, "2")))
    assert "Written to out.json." in said("export", "out.json")
    printed = CliRunner().invoke(profile_app, ["export", "--person", "ada"])
    assert printed.output == (tmp_path / "out.json").read_text("utf-8")
    assert "cannot be written" in said("export", "no/where.json", status=1)
    assert '"rated 5 of 5 on Letterboxd"' in printed.output
    ledger = Ledger(var / "people.sqlite")
    known = ledger.events("ada")
    assert len(add_unknown(ledger, "bob", known)) == len(known)
    assert add_unknown(ledger, "bob", known) == ()
    assert exported(ledger, "bob").count('"kind"') == len(known)
    ledger.close()


def test_forgetting_asks_first(var: Path) -> None:
    said("import", letterboxd((0, "5")))
    ledger = Ledger(var / "people.sqlite")
    ledger.own("s1", "ada")
    ledger.close()
    asked = said("forget", answer="n\n", status=1)
    assert "Forget all 2 things known of ada and 1 conversations for good?" in asked
    assert not profile(var).is_empty
    assert "Everything of ada is forgotten." in said("forget", answer="y\n")
    assert profile(var).is_empty
    assert b"rated 5" not in b"".join(one.read_bytes() for one in var.glob("people.sqlite*"))
    assert said("forget", "--yes") == "Nothing is kept of ada."


def test_forgetting_with_yes_does_not_ask(var: Path) -> None:
    said("import", letterboxd((0, "5")))
    said("import", letterboxd((0, "5")), person="bob")
    assert said("forget", "--yes") == "Everything of ada is forgotten."
    assert profile(var).is_empty
    assert not profile(var, "bob").is_empty


def test_a_person_needs_a_name() -> None:
    assert "--person needs a name" in said("show", person=" ", status=1)


def test_forgetting_reaches_recorded_answers(var: Path) -> None:
    records = var / "language_model.sqlite"
    with closing(ModelStore(records)) as store:
        store.record("k", "m", Answer(text="CANARY-QXZ"), Origin("s1", 1))
        store.record("l", "m", Answer(text="of somebody else"), Origin("s2", 1))
    ledger = Ledger(var / "people.sqlite")
    ledger.own("s1", "ada")
    ledger.close()
    said("forget", "--yes")
    kept = b"".join(one.read_bytes() for one in var.glob("language_model.sqlite*"))
    assert b"CANARY-QXZ" not in kept
    assert b"of somebody else" in kept


def test_only_a_language_model_writes(var: Path) -> None:
    said("import", letterboxd((0, "5"), (2, "4"), (4, "4.5")))
    before = events(var)
    assert "No language model is set up" in said("write", status=1)
    assert events(var) == before
    assert "--person needs a name" in said("write", person=" ", status=1)


def test_a_language_model_writes_the_summary(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said("import", letterboxd((0, "5"), (2, "4"), (4, "4.5")))
    with FakeServer(fake_models.sensible) as server:
        monkeypatch.setenv("PARLEY_MODEL_URL", server.url)
        monkeypatch.setenv("PARLEY_MODEL_FAST", "fake")
        assert "Nothing is known yet to write about" in said("write", person="bob", status=1)
        assert "You like comedy films." in said("write")
        assert Kind.WRITTEN in {event.kind for event in events(var)}
        server.refuse()
        assert "did not write it" in said("write", status=1)
        server.mend()
