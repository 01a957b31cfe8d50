"""How well messages are understood, against labelled turns; the held-out ones only as a figure."""

from pathlib import Path

import pytest

from agents.rules.listen import RulesListener
from catalog.store import Catalog
from evaluation.listening import SlotScores, score_turns

FOLDER = Path(__file__).parents[1] / "listening"


def scores(name: str, listener: RulesListener, catalog: Catalog) -> SlotScores:
    """The figures of one labelled set; whatever goes wrong is told without any turn's words."""
    try:
        return score_turns(FOLDER / name, listener, catalog, this_year=2026)
    except Exception as error:  # noqa: BLE001 - a traceback would print held-out messages
        pytest.fail(f"{name} could not be scored: {type(error).__name__}", pytrace=False)


def test_the_seen_turns_are_understood(listener: RulesListener, default_catalog: Catalog) -> None:
    assert scores("seen.jsonl", listener, default_catalog).micro.f1.value >= 0.88


def test_the_held_out_turns_are_understood_nearly_as_well(
    listener: RulesListener, default_catalog: Catalog
) -> None:
    found = scores("held_out.jsonl", listener, default_catalog).micro.f1.value
    assert found >= 0.70, f"{found:.3f}"
