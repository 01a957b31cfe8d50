"""The verbs of `profile`: what is known of a person is imported, shown, exported and forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.assembly import assembled, conversation_store, quick_start, read_settings
from commands.terminal import console, explained

if TYPE_CHECKING:
    from agents.recommender import ConversationStore
    from catalog.histories import History, Joined
    from core.ledger import Ledger
    from core.profile import Profile
    from core.settings import Settings

profile_app = typer.Typer(help="What is known of a person.", no_args_is_help=True)

_Person = Annotated[str, typer.Option("--person", help="Whose, as in `talk --person`.")]

_MOST_SHOWN = 20
_MOST_EXAMPLES = 8


@profile_app.command("import")
def import_history(
    path: Annotated[
        Path,
        typer.Argument(help="A MovieLens folder, or a CSV file of Letterboxd's or IMDb's export."),
    ],
    person: _Person,
    user: Annotated[str, typer.Option(help="Whose ratings of a MovieLens folder.")] = "",
) -> None:
    """Make a rating history the person's profile; the same file twice adds nothing.

    Films rated 4 of 5 (8 of 10) or better are liked, 2 of 5 (4 of 10) or worse disliked.
    """
    from datetime import UTC, datetime

    from agents.profile.exports import add_unknown
    from agents.profile.rated import events_of_history
    from catalog.histories import join_history
    from catalog.history_files import read_history
    from catalog.store import load_catalog

    with explained():
        name, settings = _named(person), read_settings()
        with console().status("Reading the history and the catalogue ..."), quick_start():
            history = read_history(path, datetime.now(UTC).date(), user.strip())
            joined = join_history(history, load_catalog(settings.data_folder))
        _report(history, joined)
        ledger = _ledger(settings)
        added = add_unknown(
            ledger, name, events_of_history(joined.films, known=ledger.events(name))
        )
        ledger.close()
        counted = ", ".join(
            f"{sum(event.stance == stance for event in added):,} {word}"
            for stance, word in (("seen", "seen"), ("like", "liked"), ("dislike", "disliked"))
        )
        said = f"New of {name}: {counted}." if added else f"Nothing of it is new of {name}."
        console().print(said, markup=False)


@profile_app.command("show")
def show_profile(person: _Person) -> None:
    """Say what is known of a person, and where from."""
    from agents.profile.memories import Memories
    from catalog.store import load_catalog

    with explained():
        name, settings = _named(person), read_settings()
        ledger = _ledger(settings)
        with console().status("Reading the catalogue ..."), quick_start():
            profile = Memories(ledger, load_catalog(settings.data_folder)).profile(name)
        ledger.close()
        if profile.is_empty:
            console().print(f"Nothing is known of {name}.", markup=False)
        else:
            _show(profile)


@profile_app.command("write")
def write_profile(person: _Person) -> None:
    """Let the language model write the person's summary anew, and guess tastes from liked films."""
    with explained():
        name = _named(person)
        with quick_start():
            parts = assembled()
        memories = parts.memories()
        keeper = parts.keeper(memories, parts.recommender(memories=memories))
        try:
            with console().status("Writing ..."):
                profile = keeper.write(name)
        finally:
            memories.ledger.close()
        _show(profile)


@profile_app.command("export")
def export_profile(
    person: _Person,
    file: Annotated[Path | None, typer.Argument(help="Where to; else it is printed.")] = None,
) -> None:
    """Write what is known of a person as JSON, which the page's profile panel takes back."""
    from agents.profile.exports import exported
    from core.errors import ParleyError

    with explained():
        ledger = _ledger(read_settings())
        text = exported(ledger, _named(person))
        ledger.close()
        if file is None:
            typer.echo(text)
            return
        try:
            file.write_text(f"{text}\n", "utf-8")
        except OSError as error:
            raise ParleyError(f"{file} cannot be written: {error.strerror or error}.") from error
        console().print(f"Written to {file}.", markup=False)


