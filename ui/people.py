"""What each event of the profile panel does: ask the profiles, then show what is known."""

from collections.abc import Callable
from typing import NamedTuple

import gradio as gr

from core.errors import LedgerError, ParleyError, SessionError
from core.ports import Profiles, Recommender
from core.profile import Profile
from ui.flight import Flights
from ui.profile import export_link, previewed, profile_panel, title
from ui.screen import HELD, Update, detail, known_id, trusted_id
from ui.transcript import notice

LARGEST_IMPORT = 1_000_000
UNTOUCHED = "What was learned from other people's conversations does not contain it."


class Panel(NamedTuple):
    """One value or update for each part of the panel, in the order the page lists its outputs."""

    person: str | Update = HELD
    profile: str | Update = HELD
    told: str | Update = HELD
    words: str | Update = HELD
    correcting: str | Update = HELD
    cancel: Update = HELD
    export: str | Update = HELD


class People:
    """One method an event; a browser's person id is checked before it is used."""

    def __init__(self, profiles: Profiles, recommender: Recommender, flights: Flights) -> None:
        self._profiles = profiles
        self._recommender = recommender
        self._flights = flights

    def open(self, raw_person: object) -> Panel:
        """What is known of this browser's person, who gets an id on the first visit."""
        person = trusted_id(raw_person)
        return self.show(person)._replace(person=person)

    def show(self, raw_person: object) -> Panel:
        """What is known now; a sentence that is being written is left as it is."""
        if not known_id(raw_person):
            return Panel()
        return self._done(raw_person, self._profiles.profile, "")

    def pin(self, raw_person: object, event: gr.EventData) -> Panel:
        """Let a statement win over others."""
        return self._pinned(raw_person, event, "Pinned: it wins over what contradicts it.", True)

    def unpin(self, raw_person: object, event: gr.EventData) -> Panel:
        """Let newer statements win over this one again."""
        return self._pinned(raw_person, event, "Unpinned: what is newer wins over it.", False)

    def correct(self, raw_person: object, event: gr.EventData) -> Panel:
        """Put a statement into the box, where it can be said right."""
        name = detail(event, "statement")
        texts: dict[str, str] = {}

        def look(person: str) -> Profile:
            profile = self._profiles.profile(person)
            texts.update({one.id: one.text for one in profile.statements})
            if name not in texts:
                raise LedgerError("That sentence is no longer in the list.")
            return profile

        panel = self._done(raw_person, look, "Say it as it should be, then save it.")
        if name not in texts:
            return panel
        return panel._replace(words=texts[name], correcting=name, cancel=gr.update(visible=True))

    def cancel(self) -> Panel:
        """Leave the statement as it was."""
        return _emptied(Panel(told=""))

    def save(self, raw_person: object, correcting: str, words: str) -> Panel:
        """Put the words in the place of the statement being corrected, or add what they say."""
        said = words.strip()
        if not said:
            return Panel(told=notice("Say it in a sentence first, such as: no horror."))

        def note(person: str) -> Profile:
            if correcting:
                return self._profiles.correct(person, correcting, said)
            return self._profiles.declare(person, said)

        told = "Corrected." if correcting else "Remembered."
        return _emptied_if_done(self._done(raw_person, note, told))

    def preview(self, raw_person: object, correcting: str, words: str) -> Panel:
        """Show what saving the words would do to the ranking."""
        person = known_id(raw_person)
        if not (person and words.strip()):
            return Panel(told=notice("Say it in a sentence first, such as: no horror."))
        try:
            preview = self._profiles.preview(person, correcting, words.strip())
        except ParleyError as error:
            return Panel(told=notice(str(error)))
        return Panel(told=previewed(preview, self._recommender.items))

    def remove(self, raw_person: object, correcting: str, event: gr.EventData) -> Panel:
        """Take a statement away."""
        name = detail(event, "statement")
        panel = self._done(
            raw_person,
            lambda person: self._profiles.delete(person, name),
            "Deleted from what I know of you.",
        )
        return _emptied_if_done(panel) if name == correcting else panel

    def forget_film(self, raw_person: object, event: gr.EventData) -> Panel:
        """Remove every trace of a film."""
        item_id = detail(event, "item")
        name = title(item_id, self._recommender.items)
        told = f"Forgotten: everything said or done about {name}. {UNTOUCHED}"
        return _emptied_if_done(
            self._done(raw_person, lambda person: self._profiles.forget_film(person, item_id), told)
        )

    def forget_conversation(self, raw_person: object, raw_session: object) -> Panel:
        """Remove the conversation that is on the screen."""
        session_id = known_id(raw_session)

        def forget(person: str) -> Profile:
            self._refuse_in_flight(self._flights.aloft(session_id) is not None)
            return self._profiles.forget_conversation(person, session_id)

        told = f"Forgotten: this conversation and everything learned in it. {UNTOUCHED}"
        return _emptied_if_done(self._done(raw_person, forget, told))

    def forget_everything(self, raw_person: object) -> Panel:
        """Remove all that is known, and all conversations."""

        def forget(person: str) -> Profile:
            self._refuse_in_flight(self._flights.is_answering(person))
            return self._profiles.forget_everything(person)

        told = f"Forgotten: all of your conversations and everything known of you. {UNTOUCHED}"
        return _emptied_if_done(self._done(raw_person, forget, told))

    def export(self, raw_person: object) -> Panel:
        """Hand over everything known as a file that the browser saves."""
        texts: list[str] = []

        def taken(person: str) -> Profile:
            texts.append(self._profiles.export(person))
            return self._profiles.profile(person)

        panel = self._done(raw_person, taken, "Here is everything known of you, to keep.")
        return panel._replace(export=export_link(texts[0])) if texts else panel

    def restore(self, raw_person: object, event: gr.EventData) -> Panel:
        """Add what an exported file says."""
        text = detail(event, "text")

        def add(person: str) -> Profile:
            if len(text.encode(errors="replace")) > LARGEST_IMPORT:
                raise LedgerError("That file is too large: at most 1 MB can be imported.")
            return self._profiles.restore(person, text)

        return self._done(raw_person, add, "Added what the file says.")

    def recover(self) -> Panel:
        """After a failure nobody foresaw."""
        told = "Something went wrong here, and nothing was lost. Please try again."
        return Panel(told=notice(told))

    def _pinned(self, raw_person: object, event: gr.EventData, told: str, pinned: bool) -> Panel:
        name = detail(event, "statement")
        return self._done(
            raw_person, lambda person: self._profiles.pin(person, name, pinned=pinned), told
        )

    def _done(self, raw_person: object, act: Callable[[str], Profile], told: str) -> Panel:
        """Do something and show what is known then; a refusal is told and changes nothing."""
        person = known_id(raw_person)
        if not person:
            return Panel(told=notice("One moment: this page is still opening."))
        try:
            profile = act(person)
        except ParleyError as error:
            return Panel(told=notice(str(error)), export="")
        shown = profile_panel(profile, self._recommender.items)
        return Panel(profile=shown, told=notice(told), export="")

    def _refuse_in_flight(self, is_answering: bool) -> None:
        if is_answering:
            raise SessionError("One moment: your last message is still being answered.")


def _emptied(panel: Panel) -> Panel:
    return panel._replace(words="", correcting="", cancel=gr.update(visible=False))


def _emptied_if_done(panel: Panel) -> Panel:
    """The box keeps its words where the profiles refused them."""
    return panel if panel.profile == HELD else _emptied(panel)
