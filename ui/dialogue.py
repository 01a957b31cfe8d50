"""What each event of the page does: ask the recommender, then show what it has stored."""

from collections.abc import Iterator

import gradio as gr

from core.conversation import Card, Session, Stage, Withdrawn, Wording
from core.errors import ParleyError, SessionError
from core.heard import Stance
from core.ports import Recommender
from ui import transcript
from ui.cards import label
from ui.flight import Flights, land
from ui.screen import PageConfig, Screen, answering, detail, known_id, render, trusted_id

VERDICTS = frozenset({Stance.LIKE, Stance.DISLIKE, Stance.SEEN})


class Dialogue:
    """One method an event; the ids that a browser keeps are checked before they are used."""

    def __init__(self, recommender: Recommender, flights: Flights, config: PageConfig) -> None:
        self._recommender = recommender
        self._flights = flights
        self._config = config

    def open(self, raw_id: object) -> Iterator[Screen]:
        """The stored conversation of this browser, and a turn that a reload interrupted."""
        session_id = trusted_id(raw_id)
        flight = self._flights.aloft(session_id)
        yield self._stored(session_id)
        if flight:
            yield answering(flight.text)
            land(flight)
            yield self._stored(session_id)

    def fresh(self) -> Screen:
        """An empty conversation under a new id."""
        return self._stored(trusted_id(None))

    def say(self, raw_id: object, raw_person: object, text: str) -> Iterator[Screen]:
        """Send what is in the box; the box is emptied as the message leaves."""
        if text.strip():
            yield Screen(box="")
            yield from self._turn(trusted_id(raw_id), raw_person, text.strip())

    def suggest(self, raw_id: object, raw_person: object, event: gr.EventData) -> Iterator[Screen]:
        """Send a prompt that was pressed."""
        text = detail(event, "text").strip()
        if text:
            yield from self._turn(trusted_id(raw_id), raw_person, text)

    def more(self, raw_id: object, raw_person: object, event: gr.EventData) -> Iterator[Screen]:
        """Ask for more like the film of a card."""
        session_id = trusted_id(raw_id)
        card = _card(self._recommender.session(session_id), detail(event, "item"))
        if card is None:
            yield self._refused(session_id, SessionError("That film is no longer on the screen."))
        else:
            yield from self._turn(session_id, raw_person, f"More like {label(card)}")

    def retry(self, raw_id: object, raw_person: object) -> Iterator[Screen]:
        """Take the last turn back and send its words again, unless they would not be answered."""
        session_id, person = trusted_id(raw_id), known_id(raw_person)
        turns = self._recommender.session(session_id).turns
        if not turns:
            return
        try:
            if self._flights.aloft(session_id):
                raise SessionError("One moment: your last message is still being answered.")
            session = self._recommender.undo(session_id, person)
        except ParleyError as error:
            yield self._refused(session_id, error)
            return
        yield self._shown(session)
        yield from self._turn(session_id, raw_person, turns[-1].heard.text)

    def undo(self, raw_id: object, box: str) -> Screen:
        """Take the last turn back; its words return to an empty box, to be said differently."""
        session_id = trusted_id(raw_id)
        turns = self._recommender.session(session_id).turns
        try:
            screen = self._shown(self._recommender.undo(session_id))
        except ParleyError as error:
            return self._refused(session_id, error)
        return screen if box.strip() or not turns else screen._replace(box=turns[-1].heard.text)

    def mark(self, raw_id: object, explained: str, event: gr.EventData) -> Screen:
        """Press or release a verdict button of a card."""
        session_id = trusted_id(raw_id)
        item_id, verdict = detail(event, "item"), detail(event, "stance")
        if verdict not in VERDICTS:
            return Screen()
        try:
            session = self._recommender.mark(session_id, item_id, Stance(verdict))
        except ParleyError as error:
            return self._refused(session_id, error)
        return Screen(transcript=self._shown(session, explained).transcript, notice="")

    def explain(self, raw_id: object, explained: str, event: gr.EventData) -> Screen:
        """Open the reasons of a card, or close them if they are open."""
        item_id = detail(event, "item")
        chosen = "" if item_id == explained else item_id
        shown = self._shown(self._recommender.session(trusted_id(raw_id)), chosen)
        return Screen(transcript=shown.transcript, explained=chosen)

    def recover(self, raw_id: object, pending: str) -> Screen:
        """After a failure nobody foresaw: what is stored, and the unsent words in the box."""
        screen = self._stored(trusted_id(raw_id))
        told = "Something went wrong here, and nothing was lost. Please try again."
        screen = screen._replace(notice=transcript.notice(told))
        return screen._replace(box=pending) if pending else screen

    def progress(self) -> tuple[str, gr.Timer]:
        """What is still being built, and whether to ask again."""
        told = self._recommender.progress()
        return transcript.building(told), gr.Timer(active=bool(told))

    def _turn(self, session_id: str, raw_person: object, text: str) -> Iterator[Screen]:
        """Answer one message step by step; a refusal puts the words back into the box.

        Before the page has given the person an id, what is said is remembered of nobody.
        """
        yield answering(text)._replace(session_id=session_id)
        stages: list[str] = []
        reply = ""
        try:
            for event in self._flights.events(session_id, text, known_id(raw_person)):
                match event:
                    case Stage(name=name):
                        stages.append(name)
                    case Wording(text=piece):
                        reply += piece
                    case Withdrawn():
                        reply = ""
                    case Session():
                        continue
                yield Screen(live=transcript.waiting(text, stages, reply))
        except ParleyError as error:
            yield self._refused(session_id, error)._replace(box=text)
        else:
            yield self._stored(session_id)

    def _stored(self, session_id: str) -> Screen:
        return self._shown(self._recommender.session(session_id))

    def _shown(self, session: Session, explained: str = "") -> Screen:
        return render(session, self._recommender.items, self._config, explained)

    def _refused(self, session_id: str, error: ParleyError) -> Screen:
        return self._stored(session_id)._replace(notice=transcript.notice(str(error)))


def _card(session: Session, item_id: str) -> Card | None:
    cards = (card for turn in reversed(session.turns) for card in turn.cards)
    return next((card for card in cards if card.item_id == item_id), None)
