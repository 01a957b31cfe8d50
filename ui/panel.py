"""The part of the page about what is known of a person: its values, and how a deed fills them."""

from collections.abc import Callable
from typing import NamedTuple

import gradio as gr

from core.errors import ParleyError, SessionError
from core.ports import Profiles, Recommender
from core.profile import Profile
from ui.flight import Flights
from ui.keeping import keeping
from ui.profile import profile_panel, summary
from ui.screen import HELD, Update, known_id
from ui.transcript import notice

WRITE, WRITING = "Write it anew", "Writing…"


class Panel(NamedTuple):
    """One value or update for each part of the panel, in the order the page lists its outputs."""

    person: str | Update = HELD
    summary: str | Update = HELD
    write: Update = HELD
    profile: str | Update = HELD
    told: str | Update = HELD
    words: str | Update = HELD
    correcting: str | Update = HELD
    cancel: Update = HELD
    export: str | Update = HELD
    keeping: str | Update = HELD


class Done(NamedTuple):
    """What a deed left: what is known now, and the deed in words."""

    profile: Profile
    told: str = ""


class Desk:
    """Where every deed ends: done or refused, told, and what is known then drawn anew."""

    def __init__(self, profiles: Profiles, recommender: Recommender, flights: Flights) -> None:
        self.profiles = profiles
        self.items = recommender.items
        self._flights = flights

    def do(self, raw_person: object, act: Callable[[str], Done]) -> Panel:
        """Do something and show what is known then; a refusal is told and changes nothing."""
        person = known_id(raw_person)
        if not person:
            return Panel(told=notice("One moment: this page is still opening."))
        try:
            done = act(person)
        except ParleyError as error:
            return Panel(told=notice(str(error)), export="")
        return self._shown(done)

    def refuse_in_flight(self, person: str, session_id: str | None = None) -> None:
        """Raise SessionError while a turn of the person, or of this conversation, is on its way."""
        is_answering = (
            self._flights.is_answering(person)
            if session_id is None
            else self._flights.aloft(session_id) is not None
        )
        if is_answering:
            raise SessionError("One moment: your last message is still being answered.")

    def _shown(self, done: Done) -> Panel:
        profile = done.profile
        can_write = self.profiles.writes() and bool(profile.statements or profile.liked)
        return Panel(
            summary=summary(profile),
            write=gr.update(visible=can_write),
            profile=profile_panel(profile, self.items),
            told=notice(done.told),
            export="",
            keeping=keeping(shares=profile.shares, awaiting=self.profiles.awaiting()),
        )


def emptied(panel: Panel) -> Panel:
    """The panel with its box empty, nothing being corrected."""
    return panel._replace(words="", correcting="", cancel=gr.update(visible=False))


def emptied_if_done(panel: Panel) -> Panel:
    """The box keeps its words where the profiles refused them."""
    return panel if panel.profile == HELD else emptied(panel)
