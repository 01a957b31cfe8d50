"""The learned ranking: LightGBM's LambdaRank over the signals of candidates."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveFloat, PositiveInt

from core.errors import CatalogError
from core.value import Value

if TYPE_CHECKING:
    from lightgbm import Booster

Features = NDArray[np.float32]

_MANY = 20_000  # rows
_SEAL = "\nsha256: "


class RankerConfig(Value):
    """The trees, and how many wrong candidates of a situation are learned from."""

    rounds: PositiveInt = 150
    leaves: int = Field(default=31, ge=2)
    learning_rate: PositiveFloat = 0.05
    least_in_leaf: PositiveInt = 100
    features: float = Field(default=0.5, gt=0, le=1)
    negatives: PositiveInt = 150
    truncation: PositiveInt = 10
    seed: int = 1


class Table(NamedTuple):
    """Candidates of situations: features (rows, features), labels 0 or 1, rows a situation."""

    features: Features
    labels: NDArray[np.int8]
    sizes: NDArray[np.int64]


class Ranker:
    """A trained LambdaRank (Burges 2010); the higher the score, the better the candidate."""

    def __init__(self, booster: Booster) -> None:
        """Use `train` or `load`."""
        self._booster = booster

    @classmethod
    def train(cls, table: Table, names: tuple[str, ...], config: RankerConfig) -> Ranker:
        """The ranker of these candidates; deterministic for a seed."""
        # Imported here because lightgbm takes half a second that `import app` must not pay.
        import lightgbm  # noqa: PLC0415

        data = lightgbm.Dataset(
            table.features,
            table.labels,
            group=table.sizes,
            feature_name=[_plain(one) for one in names],
        )
        return cls(lightgbm.train(_parameters(config, len(table.features)), data, config.rounds))

    def scores(self, features: Features) -> NDArray[np.float64]:
        """Shape (candidates,)."""
        # One thread: over so few rows more of them only wait for each other.
        return np.asarray(self._booster.predict(features, num_threads=1))

    def importance(self) -> dict[str, float]:
        """How much of the gain each feature brought, summing to 1, the greatest first."""
        gain = self._booster.feature_importance("gain")
        names, shares = self._booster.feature_name(), gain / max(gain.sum(), 1e-9)
        return dict(sorted(zip(names, shares.tolist(), strict=True), key=lambda one: -one[1]))

    def save(self, path: Path) -> None:
        """Write the trees as text with its digest behind it, in place of what was there."""
        text = self._booster.model_to_string()
        draft = path.with_suffix(".draft")
        draft.write_text(f"{text}{_SEAL}{_digest(text)}\n", "utf-8")
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Ranker:
        """The ranker that `save` wrote; raises CatalogError where the file is damaged."""
        import lightgbm  # noqa: PLC0415

        try:
            return cls(lightgbm.Booster(model_str=_unsealed(path.read_text("utf-8"))))
        except (OSError, ValueError, lightgbm.basic.LightGBMError) as error:
            raise CatalogError(f"{path} is not a ranker that can be read: {error}") from error


def _unsealed(sealed: str) -> str:
    """The trees as text; LightGBM ends the whole process over damaged ones, so it never sees any."""
    text, _, digest = sealed.rpartition(_SEAL)
    if digest.strip() != _digest(text):
        raise ValueError("its digest is another")
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(name: str) -> str:
    return name.replace(" ", "_")


def _parameters(config: RankerConfig, rows: int) -> dict[str, object]:
    return {
        "objective": "lambdarank",
        "lambdarank_truncation_level": config.truncation,
        "learning_rate": config.learning_rate,
        "num_leaves": config.leaves,
        "min_data_in_leaf": config.least_in_leaf,
        "feature_fraction": config.features,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "max_bin": 127,
        "label_gain": [0, 1],
        "seed": config.seed,
        "deterministic": True,
        "force_row_wise": True,
        # The trees are the same; over few rows threads wait for each other most of the time.
        "num_threads": 2 if rows > _MANY else 1,
        "verbose": -1,
    }
