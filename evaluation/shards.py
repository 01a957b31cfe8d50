"""The episodes of a run on disk: flushed line by line, read back after a crash, merged at the end."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO, TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError

from core.errors import ParleyError
from evaluation.conversing import Played
from evaluation.episodes import Ending, Episode, Times

EPISODES, TIMES = "episodes", "times"
_Line = TypeVar("_Line", Episode, Times)
Key = tuple[str, int]


class Shard(NamedTuple):
    """Part `number` (from 1) of `of`: every `of`-th persona."""

    number: int = 1
    of: int = 1

    def has(self, persona: int) -> bool:
        """Whether the persona of this place in the run belongs to it."""
        return persona % self.of == self.number - 1


def shard_of(text: str) -> Shard:
    """The shard that `2/4` means; ParleyError where it means none."""
    number, _, of = text.partition("/")
    if number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return Shard(int(number), int(of))
    raise ParleyError(f"A shard is written I/N with I from 1 to N, such as 2/4, not {text!r}.")


@contextmanager
def alone(folder: Path, shard: Shard) -> Iterator[None]:
    """Nobody else plays this shard meanwhile; ParleyError where somebody does.

    The operating system ends the claim with the process, however that ends.
    """
    lock = FileLock(folder / f"shard-{shard.number}-of-{shard.of}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ParleyError(
            f"Another process plays shard {shard.number}/{shard.of} of {folder} already."
        ) from None
    try:
        yield
    finally:
        lock.release()


class PartWriter:
    """A part of its own for each process that plays: nothing is appended to another one's.

    A line that a crash tore stays the last of its part, where reading passes over it.
    """

    def __init__(self, folder: Path) -> None:
        """Open the next part; two writers never get the same."""
        number = 0
        while True:
            try:
                self._episodes = _part(folder, EPISODES, number).open("x", encoding="utf-8")
            except FileExistsError:
                number += 1
            else:
                break
        self._times = _part(folder, TIMES, number).open("w", encoding="utf-8")

    def write(self, played: Played) -> None:
        """Add one episode; when this returns, it is on the disk. ParleyError where it cannot be."""
        try:
            # The episode last: where it is, its times are too.
            _add(self._times, played.times)
            _add(self._episodes, played.episode)
        except OSError as error:
            raise ParleyError(f"{self._episodes.name} cannot be written: {error}.") from error

    def close(self) -> None:
        """Close the files."""
        self._times.close()
        self._episodes.close()


def finished(folder: Path) -> dict[Key, Episode]:
    """The episodes that need not be played again, by key; those that failed are tried anew."""
    kept = _best(_read(folder, EPISODES, Episode))
    return {key: one for key, one in kept.items() if one.ending is not Ending.FAILED}


def merge(folder: Path, keys: Iterable[Key]) -> tuple[Episode, ...] | None:
    """Join the parts once every episode of `keys` is there, in their order; None where one lacks.

    The merged file has the bytes of an unbroken run, however often the run was broken.
    """
    with FileLock(folder / "merging.lock"):
        if _is_played(folder):
            return None
        ordered = tuple(keys)
        episodes = _best(_read(folder, EPISODES, Episode))
        if not all(key in episodes for key in ordered):
            return None
        times = _longest(_read(folder, TIMES, Times))
        found = tuple(episodes[key] for key in ordered)
        _replace(folder, EPISODES, found)
        _replace(folder, TIMES, [times[key] for key in ordered if key in times])
        for kind in (EPISODES, TIMES):
            for part in _parts(folder, kind):
                part.unlink(missing_ok=True)
        return found


def _is_played(folder: Path) -> bool:
    """Whether somebody plays a shard of it, whose part must not be taken away."""
    for path in folder.glob("shard-*.lock"):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
    return False


def read(folder: Path) -> tuple[Episode, ...]:
    """All episodes so far, each once, by system and persona."""
    return tuple(one for _, one in sorted(_best(_read(folder, EPISODES, Episode)).items()))


def read_times(folder: Path) -> tuple[Times, ...]:
    """The times of all turns so far."""
    return tuple(one for _, one in sorted(_longest(_read(folder, TIMES, Times)).items()))


class Tally:
    """Counts a run's episodes while they are written; each line is read once."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self._folder = folder
        self._read: dict[tuple[str, int], int] = {}
        self._prices: dict[Key, float] = {}

    def look(self) -> dict[Key, float]:
        """The price of every episode so far, by key."""
        for path in _files(self._folder, EPISODES):
            for one in self._new(path):
                self._prices[one.key] = max(one.price, self._prices.get(one.key, 0.0))
        return self._prices

    def _new(self, path: Path) -> Iterator[Episode]:
        try:
            with path.open("rb") as file:
                # A merged file takes the place of another one: its number tells them apart.
                name = path.name, os.fstat(file.fileno()).st_ino
                file.seek(self._read.get(name, 0))
                *whole, torn = file.read().split(b"\n")
                self._read[name] = file.tell() - len(torn)
        except FileNotFoundError:
            return
        yield from _records(path, whole, Episode)


def _best(episodes: Iterable[Episode]) -> dict[Key, Episode]:
    """Each episode once: one that was played rather than one that failed, else the first."""
    found: dict[Key, Episode] = {}
    for one in episodes:
        known = found.get(one.key)
        if known is None or (known.ending is Ending.FAILED and one.ending is not Ending.FAILED):
            found[one.key] = one
    return found


def _longest(times: Iterable[Times]) -> dict[Key, Times]:
    """Each episode's times once: those of one that failed are empty."""
    found: dict[Key, Times] = {}
    for one in times:
        known = found.get(one.key)
        if known is None or (one.milliseconds and not known.milliseconds):
            found[one.key] = one
    return found


def _read(folder: Path, kind: str, line: type[_Line]) -> Iterator[_Line]:
    """The records of the parts, and last of what is merged: there a part is that vanishes meanwhile."""
    for path in _files(folder, kind):
        try:
            # What follows the last end of a line was torn.
            *whole, _ = path.read_bytes().split(b"\n")
        except FileNotFoundError:
            continue
        yield from _records(path, whole, line)


def _records(path: Path, lines: Sequence[bytes], line: type[_Line]) -> Iterator[_Line]:
    """The lines as records; ParleyError where one is damaged."""
    for number, one in enumerate(lines, 1):
        try:
            yield line.model_validate_json(one)
        except ValidationError as error:
            raise ParleyError(f"{path}, line {number}, is no record of a run.") from error


def _part(folder: Path, kind: str, number: int) -> Path:
    return folder / f"{kind}-{number:04}.part.jsonl"


def _parts(folder: Path, kind: str) -> Sequence[Path]:
    return sorted(folder.glob(f"{kind}-*.part.jsonl"))


def _files(folder: Path, kind: str) -> Sequence[Path]:
    return (*_parts(folder, kind), folder / f"{kind}.jsonl")


def _add(file: TextIO, line: Episode | Times) -> None:
    file.write(f"{line.model_dump_json(exclude_defaults=True)}\n")
    file.flush()
    os.fsync(file.fileno())


def _replace(folder: Path, kind: str, lines: Sequence[Episode | Times]) -> None:
    """Write the merged file beside its place and move it there, so that it is whole or not there."""
    path = folder / f"{kind}.merging"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{one.model_dump_json(exclude_defaults=True)}\n" for one in lines)
        file.flush()
        os.fsync(file.fileno())
    path.replace(folder / f"{kind}.jsonl")
