"""What forgetting must reach beside the events themselves: pins, old tombstones, logs, quotations."""

import hashlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.profile.orphans import orphans
from core.errors import LedgerError
from core.heard import Attribute, Claim, Polarity, Stance
from core.item import Facet
from core.ledger import Event, Kind, Ledger
from tests.agents.test_profile import FILMS, House, house

__all__ = ["house"]

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_pin_goes_with_what_it_pinned(house: House) -> None:
    house.say("I love heist films")
    house.keeper.pin("ada", "said:theme:heist:want", pinned=True)
    house.keeper.forget_conversation("ada", "ada-1")
    assert "heist" not in house.keeper.export("ada")
    assert b"said:theme:heist" not in (house.folder / "people.sqlite").read_bytes()


def test_a_pin_of_what_other_films_show_stays() -> None:
    pin = Event(kind=Kind.PINNED, at=NOON, statement="observed:genre:Horror:want")
    of_nothing = Event(kind=Kind.DELETED, at=NOON, statement="observed:genre:Western:want")
    said = Event(kind=Kind.PINNED, at=NOON, statement="said:genre:Horror:want")
    horror = Claim(attribute=Attribute(facet=Facet.GENRE, value="Horror", polarity=Polarity.WANT))
    liked = Event(kind=Kind.FILM, at=NOON, item_id="f1", stance=Stance.LIKE)
    assert "Horror" in FILMS["f1"].genres
    assert orphans([pin, of_nothing, said, liked], FILMS) == (of_nothing, said)
    spoken = Event(kind=Kind.SAID, at=NOON, claim=horror)
    assert orphans([pin, said, spoken], FILMS) == ()


def test_tombstones_of_an_earlier_layout_lose_the_name(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    Ledger(path).close()
    with sqlite3.connect(path) as old:
        body = Event(kind=Kind.FORGOT, at=NOON).model_dump_json(exclude={"number"})
        old.execute(
            "INSERT INTO events (person, session, turn, item, body) VALUES ('Canary', '', 0, '', ?)",
            (body,),
        )
    old.close()
    ledger = Ledger(path)
    ledger.append("Canary", [Event(kind=Kind.FILM, at=NOON, item_id="f1", stance=Stance.LIKE)])
    numbers = [one.number for one in ledger.events("Canary") if one.kind is Kind.FILM]
    ledger.forget("Canary", numbers, NOON)
    assert [one.kind for one in ledger.events("Canary")] == [Kind.FORGOT]
    ledger.close()
    assert b"Canary" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


def test_nobody_is_read_under_the_digest_of_a_name(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "people.sqlite")
    digest = hashlib.sha256(b"bo").hexdigest()
    ledger.append(digest, [Event(kind=Kind.FILM, at=NOON, item_id="f1", stance=Stance.LIKE)])
    assert ledger.events("bo") == ()
    ledger.close()


def test_a_tombstone_in_a_file_is_not_taken_over(house: House) -> None:
    house.say("I love heist films")
    crafted = '{"events": [{"kind": "forgot", "at": "2026-11-24T12:00:00Z", "words": "Canary"}]}'
    house.keeper.restore("ada", crafted)
    assert b"Canary" not in house.bytes_of_files()


def test_forgetting_again_empties_the_log_that_was_in_use(house: House) -> None:
    house.say("I love heist films, said the canary")
    house.ledger._connection.execute("PRAGMA busy_timeout=50")
    reader = sqlite3.connect(house.folder / "people.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    with pytest.raises(LedgerError, match="forget it once more"):
        house.keeper.forget_everything("ada")
    reader.close()
    house.keeper.forget_everything("ada")
    assert b"heist" not in house.bytes_of_files()


def test_another_conversation_quotes_nothing_of_the_one_forgotten(house: House) -> None:
    house.say("I love heist films")
    told = house.say("recommend me something", session="ada-2").turns[-1]
    assert any("heist" in line for card in told.cards for line in card.remembered)
    house.keeper.forget_conversation("ada", "ada-1")
    kept = house.recommender.session("ada-2").turns[-1]
    assert not any("heist" in line for card in kept.cards for line in card.remembered)


def test_a_statement_deleted_is_quoted_nowhere(house: House) -> None:
    house.say("I love heist films")
    house.say("recommend me something", session="ada-2")
    house.keeper.delete("ada", "said:theme:heist:want")
    kept = house.recommender.session("ada-2").turns[-1]
    assert not any(card.remembered for card in kept.cards)


def test_films_rated_on_one_day_keep_their_words(house: House) -> None:
    film = {"kind": Kind.FILM, "at": NOON, "stance": Stance.LIKE}
    rated = [
        Event.model_validate(film | {"item_id": one, "words": "rated 4 of 5"})
        for one in ("f1", "f2")
    ]
    house.ledger.append("ada", rated)
    house.keeper.forget_film("ada", "f1")
    assert [one.words for one in house.ledger.events("ada") if one.item_id == "f2"] == [
        "rated 4 of 5"
    ]
