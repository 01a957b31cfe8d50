"""A page served in a thread and visited in headless Chromium; nothing may leave loopback or break."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from tests.ui.doubles import ScriptedProfiles
from ui.page import NOTHING, page_server, web_app
from ui.screen import PageConfig
from ui.serving import free_door

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
CONFIG = PageConfig(poll_seconds=0.2, look_seconds=0.2)
expect = playwright.expect


class Served:
    """A page served in a thread; it can be stopped and served again on the same port."""

    def __init__(self, recommender, profiles=None, laboratory=NOTHING) -> None:
        self.recommender, self.laboratory = recommender, laboratory
        self.profiles = profiles or ScriptedProfiles(recommender)
        self.port = 0
        self.start()

    def start(self) -> None:
        door = free_door("127.0.0.1", self.port)
        self.port = door.getsockname()[1]
        up = threading.Event()
        app = partial(web_app, self.recommender, self.profiles, CONFIG, laboratory=self.laboratory)
        self.server = page_server(app, up.set)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [door]})
        self.thread.start()
        assert up.wait(20)

    def stop(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self.thread.join(20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def launched() -> Iterator[object]:
    """The browser."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@contextmanager
def visiting(browser, served):
    contexts, strays, broken = [], [], []

    def open_page(**settings):
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: strays.append(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("dialog", lambda dialog: broken.append(dialog.message))
        page.goto(served.url)
        page.wait_for_selector(".welcome")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in strays if not url.startswith((served.url, "data:"))] == []
    assert broken == []
