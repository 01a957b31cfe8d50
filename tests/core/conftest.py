"""A fake server and clients in front of it."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from core.chat_model import ChatModel, ModelConfig
from core.model_store import ModelStore
from tests.core.model_client import KEY, MODELS, RECORDS, TYPED, WORDS, Connect, speak
from tests.fake_models import sensible
from tests.fake_server import FakeRequest, FakeServer


def answer(request: FakeRequest) -> str:
    """A choice where planning asks for it, words elsewhere."""
    if request.site == "probe":
        return sensible(request)
    return TYPED if request.site == "plan" else WORDS


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A server that answers every site rightly."""
    with FakeServer(answer) as server:
        yield server


@pytest.fixture
def connect(server: FakeServer, tmp_path: Path) -> Iterator[Connect]:
    """Clients of the server that know nothing yet, on this test's one file of records."""
    with ExitStack() as stack:

        def build(**changes: object) -> ChatModel:
            config = {"url": server.url, "key": KEY, "models": MODELS, "retries": 0} | changes
            store = ModelStore(tmp_path / RECORDS)
            model = ChatModel(ModelConfig.model_validate(config), store)
            return stack.enter_context(closing(model))

        yield build


@pytest.fixture
def model(server: FakeServer, connect: Connect, tmp_path: Path) -> ChatModel:
    """A client that knows how to speak to the server already, and tries nothing twice."""
    speak(tmp_path, server.url)
    return connect()
