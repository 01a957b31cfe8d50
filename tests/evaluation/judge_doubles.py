"""Judges whose answers are known: one that agrees with people, one that draws grades by chance."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from core.prompts import quoted_data
from evaluation.judge import Aspect
from evaluation.judge_agreement import Labelled, read_labels
from tests.fake_models import sensible
from tests.fake_server import Answer, FakeRequest

LABELS = Path(__file__).parents[1] / "judging"
GOOD = dict.fromkeys(Aspect, 4)


def told(grades: Mapping[Aspect, int]) -> str:
    """An answer with these grades."""
    return json.dumps(
        {name: {"reason": "turn 1", "score": score} for name, score in grades.items()}
    )


def turn_of(request: FakeRequest) -> str:
    """The part of the prompt that is about one conversation."""
    return str(request.messages[-1]["content"])


def label_of(request: FakeRequest) -> Labelled | None:
    """The labelled conversation that is asked about, None where it is another."""
    turn = turn_of(request)
    for one in read_labels(LABELS):
        replies = (quoted_data(exchange.reply, 1500) for exchange in one.talk.exchanges)
        said = (quoted_data(exchange.said, 1500) for exchange in one.talk.exchanges)
        if all(words in turn for words in (*replies, *said)):
            return one
    return None


def agreeing(request: FakeRequest) -> str:
    """Grades as people did, and everything else with 4."""
    if request.site != "judge":
        return sensible(request)
    known = label_of(request)
    return told(known.grades if known else GOOD)


def by_chance(request: FakeRequest) -> str:
    """Grades that have nothing to do with the conversation."""
    if request.site != "judge":
        return sensible(request)
    drawn = hashlib.sha256(turn_of(request).encode()).digest()
    return told({aspect: 1 + drawn[place] % 5 for place, aspect in enumerate(Aspect)})


def wrong_on(aspect: Aspect) -> Answer:
    """Agrees with people but on one aspect, where it finds everything alike."""

    def answer(request: FakeRequest) -> str:
        if request.site != "judge":
            return sensible(request)
        known = label_of(request)
        return told({**(known.grades if known else GOOD), aspect: 3})

    return answer
