"""On real ReDial dialogues the baselines have the figures that others measured on such data."""

from datetime import date
from pathlib import Path

import pytest

from catalog.datasets.importing import import_data
from catalog.datasets.store import load_data
from catalog.store import Catalog
from evaluation.figures import Metric, Targets, figures
from evaluation.protocol import Slice
from evaluation.ranked import Seen, ask
from evaluation.splits import By, split_dialogues
from evaluation.trials import Trial, conversations
from retrieval.baselines import variants

REDIAL = Path("../shared/data/redial")
pytestmark = pytest.mark.skipif(
    not REDIAL.is_dir(), reason=f"no copy of ReDial in {REDIAL}; it may not be shipped"
)

# Recall@1, @10, @50 of new targets with seen items removed, measured independently of this
# project's code on the official protocol with the same dialogues.
REFERENCES = {
    "copy": ("", (0.0, 0.0, 0.0)),
    "popularity": ("", (0.013, 0.069, 0.156)),
    "item-kNN": ("neighbours 200, shrink 0", (0.027, 0.109, 0.250)),
    "PageRank": ("restart 0.15", (0.032, 0.151, 0.315)),
}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    folder, nothing = tmp_path_factory.mktemp("redial"), Catalog([], name="empty")
    given = folder / "given"
    given.mkdir()
    for name in ("train_part.jsonl", "movies_with_mentions.csv"):  # the rest takes seconds
        (given / name).symlink_to((REDIAL / name).resolve())
    import_data("redial", given, folder, nothing, today=date(2026, 1, 31))
    known = load_data(folder, "redial", nothing)
    return conversations(known.items, split_dialogues(known.dialogues, by=By.DRAW))


def test_shares_of_instances_are_those_known_of_the_data(trial: Trial) -> None:
    task = trial.task
    assert task.repeated.mean() == pytest.approx(0.10, abs=0.03)
    no_seed = task.slices[Slice.NO_SEED][~task.repeated].mean()
    assert no_seed == pytest.approx(0.245, abs=0.06)


@pytest.mark.parametrize("name", REFERENCES)
def test_a_baseline_is_within_sampling_error_of_its_reference(trial: Trial, name: str) -> None:
    setting, expected = REFERENCES[name]
    ranker = variants(trial.items, trial.split.train)[name][setting]()
    every = figures(trial.task, ask(ranker, trial.task, trial.items.rows))
    found = [
        figure.estimate
        for figure in every
        if (figure.metric, figure.targets, figure.seen, figure.slice)
        == (Metric.RECALL, Targets.NEW, Seen.REMOVED, "all")
        and figure.k in (1, 10, 50)
    ]
    # The references have sampling error of their own: half an interval more on either side.
    for estimate, reference in zip(found, expected, strict=True):
        slack = (estimate.high - estimate.low) / 2
        assert estimate.low - slack <= reference <= estimate.high + slack
