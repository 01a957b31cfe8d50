"""The simulated user as evaluation meets it: opens a conversation, then answers each turn."""

from typing import Protocol

from simulator.persona import Persona
from simulator.speech import Said, Shown


class SimulatedUser(Protocol):
    """One person in one conversation; every implementation passes `tests/contracts/simulated_user.py`."""

    persona: Persona

    def begin(self) -> Said:
        """The first message."""
        ...

    def respond(self, shown: Shown) -> Said:
        """The answer to a turn; after one that ends the conversation nothing follows."""
        ...
