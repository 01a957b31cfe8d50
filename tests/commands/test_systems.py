"""The systems under test: what each does differently, and that every one can be talked with."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from agents.contracts import Minds
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from commands.assembly import Parts
from commands.simulating import refuse_what_has_seen_them
from commands.systems import ABOUT, Name, contestant
from core.conversation import Act, Session
from core.errors import ParleyError
from core.ports import Retriever
from core.slate import Source
from evaluation.conversing import Contestant, Played, Setting, converse
from evaluation.episodes import Ending
from evaluation.profiles import export_of_past
from evaluation.simulation_plan import SimulationPlan, freeze
from simulator.leaks import Detector
from simulator.person import Person
from simulator.persona import Origin, Persona
from simulator.population import catalogue_personas

DAY = datetime(2026, 6, 1, tzinfo=UTC)
_WISH = ("Hi! A tense thriller from the 90s, please.", "no, not those", "more")


@pytest.fixture(scope="module")
def parts(default_catalog: Catalog, listener: RulesListener, default_retriever: Retriever) -> Parts:
    """What systems are made of, over the default films and without the language encoder."""
    mind: Minds = RulesMind(default_catalog, listener)
    made = SimpleNamespace(
        catalog=default_catalog,
        listener=listener,
        retriever=default_retriever,
        minds=lambda order=None: mind,
    )
    return cast("Parts", made)


@pytest.fixture(scope="module")
def personas(default_catalog: Catalog) -> tuple[Persona, ...]:
    return catalogue_personas(default_catalog, 3, 5)


def talk(parts: Parts, name: Name, *texts: str, person: str = "") -> Session:
    recommender = contestant(name, parts, DAY).recommender
    for text in texts:
        session = recommender.reply("s", text, person)
    return session


def films(session: Session) -> list[str]:
    return [card.item_id for card in session.turns[-1].cards]


def test_every_system_says_what_it_is() -> None:
    assert set(ABOUT) == set(Name)


def test_one_agent_recommends_whatever_is_said(parts: Parts) -> None:
    texts = ("hello", "who directed Heat?", "thanks")
    for name in (Name.ONE_AGENT, Name.NO_PLANNER):
        assert {turn.act for turn in talk(parts, name, *texts).turns} == {Act.RECOMMEND}
    assert {turn.act for turn in talk(parts, Name.MACRS, *texts).turns} != {Act.RECOMMEND}


def test_the_script_asks_twice_and_then_recommends(parts: Parts) -> None:
    session = talk(parts, Name.SCRIPT, *_WISH, "more")
    assert [turn.act for turn in session.turns] == [Act.ASK, Act.ASK, Act.RECOMMEND, Act.RECOMMEND]
    assert films(session)


def test_chance_keeps_to_what_must_hold(parts: Parts, default_catalog: Catalog) -> None:
    session = talk(parts, Name.RANDOM, _WISH[0])
    shown = [default_catalog[film] for film in films(session)]
    assert len(shown) == 5
    assert all("Thriller" in film.genres and film.decade == 1990 for film in shown)
    assert films(session) != films(talk(parts, Name.MACRS, _WISH[0]))


def test_without_information_reflection_a_wish_is_gone_with_its_message(
    parts: Parts, default_catalog: Catalog
) -> None:
    texts = ("a French comedy", "from the 80s")
    kept = [default_catalog[film] for film in films(talk(parts, Name.MACRS, *texts))]
    assert kept
    assert all("France" in film.countries for film in kept)
    alone = talk(parts, Name.NO_INFORMATION_REFLECTION, *texts)
    lost = [default_catalog[film] for film in films(alone)]
    assert lost
    assert not all("France" in film.countries for film in lost)
    assert all(film.decade == 1980 for film in lost)
    # What was shown stays away: it is on the screen.
    assert not set(films(alone)) & {card.item_id for card in alone.turns[0].cards}


def test_without_strategy_reflection_a_rejection_teaches_nothing(parts: Parts) -> None:
    assert any(turn.strategy for turn in talk(parts, Name.MACRS, *_WISH).turns)
    silent = talk(parts, Name.NO_STRATEGY_REFLECTION, *_WISH)
    assert not any(turn.strategy for turn in silent.turns)
    # The films turned down are heard of all the same.
    assert not set(films(silent)) & {card.item_id for card in silent.turns[0].cards}


def test_one_agent_reflects_on_nothing(parts: Parts, default_catalog: Catalog) -> None:
    session = talk(parts, Name.ONE_AGENT, "a French comedy", "no, not those", "from the 80s")
    assert not any(turn.strategy for turn in session.turns)
    shown = [default_catalog[film] for film in films(session)]
    assert shown
    assert not all("France" in film.countries for film in shown)
    planless = talk(parts, Name.NO_PLANNER, "a French comedy", "no, not those", "from the 80s")
    assert all("France" in default_catalog[film].countries for film in films(planless))


def test_without_a_profile_nothing_is_known(parts: Parts) -> None:
    with_profile, without = (contestant(n, parts, DAY) for n in (Name.MACRS, Name.NO_PROFILE))
    assert without.profiles is None
    assert with_profile.profiles is not None
    first = films(talk(parts, Name.MACRS, _WISH[0]))
    with_profile.profiles.restore("me", export_of_past(dict.fromkeys(first)))
    session = with_profile.recommender.reply("s", _WISH[0], "me")
    assert not set(films(session)) & set(first)
    assert films(without.recommender.reply("s", _WISH[0], "")) == first


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        (Name.NO_GRAPH, {Source.GRAPH, Source.CONVERSATIONS, Source.REASONER, Source.RANKER}),
        (Name.NO_LEARNED, {Source.CONVERSATIONS, Source.REASONER, Source.RANKER}),
    ],
)
def test_sources_are_left_out(parts: Parts, name: Name, gone: set[Source]) -> None:
    trace = talk(parts, name, "something like Heat").trace
    assert trace
    assert {report.source for report in trace.sources} == set(Source) - gone


def play(parts: Parts, name: Name, number: int, persona: Persona) -> tuple[Played, Contestant]:
    setting = Setting(3, lambda one: Person(one, parts.catalog), Detector(parts.catalog))
    tested = contestant(name, parts, DAY)
    return converse(number, persona, tested, setting), tested


@pytest.mark.parametrize("name", list(Name))
def test_every_system_plays_an_episode_the_same_way_twice(
    parts: Parts, personas: tuple[Persona, ...], name: Name
) -> None:
    for number, persona in enumerate(personas[:2]):
        first, tested = play(parts, name, number, persona)
        setting = Setting(3, lambda one: Person(one, parts.catalog), Detector(parts.catalog))
        again = converse(number, persona, tested, setting)
        elsewhere, _ = play(parts, name, number, persona)
        assert first.episode == again.episode == elsewhere.episode
        assert first.episode.ending.is_scored or first.episode.ending is Ending.LEAKED


def test_the_recommender_hears_no_target(parts: Parts, personas: tuple[Persona, ...]) -> None:
    persona = personas[0]
    played, tested = play(parts, Name.MACRS, 0, persona)
    assert tested.profiles
    known = tested.profiles.export("simulated-0")
    shown = {card for turn in played.episode.turns for card in turn.cards}
    assert not any(f'"{film}"' in known for film in set(persona.targets) - shown)


def test_systems_that_learned_from_people_of_redial_are_refused_them(
    tmp_path: Path, personas: tuple[Persona, ...]
) -> None:
    def frozen_with(folder: str, system: Name, origin: Origin = Origin.REDIAL) -> Path:
        plan = SimulationPlan(
            name="x",
            command="x",
            origin=origin,
            users=3,
            systems=(system.value,),
            turns=2,
            seed=0,
            today=DAY,
            fingerprint="f",
        )
        place = tmp_path / folder
        place.mkdir()
        freeze(place, plan, personas)
        return place

    taught = cast("Parts", SimpleNamespace(learned="learned from all dialogues"))
    with pytest.raises(ParleyError, match="hidden films"):
        refuse_what_has_seen_them(frozen_with("macrs", Name.MACRS), taught)
    refuse_what_has_seen_them(frozen_with("chance", Name.RANDOM), taught)
    refuse_what_has_seen_them(frozen_with("others", Name.MACRS, Origin.MOVIELENS), taught)
    untaught = cast("Parts", SimpleNamespace(learned=""))
    refuse_what_has_seen_them(frozen_with("untaught", Name.MACRS), untaught)
