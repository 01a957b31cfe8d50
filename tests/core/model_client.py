"""What the tests of the language-model client share: a key, a schema, messages, limits, waiting."""

import time
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from core.budget import Limits
from core.chat_model import ChatModel
from core.language_model import Failure, Message, ModelFailed, Role, Site
from core.model_server import Dialect, Form
from core.model_store import ModelStore

KEY = "sk-never-to-be-seen-4711"
MODEL = "model-1"
MODELS = {Role.FAST: MODEL, Role.STRONG: MODEL}
RECORDS = "language_model.sqlite"
WORDS = "With pleasure. Tell me more; there is time “enough” for 七人の侍."
LIMITS = Limits(calls=50, rounds=3, seconds=30.0, places=dict.fromkeys(Site, 1))
# What a slow machine may need for what takes no time; far below any deadline it is compared with.
PATIENCE = 10.0


class Choice(BaseModel):
    """The typed answer of these tests."""

    chosen: int
    reason: str


CHOICE = Choice(chosen=2, reason="it brings most")
TYPED = CHOICE.model_dump_json()

Connect = Callable[..., ChatModel]


def asked(site: Site = Site.CHAT, said: str = "Something like Heat") -> tuple[Message, ...]:
    """Messages that the fake server recognises as of this site."""
    return (
        Message(role="system", content=f"# Task: {site}\nYou talk about films."),
        Message(role="user", content=said),
    )


def limits(**changes: object) -> Limits:
    """Generous limits, but for these."""
    return LIMITS.model_copy(update=changes)


def say_words(model: ChatModel, said: str = "Something like Heat") -> str:
    """One call in words, in a turn of its own."""
    return model.turn(LIMITS).text(Site.CHAT, Role.STRONG, asked(said=said))


def choose(model: ChatModel, bounds: Limits = LIMITS) -> Choice:
    """One typed call, in a turn of its own."""
    return model.turn(bounds).structured(Site.PLAN, Role.STRONG, asked(Site.PLAN), Choice)


def failure_of(call: Callable[[], object]) -> Failure | None:
    """How a call fails; None where it does not."""
    try:
        call()
    except ModelFailed as error:
        return error.failure
    return None


def speak(folder: Path, url: str, form: Form = Form.SCHEMA, **dialect: bool) -> None:
    """Write down how the model is spoken to, so that nobody probes."""
    store = ModelStore(folder / RECORDS)
    store.learn(MODEL, url, Dialect(form=form, **dialect).model_dump_json())
    store.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what comes about in another thread."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)
