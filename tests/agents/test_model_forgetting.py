"""What a recorded conversation was answered is forgotten with it: no byte is left in any file."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agents.profile.keeping import ProfileKeeper
from core.settings import Order, Replay
from tests import fake_models
from tests.agents.model_world import World, modelled
from tests.fake_server import FakeRequest, FakeServer

CANARY = "QXZVKJ"


def babbling(request: FakeRequest) -> str:
    """A model whose every typed answer repeats the message, and that names a film in speech."""
    said = fake_models.sensible(request)
    if request.site in ("listen", "select", "plan", "reflect"):
        told = json.loads(said)
        texts = {name for name, value in told.items() if isinstance(value, str) and name != "act"}
        echo = f"{fake_models.said(request)} Vexing Zeppelins"
        return json.dumps(told | dict.fromkeys(texts, echo))
    return f"{said} Vexing Zeppelins." if request.site in ("ask", "chat") else said


@pytest.fixture(params=Order)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with (
        FakeServer(babbling) as server,
        modelled(
            server.url, tmp_path, order=request.param, replay=Replay.RECORD, remembers=True
        ) as world,
    ):
        yield world


def keeper_of(world: World) -> ProfileKeeper:
    assert world.keeper
    return world.keeper


def on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def recordings(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.glob("language_model.sqlite*"))


def talk(world: World, person: str, *texts: str) -> str:
    for text in texts:
        world.recommender.reply(f"{person}-1", text, person)
    return f"{person}-1"


def forget_conversation(world: World) -> None:
    keeper_of(world).forget_conversation("ada", "ada-1")


def forget_everything(world: World) -> None:
    keeper_of(world).forget_everything("ada")


@pytest.mark.parametrize("forget", [forget_conversation, forget_everything])
def test_no_byte_of_a_forgotten_conversation_is_left_in_any_file(
    world: World, tmp_path: Path, forget: Callable[[World], None]
) -> None:
    secret, other = f"I never watch horror, {CANARY}", "a comedy with BOBSWORD please"
    talk(world, "ada", secret, f"no {CANARY} at all", "more")
    talk(world, "bob", other)
    assert CANARY.encode() in recordings(tmp_path)
    forget(world)
    assert CANARY.encode() not in on_disk(tmp_path)
    assert b"BOBSWORD" in recordings(tmp_path)


def test_no_byte_of_a_turn_that_was_taken_back_is_left_in_the_recordings(
    world: World, tmp_path: Path
) -> None:
    talk(world, "ada", "a comedy with ADASWORD please", f"no {CANARY} at all")
    assert CANARY.encode() in recordings(tmp_path)
    world.recommender.undo("ada-1")
    assert CANARY.encode() not in on_disk(tmp_path)
    assert b"ADASWORD" in recordings(tmp_path)


def test_no_recorded_answer_names_a_forgotten_film(world: World, tmp_path: Path) -> None:
    talk(world, "ada", "a comedy please", "I loved Vexing Zeppelins")
    talk(world, "bob", "a comedy please, Bob said")
    world.recommender.forget_conversation("bob-1")
    film = next(one for one in world.films.values() if one.title == "Vexing Zeppelins")
    assert b"Vexing Zeppelins" in recordings(tmp_path)
    keeper_of(world).forget_film("ada", film.id)
    assert b"Vexing Zeppelins" not in recordings(tmp_path)


def test_what_was_recorded_is_forgotten_while_nothing_is_recorded(tmp_path: Path) -> None:
    with FakeServer(babbling) as server:
        with modelled(server.url, tmp_path, replay=Replay.RECORD, remembers=True) as world:
            talk(world, "ada", f"a comedy, {CANARY}")
        with modelled(server.url, tmp_path, remembers=True) as world:
            assert CANARY.encode() in recordings(tmp_path)
            forget_everything(world)
    assert CANARY.encode() not in on_disk(tmp_path)
