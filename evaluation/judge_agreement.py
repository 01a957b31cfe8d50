"""How far a judge agrees with people: weighted kappa on conversations that were graded by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from core.errors import ParleyError
from core.value import Value
from evaluation.intervals import Estimate, Sums, bootstrap
from evaluation.judge import SCORES, Aspect, Score, Talk

# Below it a judge's grades say more of the judge than of what it grades.
LEAST_AGREEMENT = 0.6
_LEVELS = len(SCORES)
# (i - j)^2, which leaves grades that are one apart nearly agreed.
_WEIGHTS = (np.arange(_LEVELS)[:, None] - np.arange(_LEVELS)) ** 2.0


class Labelled(Value):
    """A conversation with the grades that people gave it; `id` names it within its file."""

    id: str
    about: str = ""
    talk: Talk
    grades: Mapping[Aspect, Score]


def read_labels(folder: Path) -> tuple[Labelled, ...]:
    """All labelled conversations of the folder's `.jsonl` files; ParleyError where there are none."""
    found = [one for path in sorted(folder.glob("*.jsonl")) for one in _read(path)]
    if not found:
        raise ParleyError(f"{folder} holds no labelled conversations.")
    if len({one.id for one in found}) != len(found):
        raise ParleyError(f"Two labelled conversations in {folder} have one id.")
    return tuple(found)


def _read(path: Path) -> list[Labelled]:
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            one = Labelled.model_validate_json(line)
        except ValidationError as error:
            raise ParleyError(f"{path}, line {number}, is no labelled conversation.") from error
        if set(one.grades) != set(Aspect):
            raise ParleyError(f"{path}, line {number}, does not grade every aspect.")
        found.append(one)
    return found


def agreement(
    given: Sequence[Mapping[Aspect, int]], by_hand: Sequence[Mapping[Aspect, int]], seed: int = 0
) -> dict[Aspect, Estimate]:
    """Each aspect's quadratic-weighted kappa, with its interval by resampling conversations."""
    pairs = list(zip(given, by_hand, strict=True))
    return {
        aspect: bootstrap(
            np.array([_cell(a[aspect], b[aspect]) for a, b in pairs]).reshape(-1, _LEVELS**2),
            kappa,
            seed,
        )
        for aspect in Aspect
    }


def kappa(counts: Sums) -> Sums:
    """Weighted kappa of tables of pairs of grades, shape (..., 25); NaN where nothing varies.

    1 - sum(w O) / sum(w E), with w the squared distance, O the observed pairs and E those expected
    of the same grades paired by chance. Source: Cohen 1968.
    """
    observed = counts.reshape(*counts.shape[:-1], _LEVELS, _LEVELS)
    rows, columns = observed.sum(axis=-1), observed.sum(axis=-2)
    total = observed.sum(axis=(-1, -2))
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows[..., :, None] * columns[..., None, :] / total[..., None, None]
        by_chance = (_WEIGHTS * expected).sum(axis=(-1, -2))
        distance = (_WEIGHTS * observed).sum(axis=(-1, -2))
        return np.asarray(1 - distance / np.where(by_chance > 0, by_chance, np.nan))


def _cell(first: int, second: int) -> Sums:
    cells = np.zeros(_LEVELS**2)
    cells[(first - 1) * _LEVELS + second - 1] = 1
    return cells
