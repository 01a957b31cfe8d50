"""The page is served on a free loopback port and gives away nothing but itself."""

import asyncio
import re
import socket

import pytest
from fastapi import FastAPI
from gradio import Blocks
from starlette.testclient import TestClient

from core.errors import ParleyError
from core.ports import Laboratory
from tests.ui.doubles import ScriptedProfiles, ScriptedRecommender
from ui import serving
from ui.page import build_page, web_app
from ui.screen import PageConfig
from ui.serving import free_door


@pytest.fixture(scope="module")
def client() -> TestClient:
    recommender = ScriptedRecommender()

    async def app() -> FastAPI:
        return web_app(recommender, ScriptedProfiles(recommender), PageConfig())

    return TestClient(asyncio.run(app()), base_url="http://127.0.0.1")


def test_a_port_in_use_is_passed_over() -> None:
    with free_door("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with free_door("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] < port + serving.PORTS_TRIED


def test_no_free_port_is_an_error_that_names_the_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PORTS_TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ParleyError, match=f"No free port from {port}"):
            free_door("127.0.0.1", port)


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "<title>Parley" in page.text or '"title":"Parley"' in page.text
    assert not re.search(r'(src|href)="?(https?:)?//(?!127\.0\.0\.1)', page.text)
    assert "googleapis" not in page.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/gradio_api/file=pyproject.toml", "/gradio_api/file=/etc/passwd", "/monitoring", "/gradio_api/runs"])  # fmt: skip
def test_no_file_and_no_documentation_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {403, 404}


def test_no_event_is_offered_as_an_interface(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_a_foreign_host_name_is_turned_away(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_every_event_has_its_own_concurrency_limit() -> None:
    recommender = ScriptedRecommender()

    async def built() -> Blocks:
        return build_page(recommender, ScriptedProfiles(recommender), PageConfig(at_once=7))

    page = asyncio.run(built())
    limits = {event.concurrency_limit for event in page.fns.values() if event.fn}
    assert limits == {7}


class OneReport:
    """The report of one run, and none of any other name."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def report(self, run: str) -> bytes | None:
        self.asked.append(run)
        return b"<p>report</p>" if run == "20260131-093000-run" else None


@pytest.fixture(scope="module")
def reading() -> TestClient:
    recommender, laboratory = ScriptedRecommender(), Laboratory(reports=OneReport())

    async def app() -> FastAPI:
        return web_app(
            recommender, ScriptedProfiles(recommender), PageConfig(), laboratory=laboratory
        )

    return TestClient(asyncio.run(app()), base_url="http://127.0.0.1")


def test_a_report_is_shut_into_a_box_of_its_own(reading: TestClient) -> None:
    page = reading.get("/reports/20260131-093000-run")
    assert page.text == "<p>report</p>"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "sandbox allow-scripts allow-downloads" in policy
    assert "connect-src" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'self'" in reading.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["", "x", "%2e%2e", "..%2f..%2fpyproject.toml", "20260131-093000-run%2f..%2fresults.json", "20260131-093000-run/results.json", "/etc/passwd"])  # fmt: skip
def test_no_other_file_is_a_report(reading: TestClient, path: str) -> None:
    assert reading.get(f"/reports/{path}", follow_redirects=False).status_code == 404


def test_without_reports_there_is_no_such_place(client: TestClient) -> None:
    assert client.get("/reports/20260131-093000-run").status_code == 404
