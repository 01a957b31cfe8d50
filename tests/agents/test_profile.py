"""What is known of a person: read off what they say, used under what they ask, and forgotten for real."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import pytest

from agents.language_model.describing import told_profile
from agents.profile.keeping import ProfileKeeper
from agents.profile.memories import Memories
from agents.profile.using import knowing
from agents.recommender import ConversationalRecommender
from agents.rules.mind import RulesMind
from agents.state import DialogueState
from catalog.store import Catalog
from core.conversation import Card, Session
from core.errors import LedgerError
from core.heard import Attribute, Audience, Claim, Polarity, Stance
from core.item import Facet
from core.ledger import Event, Kind, Ledger, Sentence
from core.ports import Retriever
from core.profile import Profile
from tests.agents.conftest import Hear, Planted
from tests.worlds import made_up

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FILMS = made_up()


class House:
    """A recommender over the made-up films that remembers people, with a clock that ticks."""

    def __init__(
        self,
        planted: Planted,
        mind: RulesMind,
        retriever: Retriever,
        folder: Path,
        films: Catalog,
    ) -> None:
        self.folder = folder
        self._ticks = 0
        self.ledger = Ledger(folder / "people.sqlite")
        self.memories = Memories(self.ledger, films, self._now)
        self.recommender: ConversationalRecommender = planted(folder, memories=self.memories)
        self.keeper = ProfileKeeper(self.memories, mind, self.recommender, retriever)

    def _now(self) -> datetime:
        self._ticks += 1
        return NOON + timedelta(minutes=self._ticks)

    def say(self, text: str, person: str = "ada", session: str = "") -> Session:
        return self.recommender.reply(session or f"{person}-1", text, person)

    def profile(self, person: str = "ada") -> Profile:
        return self.keeper.profile(person)

    def texts(self, person: str = "ada") -> list[str]:
        return [one.text for one in self.profile(person).statements]

    def bytes_of_files(self) -> bytes:
        """All that is on the disk."""
        return b"".join(one.read_bytes() for one in self.folder.rglob("*") if one.is_file())


@pytest.fixture
def house(
    planted: Planted,
    rules_mind: RulesMind,
    made_up_retriever: Retriever,
    tmp_path: Path,
    made_up_films: Catalog,
) -> Iterator[House]:
    house = House(planted, rules_mind, made_up_retriever, tmp_path, made_up_films)
    yield house
    house.ledger.close()


def genres(cards: tuple[Card, ...]) -> set[str]:
    return {genre for card in cards for genre in card.genres}


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("I never watch horror", {"genre:Horror:avoid:hard"}),
        ("I hate horror, give me a comedy", {"genre:Horror:avoid:hard"}),
        ("I love heist films", {"theme:heist:want:soft"}),
        ("I always enjoy a good musical", {"genre:Musical:want:soft"}),
        ("I'm a big fan of Christopher Nolan", {"person:Christopher Nolan:want:soft"}),
        (
            "I never watch horror, and on weekend nights I like something funny",
            {"genre:Horror:avoid:hard", "genre:Comedy:weekend nights:want:soft"},
        ),
        (
            "I love westerns and on weeknights I only watch short films",
            {"genre:Western:want:soft", "runtime:weeknights:want:hard"},
        ),
        ("I love slow, sad films", {"mood:slow-burn:want:soft", "mood:sad:want:soft"}),
        ("I love westerns but hate gore", {"genre:Western:want:soft", "mood:violent:avoid:hard"}),
        ("I only watch films under two hours", {"runtime:want:hard"}),
        ("We don't do subtitles", {"language:foreign:avoid:hard"}),
        ("I prefer older films", set()),
        ("I love horror, something short please", {"genre:Horror:want:soft"}),
        ("My wife never watches horror", set()),
        ("my girlfriend always hates westerns", set()),
        ("I've never seen a horror movie", set()),
        ("my wife and I never watch horror", {"genre:Horror:avoid:hard"}),
        ("a comedy for tonight", set()),
        ("no horror please", set()),
        ("I'd love a heist film tonight", set()),
        ("something like Heat but funnier", set()),
        ("hello", set()),
    ],
)
def test_what_is_meant_to_last_is_told_from_what_is_wanted_now(
    hear: Hear, text: str, claims: set[str]
) -> None:
    found = {
        f"{one.key}:{one.polarity.value}:{'hard' if one.hard else 'soft'}"
        for one in (lasting.claim for lasting in hear(text).lasting)
    }
    assert found == claims


def test_a_statement_says_where_it_comes_from(house: House) -> None:
    house.say("I never watch horror")
    (statement,) = house.profile().statements
    assert statement.text == "You want no horror films."
    assert statement.claim.hard
    (trail,) = statement.evidence
    assert (trail.words, trail.session, trail.turn) == ("I never watch horror", "ada-1", 1)
    assert NOON < statement.first_seen == statement.last_seen
    assert house.profile().summary == "You want no horror films."


def test_a_hard_constraint_holds_in_the_next_conversation(house: House) -> None:
    house.say("I never watch horror")
    for text in ("something from the 70s", "surprise me", "crime films"):
        cards = house.say(text, session=f"ada-{text[:4].strip()}").turns[-1].cards
        assert cards
        assert "Horror" not in genres(cards)
    trace = house.say("crime films", session="ada-9").trace
    assert trace
    assert "You want no horror films." in trace.profile


def test_a_request_now_wins_over_the_profile(house: House) -> None:
    house.say("I never watch horror")
    cards = house.say("a horror film", session="ada-2").turns[-1].cards
    assert cards
    assert all("Horror" in card.genres for card in cards)


def test_the_profile_is_told_to_every_agent_as_data(house: House) -> None:
    house.say("I never watch horror")
    state = knowing(DialogueState(), house.profile())
    told = 'From earlier conversations: "You want no horror films."'
    assert told_profile(state, FILMS).splitlines() == [told]
    for_a_friend = DialogueState(audience=Audience.FRIEND)
    assert told not in told_profile(knowing(for_a_friend, house.profile()), FILMS)


def test_films_seen_and_judged_before_do_not_come_again(house: House) -> None:
    house.say("I loved Vexing Zeppelins and I have seen Marzipan Zeppelins")
    profile = house.profile()
    assert profile.liked == ("f0",)
    assert set(profile.seen) == {"f1"} | (set(profile.seen) & {"f0"})
    for number in range(4):
        cards = house.say("crime films or comedies", session=f"ada-n{number}").turns[-1].cards
        assert not {"f0", "f1"} & {card.item_id for card in cards}


def test_films_turned_down_do_not_come_again_in_the_next_slates(house: House) -> None:
    first = {card.item_id for card in house.say("comedies").turns[-1].cards}
    house.say("none of those")
    assert first <= set(house.profile().rejected)
    for number in range(2):
        shown = house.say("comedies", session=f"ada-n{number}").turns[-1].cards
        assert shown
        assert not first & {card.item_id for card in shown}


def test_what_liked_films_share_is_observed_and_explains(house: House) -> None:
    """Films 0, 8 and 16 are one director's."""
    for title in ("Vexing Zeppelins", "Larkspurn Zeppelins", "Gossamer Wumpus"):
        house.say(f"I loved {title}")
    found = {one.claim.key: one for one in house.profile().statements}
    director = found["person:Director Plimsoll0"]
    assert director.source == "observed"
    assert {one.item_id for one in director.evidence} == {"f0", "f8", "f16"}
    turn = house.say("show me 10 films", session="ada-2").turns[-1]
    assert turn.reply.startswith("Going by what I know of you")
    told = [line for card in turn.cards for line in card.remembered]
    assert any("Read off 3 films that you liked" in line for line in told)


