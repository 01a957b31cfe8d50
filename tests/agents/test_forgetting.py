"""Forgetting reaches every way a film was named, every card that quotes, and turns under way."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.profile.forgetting import FORGOTTEN, is_about, names_of, speaks_of, without_film
from agents.profile.keeping import forget_all_of
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.conversation import Act, Session, Strategy, Turn
from core.errors import LedgerError, SessionError
from core.heard import Audience, Film, Heard, Stance
from core.ports import Retriever
from tests.agents.conftest import Planted
from tests.agents.test_profile import CANARY, House
from tests.agents.test_recommender import PATIENCE, WatchedMind
from tests.doubles import shown_card
from tests.worlds import film, made_up

FILMS = made_up()
THE_FILM = film(7, title="The Marzipan Wumpus", aliases=("Der Marzipan-Wumpus", "LZQX"), year=1994)
OTHER = film(8, title="Gossamer Halibuts")


def said(text: str, *linked: str, item_id: str = "f7", **more: object) -> Turn:
    films = tuple(Film(item_id=item_id, stance=Stance.LIKE, text=words) for words in linked)
    heard = Heard.model_validate({"text": text, "films": films, **more})
    return Turn(heard=heard, act=Act.CHAT, reply="Noted.")


TURNS = (said("i loved marzipn wumpos", "marzipn wumpos"), said("a comedy"))


@pytest.mark.parametrize(
    "text",
    [
        "The Marzipan Wumpus",
        "that marzipan wumpus, again",
        "MARZIPAN WUMPUS!",
        "der marzipan wumpus",
        "is lzqx any good",
        "back to marzipn wumpos",
    ],
)
def test_a_turn_that_was_not_understood_goes_by_title_alias_and_misspelling(text: str) -> None:
    names = names_of(THE_FILM, TURNS)
    assert is_about(said(text), THE_FILM, names)
    assert without_film(said(text), THE_FILM, names).heard.text == FORGOTTEN


@pytest.mark.parametrize(
    "text", ["marzipan", "wumpus", "marzipan wumpuses", "a comedy", "", "Gossamer Halibuts"]
)
def test_other_turns_stay_as_they_were(text: str) -> None:
    turn = said(text)
    assert without_film(turn, THE_FILM, names_of(THE_FILM, TURNS)) == turn


def test_words_that_meant_another_film_do_not_name_this_one() -> None:
    turns = (said("i loved zork", "zork", item_id="f8"),)
    assert not speaks_of(names_of(THE_FILM, turns), "zork")
    assert speaks_of(names_of(OTHER, turns), "zork")


@pytest.mark.parametrize(("title", "year"), [("It", 2017), ("Heat", 1995), ("Up", 2009)])
def test_an_everyday_title_counts_with_its_year_or_where_it_is_understood(
    title: str, year: int
) -> None:
    short = film(7, title=title, year=year)
    names = names_of(short, (said(f"i loved {title}", title),))
    assert not is_about(said(f"give {title.lower()} to me"), short, names)
    assert is_about(said(f"{title} ({year}) again"), short, names)
    assert is_about(said(title, title), short, names)


def test_a_films_words_in_subject_demand_and_titles_not_found_go_too() -> None:
    names = names_of(THE_FILM, ())
    for told in (
        {"subject": "the marzipan wumpus"},
        {"demand": "Wants more like The Marzipan Wumpus."},
        {"unknown_titles": ("Marzipan Wumpus",)},
    ):
        assert is_about(said("something", **told), THE_FILM, names)


def test_a_turn_that_is_forgotten_keeps_for_whom_it_was() -> None:
    turn = said("The Marzipan Wumpus, for a friend", audience=Audience.FRIEND)
    left = without_film(
        turn.model_copy(update={"for_others": True}), THE_FILM, names_of(THE_FILM, ())
    )
    assert (left.heard.audience, left.for_others) == (Audience.FRIEND, True)


def test_what_was_thought_of_a_film_goes() -> None:
    lesson = Strategy(error="The Marzipan Wumpus was too long.")
    turn = said("no").model_copy(update={"strategy": lesson})
    assert without_film(turn, THE_FILM, frozenset()).strategy is None
    assert without_film(turn, OTHER, frozenset()).strategy == lesson


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_in_any_words_is_found(before: str, behind: str) -> None:
    names = names_of(THE_FILM, ())
    assert speaks_of(names, f"{before} Marzipan Wumpus {behind}")


@pytest.fixture
def build(
    planted: Planted,
    rules_mind: RulesMind,
    made_up_retriever: Retriever,
    tmp_path: Path,
    made_up_films: Catalog,
) -> Iterator[Callable[..., House]]:
    """Houses that tell somebody of each message before they listen to it."""
    houses: list[House] = []

    def built(watch: Callable[[str], None] = lambda _: None) -> House:
        def watched(folder: Path, **parts: object) -> object:
            return planted(folder, WatchedMind(rules_mind, watch), **parts)

        houses.append(House(watched, rules_mind, made_up_retriever, tmp_path, made_up_films))  # type: ignore[arg-type]
        return houses[-1]

    yield built
    for house in houses:
        house.ledger.close()


def texts(session: Session) -> list[str]:
    return [turn.heard.text for turn in session.turns]


def test_a_film_goes_from_words_that_were_not_understood_in_other_conversations(
    build: Callable[..., House],
) -> None:
    house = build()
    house.say("I loved Vexing Zepplins", session="ada-1")
    assert house.profile().liked == ("f0",)
    house.say("i usually watch comedies, unlike vexing zepplins", session="ada-2")
    house.say("hmm vexing zepplins hmm", session="ada-3")
    house.say("I love crime films", session="ada-4")
    house.keeper.forget_film("ada", "f0")
    left = house.bytes_of_files().lower()
    assert b"zepplins" not in left
    assert b"vexing zeppelins" not in left
    assert texts(house.recommender.session("ada-4")) == ["I love crime films"]


def test_a_conversation_forgotten_is_not_quoted_on_cards_of_others(
    build: Callable[..., House],
) -> None:
    house = build()
    house.say(f"I love romance {CANARY}", session="ada-1")
    quoting = house.say("recommend me something", session="ada-2").turns[-1].cards
    assert any(CANARY in line for card in quoting for line in card.remembered)
    house.say("I love heist films", session="ada-3")
    house.say("recommend me something", session="ada-4")
    house.keeper.forget_conversation("ada", "ada-1")
    assert CANARY.encode() not in house.bytes_of_files()
    kept = house.recommender.session("ada-2").turns[-1].cards
    assert [card.item_id for card in kept] == [card.item_id for card in quoting]
    others = house.recommender.session("ada-4").turns[-1].cards
    assert any("heist" in line for card in others for line in card.remembered)


def test_what_another_program_forgets_while_a_turn_is_under_way_leaves_no_conversation(
    build: Callable[..., House],
) -> None:
    """Another program does not wait for this one's turns."""

    def forget(text: str) -> None:
        if text == CANARY:
            forget_all_of("ada", house.memories, lambda one: house.ledger.disown("ada", one))

    house = build(forget)
    house.say("I never watch horror")
    with pytest.raises(SessionError, match="forgotten while I was answering"):
        house.say(CANARY)
    assert house.recommender.session("ada-1").turns == ()
    assert house.profile().is_empty
    assert CANARY.encode() not in house.bytes_of_files()
    assert house.say("a comedy").turns
    assert house.ledger.owner("ada-1") == "ada"


