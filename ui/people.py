"""What each event about a statement of the profile panel does: read it, correct it, pin it, delete it."""

from collections.abc import Iterator

import gradio as gr

from core.errors import LedgerError, ParleyError
from core.ports import Profiles
from ui.panel import WRITE, WRITING, Desk, Done, Panel, emptied, emptied_if_done
from ui.profile import previewed
from ui.screen import detail, known_id, trusted_id
from ui.transcript import notice

NO_WORDS = "Say it in a sentence first, such as: no horror."


class People:
    """One method an event; a browser's person id is checked before it is used."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _profiles(self) -> Profiles:
        return self._desk.profiles

    def open(self, raw_person: object) -> Panel:
        """What is known of this browser's person, who gets an id on the first visit."""
        person = trusted_id(raw_person)
        return self.show(person)._replace(person=person)

    def show(self, raw_person: object) -> Panel:
        """What is known now; a sentence that is being written is left as it is."""
        if not known_id(raw_person):
            return Panel()
        return self._desk.do(raw_person, lambda person: Done(self._profiles.profile(person)))

    def pin(self, raw_person: object, event: gr.EventData) -> Panel:
        """Let a statement win over others."""
        return self._pinned(
            raw_person, event, "Pinned: it stays as it is and wins over what contradicts it.", True
        )

    def unpin(self, raw_person: object, event: gr.EventData) -> Panel:
        """Let newer statements win over this one again."""
        return self._pinned(raw_person, event, "Unpinned: what is newer wins over it.", False)

    def correct(self, raw_person: object, event: gr.EventData) -> Panel:
        """Put a statement into the box, where it can be said right."""
        name = detail(event, "statement")
        texts: dict[str, str] = {}

        def look(person: str) -> Done:
            profile = self._profiles.profile(person)
            texts.update({one.id: one.text for one in profile.statements})
            if name not in texts:
                raise LedgerError("That sentence is no longer in the list.")
            return Done(profile, "Say it as it should be, then save it.")

        panel = self._desk.do(raw_person, look)
        if name not in texts:
            return panel
        return panel._replace(words=texts[name], correcting=name, cancel=gr.update(visible=True))

    def cancel(self) -> Panel:
        """Leave the statement as it was."""
        return emptied(Panel(told=""))

    def save(self, raw_person: object, correcting: str, words: str) -> Panel:
        """Put the words in the place of the statement being corrected, or add what they say."""
        said = words.strip()
        if not said:
            return Panel(told=notice(NO_WORDS))

        def note(person: str) -> Done:
            if correcting:
                return Done(self._profiles.correct(person, correcting, said), "Corrected.")
            return Done(self._profiles.declare(person, said), "Remembered.")

        return emptied_if_done(self._desk.do(raw_person, note))

    def preview(self, raw_person: object, correcting: str, words: str) -> Panel:
        """Show what saving the words would do to the ranking."""
        person = known_id(raw_person)
        if not (person and words.strip()):
            return Panel(told=notice(NO_WORDS))
        try:
            preview = self._profiles.preview(person, correcting, words.strip())
        except ParleyError as error:
            return Panel(told=notice(str(error)))
        return Panel(told=previewed(preview, self._desk.items))

    def remove(self, raw_person: object, correcting: str, event: gr.EventData) -> Panel:
        """Take a statement away."""
        name = detail(event, "statement")

        def delete(person: str) -> Done:
            profile = self._profiles.delete(person, name)
            return Done(profile, "Deleted from what I know of you.")

        panel = self._desk.do(raw_person, delete)
        return emptied_if_done(panel) if name == correcting else panel

    def write(self, raw_person: object) -> Iterator[Panel]:
        """Let the language model write the summary anew; the button rests meanwhile."""
        yield Panel(told="", write=gr.update(value=WRITING, interactive=False))

        def anew(person: str) -> Done:
            return Done(self._profiles.write(person), "Written anew from what I know of you.")

        panel = self._desk.do(raw_person, anew)
        rested = {"value": WRITE, "interactive": True}
        yield panel._replace(write=gr.update(**(panel.write or {}) | rested))

    def recover(self) -> Panel:
        """After a failure nobody foresaw."""
        told = "Something went wrong here, and nothing was lost. Please try again."
        return Panel(told=notice(told), write=gr.update(value=WRITE, interactive=True))

    def _pinned(self, raw_person: object, event: gr.EventData, told: str, pinned: bool) -> Panel:
        name = detail(event, "statement")
        return self._desk.do(
            raw_person, lambda person: Done(self._profiles.pin(person, name, pinned=pinned), told)
        )
