"""The record of one offline evaluation: what was measured with what, and every figure."""

from core.value import Value
from evaluation.choosing import Choice
from evaluation.exposure import Exposure
from evaluation.figures import EVERYTHING, Figure, Metric, Targets
from evaluation.intervals import Estimate, Measured
from evaluation.paired import Paired
from evaluation.ranked import Seen
from evaluation.reach import Reach

HEADLINE_K = 10


class About(Value):
    """What was measured: enough to measure it again, and to tell whether runs can be compared.

    `digest` names the split, `fingerprint` the catalogue ranked.
    """

    name: str
    created: str
    command: str
    data: str
    part: str
    digest: str
    fingerprint: str
    seed: int
    settings: dict[str, str]
    versions: dict[str, str]


class Counts(Value):
    """How much was asked: `repeated` targets were named before, `absent` ones no ranker can rank."""

    items: int
    trained_on: int
    records: int
    turns: int
    targets: int
    repeated: int
    absent: int
    slices: dict[str, int]

    @property
    def new(self) -> dict[str, int]:
        """How many new targets there are in all and in each slice that has any."""
        held = {name: count for name, count in self.slices.items() if count}
        return {EVERYTHING: self.targets - self.repeated} | held


class System(Value):
    """One ranker's figures; `against` is the paired test against the reference, None for itself.

    `reach` is None where the ranker draws on no sources.
    """

    name: str
    is_baseline: bool
    choice: Choice | None
    seconds: float
    figures: tuple[Figure, ...]
    exposure: dict[Seen, Exposure]
    reach: Reach | None = None
    against: Paired | None = None

    def figure(
        self,
        metric: Metric,
        k: int,
        targets: Targets = Targets.NEW,
        seen: Seen = Seen.REMOVED,
        only: str = EVERYTHING,
    ) -> Estimate:
        """One figure: by default of new targets with seen items removed, over all instances."""
        wanted = (metric, k, targets, seen, only)
        return next(
            one.estimate
            for one in self.figures
            if (one.metric, one.k, one.targets, one.seen, one.slice) == wanted
        )


class Results(Measured):
    """Everything of one run; `reference` is the baseline that was best on validation data."""

    about: About
    counts: Counts
    reference: str
    systems: tuple[System, ...]
