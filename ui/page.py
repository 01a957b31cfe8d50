"""The web page: its events, the application around it, and the loopback port it is served on."""

import webbrowser
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.components import Component
from gradio.events import Dependency
from rich.console import Console
from starlette.middleware.trustedhost import TrustedHostMiddleware

from core.ports import Laboratory, Profiles, Recommender
from ui.dialogue import Dialogue
from ui.flight import Flights
from ui.layout import SIGN, Parts, lay_out, lay_out_head
from ui.owner import Owner
from ui.panel import Desk
from ui.people import People
from ui.reports import offer_reports
from ui.screen import PageConfig
from ui.serving import LOOPBACK, Address, Sealed, Server, free_door
from ui.tabs import lay_out_tabs
from ui.theme import calm_theme

NOTHING = Laboratory()
STYLE = Path(__file__).with_name("style.css")
NEWCOMER = Path(__file__).with_name("newcomer.js")
ICON = f'<link rel="icon" href="data:image/svg+xml,{quote(SIGN)}">'


def serve(  # noqa: PLR0913
    recommender: Recommender,
    profiles: Profiles,
    *,
    address: Address = LOOPBACK,
    open_browser: bool = False,
    when_up: Callable[[], None] | None = None,
    config: PageConfig | None = None,
    laboratory: Laboratory = NOTHING,
) -> None:
    """Serve the page until interrupted, on the port of `address` or the next free one, and say where.

    Beside the chat it has a tab for each thing that the `laboratory` measures. `when_up` is called once the page can be reached: what it starts never delays the page.
    """
    config = config or PageConfig()
    with free_door(*address) as door:

        def greet() -> None:
            url = f"http://{address.host}:{door.getsockname()[1]}"
            Console().print(f"{config.name} is at {url} (Ctrl-C stops it)", highlight=False)
            if when_up:
                when_up()
            if open_browser:
                webbrowser.open(url)

        with suppress(KeyboardInterrupt):
            app = partial(web_app, recommender, profiles, config, address.host, laboratory)
            page_server(app, greet).run(sockets=[door])


def page_server(app: Callable[[], FastAPI], when_up: Callable[[], None]) -> Server:
    """A server of the page that still needs a socket to listen on.

    It builds the page inside its own event loop: outside of one gradio opens loops for its
    locks and never closes them.
    """
    settings = uvicorn.Config(app, factory=True, log_level="warning", timeout_graceful_shutdown=2)
    return Server(settings, when_up)


def web_app(
    recommender: Recommender,
    profiles: Profiles,
    config: PageConfig,
    host: str = "127.0.0.1",
    laboratory: Laboratory = NOTHING,
) -> FastAPI:
    """The page as an application: no project file, no documentation and no foreign host."""
    undocumented: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    app = FastAPI(**undocumented)
    app.add_middleware(Sealed)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", host])
    if laboratory.reports:
        offer_reports(app, laboratory.reports)
    gr.mount_gradio_app(
        app,
        build_page(recommender, profiles, config, laboratory),
        path="/",
        theme=calm_theme(),
        css=STYLE.read_text(),
        head=ICON,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
        app_kwargs=undocumented,
    )
    return app


def build_page(
    recommender: Recommender,
    profiles: Profiles,
    config: PageConfig,
    laboratory: Laboratory = NOTHING,
) -> gr.Blocks:
    """The page in front of one recommender; it holds no conversation and no profile of its own."""
    flights = Flights(recommender, config.at_once)
    dialogue = Dialogue(recommender, flights, config)
    desk = Desk(profiles, recommender, flights)
    with gr.Blocks(title=config.name, analytics_enabled=False) as page:
        lay_out_head(config)
        parts = lay_out_tabs(
            lambda: lay_out(config, profiles.quiz()), laboratory, config.look_seconds, _calm(config)
        )
        _wire_talk(page, parts, dialogue, People(desk), config)
        _wire_panel(page, parts, dialogue, desk, config)
    return page


def _calm(config: PageConfig) -> dict[str, Any]:
    """How every event of the page behaves."""
    return {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": config.at_once,
    }


def _wire_talk(
    page: gr.Blocks, parts: Parts, dialogue: Dialogue, people: People, config: PageConfig
) -> None:
    """Every event of the conversation, on one screen."""
    me, person, calm = parts.session_id, parts.person, _calm(config)

    def on(trigger: Callable[..., Any], act: Callable[..., Any], *inputs: Component) -> Dependency:
        return trigger(act, inputs=list(inputs), outputs=parts.screen, **calm)

    def on_turn(trigger: Callable[..., Any], act: Callable[..., Any], *inputs: Component) -> None:
        turn = on(trigger, act, *inputs)
        turn.failure(dialogue.recover, inputs=[me, parts.pending], outputs=parts.screen, **calm)
        look_again(turn)

    def look_again(event: Dependency) -> None:
        event.then(people.show, inputs=[person], outputs=parts.panel, **calm)

    on(page.load, dialogue.open, me)
    sent = partial(gr.on, [parts.box.submit, parts.send.click])
    on_turn(sent, dialogue.say, me, person, parts.box)
    on_turn(parts.transcript.say, dialogue.suggest, me, person)
    on_turn(parts.transcript.more, dialogue.more, me, person)
    on_turn(parts.retry.click, dialogue.retry, me, person)
    look_again(on(parts.undo.click, dialogue.undo, me, parts.box))
    on(parts.fresh.click, dialogue.fresh)
    look_again(on(parts.transcript.mark, dialogue.mark, me, parts.explained))
    on(parts.transcript.why, dialogue.explain, me, parts.explained)
    progress = [parts.building, parts.timer]
    gr.on([page.load, parts.timer.tick], dialogue.progress, outputs=progress, **calm)


def _wire_panel(
    page: gr.Blocks, parts: Parts, dialogue: Dialogue, desk: Desk, config: PageConfig
) -> None:
    """Every event of what is known of the person, on one screen."""
    people, owner = People(desk), Owner(desk)
    me, person, calm = parts.session_id, parts.person, _calm(config)

    def on(trigger: Callable[..., Any], act: Callable[..., Any], *inputs: Component) -> Dependency:
        deed = trigger(act, inputs=list(inputs), outputs=parts.panel, **calm)
        deed.failure(people.recover, outputs=parts.panel, **calm)
        return deed

    on(partial(page.load, js=NEWCOMER.read_text()), people.open, person)
    on(parts.profile.pin, people.pin, person)
    on(parts.profile.unpin, people.unpin, person)
    on(parts.profile.correct, people.correct, person)
    said = partial(gr.on, [parts.words.submit, parts.save.click])
    on(said, people.save, person, parts.correcting, parts.words)
    on(parts.preview.click, people.preview, person, parts.correcting, parts.words)
    on(parts.cancel.click, people.cancel)
    on(parts.write.click, people.write, person)
    on(parts.quiz.answer_quiz, owner.answer_quiz, person)
    on(parts.quiz.remove, people.remove, person, parts.correcting)
    on(parts.keeping.allow_learning, owner.share, person)
    on(parts.keeping.end_learning, owner.unshare, person)
    on(parts.keeping.export, owner.export, person)
    on(parts.keeping.restore, owner.restore, person)
    for gone in (
        on(parts.profile.remove, people.remove, person, parts.correcting),
        on(parts.profile.forget_film, owner.forget_film, person),
        on(parts.keeping.forget_conversation, owner.forget_conversation, person, me),
        on(parts.keeping.forget_everything, owner.forget_everything, person),
    ):
        gone.then(dialogue.open, inputs=[me], outputs=parts.screen, **calm)