@pytest.mark.parametrize("whole", [True, False])
def test_forgetting_waits_for_a_turn_under_way_and_takes_it_along(
    build: Callable[..., House], whole: bool
) -> None:
    entered, released = threading.Event(), threading.Event()

    def wait(text: str) -> None:
        if text.startswith("I love"):
            entered.set()
            assert released.wait(PATIENCE)

    house = build(wait)
    house.say("I never watch horror")
    turn = threading.Thread(target=house.say, args=(f"I love romance {CANARY}",))
    turn.start()
    assert entered.wait(PATIENCE)
    acts = {
        True: lambda: house.keeper.forget_everything("ada"),
        False: lambda: house.keeper.forget_conversation("ada", "ada-1"),
    }
    forgetting = threading.Thread(target=acts[whole])
    forgetting.start()
    released.set()
    turn.join(PATIENCE)
    forgetting.join(PATIENCE)
    assert house.profile().is_empty
    assert house.ledger.owner("ada-1") == ""
    assert house.recommender.session("ada-1").turns == ()
    assert CANARY.encode() not in house.bytes_of_files()


def test_a_turn_that_begins_once_its_conversation_is_forgotten_keeps_its_owner(
    build: Callable[..., House],
) -> None:
    """The turn comes between the end of the conversation and the end of the forgetting."""
    house = build()
    house.say(f"I love romance {CANARY}")

    def forget(session: str) -> None:
        house.recommender.forget_conversation(session)
        house.say("recommend me something", session=session)

    forget_all_of("ada", house.memories, forget)
    assert house.ledger.owner("ada-1") == "ada"
    assert texts(house.recommender.session("ada-1")) == ["recommend me something"]
    assert CANARY.encode() not in house.bytes_of_files()
    assert house.keeper.forget_everything("ada").is_empty
    assert house.recommender.session("ada-1").turns == ()


def test_only_the_owner_who_gives_a_name_takes_a_turn_back(build: Callable[..., House]) -> None:
    house = build()
    house.say("a comedy")
    with pytest.raises(LedgerError, match="somebody else"):
        house.recommender.undo("ada-1", "bo")
    assert len(house.recommender.session("ada-1").turns) == 1
    assert house.recommender.undo("ada-1", "ada").turns == ()


def test_a_card_that_was_only_shown_goes_with_its_film() -> None:
    turn = said("a comedy").model_copy(
        update={"cards": (shown_card(THE_FILM), shown_card(OTHER)), "reply": "Try these."}
    )
    left = without_film(turn, THE_FILM, names_of(THE_FILM, ()))
    assert [card.item_id for card in left.cards] == ["f8"]
    assert left.reply == "Try these."
