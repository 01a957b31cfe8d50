"""What people share is recorded without words or names, and masked as soon as they take it back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agents.profile.training import conversation_of, records
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.dialogue import Speaker
from core.heard import Stance
from core.ledger import Event, Kind
from core.ports import Retriever
from core.taught import Artefact, Record
from retrieval.corpus import corpus_of
from tests.agents.conftest import Planted
from tests.agents.test_profile import NOON, House

PERSON = "person-canary-xylophone"
FILMS = ("f0", "f1", "f2")
FOLDERS = {"folder": "0" * 12, "reasoners": "1" * 12, "plain": "2" * 12}


class Sharing(House):
    """A house where somebody likes three films, two of them in one conversation, and shares them."""

    def like(self, *films: str, person: str = PERSON, session: str = "elsewhere") -> None:
        events = [
            Event(kind=Kind.FILM, at=NOON, session=session, item_id=film, stance=Stance.LIKE)
            for film in films
        ]
        self.memories.add(person, events)

    def records(self) -> tuple[Record, ...]:
        """What would be learned from now."""
        return records(self.memories, self.recommender.items)

    def teach(self, **folders: str) -> Artefact:
        """An artefact in use that learned from everybody who shares."""
        made = Artefact.model_validate(FOLDERS | folders | {"records": self.records()})
        assert self.ledger.draft(made)
        self.ledger.taught.finish(made.folder)
        return made

    def taught(self) -> list[str]:
        """Whom the records in the file are of."""
        found = (one for each in self.ledger.taught.artefacts() for one in each.records)
        return sorted(one.person for one in found)


@pytest.fixture
def house(
    planted: Planted,
    rules_mind: RulesMind,
    made_up_retriever: Retriever,
    tmp_path: Path,
    made_up_films: Catalog,
) -> Iterator[Sharing]:
    house = Sharing(planted, rules_mind, made_up_retriever, tmp_path, made_up_films)
    house.like("f0")
    house.ledger.own("talk", PERSON)
    house.like("f1", "f2", session="talk")
    house.keeper.share(PERSON, shares=True)
    house.like("f3", "f4", person="bo")
    house.keeper.share("bo", shares=True)
    yield house
    house.ledger.close()


def test_only_who_shares_is_learned_from_and_sharing_is_off_until_it_is_allowed(
    house: Sharing,
) -> None:
    house.like("f5", "f6", person="cy")
    assert not house.profile("cy").shares
    assert {one.person for one in house.records()} == {PERSON, "bo"}
    assert house.keeper.share("cy", shares=True).shares
    assert {one.person for one in house.records()} == {PERSON, "bo", "cy"}
    assert not house.keeper.share("cy", shares=False).shares
    assert {one.person for one in house.records()} == {PERSON, "bo"}


def test_sharing_twice_is_sharing_once(house: Sharing) -> None:
    before = house.ledger.events("bo")
    house.keeper.share("bo", shares=True)
    house.keeper.share("cy", shares=False)
    assert house.ledger.events("bo") == before
    assert house.ledger.events("cy") == ()


def test_a_record_has_the_latest_films_that_are_known_and_two_at_least(house: Sharing) -> None:
    found = {one.person: one.films for one in records(house.memories, {"f1", "f2", "f3"})}
    assert found == {PERSON: ("f1", "f2")}
    for number in range(40):
        at = NOON.replace(minute=number)
        like = Event(kind=Kind.FILM, at=at, item_id=f"f{number}", stance=Stance.LIKE)
        house.memories.add("dee", [like])
    house.keeper.share("dee", shares=True)
    films = {one.person: one.films for one in house.records()}["dee"]
    assert films == tuple(f"f{number}" for number in range(20, 40))


def test_a_record_is_a_conversation_without_words_or_name_that_asks_for_what_was_liked(
    house: Sharing,
) -> None:
    (record,) = (one for one in house.records() if one.person == PERSON)
    talk = conversation_of(record)
    assert PERSON not in talk.model_dump_json()
    assert (talk.user, {one.text for one in talk.utterances}) == ("", {""})
    assert [one.speaker for one in talk.utterances] == [
        Speaker.SEEKER,
        Speaker.RECOMMENDER,
        Speaker.SEEKER,
    ]
    assert talk.liked == FILMS
    corpus = corpus_of([talk], {film: row for row, film in enumerate(FILMS)})
    assert [context.named for context in corpus.contexts] == [("f0",)]
    assert corpus.targets.toarray().tolist() == [[0, 1, 0]]


def test_a_token_is_drawn_once_a_person_and_says_nothing_of_them(house: Sharing) -> None:
    assert {one.token for one in house.records()}.isdisjoint(one.token for one in house.records())
    taught = {one.person: one.token for one in house.teach().records}
    house.like("f7")
    assert {one.person: one.token for one in house.records()} == taught
    house.keeper.share(PERSON, shares=False)
    house.keeper.share(PERSON, shares=True)
    fresh = {one.person: one.token for one in house.records()}
    assert fresh["bo"] == taught["bo"]
    assert fresh[PERSON] not in taught.values()


TAKING_BACK: dict[str, Callable[[Sharing], object]] = {
    "ends sharing": lambda house: house.keeper.share(PERSON, shares=False),
    "forgets a film": lambda house: house.keeper.forget_film(PERSON, "f0"),
    "forgets a conversation": lambda house: house.keeper.forget_conversation(PERSON, "talk"),
    "forgets everything": lambda house: house.keeper.forget_everything(PERSON),
    "takes a turn back": lambda house: house.memories.take_back(PERSON, "talk", -1),
}


@pytest.mark.parametrize("taking_back", TAKING_BACK.values(), ids=TAKING_BACK)
def test_what_is_taken_back_masks_the_record_at_once_and_waits_for_retraining(
    house: Sharing, taking_back: Callable[[Sharing], object]
) -> None:
    house.teach()
    assert house.keeper.awaiting() == 0
    taking_back(house)
    assert house.keeper.awaiting() == 1
    assert house.taught() == ["", "bo"]
    (masked,) = (one for one in house.ledger.taught.artefacts()[0].records if one.is_masked)
    assert masked.films == ()
    house.ledger.taught.drop(FOLDERS["folder"])
    assert house.keeper.awaiting() == 0


def test_a_button_that_is_released_masks_the_record(house: Sharing) -> None:
    house.keeper.forget_everything(PERSON)
    liked = [card.item_id for card in house.say("comedies", PERSON, "two").turns[-1].cards[:2]]
    for film in liked:
        house.recommender.mark("two", film, Stance.LIKE)
    house.keeper.share(PERSON, shares=True)
    house.teach()
    assert house.taught() == ["bo", PERSON]
    house.recommender.mark("two", liked[0], Stance.LIKE)
    assert (house.taught(), house.keeper.awaiting()) == (["", "bo"], 1)


def test_a_film_disliked_after_all_masks_the_record(house: Sharing) -> None:
    house.teach()
    (mine,) = (one for one in house.records() if one.person == PERSON)
    house.ledger.append(
        PERSON,
        [Event(kind=Kind.FILM, at=NOON, item_id=mine.films[0], stance=Stance.DISLIKE)],
    )
    assert (house.taught(), house.keeper.awaiting()) == (["", "bo"], 1)


def test_what_a_record_does_not_hold_masks_nothing(house: Sharing) -> None:
    house.teach()
    house.like("f9")
    house.say("I have seen Vexing Zeppelins, and I never watch horror", PERSON, "three")
    house.keeper.forget_film(PERSON, "f9")
    house.recommender.undo("three")
    house.keeper.forget_everything("nobody")
    assert house.taught() == ["bo", PERSON]
    assert house.keeper.awaiting() == 0


def test_nothing_is_learned_from_what_is_forgotten_while_it_is_read(house: Sharing) -> None:
    for forget in (
        house.keeper.forget_film,
        lambda person, _: house.keeper.share(person, shares=False),
    ):
        made = Artefact.model_validate(FOLDERS | {"records": house.records()})
        forget(PERSON, "f0")
        assert not house.ledger.draft(made)
        assert house.ledger.taught.artefacts() == ()
        assert house.ledger.draft(made.model_copy(update={"records": house.records()}))
        house.ledger.taught.drop(made.folder)


def test_a_record_in_two_artefacts_waits_once_and_until_both_are_gone(house: Sharing) -> None:
    house.teach()
    house.like("f8")
    house.teach(folder="3" * 12)
    house.keeper.forget_film(PERSON, "f8")
    assert house.taught() == ["", "bo", "bo", PERSON]
    house.keeper.forget_everything(PERSON)
    assert house.taught() == ["", "", "bo", "bo"]
    assert house.keeper.awaiting() == 1
    house.ledger.taught.drop("0" * 12)
    assert house.keeper.awaiting() == 1
    house.ledger.taught.drop("3" * 12)
    assert house.keeper.awaiting() == 0


def test_of_a_record_forgotten_no_byte_is_left_and_not_the_name(house: Sharing) -> None:
    for number in range(200):
        house.like("f10", "f11", person=f"crowd-{number}")
        house.keeper.share(f"crowd-{number}", shares=True)
    house.say("I loved Vexing Zeppelins", PERSON, "four")
    made = house.teach()
    (mine,) = (one for one in made.records if one.person == PERSON)
    films = '", "'.join(mine.films).encode()
    assert PERSON.encode() in house.bytes_of_files()
    assert films in house.bytes_of_files()
    house.keeper.forget_everything(PERSON)
    left = house.bytes_of_files()
    assert PERSON.encode() not in left
    assert films not in left
    assert b"crowd-7" in left
    assert house.keeper.awaiting() == 1


def test_where_sharing_ends_the_list_of_films_leaves_the_file_and_its_log(house: Sharing) -> None:
    (mine,) = (one for one in house.teach().records if one.person == PERSON)
    films = '", "'.join(mine.films).encode()
    assert films in house.bytes_of_files()
    house.keeper.share(PERSON, shares=False)
    assert films not in house.bytes_of_files()
    assert house.profile(PERSON).liked == FILMS


def test_an_export_that_is_restored_does_not_share(house: Sharing) -> None:
    text = house.keeper.export(PERSON)
    assert house.keeper.restore("dee", text).liked == FILMS
    assert not house.profile("dee").shares
    house.keeper.forget_everything(PERSON)
    assert not house.keeper.restore(PERSON, text).shares
