"""How people behave in a conversation: parameters, and the families that they are drawn from."""

from collections.abc import Mapping

import numpy as np
from pydantic import Field

from core.value import Value


class Behaviour(Value):
    """One person's manner; all but `patience` (turns without a good answer) lie in 0..1.

    `pickiness` raises what a film has to promise, `novelty` is the appetite for little known
    films, `positivity` the readiness to be pleased, `contradiction` how often a wish is changed
    or denied, `knowledge` how many films are recognised by their titles, `verbosity` and `typos`
    shape the words.
    """

    patience: int = Field(ge=1, le=20)
    pickiness: float = Field(ge=0, le=1)
    verbosity: float = Field(ge=0, le=1)
    novelty: float = Field(ge=0, le=1)
    positivity: float = Field(ge=0, le=1)
    contradiction: float = Field(ge=0, le=1)
    knowledge: float = Field(ge=0, le=1)
    typos: float = Field(ge=0, le=1)


class Family(Value):
    """A kind of person: the ranges that parameters are drawn from, uniformly.

    Families that `fits` are for fitting and tuning; the others evaluate (Sim2Rec: many
    simulators, judged on those that nothing was fitted to).
    """

    name: str
    about: str
    ranges: Mapping[str, tuple[float, float]]
    fits: bool = False

    def draw(self, generator: np.random.Generator) -> Behaviour:
        """One person's manner."""
        drawn = {name: generator.uniform(*ends) for name, ends in self.ranges.items()}
        return Behaviour.model_validate(drawn | {"patience": round(drawn["patience"])})
