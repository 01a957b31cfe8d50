"""Intents are compared in IARD's terms."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.heard import Heard, Intent, Stance
from evaluation.hearing import Hearing
from evaluation.iard import read_iard
from evaluation.intents import (
    COUNTERPARTS,
    TOP_LEVEL,
    IntentScores,
    confusion_table,
    score_intents,
    signals,
    table,
)
from evaluation.redial import read_mentions
from tests.evaluation.doubles import PlannedListener, hears, printed
from tests.evaluation.worlds import FILMS, redial_folder

IARD = Path(__file__).parents[3] / "shared" / "data" / "simulator-eval" / "iard.json"
needs_iard = pytest.mark.skipif(not IARD.exists(), reason="IARD is not at ../shared/data")


def utterance(role: str, text: str, top: list[str], sub: list[str]) -> dict[str, Any]:
    return {
        "role": role,
        "utterance_text": text,
        "top-level intent/action": top,
        "sub-intent/action": sub,
    }


ONE = {
    "S1": utterance("seeker", "Hi, a film?", ["OTH", "AskForRec"], ["OTH", "IQU"]),
    "R2": utterance(
        "recommender", "@11 <Heat  (1995)>  <Heat  (1995)> or @17 <Moana (2016)> ?", [], []
    ),
    "S3": utterance("seeker", "loved it", ["GiveFeedback"], ["SEE"]),
    "S4": utterance("seeker", "hm", ["GiveFeedback"], ["NRE"]),
}
PERFECT = {
    "Hi, a film?": Heard(intents=(Intent.GREET, Intent.REQUEST)),
    "loved it": hears("tt01", intents=(Intent.INFORM,)),
}


def scores(folder: Path, listener: PlannedListener) -> IntentScores:
    path = folder / "iard.json"
    path.write_text(json.dumps({"a": {"dialogue_info": ONE}}))
    mentions = read_mentions(redial_folder(folder), FILMS)
    return score_intents(read_iard(path), mentions, Hearing(listener, FILMS, 2018))


def test_what_is_heard_perfectly_scores_one(tmp_path: Path) -> None:
    one = scores(tmp_path, PlannedListener(PERFECT))
    assert one.messages == 3
    assert one.micro.f1.value == 1
    assert {name for name, found in one.sub_intents.items() if found.gold} == {"OTH", "IQU", "SEE"}
    assert one.any_right.value == one.exact.value == pytest.approx(2 / 3)
    assert one.majority == "GiveFeedback"
    assert one.majority_any_right.value == one.majority_exact.value == pytest.approx(2 / 3)
    assert one.confusion["GiveFeedback", ""] == 1


def test_a_deaf_listener_scores_nothing(tmp_path: Path) -> None:
    one = scores(tmp_path, PlannedListener())
    assert one.micro.f1.value == one.any_right.value == one.exact.value == 0
    assert [error.missed for error in one.errors] == [("IQU", "OTH"), ("SEE",)]


def test_markup_becomes_titles_and_the_slate_is_what_was_recommended(tmp_path: Path) -> None:
    listener = PlannedListener()
    scores(tmp_path, listener)
    first, second, third = listener.tasks
    assert (first.shown, first.asked) == ((), "")
    assert [card.title for card in second.shown] == ["Heat", "Moana"]
    assert second.asked == third.asked == "Heat (1995) or Moana (2016) ?"


def test_every_intent_has_a_counterpart_before_and_after_a_slate() -> None:
    known = {one.signal for one in COUNTERPARTS}
    for intent in Intent:
        assert signals(Heard(intents=(intent,)), frozenset()) <= known
        assert signals(Heard(intents=(intent,)), frozenset({"tt01"})) <= known
    assert {one.sub_intent for one in COUNTERPARTS} < set(TOP_LEVEL)


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        (hears("tt01", intents=(Intent.INFORM,)), {"liked or seen on the slate"}),
        (hears("tt02", intents=(Intent.INFORM,)), {"inform"}),
        (hears("tt01", "tt02", intents=(Intent.INFORM,)), {"liked or seen on the slate", "inform"}),
        (hears("tt01", intents=(Intent.INFORM,), stance=Stance.ABOUT), {"inform"}),
        (
            hears("tt01", intents=(Intent.REQUEST,), stance=Stance.ANCHOR),
            {"request after a slate", "anchored on the slate"},
        ),
        (
            hears("tt01", intents=(Intent.REJECT,), stance=Stance.DISLIKE),
            {"reject", "disliked on the slate"},
        ),
    ],
)
def test_a_verdict_on_the_slate_is_feedback_and_on_another_film_a_detail(
    heard: Heard, found: set[str]
) -> None:
    assert signals(heard, frozenset({"tt01"})) == found


def test_the_tables_name_the_baseline(tmp_path: Path) -> None:
    one = scores(tmp_path, PlannedListener(PERFECT))
    shown = printed(table({"dev": one}), confusion_table(one))
    for words in ("always GiveFeedback", "all (micro)", "top level: exactly right", "AddDetails"):
        assert words in shown


@needs_iard
def test_the_real_file_is_read_whole_and_its_intents_are_known() -> None:
    dialogues = read_iard(IARD)
    seekers = [one for d in dialogues for one in d.utterances if one.message.role == "seeker"]
    assert (len(dialogues), len(seekers)) == (298, 2038)
    assert {name for one in seekers for name in one.sub_intents} == set(TOP_LEVEL)
    assert not any("<" in one.message.text and "@" in one.message.text for one in seekers)
    for one in seekers:
        assert one.top_level == {TOP_LEVEL[name] for name in one.sub_intents}