def test_of_contradictions_both_are_kept_and_the_newer_or_the_pinned_wins(house: House) -> None:
    house.say("I never watch horror")
    house.say("I love horror films")
    old, new = house.profile().statements
    assert (old.overruled, new.overruled) == (True, False)
    pinned = house.keeper.pin("ada", old.id, pinned=True)
    assert [one.overruled for one in pinned.statements] == [False, True]
    assert pinned.statements[0].pinned
    released = house.keeper.pin("ada", old.id, pinned=False)
    assert [one.overruled for one in released.statements] == [True, False]


def test_for_somebody_else_nothing_is_used_and_nothing_written(house: House) -> None:
    house.say("I never watch horror")
    before = house.profile()
    cards = house.say("a scary film for a friend, he loves horror", session="ada-2").turns[-1].cards
    assert "Horror" in genres(cards)
    house.say("he also loved Vexing Zeppelins", session="ada-2")
    assert house.profile() == before


def test_nobody_is_remembered_without_a_name(house: House) -> None:
    house.say("I never watch horror", person="", session="x")
    assert house.profile("").is_empty
    assert house.ledger.owner("x") == ""


def test_marks_are_remembered_until_they_are_released(house: House) -> None:
    first = house.say("comedies").turns[-1].cards[0].item_id
    house.recommender.mark("ada-1", first, Stance.LIKE)
    assert house.profile().liked == (first,)
    house.recommender.mark("ada-1", first, Stance.DISLIKE)
    assert (house.profile().liked, house.profile().disliked) == ((), (first,))
    house.recommender.mark("ada-1", first, Stance.DISLIKE)
    assert house.profile().disliked == ()


