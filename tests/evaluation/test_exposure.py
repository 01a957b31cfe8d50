"""What is shown is counted as by hand: coverage, evenness, novelty and popularity."""

import numpy as np
import pytest

from core.dialogue import History
from evaluation.exposure import Exposure, exposure, gini, information, percentiles, training_counts
from evaluation.protocol import Task, dialogue_turns
from evaluation.ranked import Seen, ask
from evaluation.splits import Split
from tests.evaluation.planted import ITEMS, ROWS, Fixed, talk

COUNTS = {"i1": 7, "i2": 1}


def shown(*ranking: str) -> Exposure:
    task = Task(dialogue_turns([talk("d1"), talk("d2")]), set())
    top = ask(Fixed(*ranking), task, ROWS).by_seen[Seen.KEPT].top
    return exposure(top, task, ROWS, COUNTS)


def test_only_the_first_ten_are_looked_at() -> None:
    assert shown(*ITEMS).coverage == 10 / 80


def test_the_known_answer_has_its_percentile_and_its_bits() -> None:
    one = shown("i1")
    assert one.coverage == 1 / 80
    assert one.popularity.value == pytest.approx(79.5 / 80)
    assert one.of_targets == pytest.approx(79.5 / 80)
    assert one.bias.value == pytest.approx(0.0)
    assert one.novelty.value == pytest.approx(-np.log2(8 / 88))
    assert one.gini == pytest.approx(79 / 80)


def test_rare_items_are_newer_and_below_the_targets() -> None:
    rare, popular = shown("i9"), shown("i1")
    assert rare.novelty.value > popular.novelty.value
    assert rare.bias.value < 0


def test_nothing_shown_has_no_figures() -> None:
    one = shown()
    assert one.coverage == 0
    assert np.isnan([one.gini, one.novelty.value, one.popularity.value]).all()


def test_gini_is_nought_for_all_alike_and_a_missing_share_for_one_alone() -> None:
    assert gini(np.array([3, 3, 3, 3])) == pytest.approx(0.0)
    assert gini(np.array([0, 0, 0, 12])) == pytest.approx(0.75)
    assert gini(np.array([1, 2, 3])) == pytest.approx(2 / 9)


def test_equals_share_their_percentile() -> None:
    assert percentiles(np.array([0.0, 5.0, 0.0])).tolist() == pytest.approx([1 / 3, 2.5 / 3, 1 / 3])


def test_information_is_that_of_probabilities() -> None:
    assert (2.0 ** -information(np.array([0.0, 3.0, 9.0]))).sum() == pytest.approx(1.0)


def test_training_counts_dialogues_and_users_and_not_mentions() -> None:
    twice = talk("d1", "i0", "i1", "i1")
    split = Split(train=(twice,), histories=(History(user="u", items=("i1", "i1")),), digest="")
    assert training_counts(split) == {"i0": 1, "i1": 2}
