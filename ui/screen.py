"""What the page shows for a stored conversation; whatever is on the screen comes from here."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import uuid4

import gradio as gr

from core.conversation import Session
from core.item import Item
from core.value import Value
from ui import transcript
from ui.trace import trace_panel

Update = dict[str, object]

HELD: Update = gr.skip()


class PageConfig(Value):
    """The words of the page, how many people it answers at a time, and how often it looks again.

    `poll_seconds` is for what is still being built, `look_seconds` for a run that goes on.
    """

    name: str = "Parley"
    promise: str = "Say what you are in the mood for. It finds films, and tells you why."
    mind: str = "Answers by rules, offline"
    prompts: tuple[str, ...] = (
        "Something like Heat, but funnier",
        "A slow, beautiful science fiction film",
        "Comedies under 100 minutes from the 1980s",
        "Scary but not gory, for a rainy night",
        "Surprise me with something from Japan",
    )
    at_once: int = 16
    poll_seconds: float = 2.0
    look_seconds: float = 1.0


class Screen(NamedTuple):
    """One value or update for each part of the page, in the order the page lists its outputs."""

    session_id: str | Update = HELD
    transcript: str | Update = HELD
    live: str | Update = HELD
    notice: str | Update = HELD
    trace: str | Update = HELD
    box: str | Update = HELD
    pending: str | Update = HELD
    explained: str | Update = HELD
    undo: Update = HELD
    retry: Update = HELD
    fresh: Update = HELD
    send: Update = HELD


def render(
    session: Session, items: Mapping[str, Item], config: PageConfig, explained: str = ""
) -> Screen:
    """The screen of a stored conversation at rest; the box is left as it is."""
    shown = transcript.transcript(session, explained)
    return Screen(
        session_id=session.id,
        transcript=shown if session.turns else transcript.welcome(config.prompts),
        live="",
        notice="",
        trace=trace_panel(session.trace, items),
        pending="",
        explained=explained,
        undo=gr.update(interactive=bool(session.turns)),
        retry=gr.update(interactive=bool(session.turns)),
        fresh=gr.update(interactive=True),
        send=gr.update(interactive=True),
    )


def answering(text: str) -> Screen:
    """The screen while a message is on its way: its words are kept in case it fails."""
    busy = gr.update(interactive=False)
    return Screen(
        live=transcript.waiting(text, (), ""),
        notice="",
        pending=text,
        undo=busy,
        retry=busy,
        fresh=busy,
        send=busy,
    )


def known_id(raw: object) -> str:
    """The id that the browser keeps if it is 32 lower-case hex digits, else an empty text."""
    if isinstance(raw, str) and len(raw) == 32 and set(raw) <= set("0123456789abcdef"):
        return raw
    return ""


def trusted_id(raw: object) -> str:
    """The id that the browser keeps if it is one, else a new one."""
    return known_id(raw) or uuid4().hex


def detail(event: gr.EventData, name: str) -> str:
    """A text that the page sent along with an event; anything else counts as empty."""
    value = getattr(event, name, "")
    return value if isinstance(value, str) else ""


def whole_numbers(event: gr.EventData, name: str) -> tuple[int, ...]:
    """Numbers that the page sent along with an event; anything else counts as none."""
    value = getattr(event, name, ())
    is_list = isinstance(value, list) and all(type(one) is int for one in value)
    return tuple(value) if is_list else ()