def test_what_is_taken_back_was_never_said(house: House) -> None:
    house.say("comedies")
    house.say("I never watch horror")
    house.recommender.undo("ada-1")
    assert house.texts() == []


def test_a_statement_can_be_declared_corrected_and_deleted(house: House) -> None:
    declared = house.keeper.declare("ada", "no horror")
    (statement,) = declared.statements
    corrected = house.keeper.correct("ada", statement.id, "no crime films")
    assert [one.text for one in corrected.statements] == ["You want no crime films."]
    assert house.keeper.delete("ada", corrected.statements[0].id).is_empty
    with pytest.raises(LedgerError, match="not there any more"):
        house.keeper.delete("ada", statement.id)
    with pytest.raises(LedgerError, match="could not read a taste"):
        house.keeper.declare("ada", "the weather is nice")
    with pytest.raises(LedgerError, match="at most 300"):
        house.keeper.declare("ada", "no horror " * 100)


def test_a_preview_says_what_an_edit_would_do_and_does_nothing(house: House) -> None:
    house.say("I never watch horror")
    (statement,) = house.profile().statements
    before = house.profile()
    preview = house.keeper.preview("ada", statement.id, "no crime films")
    assert house.profile() == before
    shown = {name: {g for i in ids for g in FILMS[i].genres} for name, ids in preview}
    assert "Horror" not in shown["before"]
    assert "Crime" not in shown["after"]
    corrected = house.keeper.correct("ada", statement.id, "no crime films")
    assert house.keeper.preview("ada", "", "I love comedies").before == preview.after
    assert [one.text for one in corrected.statements] == ["You want no crime films."]
    with pytest.raises(LedgerError, match="could not read a taste"):
        house.keeper.preview("ada", "", "the weather is nice")


def test_an_observation_that_is_deleted_stays_away(house: House) -> None:
    for title in ("Vexing Zeppelins", "Larkspurn Zeppelins", "Gossamer Wumpus"):
        house.say(f"I loved {title}")
    name = next(one.id for one in house.profile().statements if "Plimsoll0" in one.id)
    assert name not in {one.id for one in house.keeper.delete("ada", name).statements}
    house.say("I loved Quillon Halibuts")
    assert name not in {one.id for one in house.profile().statements}


CANARY = "xylophoniumcanary"


