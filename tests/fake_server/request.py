"""What the server saw of one chat request."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

TASK_LINE = "# Task: "


class FakeRequest(NamedTuple):
    """One chat request; `at` is the time.monotonic() when its body was complete."""

    body: dict[str, Any]
    headers: dict[str, str]
    site: str
    at: float

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation so far."""
        return list(self.body.get("messages", ()))

    @property
    def model(self) -> str:
        """The model asked for."""
        return str(self.body.get("model", ""))

    @property
    def is_streaming(self) -> bool:
        """Whether server-sent events were asked for."""
        return bool(self.body.get("stream"))

    @property
    def wants_usage(self) -> bool:
        """Whether a stream shall end with the usage."""
        return bool((self.body.get("stream_options") or {}).get("include_usage"))

    @property
    def prompt(self) -> str:
        """The contents of all messages, one after another."""
        return "\n".join(text_of(message) for message in self.messages)

    @property
    def serialised(self) -> str:
        """All messages as one text: what is counted and what a cache compares."""
        return json.dumps(self.messages, ensure_ascii=False)


Answer = Callable[[FakeRequest], str]


def text_of(message: dict[str, Any]) -> str:
    """A message's content, also where it comes in parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content)


def site_of(messages: list[dict[str, Any]]) -> str:
    """The task that the first line of the first system message names, or nothing."""
    systems = (text_of(message) for message in messages if message.get("role") == "system")
    first_line = next(systems, "").partition("\n")[0]
    return first_line.removeprefix(TASK_LINE).strip() if first_line.startswith(TASK_LINE) else ""
