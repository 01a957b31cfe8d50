"""The verb `train`: the chat learns from imported conversations and from people who share."""

from time import perf_counter
from typing import TYPE_CHECKING

from commands.assembly import read_settings
from commands.terminal import console, explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commands.learning import School

_SHOWN = 8


def train() -> None:
    """Learn from imported conversations and people who share: the reasoner and the ranker.

    A broken run goes on.
    """
    from catalog.store import load_catalog
    from commands.learning import ledger_of, school
    from commands.sharing import begun, finished
    from core.errors import ParleyError
    from retrieval.encoder import SentenceEncoder

    with explained():
        settings, out = read_settings(), console()
        with out.status("Reading the conversations ...") as status, ledger_of(settings) as ledger:

            def tell(stage: str) -> None:
                status.update(f"Learning: {stage} ...")

            catalog = load_catalog(settings.data_folder)
            taught = school(
                settings,
                catalog,
                SentenceEncoder(),
                lambda done, total: tell(f"text {done:,} of {total:,}"),
            )
            if not taught.dialogues:
                raise ParleyError(
                    "There are no conversations to learn from. "
                    "Import some with `python app.py data import redial PATH`."
                )
            if ledger:
                taught = begun(taught, ledger, catalog)
            begin, was_out = perf_counter(), taught.is_out
            learned = taught.learned(tell)
            left = finished(taught, ledger) if ledger else 0
            awaiting = ledger.taught.awaiting() if ledger else 0
        seconds = perf_counter() - begin
        out.print(
            f"{'Had learned' if was_out else 'Learned'} from {_sources(taught)}"
            + (
                "."
                if was_out
                else f" in {seconds / 60:.1f} minutes. The chat uses it from its next start."
            ),
            highlight=False,
        )
        for line in _forgotten(left, awaiting):
            out.print(line, highlight=False)
        if learned.ranker:
            shares = list(learned.ranker.importance().items())[:_SHOWN]
            told = ", ".join(f"{name.replace('_', ' ')} {share:.2f}" for name, share in shares)
            out.print(f"What the ranking goes by most (shares of gain): {told}.", highlight=False)


def _sources(school: "School") -> str:
    """What is learned from, in words."""
    conversations = f"{len(school.dialogues):,} conversations"
    if school.artefact is None:
        return conversations
    people = len(school.artefact.records)
    return f"{conversations} and the films of {people:,} {'person' if people == 1 else 'people'}"


def _forgotten(left: int, awaiting: int) -> "Iterator[str]":
    """What became of the retrain queue, in words."""
    if left:
        yield f"{_count(left)} left the weights."
    if awaiting:
        yield f"{_count(awaiting)} meanwhile: the next training takes it out of the weights."


def _count(records: int) -> str:
    return "1 forgotten record" if records == 1 else f"{records:,} forgotten records"