def test_everything_forgotten_leaves_no_byte_and_the_slate_of_a_stranger(house: House) -> None:
    for number in range(12):
        house.say(f"I never watch horror, said the {CANARY}", session=f"ada-{number % 3}")
        house.say(f"I loved Vexing Zeppelins, {CANARY}", session=f"ada-{number % 3}")
    house.keeper.declare("ada", f"no crime films {CANARY}")
    assert CANARY.encode() in house.bytes_of_files()
    assert house.keeper.forget_everything("ada").is_empty
    assert CANARY.encode() not in house.bytes_of_files()
    assert house.recommender.session("ada-1").turns == ()
    mine = house.say("comedies", session="fresh").turns[-1].cards
    others = house.say("comedies", person="bo", session="fresh2").turns[-1].cards
    assert mine
    assert {card.item_id for card in mine} == {card.item_id for card in others}


def test_what_another_program_forgets_is_forgotten_here(house: House) -> None:
    house.say("I never watch horror")
    assert house.profile().statements
    with closing(Ledger(house.folder / "people.sqlite")) as ledger:
        Memories(ledger, FILMS).remove("ada", lambda _: True)
    assert house.profile().is_empty


def test_a_thousand_turns_are_forgotten_within_two_seconds(house: House) -> None:
    """Ten conversations of a hundred turns each, written as if they had been held."""
    held = house.say(f"I never watch horror {CANARY}")
    turn = held.turns[-1]
    told = [turn.model_dump(mode="json", exclude_defaults=True)] * 100
    for number in range(10):
        session = f"ada-{number}"
        house.ledger.own(session, "ada")
        house.recommender._write(session, {"turns": told})
        for _ in range(100):
            house.memories.add_turn("ada", held.model_copy(update={"id": session}))
    assert len(house.recommender.session("ada-9").turns) == 100
    assert house.bytes_of_files().count(CANARY.encode()) > 1000
    began = perf_counter()
    assert house.keeper.forget_everything("ada").is_empty
    assert CANARY.encode() not in house.bytes_of_files()
    assert perf_counter() - began < 2


def test_a_film_forgotten_leaves_nothing_of_it(house: House) -> None:
    house.say("I never watch horror")
    house.say(f"I loved Vexing Zeppelins, it was {CANARY}")
    house.say("more like that")
    house.say("comedies", session="ada-2")
    profile = house.keeper.forget_film("ada", "f0")
    assert "f0" not in {*profile.liked, *profile.seen}
    assert house.texts() == ["You want no horror films."]
    left = house.bytes_of_files()
    assert CANARY.encode() not in left
    assert b"Vexing Zeppelins" not in left
    assert [turn.heard.text for turn in house.recommender.session("ada-1").turns] == [
        "I never watch horror",
        "(forgotten)",
        "more like that",
    ]
    with pytest.raises(LedgerError, match="no such film"):
        house.keeper.forget_film("ada", "nowhere")


def test_a_conversation_forgotten_takes_along_what_was_learned_in_it(house: House) -> None:
    house.say(f"I never watch horror {CANARY}", session="ada-1")
    house.say("I love crime films", session="ada-2")
    house.keeper.forget_conversation("ada", "ada-1")
    assert house.texts() == ["You like crime films."]
    assert CANARY.encode() not in house.bytes_of_files()
    for session in ("ada-1", "unknown"):
        with pytest.raises(LedgerError, match="not one of yours"):
            house.keeper.forget_conversation("ada", session)


def test_nobody_can_forget_or_enter_anothers_conversation(house: House) -> None:
    house.say("I love crime films", person="ada", session="shared")
    with pytest.raises(LedgerError, match="somebody else"):
        house.say("hello", person="bo", session="shared")
    with pytest.raises(LedgerError, match="not one of yours"):
        house.keeper.forget_conversation("bo", "shared")
    assert len(house.recommender.session("shared").turns) == 1


def test_a_hundred_people_interleaved_keep_to_themselves(house: House) -> None:
    people = [f"p{number}" for number in range(100)]
    themes = ("horror", "comedy", "crime films", "romance", "thrillers")
    for number, person in enumerate(people):
        house.say(f"I never watch {themes[number % 5]} canary{number:03}", person)
    for number, person in enumerate(people):
        house.say(f"I love {themes[(number + 1) % 5]} canary{number:03}", person)
    for number, person in enumerate(people):
        profile = house.profile(person)
        assert len(profile.statements) == 2
        words = " ".join(t.words for one in profile.statements for t in one.evidence)
        assert words.count(f"canary{number:03}") == words.count("canary") == 2
        assert house.keeper.export(person).count("canary") == 2
    house.keeper.forget_everything("p7")
    left = house.bytes_of_files()
    assert b"canary007" not in left
    assert all(f"canary{number:03}".encode() in left for number in range(100) if number != 7)


