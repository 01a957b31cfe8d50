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

from core.ports import Recommender
from ui.dialogue import Dialogue
from ui.layout import SIGN, Parts, lay_out
from ui.screen import PageConfig
from ui.serving import Sealed, Server, free_door
from ui.theme import calm_theme

STYLE = Path(__file__).with_name("style.css")
ICON = f'<link rel="icon" href="data:image/svg+xml,{quote(SIGN)}">'


def serve(
    recommender: Recommender,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    when_up: Callable[[], None] | None = None,
    config: PageConfig | None = None,
) -> None:
    """Serve the page until interrupted, on `port` or the next free one, and say where.

    `when_up` is called once the page can be reached: what it starts never delays the page.
    """
    config = config or PageConfig()
    with free_door(host, port) as door:

        def greet() -> None:
            url = f"http://{host}:{door.getsockname()[1]}"
            Console().print(f"{config.name} is at {url} (Ctrl-C stops it)", highlight=False)
            if when_up:
                when_up()
            if open_browser:
                webbrowser.open(url)

        with suppress(KeyboardInterrupt):
            page_server(recommender, config, host, greet).run(sockets=[door])


def page_server(
    recommender: Recommender, config: PageConfig, host: str, when_up: Callable[[], None]
) -> Server:
    """A server of the page that still needs a socket to listen on.

    It builds the page inside its own event loop: outside of one gradio opens loops for its
    locks and never closes them.
    """
    app = partial(web_app, recommender, config, host)
    settings = uvicorn.Config(app, factory=True, log_level="warning", timeout_graceful_shutdown=2)
    return Server(settings, when_up)


def web_app(recommender: Recommender, config: PageConfig, host: str = "127.0.0.1") -> FastAPI:
    """The page as an application: no project file, no documentation and no foreign host."""
    undocumented: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    app = FastAPI(**undocumented)
    app.add_middleware(Sealed)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", host])
    gr.mount_gradio_app(
        app,
        build_page(recommender, config),
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


def build_page(recommender: Recommender, config: PageConfig) -> gr.Blocks:
    """The page in front of one recommender; it holds no conversation of its own."""
    with gr.Blocks(title=config.name, analytics_enabled=False) as page:
        _wire(page, lay_out(config), Dialogue(recommender, config), config)
    return page


def _wire(page: gr.Blocks, parts: Parts, dialogue: Dialogue, config: PageConfig) -> None:
    """Every event of the page, on one screen."""
    me = parts.session_id
    calm: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": config.at_once,
    }

    def on(trigger: Callable[..., Any], act: Callable[..., Any], *inputs: Component) -> Dependency:
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
