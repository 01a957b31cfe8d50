"""Many conversations before a judge: in an order drawn by chance, retried, and written as they come."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np

from core.errors import ParleyError
from core.item import Item
from core.language_model import Failure, ModelCalls, ModelFailed
from evaluation.episodes import Episode
from evaluation.judge import Judge, Talk, faults, talk_of
from evaluation.judge_results import Sent, Verdict, Verdicts

TRIES = 3
_FIRST_PAUSE = 1.0
# Of the model's doing: it was asked, and has no usable answer.
_UNANSWERED = (
    Failure.UNPARSABLE,
    Failure.EMPTY,
    Failure.TRUNCATED,
    Failure.TOO_LONG,
    Failure.FILTERED,
    Failure.REJECTED,
    Failure.MALFORMED,
)


def name_of(talk: Talk) -> str:
    """What tells the words of a conversation from others."""
    return hashlib.sha256(talk.model_dump_json().encode()).hexdigest()[:16]


class Court:
    """Sends conversations to one model; what is written down already is not sent again."""

    def __init__(
        self,
        model: str,
        rubric: str,
        calls: Callable[[], ModelCalls],
        at_once: int,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`calls` opens the calls of one conversation."""
        self._model, self._rubric = model, rubric
        self._judge, self._calls = Judge(), calls
        self._at_once, self._pause = at_once, pause

    def hear(
        self, talks: Iterable[Talk], verdicts: Verdicts, seed: int, told: Callable[[], None]
    ) -> dict[str, Verdict]:
        """The verdict of each, by name; `told` is called as each is there.

        The order is drawn, so that no system's conversations come first. Raises ParleyError where
        the server stays away; what was written stays.
        """
        by_name = {name_of(talk): talk for talk in talks}
        left = [
            name
            for name in by_name
            if name not in verdicts.known or verdicts.known[name].grades is None
        ]
        np.random.default_rng(seed).shuffle(left)
        lock = Lock()

        def decide(name: str) -> None:
            verdict = self._verdict(name, by_name[name])
            with lock:
                verdicts.add(verdict)
                told()

        with ThreadPoolExecutor(self._at_once, thread_name_prefix="judge") as threads:
            try:
                for future in [threads.submit(decide, name) for name in left]:
                    future.result()
            finally:
                # What is under way is still written: it has been paid for.
                threads.shutdown(cancel_futures=True)
        return {name: verdicts.known[name] for name in by_name}

    def _verdict(self, name: str, talk: Talk) -> Verdict:
        price = 0.0
        for attempt in range(1, TRIES + 1):
            calls = self._calls()
            plain = Verdict(talk=name, judge=self._model, rubric=self._rubric)
            try:
                answer = self._judge.grade(talk, calls)
            except ModelFailed as error:
                price += _price(calls)
                if error.failure in _UNANSWERED:
                    return plain.model_copy(update={"price": price})
                if attempt == TRIES:
                    raise ParleyError(f"The judge could not be asked: {error}.") from error
                self._pause(_FIRST_PAUSE * 2 ** (attempt - 1))
            else:
                return plain.model_copy(
                    update={
                        "grades": answer.scores,
                        "reasons": answer.reasons,
                        "price": price + _price(calls),
                    }
                )
        raise AssertionError("unreachable")


def examined(
    episodes: Sequence[Episode],
    items: Mapping[str, Item],
    hear: Callable[[Sequence[Talk]], Mapping[str, Verdict]],
) -> tuple[Sent, ...]:
    """What becomes of each: what is wrong for certain is marked, and only the others are sent."""
    wrong = [faults(one, items) for one in episodes]
    talks = [
        None if found else talk_of(one, items) for one, found in zip(episodes, wrong, strict=True)
    ]
    verdicts = hear([talk for talk in talks if talk])
    return tuple(
        Sent(system=one.system, faults=found, verdict=verdicts[name_of(talk)] if talk else None)
        for one, found, talk in zip(episodes, wrong, talks, strict=True)
    )


def drawn(people: Sequence[int], count: int, seed: int) -> list[int]:
    """At most so many of the people, drawn by chance, in their order."""
    chosen = np.random.default_rng(seed).permutation(len(people))[:count]
    return sorted(people[place] for place in chosen)


def _price(calls: ModelCalls) -> float:
    return sum(note.price for note in calls.notes)
