"""The page on a loopback port: the application around it, its port and its safety headers."""

import socket
from collections.abc import Callable
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import ParleyError
from core.ports import Recommender
from ui.page import build_page
from ui.screen import PageConfig

STYLE = Path(__file__).with_name("style.css")
ICON = (
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22'
    " viewBox=%220 0 32 32%22%3E%3Crect width=%2232%22 height=%2232%22 rx=%228%22"
    " fill=%22%230f766e%22/%3E%3Cpath d=%22M9 9h14v10h-8l-6 5z%22 fill=%22white%22/%3E"
    '%3C/svg%3E">'
)
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
)
PORTS_TRIED = 20


def serve(
    recommender: Recommender,
    config: PageConfig,
    announce: Callable[[str], None],
    host: str = "127.0.0.1",
    port: int = 7860,
) -> None:
    """Serve the page until interrupted, on `port` or the next free one; `announce` gets its URL."""
    door = free_door(host, port)
    with door:
        announce(f"http://{host}:{door.getsockname()[1]}")
        app = web_app(recommender, config, host)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        server.run(sockets=[door])


def free_door(host: str, port: int) -> socket.socket:
    """A socket bound to the first free port from `port` on (any free one for 0)."""
    for candidate in range(port, port + PORTS_TRIED) if port else (0,):
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, candidate))
        except OSError:
            door.close()
        else:
            return door
    raise ParleyError(
        f"No free port from {port} to {port + PORTS_TRIED - 1} on {host}; choose another."
    )


def web_app(recommender: Recommender, config: PageConfig, host: str = "127.0.0.1") -> FastAPI:
    """The page as an application: no project file, no documentation and no foreign host."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Sealed)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", host])
    return gr.mount_gradio_app(
        app,
        build_page(recommender, config),
        path="/",
        theme=_theme(),
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
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


class Sealed:
    """Middleware that tells the browser to load nothing from anywhere else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, sealed)


def _theme() -> gr.themes.Base:
    """Calm colours and the system's own fonts; nothing is fetched."""
    theme = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="lg",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    return theme.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        color_accent="*primary_600",
        color_accent_soft="*primary_100",
        color_accent_soft_dark="*neutral_800",
        body_background_fill="*neutral_50",
        block_background_fill="white",
        input_background_fill="white",
        background_fill_secondary="*neutral_100",
    )
