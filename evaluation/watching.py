"""Conversations watched as they happen: every message and every answer is told and written at once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from core.value import Value
from simulator.speech import Said, Shown

LIVE = "live.jsonl"


class Moment(Value):
    """One message of the person (`said`) or one answer to it (`reply` and the films shown with it).

    `number` is the persona's place in the run, `cards` are item ids and `films` their labels.
    `begins` marks the first message: what was told of the conversation before is of no account,
    since an attempt that failed is played anew.
    """

    system: str
    number: int
    begins: bool = False
    said: Said | None = None
    reply: str = ""
    cards: tuple[str, ...] = ()
    films: tuple[str, ...] = ()


Watch = Callable[[Moment], None]


def unwatched(moment: Moment) -> None:
    """Nobody looks on."""


def answer(system: str, number: int, shown: Shown) -> Moment:
    """The moment of an answer."""
    return Moment(
        system=system,
        number=number,
        reply=shown.reply,
        cards=tuple(card.item_id for card in shown.cards),
        films=tuple(card.label for card in shown.cards),
    )


class LiveWriter:
    """Writes moments of many conversations into the run's folder, a line each; threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Begin the file anew."""
        self._file = (folder / LIVE).open("w", encoding="utf-8")
        self._lock = Lock()

    def write(self, moment: Moment) -> None:
        """Add one moment; whoever reads the file sees it at once."""
        with self._lock:
            self._file.write(f"{moment.model_dump_json(exclude_defaults=True)}\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextmanager
def watching(folder: Path, *, is_watched: bool) -> Iterator[Watch]:
    """Whom to tell of a run's moments; without anybody who looks on, nothing is written."""
    if not is_watched:
        yield unwatched
        return
    writer = LiveWriter(folder)
    try:
        yield writer.write
    finally:
        writer.close()


class LiveReader:
    """Reads what was added since it last looked."""

    def __init__(self, folder: Path) -> None:
        """The file may not be there yet."""
        self._path, self._place = folder / LIVE, 0

    def new(self) -> tuple[Moment, ...]:
        """The moments since the last look, in order; a line that is half written is left for the next."""
        if not self._path.exists():
            return ()
        with self._path.open("rb") as file:
            file.seek(self._place)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._place += len(whole)
        return tuple(_moments(whole.splitlines()))


def _moments(lines: Iterable[bytes]) -> Iterator[Moment]:
    for line in lines:
        # What is only looked at ends no run: the episodes themselves are read strictly.
        try:
            yield Moment.model_validate_json(line)
        except ValidationError:
            continue
