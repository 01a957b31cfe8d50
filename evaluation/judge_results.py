"""What a judge said of a run: verdicts written as they come, and the record that reports show."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from pydantic import ValidationError

from core.errors import ParleyError
from core.value import Value
from evaluation.intervals import Estimate, Measured, bootstrap_means
from evaluation.judge import SCORES, Aspect, Fault, Score
from evaluation.judge_agreement import LEAST_AGREEMENT

VERDICTS, JUDGE = "verdicts.jsonl", "judge.json"
_LEAST_ANSWERED = 0.9


class Verdict(Value):
    """One conversation's grades by a judge; none where it gave no usable answer.

    `talk` tells the words that were graded from others, `rubric` what they were graded by.
    """

    talk: str
    judge: str
    rubric: str
    grades: Mapping[Aspect, Score] | None = None
    reasons: Mapping[Aspect, str] | None = None
    price: float = 0.0


class Verdicts:
    """The verdicts of a run on disk; each is there when `add` returns. Used by one thread at a time."""

    def __init__(self, folder: Path, judge: str, rubric: str) -> None:
        """Read those of this judge and rubric; what a crash tore is cut off."""
        path = folder / VERDICTS
        text = path.read_bytes() if path.exists() else b""
        whole = text[: text.rfind(b"\n") + 1]
        every = [_parsed(path, number, one) for number, one in enumerate(whole.splitlines(), 1)]
        self.known = {one.talk: one for one in every if (one.judge, one.rubric) == (judge, rubric)}
        self._file = path.open("ab")
        self._file.truncate(len(whole))

    def add(self, verdict: Verdict) -> None:
        """Keep one more."""
        self._file.write(f"{verdict.model_dump_json(exclude_defaults=True)}\n".encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.known[verdict.talk] = verdict

    def __enter__(self) -> Self:
        """These."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._file.close()


class JudgedSystem(Measured):
    """One system's grades.

    `marked` conversations have `faults` that are certain, and were not sent; `unanswered` ones have
    no usable verdict and are not scored. `grades` are means over those graded, `with_marked` means
    in which every marked one counts 1, the lowest score. Aspects that the judge was refused on
    are in neither.
    """

    name: str
    graded: int
    marked: int
    unanswered: int
    faults: Mapping[Fault, int]
    grades: Mapping[Aspect, Estimate]
    with_marked: Mapping[Aspect, Estimate]


class JudgeResults(Measured):
    """What a judge said of a run, and how far it agreed with `labels` conversations graded by hand.

    `is_accepted` by aspect: where agreement (weighted kappa) is below `least`, its grades are
    refused and no system has any. `warning` says what to hold against the judge all the same.
    """

    judge: str
    talkers: str
    rubric: str
    labels: int
    unanswered_labels: int
    least: float = LEAST_AGREEMENT
    agreement: Mapping[Aspect, Estimate]
    is_accepted: Mapping[Aspect, bool]
    systems: tuple[JudgedSystem, ...] = ()
    price: float = 0.0
    warning: str = ""

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The aspects on which the judge may speak."""
        return tuple(aspect for aspect in Aspect if self.is_accepted[aspect])


class Sent(Value):
    """What became of one conversation: certain faults, or a verdict."""

    system: str
    faults: tuple[Fault, ...] = ()
    verdict: Verdict | None = None


def accepted(
    agreement: Mapping[Aspect, Estimate], answered: int, labels: int
) -> dict[Aspect, bool]:
    """Whether the judge may speak, by aspect; an undefined agreement is none.

    One that leaves many of the labelled conversations unanswered agrees only where it likes to.
    """
    answers = answered >= _LEAST_ANSWERED * labels
    return {aspect: answers and agreement[aspect].value >= LEAST_AGREEMENT for aspect in Aspect}


def judged(name: str, sent: Sequence[Sent], aspects: Sequence[Aspect], seed: int) -> JudgedSystem:
    """The figures of one system."""
    marked = [one for one in sent if one.faults]
    grades = [one.verdict.grades for one in sent if one.verdict and one.verdict.grades]
    lowest: list[Mapping[Aspect, Score]] = [dict.fromkeys(Aspect, SCORES[0])] * len(marked)
    return JudgedSystem(
        name=name,
        graded=len(grades),
        marked=len(marked),
        unanswered=len(sent) - len(marked) - len(grades),
        faults=Counter(fault for one in marked for fault in one.faults),
        grades=_means(grades, aspects, seed),
        with_marked=_means([*grades, *lowest], aspects, seed),
    )


def read_judge(folder: Path) -> JudgeResults | None:
    """What a judge said of the run, None where none was asked; ParleyError where it is damaged."""
    path = folder / JUDGE
    if not path.exists():
        return None
    try:
        return JudgeResults.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ParleyError(f"{path} cannot be read: {error}") from error


def _means(
    grades: Sequence[Mapping[Aspect, Score]], aspects: Sequence[Aspect], seed: int
) -> dict[Aspect, Estimate]:
    sums = np.array([[one[aspect] for aspect in aspects] for one in grades], dtype=np.float64)
    sums = sums.reshape(len(grades), len(aspects))
    found = bootstrap_means(sums, np.ones_like(sums), seed)
    return dict(zip(aspects, found, strict=True))


def _parsed(path: Path, number: int, line: bytes) -> Verdict:
    try:
        return Verdict.model_validate_json(line)
    except ValidationError as error:
        raise ParleyError(f"{path}, line {number}, is no verdict.") from error