def test_words_of_a_turn_that_was_taken_back_are_gone(house: House) -> None:
    house.say(f"I loved Vexing Zeppelins {CANARY}")
    house.recommender.undo("ada-1")
    assert CANARY.encode() not in house.bytes_of_files()


def test_a_film_forgotten_takes_its_words_from_other_films_but_no_other_statement(
    house: House,
) -> None:
    house.say(f"I loved Vexing Zeppelins and Marzipan Wumpus {CANARY}")
    house.say("I never watch horror", session="ada-2")
    house.keeper.forget_film("ada", "f0")
    profile = house.profile()
    assert profile.liked == ("f11",)
    assert profile.summary == "You want no horror films."
    assert CANARY.encode() not in house.bytes_of_files()


def test_a_button_released_or_taken_back_is_remembered_as_it_is(house: House) -> None:
    film = house.say("comedies").turns[-1].cards[0].item_id
    house.recommender.mark("ada-1", film, Stance.LIKE)
    house.say("now a comedy for a friend")
    house.recommender.mark("ada-1", film, Stance.LIKE)
    assert house.profile().liked == ()
    film = house.say("comedies", session="ada-2").turns[-1].cards[0].item_id
    house.recommender.mark("ada-2", film, Stance.LIKE)
    house.say("crime films", session="ada-2")
    house.recommender.mark("ada-2", film, Stance.DISLIKE)
    house.recommender.undo("ada-2")
    assert not house.recommender.session("ada-2").marks
    assert (house.profile().liked, house.profile().disliked) == ((), ())


def test_a_profile_that_leaves_nothing_is_set_aside_and_says_so(house: House) -> None:
    house.keeper.declare("ada", "under 60 minutes")
    house.keeper.declare("ada", "no comedies")
    session = house.say("horror films by Director Plimsoll1")
    assert session.turns[-1].cards
    assert "What I know of you left none" in session.turns[-1].reply
    assert session.trace
    assert session.trace.profile == (
        "You want no comedy films.",
        "set aside for this request: You only want films of at most 60 minutes.",
    )


def test_a_profile_that_leaves_nothing_whatever_yields_is_set_aside_whole(house: House) -> None:
    for film in FILMS.values():
        if "Director Plimsoll1" in film.directors:
            house.say(f"I have seen {film.title}", session="ada-0")
    session = house.say("films by Director Plimsoll1")
    assert session.turns[-1].cards
    assert "What I know of you left none" in session.turns[-1].reply
    assert session.trace
    assert session.trace.profile == ("set aside for this request, since it left nothing",)


def test_an_export_restores_what_was_known_once(house: House) -> None:
    house.say("I never watch horror")
    house.say("I loved Vexing Zeppelins")
    text = house.keeper.export("ada")
    restored = house.keeper.restore("bo", text)
    assert [one.text for one in restored.statements] == house.texts()
    assert restored.liked == ("f0",)
    assert house.keeper.restore("bo", text) == restored
    assert house.keeper.restore("bo", house.keeper.export("bo")) == restored
    naive = text.replace('Z"', '"')
    for broken in (
        "",
        "[]",
        "{}",
        naive,
        '{"events": [{"kind": "said"}]}',
        text.replace("said", "sung"),
    ):
        with pytest.raises(LedgerError, match="no exported profile"):
            house.keeper.restore("bo", broken)
    assert house.profile("bo") == restored


