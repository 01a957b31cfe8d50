"""What calls cost: prices by model, and a daily cap that is checked before money is spent."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime

from core.language_model import CallNote, Failure, Message, ModelFailed, Usage
from core.model_store import ModelStore
from core.settings import Price

_MILLION = 1_000_000
CHARACTERS_A_TOKEN = 4


def cost(price: Price, usage: Usage) -> float:
    """What these tokens cost."""
    cached = price.prompt if price.cached is None else price.cached
    return (
        (usage.prompt - usage.cached) * price.prompt
        + usage.cached * cached
        + usage.completion * price.completion
    ) / _MILLION


def estimated_usage(messages: Sequence[Message], answer: str) -> Usage:
    """Tokens by the rule of thumb of four characters a token."""
    prompt = sum(len(message.content) for message in messages)
    return Usage(
        prompt=-(-prompt // CHARACTERS_A_TOKEN),
        completion=-(-len(answer) // CHARACTERS_A_TOKEN),
        estimated=True,
    )


class Purse:
    """Today's spending; it reserves the most that a call can cost before the call is made."""

    def __init__(
        self,
        prices: Mapping[str, Price],
        cap: float | None,
        store: ModelStore,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """`cap` is the most that a day (UTC) may cost; None is no limit."""
        self._prices = prices
        self._cap = cap
        self._store = store
        self._today = today
        self._lock = threading.Lock()
        self._reserved = 0.0

    def reserve(self, model: str, messages: Sequence[Message], most_tokens: int) -> float:
        """Set the most that a call can cost aside; ModelFailed where the cap would be passed."""
        usage = estimated_usage(messages, "").model_copy(update={"completion": most_tokens})
        most = cost(self._price(model), usage)
        with self._lock:
            if self._cap is not None:
                spent = self._store.spent(self._today()) + self._reserved
                if spent + most > self._cap:
                    raise ModelFailed(Failure.OVER_CAP)
            self._reserved += most
        return most

    def settle(self, reserved: float, note: CallNote) -> CallNote:
        """Write down what a call really cost; the note comes back with its price."""
        priced = self.priced(note)
        self.release(reserved)
        with suppress(ModelFailed):  # an answer is worth more than its entry in the account
            self._store.spend(self._today(), priced)
        return priced

    def release(self, reserved: float) -> None:
        """Give back what was set aside for a call that is over, or was not made after all."""
        with self._lock:
            self._reserved -= reserved

    def priced(self, note: CallNote) -> CallNote:
        """The note with the price of its tokens."""
        return note.model_copy(update={"price": cost(self._price(note.model), note.usage)})

    def _price(self, model: str) -> Price:
        return self._prices.get(model, Price())
