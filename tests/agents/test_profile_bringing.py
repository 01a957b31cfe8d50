"""A rating history handed over as text becomes a profile, and what became of it is told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from agents.profile.bringing import account_of, brought
from agents.profile.keeping import ProfileKeeper
from agents.profile.memories import Memories
from core.errors import ImportRefused
from core.heard import Stance
from core.ledger import Event, Kind, Ledger
from tests.agents.conftest import Planted
from tests.worlds import made_up

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FILMS = made_up()
HEADER = "Date,Name,Year,Letterboxd URI,Rating"


def row(number: int, rating: str, day: str = "2026-01-31") -> str:
    film = FILMS[f"f{number}"]
    return f"{day},{film.title},{film.year},https://boxd.it/{number},{rating}"


def csv(*rows: str) -> str:
    return "\n".join((HEADER, *rows))


def account(*rows: str, known: tuple[Event, ...] = ()) -> list[str]:
    found = brought("ratings.csv", csv(*rows), FILMS, known, TODAY)
    return account_of(found, found.events).splitlines()


def test_what_was_read_and_is_new_is_counted() -> None:
    assert account(row(0, "4.5"), row(1, "1"), row(2, ""), row(0, "5", "2026-02-01")) == [
        "Letterboxd: 4 rows read, of 3 films in the catalogue.",
        "New of you: 3 seen, 1 liked, 1 disliked.",
    ]
    assert account(row(0, "3")) == [
        "Letterboxd: 1 row read, of 1 film in the catalogue.",
        "New of you: 1 seen.",
    ]


def test_what_was_skipped_and_what_the_catalogue_lacks_is_named_as_far_as_it_can_be_read() -> None:
    lost = [f"2026-01-01,Nowhere {number},1990,x,4" for number in range(7)]
    bad = [row(0, "9"), "2026-01-01,,1990,x,4"]
    told = account(row(0, "4"), *lost, *bad)
    assert told[2:] == [
        "Skipped 2 rows: line 10: the rating 9 is not in 0.5 to 5 in steps of 0.5; "
        "line 11: no title.",
        "Not in the catalogue, 7: Nowhere 0 (1990), Nowhere 1 (1990), Nowhere 2 (1990), "
        "Nowhere 3 (1990), Nowhere 4 (1990), ...",
    ]


def test_rows_of_series_are_left_out_and_said_to_be() -> None:
    text = (
        "Const,Your Rating,Date Rated,Title,Title Type\n"
        "tt0113277,8,2023-01-31,Unheard Of,Movie\ntt0903747,9,2023-01-31,A Series,TV Series\n"
    )
    found = brought("ratings.csv", text, FILMS, (), TODAY)
    assert account_of(found, found.events).splitlines() == [
        "IMDb: 1 row read, of 0 films in the catalogue.",
        "Nothing of it is new.",
        "Left out: 1 row of series, episodes or games.",
        "Not in the catalogue, 1: Unheard Of.",
    ]


def test_a_later_rating_in_between_takes_a_liking_back() -> None:
    before = Event(
        kind=Kind.FILM, at=datetime(2020, 1, 1, tzinfo=UTC), item_id="f0", stance=Stance.LIKE
    )
    assert account(row(0, "3"), known=(before,))[1] == (
        "New of you: 1 seen, 1 no longer liked or disliked."
    )


@pytest.fixture
def keeper(planted: Planted, rules_mind, made_up_retriever, tmp_path) -> Iterator[ProfileKeeper]:
    ledger = Ledger(tmp_path / "people.sqlite")
    memories = Memories(ledger, FILMS, lambda: NOON)
    recommender = planted(tmp_path, memories=memories)
    yield ProfileKeeper(memories, rules_mind, recommender, made_up_retriever)
    ledger.close()


def test_a_history_is_a_profile_at_once_and_brought_twice_adds_nothing(
    keeper: ProfileKeeper,
) -> None:
    text = csv(row(0, "5"), row(8, "4"), row(16, "4.5"), row(3, "1"))
    profile, told = keeper.bring("ada", "ratings.csv", text)
    assert set(profile.liked) == {"f0", "f8", "f16"}
    assert profile.disliked == ("f3",)
    assert set(profile.seen) == {"f0", "f3", "f8", "f16"}
    assert any("Plimsoll0" in one.text for one in profile.statements)
    assert "New of you: 4 seen, 3 liked, 1 disliked." in told
    again, retold = keeper.bring("ada", "ratings.csv", text)
    assert again == profile
    assert "Nothing of it is new." in retold
    assert keeper.profile("bo").is_empty


def test_a_file_that_cannot_be_read_changes_nothing(keeper: ProfileKeeper) -> None:
    before, _ = keeper.bring("ada", "ratings.csv", csv(row(0, "5")))
    with pytest.raises(ImportRefused, match="Nothing was changed"):
        keeper.bring("ada", "ratings.csv", csv("x", "y", row(1, "5")))
    with pytest.raises(ImportRefused, match="in the future"):
        keeper.bring("ada", "ratings.csv", csv(row(1, "5", "2026-12-24")))
    assert keeper.profile("ada") == before
