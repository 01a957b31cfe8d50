"""The verb `simulate` over planted films: what it refuses, interruptions that lose nothing, the cap."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.store import imported_path, load_catalog
from commands import planning
from commands.planning import Asked, planned
from core.settings import Settings
from evaluation.shards import Shard, alone, read
from evaluation.simulation_plan import Makings, agree
from tests.commands.simulate_house import PATIENCE, House
from tests.fake_models import sensible
from tests.fake_server import FakeServer

# Whole runs, each of which first loads a language encoder.
pytestmark = pytest.mark.timeout(1200)
PRICES = '{"m": {"prompt": 100.0, "completion": 100.0}}'


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house") / "var")


# Few at once, so that a run can be broken in its middle.
FEW = ("--in-flight", "2")
NEW = ("--from", "catalogue", "--system", "random", "--users", "30", "--turns", "3")


def children_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that play, first begun first."""
    every = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(one) for one in every if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def the_rest(said: str) -> Sequence[str]:
    """The arguments of the command that goes on with a run, as it was told."""
    match = re.search(r"python app\.py simulate (--resume \S+(?: --shard \S+)?)", said)
    assert match, said
    return match.group(1).split()


@pytest.mark.slow
def test_a_run_that_is_broken_in_every_way_has_the_bytes_of_one_that_is_not(house: House) -> None:
    said = house.whole(*NEW, "--name", "left-alone", "--processes", "1")
    assert "30 simulated people of catalogue" in said

    with house.running(*NEW, "--name", "broken", "--processes", "1", *FEW) as process:
        kept = house.talked("broken", 0)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Finishing what has begun" in said
    assert "Traceback" not in said
    after = len(read(house.named("broken")))
    assert f"Interrupted. {after} of 30 episodes are kept." in said
    assert kept <= after < 30
    rest = the_rest(said)

    with house.running(*rest, "--processes", "2", *FEW) as process:
        kept = house.talked("broken", after)
        first, *_ = children_of(process)
        os.kill(first, signal.SIGKILL)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "1 of 2 processes broke off (status -9)" in said
    assert the_rest(said) == rest
    assert kept <= len(read(house.named("broken"))) < 30

    with house.running(*rest, "--processes", "1", *FEW) as process:
        kept = house.talked("broken", len(read(house.named("broken"))))
        children = children_of(process)
        assert len(children) == 1
        process.kill()
        process.communicate(timeout=PATIENCE)
    end = time.monotonic() + PATIENCE
    while any(map(is_alive, children)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(is_alive, children))
    assert kept <= len(read(house.named("broken"))) < 30

    said = house.whole(*rest, "--processes", "2")
    assert "30 simulated people of catalogue" in said
    unbroken, broken = (
        (house.named(name) / "episodes.jsonl").read_bytes() for name in ("left-alone", "broken")
    )
    assert unbroken.count(b"\n") == 30
    assert broken == unbroken
    assert not list(house.named("broken").glob("*.part.jsonl"))

    # A finished run is told again, and nothing of it is played.
    again = house.run("--resume", "broken")
    assert "30 simulated people of catalogue" in again
    assert (house.named("broken") / "episodes.jsonl").read_bytes() == unbroken


@pytest.mark.slow
def test_two_shards_in_one_folder_end_as_one_run(house: House) -> None:
    small = ("--from", "catalogue", "--system", "random", "--users", "9", "--turns", "2")
    house.whole(*small, "--name", "one", "--processes", "1")
    said = house.whole(*small, "--name", "two", "--shard", "1/2", "--processes", "1")
    assert "5 of 9 episodes are there." in said
    folder = house.named("two")
    assert the_rest(said) == ["--resume", str(folder)]
    with (
        house.running("--resume", "two", "--shard", "1/2") as first,
        house.running("--resume", "two", "--shard", "2/2", "--processes", "1") as second,
    ):
        told = [one.communicate(timeout=PATIENCE)[0] for one in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], told
    assert "9 simulated people" in told[1]
    assert (folder / "episodes.jsonl").read_bytes() == (
        house.named("one") / "episodes.jsonl"
    ).read_bytes()


def test_a_cap_ends_a_run_that_has_cost_so_much(house: House) -> None:
    with FakeServer(sensible) as server:
        said = house.whole(
            *("--from", "catalogue", "--users", "40", "--turns", "2", "--name", "dear"),
            *("--cap", "1.5", "--in-flight", "2", "--processes", "1"),
            PARLEY_MODEL_URL=server.url,
            PARLEY_MODEL_NAME="m",
            PARLEY_MODEL_PRICES=PRICES,
        )
    assert "Estimated price: at most about 93.54 for 120 turns." in said
    assert "The cap of 1.50 is reached." in said
    played = read(house.named("dear"))
    assert 0 < len(played) < 20
    assert sum(one.price for one in played) >= 1.5
    assert f"{len(played)} of 40 episodes are there. The rest: python app.py simulate" in said
    # By rules it would be another system.
    said = house.run("--resume", "dear", "--processes", "1", status=1)
    assert "--resume" in said


