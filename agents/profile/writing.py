"""Writing what is known of a person as a summary (GenUP): the task, its answer, and the rules' way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.errors import LedgerError
from core.heard import Claim
from core.item import Item
from core.ledger import Event, Kind, Sentence
from core.profile import Profile, Source, Statement
from core.value import Value

MOST_FILMS = 40
BY_MODEL = frozenset({Kind.WRITTEN, Kind.INFERRED})
# The others are worded with care by the rules: a habit of asking for something is no liking.
_SAYABLE = frozenset({Source.SAID, Source.OBSERVED})


class WriteTask(Value):
    """What a writer sees: statements in force that can be said again, and films, the latest last."""

    statements: tuple[Statement, ...] = ()
    liked: tuple[Item, ...] = ()
    disliked: tuple[Item, ...] = ()
    this_year: int


class Inference(Value):
    """A liking that is read off these liked films, by id."""

    claim: Claim
    items: tuple[str, ...]


class Written(Value):
    """A summary in sentences that statements entail, and what else the films tell.

    `failure` says why the rules wrote it where a language model should have.
    """

    sentences: tuple[Sentence, ...] = ()
    inferred: tuple[Inference, ...] = ()
    failure: str = ""


class ProfileWriter(Protocol):
    """Writes the summary of a profile; `is_model` says whether a language model does."""

    @property
    def is_model(self) -> bool:
        """Whether a language model writes."""
        ...

    def write(self, task: WriteTask) -> Written:
        """The summary, no sentence of which says more than the statements that it names."""
        ...


class RulesWriter:
    """The statements' own sentences; what films tell is folded from them anyway."""

    is_model = False

    def write(self, task: WriteTask) -> Written:
        """Every statement says itself."""
        return Written(
            sentences=tuple(
                Sentence(text=one.text, statements=(one.id,)) for one in task.statements
            )
        )


def checked_writing(writer: ProfileWriter, task: WriteTask) -> Written:
    """What a language model writes; LedgerError with the reason where none does."""
    if not writer.is_model:
        raise LedgerError(
            "No language model is set up, so the summary is made of the statements themselves."
        )
    if not (task.statements or task.liked):
        raise LedgerError("Nothing is known yet to write about: no taste was told, no film liked.")
    written = writer.write(task)
    if written.failure:
        raise LedgerError(
            f"The language model did not write it: {written.failure}. Nothing was changed."
        )
    return written


def events_of_writing(written: Written, at: datetime) -> tuple[Event, ...]:
    """What was written, as it is remembered."""
    inferred = (
        Event(
            kind=Kind.INFERRED,
            at=at,
            claim=one.claim,
            items=one.items,
            words="a language model read it off films that you liked",
        )
        for one in written.inferred
    )
    if not written.sentences:
        return tuple(inferred)
    return (*inferred, Event(kind=Kind.WRITTEN, at=at, sentences=written.sentences))


def task_of(profile: Profile, items: Mapping[str, Item], this_year: int) -> WriteTask:
    """What of a profile a writer sees."""
    return WriteTask(
        statements=tuple(
            one for one in profile.in_force if one.source in _SAYABLE and one.claim.explore is None
        ),
        liked=_latest(profile.liked, items),
        disliked=_latest(profile.disliked, items),
        this_year=this_year,
    )


def _latest(ids: Sequence[str], items: Mapping[str, Item]) -> tuple[Item, ...]:
    return tuple(items[item_id] for item_id in ids[-MOST_FILMS:] if item_id in items)
