"""A run that is broken anywhere and goes on has the bytes of one that was not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.errors import ParleyError
from evaluation.conversing import Played, failed
from evaluation.episodes import Ending
from evaluation.shards import PartWriter, Shard, finished, merge, read, read_times, shard_of
from evaluation.simulating import jobs_of, simulate
from evaluation.simulation_plan import shared_out
from tests.evaluation.simulation_doubles import ScriptedRecommender, contestant, person, setting

PEOPLE = tuple(person(number, f"f{number % 7}") for number in range(12))
SYSTEMS = ("one", "two")
KEYS = tuple((name, number) for name in SYSTEMS for number in range(len(PEOPLE)))
KILLS = 200
ROOT = Path(__file__).parents[2]


def contestants():
    slates = {"one": [("f1", "f2"), ("f3", "f4")], "two": [(), ("f5",), ("f6", "f0")]}
    return [contestant(name, ScriptedRecommender(slates[name], ("f10", "f3"))) for name in SYSTEMS]


def run(
    folder: Path,
    shard: Shard = Shard(),
    process: Shard = Shard(),
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    writer = PartWriter(folder)
    mine = shared_out(PEOPLE, shard, process)
    jobs = jobs_of(mine, contestants(), finished(folder))
    try:
        simulate(jobs, setting(3), writer.write, 4, is_over)
    finally:
        writer.close()


def merged(folder: Path) -> tuple[bytes, bytes]:
    assert merge(folder, KEYS) is not None
    assert not list(folder.glob("*.part.jsonl"))
    return tuple((folder / f"{kind}.jsonl").read_bytes() for kind in ("episodes", "times"))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    folder = tmp_path_factory.mktemp("unbroken")
    run(folder)
    return merged(folder)


def test_an_unbroken_run_is_whole(unbroken: tuple[bytes, bytes]) -> None:
    assert unbroken[0].count(b"\n") == len(KEYS)
    assert unbroken[1].count(b"\n") == len(KEYS)


def test_two_hundred_breaks_lose_and_double_nothing(
    tmp_path: Path, unbroken: tuple[bytes, bytes]
) -> None:
    """A kill leaves any first bytes of what was being written: the newest part is cut there."""
    generator = np.random.default_rng(0)
    for number in range(KILLS // 20):
        folder = tmp_path / str(number)
        folder.mkdir()
        for _ in range(20):
            left = iter(range(int(generator.integers(1, 5))))
            run(folder, is_over=lambda left=left: next(left, None) is None)
            before = finished(folder)
            cut(folder, generator)
            after = finished(folder)
            assert len(before) - len(after) <= 1
            assert after.items() <= before.items()
        run(folder)
        assert merged(folder) == unbroken


def cut(folder: Path, generator: np.random.Generator) -> None:
    """Cut the last line of the newest part anywhere, at its end or within."""
    part = max(folder.glob("episodes-*.part.jsonl"))
    data = part.read_bytes()
    begin = data.rfind(b"\n", 0, -1) + 1
    part.write_bytes(data[: int(generator.integers(begin, len(data) + 1))])


KILLED = """
import sys, time
from pathlib import Path
from evaluation import shards
from tests.evaluation.test_shards import run
write = shards._add
def slow(file, line):
    time.sleep(0.01)
    text = line.model_dump_json(exclude_defaults=True) + "\\n"
    for start in range(0, len(text), 40):
        file.write(text[start:start + 40]); file.flush(); time.sleep(0.0005)
shards._add = slow
print("begun", flush=True)
run(Path(sys.argv[1]))
"""


def test_real_kills_lose_and_double_nothing(tmp_path: Path, unbroken: tuple[bytes, bytes]) -> None:
    generator = np.random.default_rng(1)
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert child.stdout
        child.stdout.readline()
        time.sleep(float(generator.uniform(0.05, 0.25)))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
    run(tmp_path)
    assert merged(tmp_path) == unbroken


@pytest.mark.parametrize(("count", "processes"), [(2, 1), (3, 2), (5, 3)])
def test_shards_and_processes_make_the_same_bytes(
    tmp_path: Path, unbroken: tuple[bytes, bytes], count: int, processes: int
) -> None:
    for number in range(count, 0, -1):
        for process in range(1, processes + 1):
            assert merge(tmp_path, KEYS) is None
            run(tmp_path, Shard(number, count), Shard(process, processes))
    assert merged(tmp_path) == unbroken


def test_what_was_merged_is_not_played_again(tmp_path: Path, unbroken: tuple[bytes, bytes]) -> None:
    run(tmp_path)
    merged(tmp_path)
    run(tmp_path)
    assert merged(tmp_path) == unbroken


def played(ending: Ending, number: int = 0) -> Played:
    found = failed(number, PEOPLE[number], "one", OSError("down"))
    return found._replace(episode=found.episode.model_copy(update={"ending": ending}))


def test_what_failed_is_tried_anew_and_then_replaced(tmp_path: Path) -> None:
    for ending in (Ending.FAILED, Ending.LEFT, Ending.FAILED):
        writer = PartWriter(tmp_path)
        writer.write(played(ending))
        writer.close()
        if ending is Ending.FAILED and len(list(tmp_path.glob("episodes*"))) == 1:
            assert finished(tmp_path) == {}
    assert [one.ending for one in read(tmp_path)] == [Ending.LEFT]
    assert len(read_times(tmp_path)) == 1


def test_a_damaged_line_is_no_torn_one(tmp_path: Path) -> None:
    (tmp_path / "episodes-0000.part.jsonl").write_bytes(b'{"system": 1}\n')
    with pytest.raises(ParleyError, match="line 1"):
        read(tmp_path)


def test_shards_are_read_from_the_command_line() -> None:
    assert shard_of("2/4") == Shard(2, 4)
    for wrong in ("0/4", "5/4", "2", "a/b", "1/0", ""):
        with pytest.raises(ParleyError, match="I/N"):
            shard_of(wrong)


def test_every_person_belongs_to_one_process_of_one_shard() -> None:
    found = [
        place
        for shard in (1, 2, 3)
        for process in (1, 2)
        for place, _ in shared_out(PEOPLE, Shard(shard, 3), Shard(process, 2))
    ]
    assert sorted(found) == list(range(len(PEOPLE)))
