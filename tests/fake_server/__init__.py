"""An OpenAI-compatible server on loopback that answers as told and breaks on demand."""

from tests.fake_server.faults import HARMLESS, SLOW, Fault
from tests.fake_server.request import Answer, FakeRequest
from tests.fake_server.server import FakeServer

__all__ = ["HARMLESS", "SLOW", "Answer", "FakeRequest", "FakeServer", "Fault"]
