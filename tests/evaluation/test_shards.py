"""A run that is broken anywhere and goes on has the bytes of one that was not."""

import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self, TextIO

import numpy as np
import pytest

from core.errors import ParleyError
from evaluation import shards
from evaluation.conversing import Played, failed
from evaluation.episodes import Ending, Episode, Times
from evaluation.shards import (
    PartWriter,
    Shard,
    Tally,
    alone,
    finished,
    merge,
    read,
    read_times,
    shard_of,
)
from evaluation.simulating import jobs_of, simulate
from evaluation.simulation_plan import shared_out
from tests.evaluation.simulation_doubles import ScriptedRecommender, contestant, person, setting

PEOPLE = tuple(person(number, f"f{number % 7}") for number in range(12))
SYSTEMS = ("one", "two")
KEYS = tuple((name, number) for name in SYSTEMS for number in range(len(PEOPLE)))
KILLS = 200
WHOLE = Shard()
ROOT = Path(__file__).parents[2]


def contestants():
    slates = {"one": [("f1", "f2"), ("f3", "f4")], "two": [(), ("f5",), ("f6", "f0")]}
    return [contestant(name, ScriptedRecommender(slates[name], ("f10", "f3"))) for name in SYSTEMS]


def run(
    folder: Path,
    shard: Shard = WHOLE,
    process: Shard = WHOLE,
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


def test_nothing_is_merged_while_somebody_plays_a_shard(tmp_path: Path) -> None:
    run(tmp_path)
    with alone(tmp_path, Shard(1, 2)):
        assert merge(tmp_path, KEYS) is None
        assert list(tmp_path.glob("*.part.jsonl"))
    assert merge(tmp_path, KEYS) is not None


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


def slow_run(folder: str) -> None:
    """A run whose lines reach the disk in pieces, so that a kill may tear any of them."""

    def add(file: TextIO, line: Episode | Times) -> None:
        text = f"{line.model_dump_json(exclude_defaults=True)}\n"
        for start in range(0, len(text), 100):
            file.write(text[start : start + 100])
            file.flush()
            time.sleep(0.0005)

    shards._add = add
    run(Path(folder))


NURSERY = """
import os, sys
from tests.evaluation.test_shards import slow_run
for line in sys.stdin:
    child = os.fork()
    if not child:
        slow_run(line.strip())
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Killer:
    """Starts runs in processes of their own and kills each after a while."""

    def __init__(self, longest: float) -> None:
        self._generator, self._longest = np.random.default_rng(1), longest
        # One that has imported everything forks in no time; this process has threads and may not.
        self._nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def kill(self, folder: Path) -> bool:
        """Whether the run was still going on."""
        orders, told = self._nursery.stdin, self._nursery.stdout
        assert orders
        assert told
        orders.write(f"{folder}\n")
        orders.flush()
        child = int(told.readline())
        time.sleep(float(self._generator.uniform(0.0, self._longest)))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return int(told.readline()) == -signal.SIGKILL

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._nursery.communicate()


def test_two_hundred_real_kills_lose_and_double_nothing(
    tmp_path: Path, unbroken: tuple[bytes, bytes]
) -> None:
    kills, number = 0, 0
    with Killer(0.1) as killer:
        while kills < KILLS:
            folder = tmp_path / str(number)
            folder.mkdir()
            number += 1
            before: set[tuple[str, int]] = set()
            while killer.kill(folder):
                kills += 1
                after = finished(folder).keys()
                assert after >= before
                before = set(after)
            assert merged(folder) == unbroken
    assert number > 5


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


def test_times_of_an_attempt_that_failed_give_way(tmp_path: Path) -> None:
    for ending, took in ((Ending.FAILED, ()), (Ending.LEFT, (1.5,))):
        writer = PartWriter(tmp_path)
        one = played(ending)
        writer.write(one._replace(times=one.times.model_copy(update={"milliseconds": took})))
        writer.close()
        assert merge(tmp_path, [("one", 0)])
    assert [one.milliseconds for one in read_times(tmp_path)] == [(1.5,)]
    assert not list(tmp_path.glob("*.merging"))


def test_a_tally_counts_every_line_once_and_follows_a_merge(tmp_path: Path) -> None:
    tally, writer = Tally(tmp_path), PartWriter(tmp_path)
    assert len(tally.look()) == 0
    for number in range(3):
        writer.write(played(Ending.LEFT, number))
        assert len(tally.look()) == number + 1
    writer.close()
    with (tmp_path / "episodes-0001.part.jsonl").open("w") as file:
        line = played(Ending.LEFT, 3).episode.model_dump_json(exclude_defaults=True)
        file.write(line[:40])
        file.flush()
        assert len(tally.look()) == 3
        file.write(f"{line[40:]}\n")
        file.flush()
        assert len(tally.look()) == 4
    assert merge(tmp_path, [("one", number) for number in range(4)])
    assert len(tally.look()) == len(Tally(tmp_path).look()) == 4


def test_two_who_merge_at_once_both_find_everything(
    tmp_path: Path, unbroken: tuple[bytes, bytes]
) -> None:
    for shard in (1, 2):
        run(tmp_path, Shard(shard, 2))
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(merge(tmp_path, KEYS))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one == found[0] is not None for one in found)
    assert merged(tmp_path) == unbroken


def test_a_shard_is_played_by_one_at_a_time(tmp_path: Path) -> None:
    with (
        alone(tmp_path, Shard(1, 2)),
        alone(tmp_path, Shard(2, 2)),
        pytest.raises(ParleyError, match="plays shard 1/2"),
        alone(tmp_path, Shard(1, 2)),
    ):
        raise AssertionError
    with alone(tmp_path, Shard(1, 2)):
        pass


class Full(io.StringIO):
    """A file on a disk without room."""

    name = "episodes"

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path)
    writer._episodes.close()
    writer._episodes = Full()
    with pytest.raises(ParleyError, match=r"episodes cannot be written: .*No space left"):
        writer.write(played(Ending.LEFT))
    writer._times.close()


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
