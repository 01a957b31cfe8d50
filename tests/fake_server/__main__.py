"""Serves until its standard input closes: `python -m tests.fake_server --answer module:function`."""

import argparse
import importlib
import json
import sys

from tests.fake_server.request import Answer
from tests.fake_server.server import FakeServer


def main() -> None:
    """Tells its URL as JSON on one line, then serves."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_server")
    parser.add_argument("--answer", required=True, type=found, metavar="MODULE:FUNCTION")
    parser.add_argument("--latency", default=0.0, type=float, metavar="SECONDS")
    given = parser.parse_args()
    with FakeServer(given.answer, latency=given.latency) as server:
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def found(path: str) -> Answer:
    """The answer function at a dotted path."""
    module, _, name = path.partition(":")
    answer: Answer = getattr(importlib.import_module(module), name)
    return answer


if __name__ == "__main__":
    main()
