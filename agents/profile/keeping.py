"""Profiles in their person's hands: read, declared, corrected, pinned, deleted, forgotten, exported."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from pydantic import ValidationError

from agents.profile.lasting import declared
from agents.profile.memories import Memories
from agents.profile.memory import Memory, statement_id
from agents.profile.using import personal
from agents.state import DialogueState
from core.conversation import ListenTask
from core.errors import LedgerError
from core.item import Item
from core.ledger import Event, Kind, Ledger
from core.ports import Listener, Retriever
from core.profile import Preview, Profile, Source
from core.slate import Query
from core.value import Value

_LONGEST = 300
_PREVIEWED = 5
_MOST_EVENTS = 100_000


class Conversations(Protocol):
    """Where conversations are stored, as far as forgetting reaches them."""

    @property
    def items(self) -> Mapping[str, Item]:
        """The catalogue by item id."""
        ...

    def forget_conversation(self, session_id: str) -> None:
        """Remove the conversation for good."""
        ...

    def forget_film(self, session_id: str, film: Item) -> frozenset[int]:
        """Forget the film in a conversation; the numbers of the turns whose words named it."""
        ...


class Export(Value):
    """A profile as JSON: the events that it is folded from."""

    parley_profile: int = 1
    events: tuple[Event, ...]


def exported(ledger: Ledger, person: str) -> str:
    """What is known of a person as JSON."""
    kept = [one for one in ledger.events(person) if one.kind is not Kind.FORGOT]
    return Export(events=tuple(kept)).model_dump_json(exclude_defaults=True, indent=1)


def add_unknown(ledger: Ledger, person: str, events: Iterable[Event]) -> tuple[Event, ...]:
    """Add those events that the ledger does not have of the person; they are returned.

    Conversations do not travel with a profile, so the events' places in them mean nothing here.
    """
    placeless = {"session": "", "turn": 0, "number": 0}

    def by_content(some: Iterable[Event]) -> dict[str, Event]:
        moved = (event.model_copy(update=placeless) for event in some)
        return {event.model_dump_json(): event for event in moved}

    known = by_content(ledger.events(person))
    fresh = tuple(one for key, one in by_content(events).items() if key not in known)
    ledger.append(person, fresh)
    return fresh


def forget_all_of(
    person: str, memories: Memories, forget_conversation: Callable[[str], None]
) -> None:
    """Forget the person's conversations and all that is known of them."""
    for session in memories.ledger.sessions(person):
        forget_conversation(session)
        memories.ledger.disown(person, session)
    memories.remove(person, lambda _: True)


class ProfileKeeper:
    """Implements `core.ports.Profiles` over what is remembered and the conversations stored."""

    def __init__(
        self,
        memories: Memories,
        listener: Listener,
        conversations: Conversations,
        retriever: Retriever,
    ) -> None:
        """`listener` understands what is declared; `conversations` are forgotten along.

        `retriever` ranks films for previews.
        """
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
        changed = Memory().after((*known, *told)).profile(self._conversations.items)
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
        spoken = {
            (session, turn)
            for session in self._ledger.sessions(person)
            for turn in self._conversations.forget_film(session, film)
        }
        # Events of one turn happened at one time; the words of the others may name the film too.
        times = {one.at for one in self._ledger.events(person) if one.item_id == film.id}
        self._memories.remove(
            person,
            lambda one: one.item_id == film.id,
            lambda one: one.at in times or (one.session, one.turn) in spoken,
        )
        return self.profile(person)

    def forget_conversation(self, person: str, session_id: str) -> Profile:
        """See `core.ports.Profiles`."""
        if session_id not in self._ledger.sessions(person):
            raise LedgerError("That conversation is not one of yours.")
        self._conversations.forget_conversation(session_id)
        self._memories.remove(person, lambda event: event.session == session_id)
        self._ledger.disown(person, session_id)
        return self.profile(person)

    def forget_everything(self, person: str) -> Profile:
        """See `core.ports.Profiles`."""
        forget_all_of(person, self._memories, self._conversations.forget_conversation)
        return self.profile(person)

    def export(self, person: str) -> str:
        """See `core.ports.Profiles`."""
        return exported(self._ledger, person)

    def restore(self, person: str, text: str) -> Profile:
        """See `core.ports.Profiles`; what is known already is not added again."""
        try:
            events = Export.model_validate_json(text).events
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            raise LedgerError(f"That is no exported profile: {place}: {first['msg']}.") from error
        if len(events) > _MOST_EVENTS:
            raise LedgerError(f"An exported profile has at most {_MOST_EVENTS:,} events.")
        add_unknown(self._ledger, person, events)
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
        if not any(one.id == statement for one in self.profile(person).statements):
            raise LedgerError("That statement is not there any more.")

    def _drop(self, person: str, statement: str) -> None:
        """What was said is removed; what is read off films is hidden, since the films stay."""
        if statement.startswith(f"{Source.SAID.value}:"):
            self._memories.remove(person, lambda event: _says(event, statement))
        else:
            hidden = Event(kind=Kind.DELETED, at=self._memories.now(), statement=statement)
            self._memories.add(person, [hidden])

    def _ranking(self, profile: Profile) -> tuple[str, ...]:
        """What is proposed to somebody with this profile who asks for nothing."""
        query = personal(Query(size=_PREVIEWED), DialogueState(), profile)
        return tuple(item.id for item in self._retriever.search(query).items)


def _says(event: Event, statement: str) -> bool:
    """Whether the statement is read off the event, or the event is about the statement."""
    if event.claim is not None:
        return statement_id(Source.SAID, event.claim) == statement
    return event.statement == statement