@profile_app.command("forget")
def forget_person(
    person: _Person,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget everything of a person, their conversations too, for good."""
    from agents.profile.keeping import forget_all_of
    from agents.profile.memories import Memories
    from core.ledger import Kind

    with explained():
        name, settings = _named(person), read_settings()
        ledger = _ledger(settings)
        known = sum(event.kind is not Kind.FORGOT for event in ledger.events(name))
        sessions = len(ledger.sessions(name))
        if not (known or sessions):
            console().print(f"Nothing is kept of {name}.", markup=False)
            return
        if not yes:
            typer.confirm(
                f"Forget all {known:,} things known of {name} and {sessions:,} conversations "
                "for good?",
                abort=True,
            )
        with _conversations(settings) as store:

            def forget(session: str) -> None:
                store.forget(session)
                ledger.disown(name, session)

            forget_all_of(name, Memories(ledger, {}), forget)
        ledger.close()
        console().print(f"Everything of {name} is forgotten.", markup=False)


def _named(person: str) -> str:
    """The person's name; ParleyError where it is blank."""
    from core.errors import ParleyError

    if not person.strip():
        raise ParleyError("--person needs a name.")
    return person.strip()


def _ledger(settings: "Settings") -> "Ledger":
    from core.ledger import Ledger

    return Ledger(settings.data_folder / "people.sqlite")


@contextmanager
def _conversations(settings: "Settings") -> "Iterator[ConversationStore]":
    store = conversation_store(settings)
    try:
        yield store
    finally:
        store.close()


def _report(history: "History", joined: "Joined") -> None:
    """What could not be read, what joined, and what did not."""
    journal = history.journal
    for row in journal.skipped[:_MOST_SHOWN]:
        console().print(f"{row.file} line {row.line}: {row.reason}", markup=False)
    if journal.skipped_count > _MOST_SHOWN:
        console().print(f"... and {journal.skipped_count - _MOST_SHOWN:,} more rows skipped")
    for note in journal.notes:
        console().print(note, markup=False)
    others = f", {history.others:,} of series, episodes or games" if history.others else ""
    console().print(
        f"{history.service.value}: {len(history.ratings):,} films{others}; "
        f"{journal.skipped_count:,} rows skipped.",
        markup=False,
    )
    counted = ", ".join(f"{count:,} {join.value}" for join, count in joined.counts.items())
    console().print(f"Joined to the catalogue: {counted}.", markup=False)
    if joined.missing:
        shown = ", ".join(rating.label for rating in joined.missing[:_MOST_EXAMPLES])
        more = ", ..." if len(joined.missing) > _MOST_EXAMPLES else "."
        console().print(f"Not in it, of {len(joined.missing):,}: {shown}{more}", markup=False)


def _show(profile: "Profile") -> None:
    """The summary, every statement with its source, and how many films."""
    from rich.markup import escape
    from rich.table import Table

    if profile.summary:
        console().print(profile.summary, markup=False)
    if profile.statements:
        table = Table("statement", "source", "from", "to", "because", "")
        for one in profile.statements:
            words = max(one.evidence, key=lambda trail: trail.at).words
            more = f" and {len(one.evidence) - 1:,} more" if len(one.evidence) > 1 else ""
            state = "pinned" if one.pinned else "overruled" if one.overruled else ""
            days = (f"{seen.date()}" for seen in (one.first_seen, one.last_seen))
            table.add_row(escape(one.text), one.source.value, *days, escape(words + more), state)
        console().print(table)
    if profile.traits:
        traits = ", ".join(f"{trait} {mean:.1f}" for trait, mean in profile.traits.items())
        console().print(f"By the quiz, of 5: {traits}.", markup=False)
    counts = {
        "liked": profile.liked,
        "disliked": profile.disliked,
        "seen": profile.seen,
        "turned down": profile.rejected,
    }
    counted = ", ".join(f"{len(films):,} {word}" for word, films in counts.items())
    console().print(f"Films: {counted}.", markup=False)
