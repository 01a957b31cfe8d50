"""Conversations that are stored: the recommender behind the page, the terminal and the evaluation."""

import re
import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Durability

from agents.checking import distinctive_titles
from agents.context import TurnContext
from agents.contracts import Minds
from agents.profile.forgetting import Names, is_about, without_film, without_words
from agents.profile.guests import is_written, without_guests
from agents.profile.memories import Memories
from agents.profile.using import is_for_others
from agents.profile.weekly import slot_of
from agents.state import DialogueState, state_of
from agents.turn import build_turn, stored_session
from core.conversation import Event, Mark, Session, Turn
from core.database import open_database, scrub
from core.errors import LedgerError, SessionError
from core.heard import Stance
from core.item import Item
from core.language_model import Origin
from core.ports import Retriever
from core.profile import Profile
from core.settings import Order

_NOWHERE = Path(":memory:")
_SESSION_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class ConversationStore:
    """The langgraph checkpointer on SQLite, with one checkpoint a conversation kept.

    A checkpoint holds the whole conversation, so older ones only cost space: keeping them
    all would grow quadratically with its length.
    """

    def __init__(
        self, path: Path, forget_recordings: Callable[[str, int], None] = lambda _, __: None
    ) -> None:
        """Open or create the database at `path`; SessionError where it cannot be used.

        `forget_recordings` removes what was recorded of a language model in a conversation behind
        so many turns.
        """
        self.forget_recordings = forget_recordings
        # What no disk keeps outlives no crash: there it is enough to store a turn when it ends.
        self.durability: Durability = "exit" if path == _NOWHERE else "sync"
        try:
            self._connection = open_database(path)
            self.saver = SqliteSaver(
                self._connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None)
            )
            self.saver.setup()
        except (OSError, sqlite3.DatabaseError) as error:
            raise SessionError(
                f"The conversations in {path} cannot be opened ({error}). Move the file away to "
                "begin with an empty one, or name another folder with PARLEY_DATA_FOLDER."
            ) from error

    def keep_latest(self, session_id: str) -> None:
        """Delete all but the newest checkpoint of a conversation."""
        latest = "(SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '')"
        with self.saver.cursor() as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id <> {latest}",  # noqa: S608
                    (session_id, session_id),
                )

    def forget(self, session_id: str) -> None:
        """Remove a conversation, leaving nothing of it in the file, its log or the recordings."""
        self.saver.delete_thread(session_id)
        self.scrub()
        self.forget_recordings(session_id, 0)

    def scrub(self) -> None:
        """Empty the write-ahead log: deleted bytes are overwritten in the file, not in the log."""
        with self.saver.lock:
            scrub(self._connection)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


