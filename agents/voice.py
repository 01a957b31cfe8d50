"""The reply as it is said: piece by piece, and taken back where it could not be finished."""

from collections.abc import Callable

from agents.checking import Spoken
from agents.contracts import Draft
from core.conversation import Withdrawn, Wording

Emit = Callable[[Wording | Withdrawn], None]


class Voice:
    """Says a growing draft in whole checked sentences; `said` is what stands on the screen."""

    def __init__(self, emit: Emit, bind: Callable[[Draft], Spoken], said: str = "") -> None:
        """`bind` puts the films into a draft; `said` was already emitted."""
        self._emit = emit
        self._bind = bind
        self.said = said

    def hear(self, draft: Draft) -> None:
        """Say what a draft has beyond what was said."""
        self.say(self._bind(draft).text)

    def say(self, text: str) -> None:
        """Make `text` what stands on the screen, by adding to it where that is possible."""
        if not text.startswith(self.said):
            self._emit(Withdrawn())
            self.said = ""
        for piece in text[len(self.said) :].splitlines(keepends=True):
            self._emit(Wording(text=piece))
        self.said = text
