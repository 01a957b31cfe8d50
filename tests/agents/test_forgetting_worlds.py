"""Who forgets is shown what a world without the forgotten shows, and nobody else notices."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.profile.quiz import QUESTIONS
from agents.profile.using import personal
from agents.profile.weekly import slot_of
from agents.rules.mind import RulesMind
from agents.state import DialogueState
from catalog.store import Catalog
from core.conversation import Session
from core.heard import Attribute, Claim, Polarity, Span, Stance
from core.item import Facet
from core.ledger import Event, Kind, Sentence
from core.ports import Retriever
from core.slate import Query
from tests.agents.conftest import Planted
from tests.agents.test_profile import NOON, House
from tests.worlds import wanted

REQUESTS = ("show me some films", "crime films", "show me 10 films from after 1985", "a heist film")
FORGOTTEN_CONVERSATION, FORGOTTEN_FILM = "ada-1", "f0"


class Step(NamedTuple):
    """One thing that somebody says or does in a conversation, and the film that it is about."""

    words: str
    session: str
    film: str = ""


class World(House):
    """A house whose clock stands where it is put."""

    moment = NOON

    def _now(self) -> datetime:
        return self.moment

    def live(self, steps: Sequence[tuple[int, Step]], person: str = "ada") -> None:
        """Let the numbered steps happen, one a day."""
        for number, step in steps:
            self.moment = NOON + timedelta(days=number)
            if step.session:
                self.say(step.words, person, step.session)
            elif step.film:
                self.memories.add(person, guess_of(step.film, self.moment))
            else:
                self.keeper.declare(person, step.words)
        self.moment = NOON + timedelta(days=40)


def guess_of(film: str, at: datetime) -> list[Event]:
    """A film liked elsewhere, and what a language model read off it."""
    funny = Attribute(facet=Facet.MOOD, value="funny", polarity=Polarity.WANT)
    return [
        Event(kind=Kind.FILM, at=at, item_id=film, stance=Stance.LIKE),
        Event(kind=Kind.INFERRED, at=at, claim=Claim(attribute=funny), items=(film,)),
    ]


WorldOf = Callable[[], World]


@pytest.fixture(scope="module")
def world(
    planted: Planted,
    rules_mind: RulesMind,
    made_up_retriever: Retriever,
    made_up_films: Catalog,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[WorldOf]:
    """Fresh worlds, each with a folder of its own."""
    worlds: list[World] = []

    def build() -> World:
        folder: Path = tmp_path_factory.mktemp("world")
        worlds.append(World(planted, rules_mind, made_up_retriever, folder, made_up_films))
        return worlds[-1]

    yield build
    for one in worlds:
        one.ledger.close()


def slates(world: World, person: str = "ada") -> list[object]:
    """What the untrained sources propose to new requests: films, scores, evidence, in order."""
    sessions = [
        world.say(text, person, f"{person}-asks-{number}") for number, text in enumerate(REQUESTS)
    ]
    assert all(session.turns[-1].cards for session in sessions[1:])
    return [proposed(session) for session in sessions]


def proposed(session: Session) -> tuple[object, ...]:
    trace = session.trace
    assert trace is not None
    ranked = [(one.item.id, one.score, one.found_by, one.evidence) for one in trace.ranked]
    sources = [(one.source, one.candidates, one.note) for one in trace.sources]
    cards = [(card.item_id, card.reason, card.remembered) for card in session.turns[-1].cards]
    return ranked, sources, cards, trace.constraints, trace.eligible, trace.profile


# What a language model read off a film goes along with any liking of it, so no film of the first
# conversation is guessed by.
STEPS = (
    Step("I never watch horror", "ada-1"),
    Step("I loved Larkspurn Zeppelins", "ada-1", "f8"),
    Step("crime films", "ada-1"),
    Step("I loved Vexing Zeppelins", "ada-2", "f0"),
    Step("I hated Marzipan Zeppelins", "ada-2", "f1"),
    Step("I love heist films", "ada-2"),
    Step("I only watch films under three hours", "ada-3"),
    Step("I loved Gossamer Wumpus", "ada-3", "f16"),
    Step("I have seen Vexing Zeppelins", "ada-3", "f0"),
    Step("a comedy", "ada-4"),
    Step("no romance films", ""),
    Step("", "", "f0"),
    Step("", "", "f22"),
)


def kept(is_kept: Callable[[Step], bool], steps: Sequence[Step]) -> list[tuple[int, Step]]:
    return [(number, step) for number, step in enumerate(steps) if is_kept(step)]


def everything(world: World) -> None:
    world.keeper.forget_everything("ada")


def conversation(world: World) -> None:
    if FORGOTTEN_CONVERSATION in world.ledger.sessions("ada"):
        world.keeper.forget_conversation("ada", FORGOTTEN_CONVERSATION)


def film(world: World) -> None:
    world.keeper.forget_film("ada", FORGOTTEN_FILM)


FORGETTING: dict[str, tuple[Callable[[World], None], Callable[[Step], bool]]] = {
    "everything": (everything, lambda _: False),
    "a conversation": (conversation, lambda step: step.session != FORGOTTEN_CONVERSATION),
    "a film": (film, lambda step: step.film != FORGOTTEN_FILM),
}


@pytest.mark.parametrize("name", FORGETTING)
def test_what_is_forgotten_changed_the_slates_and_changes_them_no_more(
    world: WorldOf, name: str
) -> None:
    forget, is_kept = FORGETTING[name]
    knowing, forgetful, without = world(), world(), world()
    knowing.live(kept(lambda _: True, STEPS))
    forgetful.live(kept(lambda _: True, STEPS))
    forget(forgetful)
    without.live(kept(is_kept, STEPS))
    assert statements(forgetful) == statements(without)
    shown = slates(forgetful)
    assert shown == slates(without)
    assert shown != slates(knowing)


@pytest.mark.parametrize("name", FORGETTING)
@settings(max_examples=8)
@given(data=st.data())
def test_any_life_with_something_forgotten_is_the_life_without_it(
    world: WorldOf, name: str, data: st.DataObject
) -> None:
    forget, is_kept = FORGETTING[name]
    lived = data.draw(st.lists(st.sampled_from(STEPS), max_size=8))
    forgetful, without = world(), world()
    forgetful.live(kept(lambda _: True, lived))
    forget(forgetful)
    without.live(kept(is_kept, lived))
    assert statements(forgetful) == statements(without)
    assert slates(forgetful) == slates(without)


def statements(world: World) -> list[tuple[object, ...]]:
    """The statements of the profile, with how strong they are and where they come from."""
    return [
        (
            one.text,
            one.claim,
            one.strength,
            one.overruled,
            [(e.at, e.item_id) for e in one.evidence],
        )
        for one in world.profile().statements
    ]


OTHERS = {
    "bo": ("I loved Vexing Zeppelins", "I never watch horror"),
    "cy": ("I hated Vexing Zeppelins", "I love heist films", "I loved Ostler Halibuts"),
    "di": ("I only watch films under two hours",),
    "eve": (),
}
PLAIN = (
    Query(size=10),
    Query(size=10, attributes=wanted("genre:Crime")),
    Query(size=10, attributes=wanted("theme:heist"), text="a heist film"),
    Query(size=10, runtime=Span(high=170), text="not too long"),
)


def top_tens(world: World, person: str, retriever: Retriever) -> list[list[str]]:
    """What the person is proposed, asked without leaving a trace."""
    profile, slot = world.profile(person), slot_of(world.moment)
    queries = (personal(query, DialogueState(), profile, slot) for query in PLAIN)
    return [[item.id for item in retriever.search(query).items] for query in queries]


def overlap(before: Sequence[str], after: Sequence[str]) -> float:
    return len(set(before) & set(after)) / len(before)


@pytest.mark.parametrize("name", FORGETTING)
def test_what_one_forgets_changes_nobody_elses_top_ten(
    world: WorldOf, made_up_retriever: Retriever, name: str
) -> None:
    one = world()
    one.live(kept(lambda _: True, STEPS))
    for person, told in OTHERS.items():
        one.live([*enumerate(Step(words, f"{person}-1") for words in told)], person)
    known = {person: one.keeper.export(person) for person in OTHERS}
    before = {person: top_tens(one, person, made_up_retriever) for person in OTHERS}
    own = top_tens(one, "ada", made_up_retriever)
    FORGETTING[name][0](one)
    after = {person: top_tens(one, person, made_up_retriever) for person in OTHERS}
    assert own != top_tens(one, "ada", made_up_retriever)
    assert len({str(tens) for tens in before.values()}) == len(OTHERS), "everybody has a taste"
    overlaps = [
        overlap(first, second)
        for person in OTHERS
        for first, second in zip(before[person], after[person], strict=True)
    ]
    assert set(overlaps) == {1.0}
    assert after == before
    assert known == {person: one.keeper.export(person) for person in OTHERS}


CANARY = "quetzalcoatlcanary"
ANSWERS = tuple(1 + number * number % 5 for number in range(len(QUESTIONS)))


def of_every_kind(session: str, turn: int) -> list[Event]:
    """One event of each kind that holds words, answers or names, each with the canary in it."""
    told = {"at": NOON, "session": session, "turn": turn, "words": CANARY}
    claim = Claim(attribute=Attribute(facet=Facet.PERSON, value=CANARY, polarity=Polarity.WANT))
    name = f"said:person:{CANARY}:want"
    fields: dict[Kind, dict[str, object]] = {
        Kind.SAID: {"claim": claim},
        Kind.ASKED: {"claim": claim},
        Kind.INFERRED: {"claim": claim, "items": ("f0", CANARY)},
        Kind.WRITTEN: {"sentences": (Sentence(text=f"You like {CANARY}.", statements=(name,)),)},
        Kind.QUIZ: {"answers": ANSWERS},
        Kind.FILM: {"item_id": "f0", "stance": Stance.LIKE},
        Kind.RELEASED: {"item_id": "f1", "stance": Stance.LIKE},
        **{kind: {"statement": name} for kind in (Kind.PINNED, Kind.UNPINNED, Kind.DELETED)},
        Kind.SHARED: {},
        Kind.UNSHARED: {},
    }
    assert {*fields} == {*Kind} - {Kind.FORGOT}, "a kind of event that this test does not know"
    return [Event.model_validate({"kind": kind} | told | more) for kind, more in fields.items()]


def of_turns(events: Sequence[Event]) -> list[Event]:
    return [one for one in events if one.kind in (Kind.SAID, Kind.ASKED, Kind.FILM)]


def test_a_thousand_turns_with_every_kind_of_event_leave_no_byte_within_two_seconds(
    world: WorldOf,
) -> None:
    """Of each turn what was said, asked for and liked; of each conversation every other kind.

    The seconds are the processor's, so that a busy machine does not fail this.
    """
    one = world()
    turn = one.say(f"crime films with {CANARY}").turns[-1]
    told = [turn.model_dump(mode="json", exclude_defaults=True)] * 100
    for number in range(10):
        session = f"ada-{number}"
        one.ledger.own(session, "ada")
        one.recommender._write(session, {"turns": told})
        for place in range(100):
            every = of_every_kind(session, place + 1)
            one.memories.add("ada", every if place % 100 == 0 else of_turns(every))
    one.keeper.restore("ada", one.keeper.export("ada"))
    answers = ",".join(map(str, ANSWERS)).encode()
    logs = [path for path in one.folder.rglob("*-wal") if CANARY.encode() in path.read_bytes()]
    assert logs
    assert one.bytes_of_files().count(CANARY.encode()) > 6_000
    assert answers in one.bytes_of_files()
    began = process_time()
    assert one.keeper.forget_everything("ada").is_empty
    took = process_time() - began
    left = one.bytes_of_files()
    assert CANARY.encode() not in left
    assert answers not in left
    assert took < 2
