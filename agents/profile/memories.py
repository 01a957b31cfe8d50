"""What is remembered of each person: the ledger's events, and the profile that they are folded to."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from agents.profile.memory import Memory
from agents.profile.orphans import orphans
from agents.profile.recording import events_of
from core.conversation import Mark, Session
from core.item import Item
from core.ledger import Event, Kind, Ledger
from core.profile import Profile


class Memories:
    """One memory a person, kept up with the ledger; after forgetting it is folded from scratch."""

    def __init__(
        self,
        ledger: Ledger,
        items: Mapping[str, Item],
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        """`items` are the catalogue, by which what is liked is described; `now` is local time,
        by which routines are told."""
        self.ledger, self.now = ledger, now
        self._items = items
        self._folded: dict[str, Memory] = {}
        self._lock = threading.Lock()

    def profile(self, person: str) -> Profile:
        """What is known of a person; of nobody ("") nothing."""
        if not person:
            return Profile()
        with self._lock:
            memory = self._folded.get(person, Memory())
            news = self.ledger.events(person, after=memory.version)
            if any(one.kind is Kind.FORGOT for one in news):
                # Something that was folded is gone, perhaps by another program.
                memory, news = Memory(), self.ledger.events(person)
            memory = memory.after(news)
            self._folded[person] = memory
        return memory.profile(self._items, self.now())

    def add(self, person: str, events: Iterable[Event]) -> None:
        """Remember these."""
        self.ledger.append(person, events)

    def add_turn(self, person: str, session: Session, turned_down: Collection[str] = ()) -> None:
        """Remember what lasts of the newest turn, which turned these films down."""
        self.add(person, events_of(session, turned_down, self.now()))

    def add_mark(self, person: str, session: str, mark: Mark, *, pressed: bool) -> None:
        """Remember that a button was pressed or released."""
        kind = Kind.FILM if pressed else Kind.RELEASED
        event = Event(
            kind=kind,
            at=self.now(),
            session=session,
            turn=mark.turn,
            item_id=mark.item_id,
            stance=mark.stance,
            words=f"{mark.stance.value}, by the button",
        )
        self.add(person, [event])

    def take_back(self, person: str, session: str, turns: int) -> None:
        """Remove what a conversation said behind its first `turns` turns; released stays released."""
        self.remove(
            person,
            lambda event: (
                event.session == session and event.turn > turns and event.kind is not Kind.RELEASED
            ),
        )

    def remove(
        self,
        person: str,
        is_due: Callable[[Event], bool],
        is_silenced: Callable[[Event], bool] = lambda _: False,
    ) -> None:
        """Remove events for good, and the words of others, leaving one tombstone.

        What a language model may have read off them goes along, and what was done with statements
        that nothing is left of. The file's log is emptied even where nothing is due: a first try
        may have failed there.
        """
        events = [one for one in self.ledger.events(person) if one.kind is not Kind.FORGOT]
        gone = [event for event in events if is_due(event)]
        gone += [one for one in events if _is_derived(one, gone)]
        due = {one.number for one in gone}
        left = [one for one in events if one.number not in due]
        due |= {one.number for one in orphans(left, self._items)}
        silenced = [event.number for event in events if is_silenced(event) and event.words]
        if due or silenced:
            self.ledger.forget(person, sorted(due), self.now(), silenced)
        else:
            self.ledger.scrub()
        with self._lock:
            self._folded.pop(person, None)


def _is_derived(event: Event, gone: Sequence[Event]) -> bool:
    """Whether a language model wrote or inferred the event with what is gone before it."""
    if event.kind is Kind.WRITTEN:
        return any(one.number < event.number for one in gone)
    return event.kind is Kind.INFERRED and any(one.item_id in event.items for one in gone)
