"""Profiles in their person's hands: read, declared, corrected, pinned, deleted, forgotten."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from agents.profile.bringing import account_of, brought
from agents.profile.exports import add_unknown, exported, imported
from agents.profile.forgetting import Names, names_of, speaks_of
from agents.profile.memories import Memories
from agents.profile.memory import Memory
from agents.profile.quiz import QUESTIONS, QUIZ_STATEMENT, checked
from agents.profile.recording import declared
from agents.profile.remembering import statement_id
from agents.profile.using import personal
from agents.profile.weekly import slot_of
from agents.profile.writing import (
    BY_MODEL,
    ProfileWriter,
    RulesWriter,
    WriteTask,
    checked_writing,
    events_of_writing,
    task_of,
)
from agents.state import DialogueState
from core.conversation import ListenTask, Session
from core.errors import LedgerError
from core.item import Item
from core.ledger import Event, Kind
from core.ports import Listener, Retriever
from core.profile import Preview, Profile, Source
from core.slate import Query

_LONGEST = 300
_PREVIEWED = 5


class Conversations(Protocol):
    """Where conversations are stored, as far as forgetting reaches them."""

    @property
    def items(self) -> Mapping[str, Item]:
        """The catalogue by item id."""
        ...

    def session(self, session_id: str) -> Session:
        """The stored conversation."""
        ...

    def forget_conversation(self, session_id: str) -> None:
        """Remove the conversation for good, and whose it was, once its turn under way has ended."""
        ...

    def forget_film(self, session_id: str, film: Item, names: Names) -> frozenset[int]:
        """Forget the film in a conversation; the numbers of the turns whose words named it."""
        ...

    def forget_words(self, session_id: str, words: Collection[str]) -> None:
        """Let no card of a conversation quote these words of the person."""
        ...


def forget_all_of(
    person: str, memories: Memories, forget_conversation: Callable[[str], None]
) -> None:
    """Forget the person's conversations and all that is known of them.

    `forget_conversation` also forgets whose it was. Turns that are under way began with what is
    known: that goes first, so that only they can still quote it; each ends before its
    conversation goes; what they remembered goes last.
    """
    memories.remove(person, lambda _: True)
    for session in memories.ledger.sessions(person):
        forget_conversation(session)
    memories.remove(person, lambda _: True)


class ProfileKeeper:
    """Implements `core.ports.Profiles` over what is remembered and the conversations stored."""

    def __init__(
        self,
        memories: Memories,
        listener: Listener,
        conversations: Conversations,
        retriever: Retriever,
        writer: ProfileWriter | None = None,
    ) -> None:
        """`listener` understands what is declared; `conversations` are forgotten along.

        `retriever` ranks films for previews; `writer` writes summaries, the rules by default.
        """
        self._writer = writer or RulesWriter()
        self._memories, self._ledger = memories, memories.ledger
        self._listener, self._conversations = listener, conversations
        self._retriever = retriever

    def profile(self, person: str) -> Profile:
        """See `core.ports.Profiles`."""
        return self._memories.profile(person)

    def declare(self, person: str, words: str) -> Profile:
        """See `core.ports.Profiles`; LedgerError where the words say nothing about films."""
        self._memories.add(person, self._understood(words))
        return self.profile(person)

    def correct(self, person: str, statement: str, words: str) -> Profile:
        """See `core.ports.Profiles`."""
        events = self._understood(words)
        self._existing(person, statement)
        self._drop(person, statement)
        self._memories.add(person, events)
        return self.profile(person)

    def preview(self, person: str, statement: str, words: str) -> Preview:
        """See `core.ports.Profiles`; nothing is changed."""
        told, known = self._understood(words), self._ledger.events(person)
        if statement:
            self._existing(person, statement)
            known = tuple(one for one in known if not _says(one, statement))
            told.insert(0, Event(kind=Kind.DELETED, at=self._memories.now(), statement=statement))
        changed = (
            Memory().after((*known, *told)).profile(self._conversations.items, self._memories.now())
        )
        return Preview(before=self._ranking(self.profile(person)), after=self._ranking(changed))

    def pin(self, person: str, statement: str, *, pinned: bool) -> Profile:
        """See `core.ports.Profiles`."""
        self._existing(person, statement)
        kind = Kind.PINNED if pinned else Kind.UNPINNED
        self._memories.add(person, [Event(kind=kind, at=self._memories.now(), statement=statement)])
        return self.profile(person)

    def delete(self, person: str, statement: str) -> Profile:
        """See `core.ports.Profiles`."""
        self._existing(person, statement)
        self._drop(person, statement)
        return self.profile(person)

    def forget_film(self, person: str, item_id: str) -> Profile:
        """See `core.ports.Profiles`."""
        film = self._conversations.items.get(item_id)
        if film is None:
            raise LedgerError("The catalogue has no such film.")
        events, told = self._ledger.events(person), self._texts(person)
        talks = map(self._conversations.session, self._ledger.sessions(person))
        names = names_of(film, (turn for talk in talks for turn in talk.turns))
        # Events of one turn happened at one place; the words of the others may name the film too.
        spoken = {(one.session, one.turn) for one in events if one.item_id == film.id}

        def is_due(one: Event) -> bool:
            return film.id in (one.item_id, *one.items)

        def is_silenced(one: Event) -> bool:
            is_spoken = bool(one.session) and (one.session, one.turn) in spoken
            return is_due(one) or is_spoken or speaks_of(names, one.words)

        # As in `forget_all_of`: a turn that is under way began with what is known.
        self._memories.remove(person, is_due, is_silenced)
        for session in self._ledger.sessions(person):
            turns = self._conversations.forget_film(session, film, names)
            spoken |= {(session, turn) for turn in turns}
        self._memories.remove(person, is_due, is_silenced)
        self._unquote(person, (one.words for one in events if is_silenced(one)), told)
        return self.profile(person)

    def forget_conversation(self, person: str, session_id: str) -> Profile:
        """See `core.ports.Profiles`."""
        if session_id not in self._ledger.sessions(person):
            raise LedgerError("That conversation is not one of yours.")
        learned = [one for one in self._ledger.events(person) if one.session == session_id]
        told = self._texts(person)
        # As in `forget_all_of`: a turn that is under way began with what is known.
        self._memories.remove(person, lambda event: event.session == session_id)
        self._conversations.forget_conversation(session_id)
        self._memories.remove(person, lambda event: event.session == session_id)
        self._unquote(person, (one.words for one in learned), told)
        return self.profile(person)

    def forget_everything(self, person: str) -> Profile:
        """See `core.ports.Profiles`."""
        forget_all_of(person, self._memories, self._conversations.forget_conversation)
        return self.profile(person)

    def quiz(self) -> tuple[str, ...]:
        """See `core.ports.Profiles`."""
        return tuple(question.text for question in QUESTIONS)

    def answer_quiz(self, person: str, answers: Sequence[int]) -> Profile:
        """See `core.ports.Profiles`; LedgerError where they are no answers."""
        taken = Event(kind=Kind.QUIZ, at=self._memories.now(), answers=checked(answers))
        self._memories.remove(person, lambda event: event.kind is Kind.QUIZ)
        self._memories.add(person, [taken])
        return self.profile(person)

    def share(self, person: str, *, shares: bool) -> Profile:
        """See `core.ports.Profiles`; what was learned from the person is masked where it ends."""
        if shares is not self.profile(person).shares:
            kind = Kind.SHARED if shares else Kind.UNSHARED
            self._memories.add(person, [Event(kind=kind, at=self._memories.now())])
        return self.profile(person)

    def awaiting(self) -> int:
        """See `core.ports.Profiles`."""
        return self._ledger.taught.awaiting()

    def bring(self, person: str, name: str, text: str) -> tuple[Profile, str]:
        """See `core.ports.Profiles`; ImportRefused where the file cannot be read."""
        known, today = self._ledger.events(person), self._memories.now().date()
        found = brought(name, text, self._conversations.items, known, today)
        fresh = add_unknown(self._ledger, person, found.events)
        return self.profile(person), account_of(found, fresh)

    def writes(self) -> bool:
        """See `core.ports.Profiles`."""
        return self._writer.is_model

    def write(self, person: str) -> Profile:
        """See `core.ports.Profiles`; what it wrote and inferred before gives way."""
        task = self._write_task(person)
        written = checked_writing(self._writer, task)
        if self._write_task(person) == task:
            self._memories.remove(person, lambda event: event.kind in BY_MODEL)
            self._memories.add(person, events_of_writing(written, self._memories.now()))
        if self._write_task(person) != task:
            # What was forgotten meanwhile must not stand in what was written of it.
            self._memories.remove(person, lambda event: event.kind in BY_MODEL)
            raise LedgerError("What is known changed while it was written down. Try again.")
        return self.profile(person)

    def _write_task(self, person: str) -> WriteTask:
        """What is known, but for what a model wrote: its own guesses are no evidence to it."""
        now, items = self._memories.now(), self._conversations.items
        known = [one for one in self._ledger.events(person) if one.kind not in BY_MODEL]
        return task_of(Memory().after(known).profile(items, now), items, now.year)

    def export(self, person: str) -> str:
        """See `core.ports.Profiles`."""
        return exported(self._ledger, person)

    def restore(self, person: str, text: str) -> Profile:
        """See `core.ports.Profiles`; what is known already is not added again."""
        add_unknown(self._ledger, person, imported(text))
        return self.profile(person)

    def _understood(self, words: str) -> list[Event]:
        said = " ".join(words.split())
        if len(said) > _LONGEST:
            raise LedgerError(f"A statement has at most {_LONGEST} letters.")
        now = self._memories.now()
        heard = self._listener.listen(ListenTask(text=said, this_year=now.year))
        claims = declared(heard)
        if not claims:
            raise LedgerError(
                "I could not read a taste in films from that. Try a sentence such as "
                "\N{LEFT DOUBLE QUOTATION MARK}no horror\N{RIGHT DOUBLE QUOTATION MARK}, "
                "\N{LEFT DOUBLE QUOTATION MARK}I love heist films\N{RIGHT DOUBLE QUOTATION MARK} or "
                "\N{LEFT DOUBLE QUOTATION MARK}under two hours\N{RIGHT DOUBLE QUOTATION MARK}."
            )
        return [Event(kind=Kind.SAID, at=now, words=said, claim=claim) for claim in claims]

    def _existing(self, person: str, statement: str) -> None:
        names = {one.id for one in self.profile(person).statements}
        if any(one.kind is Kind.QUIZ for one in self._ledger.events(person)):
            # Too few answers for a statement are answers all the same.
            names.add(QUIZ_STATEMENT)
        if statement not in names:
            raise LedgerError("That statement is not there any more.")

    def _drop(self, person: str, statement: str) -> None:
        """What was said or answered is removed; what is read off deeds is hidden, since they stay."""
        if statement.startswith((f"{Source.SAID.value}:", f"{Source.QUIZ.value}:")):
            events, told = self._ledger.events(person), self._texts(person)
            summary = self.profile(person).summary
            self._memories.remove(person, lambda event: _says(event, statement))
            self._memories.add(person, _written_without(statement, events, summary))
            self._unquote(person, (one.words for one in events if _says(one, statement)), told)
        else:
            hidden = Event(kind=Kind.DELETED, at=self._memories.now(), statement=statement)
            self._memories.add(person, [hidden])

    def _texts(self, person: str) -> frozenset[str]:
        """The statements as they are said again."""
        return frozenset(one.text for one in self.profile(person).statements)

    def _unquote(self, person: str, words: Iterable[str], told: frozenset[str]) -> None:
        """Let nothing in the person's conversations quote what they said and had forgotten.

        `told` are the statements that there were before.
        """
        if gone := {one for one in words if one} | (told - self._texts(person)):
            for session in self._ledger.sessions(person):
                self._conversations.forget_words(session, gone)

    def _ranking(self, profile: Profile) -> tuple[str, ...]:
        """What is proposed to somebody with this profile who asks for nothing."""
        slot = slot_of(self._memories.now())
        query = personal(Query(size=_PREVIEWED), DialogueState(), profile, slot)
        return tuple(item.id for item in self._retriever.search(query).items)


def _says(event: Event, statement: str) -> bool:
    """Whether the statement is read off the event, or the event is about the statement."""
    if event.kind is Kind.SAID and event.claim:
        return statement_id(Source.SAID, event.claim) == statement
    if event.kind is Kind.QUIZ:
        return statement == QUIZ_STATEMENT
    return event.statement == statement


def _written_without(statement: str, events: Iterable[Event], summary: str) -> list[Event]:
    """The latest summary that was written: its sentences that stand, but for the statement's."""
    written = [event for event in events if event.kind is Kind.WRITTEN][-1:]
    spared = (
        event.model_copy(
            update={
                "sentences": tuple(
                    one
                    for one in event.sentences
                    if statement not in one.statements and one.text in summary
                )
            }
        )
        for event in written
    )
    return [event for event in spared if event.sentences]
