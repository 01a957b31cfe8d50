"""The learned ranking finds a planted feature, keeps well and never trusts a damaged file."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CatalogError
from retrieval.ranker import Ranker, RankerConfig, Table

NAMES = ("noise", "what is right", "more noise")
CONFIG = RankerConfig(rounds=20, leaves=4, least_in_leaf=5, features=1.0)


def planted(situations: int = 30, candidates: int = 20) -> Table:
    """Random features; the right candidate is the one that is greatest in the second."""
    rng = np.random.default_rng(3)
    features = rng.random((situations, candidates, len(NAMES)), dtype=np.float32)
    best = features[:, :, 1].argmax(axis=1)
    labels = (np.arange(candidates) == best[:, None]).astype(np.int8)
    return Table(features.reshape(-1, len(NAMES)), labels.ravel(), np.full(situations, candidates))


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker.train(planted(), NAMES, CONFIG)


@pytest.fixture(scope="module")
def saved(ranker: Ranker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ranker") / "ranker.txt"
    ranker.save(path)
    return path


def test_the_planted_feature_decides(ranker: Ranker) -> None:
    unseen = np.full((3, 3), 0.5, dtype=np.float32)
    unseen[:, 1] = (0.1, 0.99, 0.5)
    scores = ranker.scores(unseen)
    assert scores.shape == (3,)
    assert scores.argmax() == 1


def test_importance_sums_to_one_and_begins_with_the_greatest(ranker: Ranker) -> None:
    importance = ranker.importance()
    assert sum(importance.values()) == pytest.approx(1.0)
    assert set(importance) == {"noise", "what_is_right", "more_noise"}
    assert next(iter(importance)) == "what_is_right"
    assert list(importance.values()) == sorted(importance.values(), reverse=True)


def test_training_again_gives_the_same_scores(ranker: Ranker) -> None:
    table = planted()
    again = Ranker.train(table, NAMES, CONFIG)
    assert again.scores(table.features).tolist() == ranker.scores(table.features).tolist()


def test_what_was_saved_scores_alike(ranker: Ranker, saved: Path) -> None:
    table = planted()
    read = Ranker.load(saved)
    assert read.scores(table.features).tolist() == ranker.scores(table.features).tolist()
    assert read.importance() == ranker.importance()
    assert [path.name for path in saved.parent.iterdir()] == ["ranker.txt"]


@given(st.data())
def test_a_damaged_file_is_refused_and_does_no_harm(saved: Path, data: st.DataObject) -> None:
    whole = saved.read_bytes()
    start = data.draw(st.integers(0, len(whole) - 2))
    wrong = data.draw(st.binary(max_size=20))
    damaged = whole[:start] + wrong + whole[start + 1 + len(wrong) :]
    path = saved.with_suffix(".damaged")
    path.write_bytes(damaged)
    if damaged.strip() != whole.strip():
        with pytest.raises(CatalogError, match="is not a ranker"):
            Ranker.load(path)


@pytest.mark.parametrize("written", [b"", b"tree\nversion=v4\n", b"\xff\xfe", b"{}"])
def test_another_file_is_no_ranker(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "ranker.txt"
    path.write_bytes(written)
    with pytest.raises(CatalogError, match=r"ranker\.txt is not a ranker"):
        Ranker.load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError):
        Ranker.load(tmp_path / "nowhere.txt")
