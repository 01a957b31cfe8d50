"""The web page: header, conversation, message box and trace, laid out and wired to a dialogue."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from core.ports import Recommender
from ui.dialogue import Dialogue
from ui.screen import PageConfig, Screen

SCRIPT = Path(__file__).with_name("page.js")
FOLLOW = "watch('value', () => element.querySelector('.live')?.scrollIntoView({block: 'nearest'}))"
STORAGE_KEY = "parley-conversation"


@dataclass(frozen=True)
class Parts:
    """The components of the page; those named like a field of `Screen` show that field."""

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

    @property
    def screen(self) -> list[Component]:
        """The outputs of every event that returns a `Screen`, in its order."""
        return [getattr(self, name) for name in Screen._fields]


def build_page(recommender: Recommender, config: PageConfig) -> gr.Blocks:
    """The page in front of one recommender; it holds no conversation of its own."""
    with gr.Blocks(title=config.name, analytics_enabled=False) as page:
        parts = _layout(config)
        _wire(page, parts, Dialogue(recommender, config), config)
    return page


def _layout(config: PageConfig) -> Parts:
    """Everything on the page from top to bottom."""
    kept = {
        "session_id": gr.BrowserState("", storage_key=STORAGE_KEY, secret=STORAGE_KEY),
        "pending": gr.State(""),
        "explained": gr.State(""),
        "timer": gr.Timer(config.poll_seconds, active=False),
    }
    _html(f"<h1>{escape(config.name)}</h1><p>{escape(config.promise)}</p>", "head")
    building = _html("", "building")
    transcript = _html("", "transcript", script=SCRIPT.read_text())
    live = _html("", "live", script=FOLLOW)
    with gr.Column(elem_id="composer"):
        notice = _html("", "notice")
        with gr.Row(elem_id="say"):
            box = gr.Textbox(
                show_label=False,
                label="Your message",
                placeholder="Something like Heat, but funnier…",
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
    with gr.Accordion("How this answer came about", open=False, elem_id="trace-panel"):
        trace = _html("", "trace")
    return Parts(
        **kept,
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


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def _wire(page: gr.Blocks, parts: Parts, dialogue: Dialogue, config: PageConfig) -> None:
    """Every event of the page, on one screen."""
    me = parts.session_id
    calm: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": config.at_once,
    }

    def on(trigger: Callable[..., Any], act: Callable[..., Any], *inputs: Component) -> Any:
        return trigger(act, inputs=list(inputs), outputs=parts.screen, **calm)

    def on_turn(trigger: Callable[..., Any], act: Callable[..., Any], *inputs: Component) -> None:
        turn = on(trigger, act, *inputs)
        turn.failure(dialogue.recover, inputs=[me, parts.pending], outputs=parts.screen, **calm)

    on(page.load, dialogue.open, me)
    sent = partial(gr.on, [parts.box.submit, parts.send.click])
    on_turn(sent, dialogue.say, me, parts.box)
    on_turn(parts.transcript.say, dialogue.suggest, me)
    on_turn(parts.transcript.more, dialogue.more, me)
    on_turn(parts.retry.click, dialogue.retry, me)
    on(parts.undo.click, dialogue.undo, me, parts.box)
    on(parts.fresh.click, dialogue.fresh)
    on(parts.transcript.mark, dialogue.mark, me, parts.explained)
    on(parts.transcript.why, dialogue.explain, me, parts.explained)
    progress = [parts.building, parts.timer]
    gr.on([page.load, parts.timer.tick], dialogue.progress, outputs=progress, **calm)