class ConversationalRecommender:
    """Implements `core.ports.Recommender` over the turn graph."""

    def __init__(  # noqa: PLR0913 - the composition root names each part once
        self,
        items: Mapping[str, Item],
        mind: Minds,
        retriever: Retriever,
        store: ConversationStore,
        progress: Callable[[], str] = lambda: "",
        today: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
        order: Order = Order.MACRS,
        is_repeatable: bool = False,
        memories: Memories | None = None,
        carried: Callable[[DialogueState], DialogueState] = lambda state: state,
    ) -> None:
        """`progress` says what is still being built; `today` gives "recent" its meaning.

        `order` is how a turn with a language model runs. A repeatable conversation depends on
        its words alone, not on its id, so that a recording fits it. Without `memories` nothing is
        known or remembered of anybody. `carried` is what of a dialogue reaches its next turn:
        all of it, but where a part is measured by its absence.
        """
        self._items = items
        self._carried = carried
        self._mind = mind
        self._retriever = retriever
        self._store = store
        self._progress = progress
        self._today = today
        self._order = order
        self._is_repeatable = is_repeatable
        self._memories = memories
        self._titles = distinctive_titles(items)
        self._graph = build_turn(store.saver)
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @property
    def items(self) -> Mapping[str, Item]:
        """The catalogue by item id."""
        return self._items

    def progress(self) -> str:
        """What is still being built behind the page, or an empty text."""
        return self._progress()

    def session(self, session_id: str) -> Session:
        """The stored conversation; an unknown id is an empty one."""
        return stored_session(session_id, self._graph.get_state(_config(session_id)).values)

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        """Answer one message; the session returned ends with the new turn."""
        *_, session = self._run(session_id, text, person)
        return cast("Session", session)

    def stream(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
        """Answer one message: stages as they begin, the reply piece by piece, then the session."""
        yield from self._run(session_id, text, person)

    def mark(self, session_id: str, item_id: str, stance: Stance) -> Session:
        """Record a button pressed on a card; pressing it again takes it back."""
        with self._locks[session_id]:
            session = self.session(session_id)
            if not any(card.item_id == item_id for turn in session.turns for card in turn.cards):
                raise SessionError(f"The film {item_id!r} is not in this conversation.")
            pressed = Mark(item_id=item_id, stance=stance, turn=len(session.turns))
            marks = _toggled(session.marks, pressed)
            self._write(session_id, {"marks": [mark.model_dump(mode="json") for mark in marks]})
            self._remember_marks(session, marks)
            return self.session(session_id)

    def undo(self, session_id: str, person: str = "") -> Session:
        """Take the last turn back, with the marks made after it; see `core.ports.Recommender`."""
        with self._locks[session_id]:
            if person and self._owner(session_id) not in ("", person):
                raise LedgerError("That conversation belongs to somebody else.")
            values = self._graph.get_state(_config(session_id)).values
            turns = values.get("turns", [])
            if not turns:
                raise SessionError("There is nothing to undo.")
            remaining = turns[:-1]
            marks = [mark for mark in values.get("marks", []) if mark["turn"] <= len(remaining)]
            self._write(session_id, {"turns": remaining, "marks": marks, "trace": None})
            if self._memories and (person := self._owner(session_id)):
                self._memories.take_back(person, session_id, len(remaining))
                self._store.scrub()
            self._store.forget_recordings(session_id, len(remaining))
            return self.session(session_id)

    def forget_conversation(self, session_id: str) -> None:
        """Remove a conversation for good, and whose it was; an unknown one is forgotten already."""
        with self._locks[session_id]:
            self._store.forget(session_id)
            if self._memories and (person := self._owner(session_id)):
                self._memories.ledger.disown(person, session_id)

    def forget_film(self, session_id: str, film: Item, names: Names) -> frozenset[int]:
        """Forget the film in a conversation; the numbers of the turns whose words named it."""
        with self._locks[session_id]:
            session = self.session(session_id)
            turns = tuple(without_film(turn, film, names) for turn in session.turns)
            marks = tuple(mark for mark in session.marks if mark.item_id != film.id)
            self._rewrite(session_id, turns, marks)
            # Any recorded answer may name the film: drafts that were not chosen are among them.
            self._store.forget_recordings(session_id, 0)
            about = (n for n, one in enumerate(session.turns, 1) if is_about(one, film, names))
            return frozenset(about)

    def forget_words(self, session_id: str, words: Collection[str]) -> None:
        """Let no card of a conversation quote these words of the person."""
        with self._locks[session_id]:
            session = self.session(session_id)
            turns = tuple(without_words(turn, words) for turn in session.turns)
            if turns != session.turns or session.trace:
                self._rewrite(session_id, turns, session.marks)

    def _run(self, session_id: str, text: str, person: str) -> Iterator[Event]:
        config = _config(session_id)
        with self._locks[session_id]:
            if self._memories and person:
                self._memories.ledger.own(session_id, person)
            context = self._context(session_id, person)
            stream = self._graph.stream(
                {"text": text},
                config,
                context=context,
                stream_mode="custom",
                durability=self._store.durability,
            )
            # What the stages write is not known to langgraph's types.
            yield from cast("Iterator[Event]", stream)
            self._store.keep_latest(session_id)
            if person and self._memories and self._owner(session_id) != person:
                # Another program, which does not wait for this turn, has forgotten the person.
                self._store.forget(session_id)
                raise SessionError(
                    "This conversation was forgotten while I was answering. Nothing of it is kept."
                )
            session = self.session(session_id)
            self._remember_turn(session, person)
        yield session

    def _context(self, session_id: str, person: str) -> TurnContext:
        session, now = self.session(session_id), self._today()
        return TurnContext(
            session=session,
            # A film that an exchanged catalogue lacks is out of the dialogue.
            before=self._carried(state_of(session).limited_to(self._items)),
            mind=self._mind.for_turn(Origin(session_id, len(session.turns) + 1)),
            retriever=self._retriever,
            items=self._items,
            titles=self._titles,
            this_year=now.year,
            slot=slot_of(now),
            seed=zlib.crc32(b"" if self._is_repeatable else session_id.encode())
            + len(session.turns),
            order=self._order,
            profile=self._memories.profile(person) if self._memories else Profile(),
        )

    def _owner(self, session_id: str) -> str:
        """Whose conversation it is, "" where that is not known."""
        return self._memories.ledger.owner(session_id) if self._memories else ""

    def _remember_turn(self, session: Session, person: str) -> None:
        """Remember what lasts of the newest turn, unless it is about somebody else."""
        if not (self._memories and person):
            return
        state = state_of(session)
        if not is_for_others(state):
            before = state_of(session.model_copy(update={"turns": session.turns[:-1]}))
            turned_down = state.rejected - before.rejected
            self._memories.add_turn(person, *without_guests(session, turned_down))

    def _remember_marks(self, session: Session, marks: Sequence[Mark]) -> None:
        """Remember the buttons pressed for the person, and which of those were released."""
        person = self._owner(session.id)
        if not (self._memories and person):
            return
        events = self._memories.ledger.events(person)
        for mark in set(session.marks) - set(marks):
            if is_written(mark, session.id, events):
                self._memories.add_mark(person, session.id, mark, pressed=False)
        if not is_for_others(state_of(session)):
            for mark in set(marks) - set(session.marks):
                self._memories.add_mark(person, session.id, mark, pressed=True)

    def _rewrite(self, session_id: str, turns: Sequence[Turn], marks: Sequence[Mark]) -> None:
        """Store a conversation from which something is gone, leaving nothing of it in the file."""
        values = {
            "turns": [turn.model_dump(mode="json", exclude_defaults=True) for turn in turns],
            "marks": [mark.model_dump(mode="json") for mark in marks],
            "trace": None,
        }
        self._write(session_id, values)
        self._store.scrub()

    def _write(self, session_id: str, values: dict[str, Any]) -> None:
        self._graph.update_state(_config(session_id), values, as_node="check")
        self._store.keep_latest(session_id)


def _config(session_id: str) -> Any:  # noqa: ANN401 - langgraph's RunnableConfig is a plain dict
    if not _SESSION_ID.fullmatch(session_id):
        raise SessionError("A session id is 1 to 64 letters, digits, hyphens or underscores.")
    return {"configurable": {"thread_id": session_id}}


def _toggled(marks: tuple[Mark, ...], pressed: Mark) -> tuple[Mark, ...]:
    """Like and dislike exclude each other; pressing a pressed button releases it."""
    opposite = {Stance.LIKE: Stance.DISLIKE, Stance.DISLIKE: Stance.LIKE}.get(pressed.stance)
    kept = tuple(
        mark
        for mark in marks
        if mark.item_id != pressed.item_id or mark.stance not in (pressed.stance, opposite)
    )
    was_pressed = any(
        mark.item_id == pressed.item_id and mark.stance is pressed.stance for mark in marks
    )
    return kept if was_pressed else (*kept, pressed)