def test_the_quiz_is_deleted_for_good_in_one_click(house: House) -> None:
    house.keeper.answer_quiz("ada", [4] * 20)
    (statement,) = house.keeper.answer_quiz("ada", [3] * 20).statements
    assert statement.source == "quiz"
    kinds = [one.kind for one in house.ledger.events("ada")]
    assert kinds.count(Kind.QUIZ) == 1
    assert house.keeper.delete("ada", statement.id).is_empty
    assert {one.kind for one in house.ledger.events("ada")} == {Kind.FORGOT}
    house.keeper.answer_quiz("ada", [5] + [0] * 19)
    assert not house.profile().statements
    assert house.keeper.delete("ada", statement.id).is_empty
    assert {one.kind for one in house.ledger.events("ada")} == {Kind.FORGOT}


def test_answers_that_are_none_cannot_be_restored(house: House) -> None:
    house.keeper.answer_quiz("ada", [3] * 20)
    broken = house.keeper.export("ada").replace("3,", "", 1)
    with pytest.raises(LedgerError, match="20 answers"):
        house.keeper.restore("bo", broken)
    assert house.profile("bo").is_empty


def test_a_routine_can_be_declared_and_corrected_by_its_own_words(house: House) -> None:
    (told,) = house.keeper.declare("ada", "on weekend nights something funny").statements
    assert told.claim.when == "weekend nights"
    again = house.keeper.correct("ada", told.id, told.text)
    assert [one.id for one in again.statements] == [told.id]
    assert house.keeper.delete("ada", told.id).is_empty


def test_a_routine_that_was_said_is_no_wish_of_the_moment(house: House) -> None:
    house.say("on weekend nights I like comedies")
    assert [one.kind for one in house.ledger.events("ada")] == [Kind.SAID]


def test_deleting_what_was_said_leaves_what_was_asked_for(house: House) -> None:
    house.say("comedies")
    house.say("I love comedies")
    (statement,) = house.profile().statements
    house.keeper.delete("ada", statement.id)
    assert Kind.ASKED in {one.kind for one in house.ledger.events("ada")}
    assert house.texts() == []


def written(house: House, *statements: str) -> None:
    told = tuple(Sentence(text=f"{CANARY}{one}.", statements=(one,)) for one in statements)
    house.ledger.append("ada", [Event(kind=Kind.WRITTEN, at=NOON, sentences=told)])


def test_a_summary_that_was_written_loses_what_is_deleted(house: House) -> None:
    house.keeper.declare("ada", "no horror")
    house.keeper.declare("ada", "no crime films")
    written(house, "said:genre:Horror:avoid", "said:genre:Crime:avoid")
    left = house.keeper.delete("ada", "said:genre:Horror:avoid").summary
    assert left == f"{CANARY}said:genre:Crime:avoid."
    assert f"{CANARY}said:genre:Horror".encode() not in house.bytes_of_files()


def test_what_was_inferred_and_written_of_a_forgotten_film_goes_along(house: House) -> None:
    for title in ("Vexing Zeppelins", "Larkspurn Zeppelins", "Gossamer Wumpus"):
        house.say(f"I loved {title}", session=f"ada-{title[:4]}")
    claim = Claim(attribute=Attribute(facet=Facet.GENRE, value="Crime", polarity=Polarity.WANT))
    guess = Event(kind=Kind.INFERRED, at=NOON, claim=claim, items=("f0", "f8", "f16"), words=CANARY)
    house.ledger.append("ada", [guess])
    written(house, "inferred:genre:Crime:want")
    assert CANARY in house.profile().summary
    house.keeper.forget_conversation("ada", "ada-Lark")
    assert CANARY.encode() not in house.bytes_of_files()
    house.ledger.append("ada", [guess.model_copy(update={"items": ("f0",)})])
    written(house, "inferred:genre:Crime:want")
    assert CANARY in house.profile().summary
    house.keeper.forget_film("ada", "f0")
    assert CANARY.encode() not in house.bytes_of_files()


def test_words_of_a_wish_about_a_forgotten_film_are_gone(house: House) -> None:
    house.say(f"comedies like Vexing Zeppelins {CANARY}, which I loved")
    assert Kind.ASKED in {one.kind for one in house.ledger.events("ada")}
    house.keeper.forget_film("ada", "f0")
    assert CANARY.encode() not in house.bytes_of_files()
