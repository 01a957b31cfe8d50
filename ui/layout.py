"""The parts of the chat from top to bottom: header, conversation, message box, profile, trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import gradio as gr
from gradio.components import Component

from ui.keeping import keeping
from ui.panel import WRITE, Panel
from ui.quiz import quiz_form
from ui.screen import PageConfig, Screen

SCRIPT = Path(__file__).with_name("page.js")
PROFILE_SCRIPT = Path(__file__).with_name("profile.js")
FOLLOW = "watch('value', () => element.querySelector('.live')?.scrollIntoView({block: 'nearest'}))"
SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true">'
    '<rect width="32" height="32" rx="8" fill="#0f766e"/>'
    '<path d="M9 9h14v10h-8l-6 5z" fill="white"/></svg>'
)
SHOW = "watch('value', () => element.querySelector('.notice')?.scrollIntoView({block: 'nearest'}))"
SAVE = "watch('value', () => element.querySelector('a')?.click())"
STORAGE_KEY = "parley-conversation"
PERSON_KEY = "parley-person"


@dataclass(frozen=True)
class Parts:
    """The components of the page; those named like a field of `Screen` or `Panel` show it."""

    session_id: gr.BrowserState
    pending: gr.State
    explained: gr.State
    building: gr.HTML
    timer: gr.Timer
    transcript: gr.HTML
    live: gr.HTML
    notice: gr.HTML
    box: gr.Textbox
    send: gr.Button
    undo: gr.Button
    retry: gr.Button
    fresh: gr.Button
    trace: gr.HTML
    person: gr.BrowserState
    summary: gr.HTML
    write: gr.Button
    profile: gr.HTML
    told: gr.HTML
    words: gr.Textbox
    correcting: gr.State
    preview: gr.Button
    save: gr.Button
    cancel: gr.Button
    quiz: gr.HTML
    keeping: gr.HTML
    export: gr.HTML

    @property
    def screen(self) -> list[Component]:
        """The outputs of every event that returns a `Screen`, in its order."""
        return [getattr(self, name) for name in Screen._fields]

    @property
    def panel(self) -> list[Component]:
        """The outputs of every event that returns a `Panel`, in its order."""
        return [getattr(self, name) for name in Panel._fields]


def lay_out(config: PageConfig, questions: Sequence[str]) -> Parts:
    """Every component of the chat, inside the block that is open; `questions` are the quiz's."""
    kept = {
        "session_id": gr.BrowserState("", storage_key=STORAGE_KEY, secret=STORAGE_KEY),
        "pending": gr.State(""),
        "explained": gr.State(""),
        "person": gr.BrowserState("", storage_key=PERSON_KEY, secret=PERSON_KEY),
        "correcting": gr.State(""),
        "timer": gr.Timer(config.poll_seconds, active=False),
    }
    building = html_part("", "building")
    with gr.Column(elem_id="talk"):
        transcript = html_part("", "transcript", script=SCRIPT.read_text())
        live = html_part("", "live", script=FOLLOW)
    with gr.Column(elem_id="composer"):
        notice = html_part("", "notice")
        with gr.Row(elem_id="say"):
            box = gr.Textbox(
                show_label=False,
                label="Your message",
                placeholder="Type a message…",
                lines=1,
                max_lines=5,
                max_length=4000,
                container=False,
                autofocus=True,
                scale=1,
                min_width=0,
                elem_id="box",
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
            send = gr.Button("Send", variant="primary", scale=0, min_width=0, elem_id="send")
        with gr.Row(elem_id="steps"):
            undo, retry, fresh = (
                gr.Button(words, size="sm", scale=0, min_width=0, elem_id=name)
                for name, words in (
                    ("undo", "Undo"),
                    ("retry", "Retry"),
                    ("fresh", "New conversation"),
                )
            )
    with gr.Accordion("What I know of you", open=False, elem_id="profile-panel"):
        known = _lay_out_profile(questions)
    with gr.Accordion("How this answer came about", open=False, elem_id="trace-panel"):
        trace = html_part("", "trace")
    return Parts(
        **kept,
        **known,
        building=building,
        transcript=transcript,
        live=live,
        notice=notice,
        box=box,
        send=send,
        undo=undo,
        retry=retry,
        fresh=fresh,
        trace=trace,
    )


def lay_out_head(config: PageConfig) -> None:
    """What stands above everything."""
    html_part(head(config), "head")


def head(config: PageConfig) -> str:
    """Name and promise of the page, and a quiet label that says who answers."""
    mind = f'<p class="mind">{escape(config.mind)}</p>' if config.mind else ""
    return (
        f'<div class="head"><h1>{SIGN}{escape(config.name)}</h1>'
        f"<p>{escape(config.promise)}</p>{mind}</div>"
    )


def _lay_out_profile(questions: Sequence[str]) -> dict[str, Component]:
    """The list, a box to correct it in, what a deed did, the quiz, and the buttons for the whole."""
    script = PROFILE_SCRIPT.read_text()
    summary = html_part("", "summary")
    write = gr.Button(WRITE, visible=False, size="sm", scale=0, min_width=0, elem_id="write")
    profile = html_part("", "profile", script=script)
    with gr.Row(elem_id="say-of-me"):
        words = gr.Textbox(
            show_label=False,
            label="Correct or add a sentence",
            placeholder="Correct or add a sentence, such as: no horror",
            lines=1,
            max_lines=3,
            max_length=400,
            container=False,
            scale=1,
            min_width=0,
            elem_id="words",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
        )
        preview = gr.Button("Preview", scale=0, min_width=0, elem_id="preview")
        save = gr.Button("Save", variant="primary", scale=0, min_width=0, elem_id="save")
        cancel = gr.Button("Cancel", visible=False, scale=0, min_width=0, elem_id="cancel")
    told = html_part("", "told", script=SHOW)
    export = html_part("", "export", script=SAVE)
    return {
        "summary": summary,
        "write": write,
        "profile": profile,
        "told": told,
        "words": words,
        "preview": preview,
        "save": save,
        "cancel": cancel,
        "export": export,
        "quiz": html_part(quiz_form(questions), "quiz", script=script),
        "keeping": html_part(keeping(shares=False, awaiting=0), "keeping", script=script),
    }


def html_part(value: str, name: str, script: str | None = None) -> gr.HTML:
    """A part of the page that is drawn as HTML; `script` runs where it is."""
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)