def test_people_speak_by_a_model_where_that_is_asked_for(house: House) -> None:
    with FakeServer(sensible) as server:
        house.whole(
            *("--from", "catalogue", "--users", "3", "--turns", "2", "--system", "random"),
            *("--name", "spoken", "--wording", "model", "--processes", "1"),
            PARLEY_MODEL_URL=server.url,
            PARLEY_MODEL_NAME="m",
        )
    said = [turn.said for one in read(house.named("spoken")) for turn in one.turns]
    assert said
    assert all(text.startswith("well, ") for text in said)
    assert "--wording model needs" in house.run(
        "--from", "catalogue", "--wording", "model", status=1
    )


def test_a_dry_run_begins_nothing_and_says_what_it_would_cost(house: House) -> None:
    before = list((house.folder / "runs").glob("*"))
    dry = ("--from", "catalogue", "--users", "10", "--dry-run")
    said = house.run(*dry, "--system", "random", "--system", "macrs", "--system", "random")
    assert said.startswith("10 people of catalogue (10 asked for), at most 5 turns, seed 0;")
    assert said.count("one agent that recommends eligible films at random") == 1
    assert "price" not in said.lower()
    model = {"PARLEY_MODEL_URL": "http://127.0.0.1:9/v1", "PARLEY_MODEL_NAME": "m"}
    assert "PARLEY_MODEL_PRICES has no price" in house.run(*dry, **model)
    priced = house.run(*dry, "--shard", "1/2", **model, PARLEY_MODEL_PRICES=PRICES)
    assert "Estimated price: at most about 23.38 for 30 turns." in priced
    assert list((house.folder / "runs").glob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "movielens"], "python app.py data import movielens PATH"),
        (["--from", "movielens"], "--from catalogue need no data set"),
        (["--from", "netflix"], "--from is one of movielens, redial, catalogue"),
        (["--shard", "3/2"], "I/N"),
        (["--resume", "nothing"], "There is no run 'nothing'"),
        (["--resume", "x", "--users", "3", "--from", "redial"], "leave --users, --from out"),
        (["--from", "catalogue", "--cap", "1"], "--cap needs a price"),
    ],
)
def test_what_cannot_be_done_is_explained(house: House, arguments: list[str], words: str) -> None:
    model = {"PARLEY_MODEL_URL": "http://127.0.0.1:9/v1", "PARLEY_MODEL_NAME": "m"}
    assert words in house.run(*arguments, status=1, **(model if "--cap" in arguments else {}))


def test_a_misspelt_system_is_told_what_there_is(house: House) -> None:
    said = house.run("--system", "marcs", status=2)
    assert "'marcs' is not one of" in said
    assert "ask-then-recommend" in said


def begun(house: House, name: str) -> Path:
    """A run of which nothing is played yet."""
    settings = Settings(data_folder=house.folder)
    asked = Asked(4, ("random",), 2, 0, "catalogue", name, "")
    return planning.begun(settings, *planned(settings, load_catalog(house.folder), asked))


def test_a_run_of_another_catalogue_is_refused(house: House, tmp_path: Path) -> None:
    folder = begun(house, "elsewhere")
    other = House(tmp_path / "other")
    lines = imported_path(other.folder).read_text("utf-8").splitlines()
    imported_path(other.folder).write_text("\n".join(lines[:-1]), "utf-8")
    assert "was begun with catalogue" in other.run("--resume", str(folder), status=1)


def test_a_folder_that_is_no_run_is_refused(house: House, tmp_path: Path) -> None:
    assert "plan.json is missing" in house.run("--resume", str(tmp_path), status=1)
    folder = begun(house, "damaged")
    (folder / "personas.jsonl").write_text("{}\n")
    assert "holds no simulation that can be read" in house.run("--resume", "damaged", status=1)


def test_two_may_not_play_the_same_shard(house: House) -> None:
    folder = begun(house, "claimed")
    with alone(folder, Shard()):
        assert "plays shard 1/1" in house.run("--resume", "claimed", status=1)


@pytest.mark.slow
def test_a_run_goes_on_with_what_it_was_begun_with(house: House) -> None:
    agree(begun(house, "modelled"), Makings(models=("m",), learned="abc"))
    with house.running("--resume", "modelled", "--processes", "2") as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "begun with m and what was learned as abc, and this is rules and nothing learned" in said
    assert "Traceback" not in said
