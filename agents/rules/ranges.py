"""A range found in a message, and the place that says it."""

from typing import NamedTuple

from core.heard import Span


class Found(NamedTuple):
    """A range and the place in the text that says it."""

    span: Span
    start: int
    end: int
