"""Fixtures for listening over the default films."""

from collections.abc import Callable

import pytest

from agents.rules.listen import RulesListener
from catalog.store import Catalog
from core.conversation import ListenTask
from core.heard import Heard
from core.item import Item
from tests.doubles import shown_card

Find = Callable[[str], Item]
Hear = Callable[..., Heard]


@pytest.fixture(scope="session")
def find(default_catalog: Catalog) -> Find:
    """The film of a label such as "Heat (1995)"."""
    by_label = {item.label: item for item in default_catalog.values()}
    return lambda label: by_label[label]


@pytest.fixture(scope="session")
def hear(listener: RulesListener, find: Find) -> Hear:
    """What a message says after the films of `slate` were shown."""

    def heard(text: str, *slate: str, **context: object) -> Heard:
        shown = tuple(shown_card(find(label)) for label in slate)
        task = {"text": text, "shown": shown, "this_year": 2026} | context
        return listener.listen(ListenTask.model_validate(task))

    return heard
