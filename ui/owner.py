"""What each event about the whole of a profile does: take it along, bring it in, share, forget."""

import gradio as gr

from core.errors import LedgerError
from core.ports import Profiles
from ui.keeping import LARGEST_IMPORT, export_link, of_weights
from ui.panel import Desk, Done, Panel, emptied_if_done
from ui.profile import title
from ui.screen import detail, known_id, whole_numbers

SHARED = (
    "Thank you: with the next training, Parley learns from the films that you like, by their names"
    " alone."
)
UNSHARED = "Ended: the next training does without the films that you like."


class Owner:
    """One method an event; everything is in its person's hands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _profiles(self) -> Profiles:
        return self._desk.profiles

    def forget_film(self, raw_person: object, event: gr.EventData) -> Panel:
        """Remove every trace of a film."""
        item_id = detail(event, "item")
        name = title(item_id, self._desk.items)

        def forget(person: str) -> Done:
            self._desk.refuse_in_flight(person)
            before = self._profiles.awaiting()
            profile = self._profiles.forget_film(person, item_id)
            return Done(profile, self._forgotten(f"everything said or done about {name}", before))

        return emptied_if_done(self._desk.do(raw_person, forget))

    def forget_conversation(self, raw_person: object, raw_session: object) -> Panel:
        """Remove the conversation that is on the screen."""
        session_id = known_id(raw_session)

        def forget(person: str) -> Done:
            self._desk.refuse_in_flight(person, session_id)
            before = self._profiles.awaiting()
            profile = self._profiles.forget_conversation(person, session_id)
            what = "this conversation and everything learned in it"
            return Done(profile, self._forgotten(what, before))

        return emptied_if_done(self._desk.do(raw_person, forget))

    def forget_everything(self, raw_person: object) -> Panel:
        """Remove all that is known, and all conversations."""

        def forget(person: str) -> Done:
            self._desk.refuse_in_flight(person)
            before = self._profiles.awaiting()
            profile = self._profiles.forget_everything(person)
            what = "all of your conversations and everything known of you"
            return Done(profile, self._forgotten(what, before))

        return emptied_if_done(self._desk.do(raw_person, forget))

    def export(self, raw_person: object) -> Panel:
        """Hand over everything known as a file that the browser saves."""
        texts: list[str] = []

        def taken(person: str) -> Done:
            texts.append(self._profiles.export(person))
            profile = self._profiles.profile(person)
            return Done(profile, "Here is everything known of you, to keep.")

        panel = self._desk.do(raw_person, taken)
        return panel._replace(export=export_link(texts[0])) if texts else panel

    def restore(self, raw_person: object, event: gr.EventData) -> Panel:
        """Add what a file says: an export of a profile, or a rating history of another service."""
        name, text = detail(event, "name"), detail(event, "text")

        def add(person: str) -> Done:
            _check_size(text)
            if name.casefold().endswith(".json") or text.lstrip().startswith("{"):
                return Done(self._profiles.restore(person, text), "Added what the file says.")
            _check_encoding(text, is_garbled=bool(detail(event, "garbled")))
            return Done(*self._profiles.bring(person, name, text))

        return self._desk.do(raw_person, add)

    def share(self, raw_person: object) -> Panel:
        """Let the recommender learn from the films liked."""
        return self._desk.do(
            raw_person, lambda person: Done(self._profiles.share(person, shares=True), SHARED)
        )

    def unshare(self, raw_person: object) -> Panel:
        """Let it learn from them no more."""

        def end(person: str) -> Done:
            before = self._profiles.awaiting()
            profile = self._profiles.share(person, shares=False)
            return Done(profile, f"{UNSHARED} {of_weights(before, self._profiles.awaiting())}")

        return self._desk.do(raw_person, end)

    def answer_quiz(self, raw_person: object, event: gr.EventData) -> Panel:
        """Take the answers to the quiz in the place of earlier ones."""
        answers = whole_numbers(event, "answers")

        def take(person: str) -> Done:
            profile = self._profiles.answer_quiz(person, answers)
            return Done(
                profile,
                "Taken. What follows from your answers, if anything does, stands in the list.",
            )

        return self._desk.do(raw_person, take)

    def _forgotten(self, what: str, before: int) -> str:
        return f"Forgotten: {what}. {of_weights(before, self._profiles.awaiting())}"


def _check_size(text: str) -> None:
    if len(text.encode(errors="replace")) > LARGEST_IMPORT:
        raise LedgerError(
            f"That file is too large: at most {LARGEST_IMPORT // 1_000_000} MB can be imported."
        )


def _check_encoding(text: str, *, is_garbled: bool) -> None:
    """Refuse bytes that are no text, saying what they are; letters would be lost in them."""
    if text.startswith("PK\x03\x04"):
        raise LedgerError(
            "That is a ZIP archive. Unpack it, then import ratings.csv, watched.csv or diary.csv"
            " of it."
        )
    if is_garbled:
        raise LedgerError("That file is no text in UTF-8. Save it as CSV in UTF-8 first.")
