"""A discriminator that cannot tell, one that always can, and an area that is scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from evaluation.discriminator import FOLDS, discriminate, weighted_areas

WORDS = [f"word{number}" for number in range(40)]


def spoken(count: int, seed: int, words: list[str] = WORDS) -> list[list[str]]:
    """Dialogues of three messages of five words each."""
    generator = np.random.default_rng(seed)
    return [
        [" ".join(map(str, generator.choice(words, size=5))) for _ in range(3)]
        for _ in range(count)
    ]


def test_the_same_speech_is_told_apart_by_chance_alone() -> None:
    found = discriminate(spoken(80, 1), spoken(80, 2), 0)
    assert found.low < 0.5 < found.high
    assert abs(found.value - 0.5) < 0.1


def test_different_speech_is_always_told_apart() -> None:
    other = [f"other{number}" for number in range(40)]
    found = discriminate(spoken(40, 1), spoken(40, 2, other), 0)
    assert found.value == pytest.approx(1.0)
    assert found.low == pytest.approx(1.0)


def test_speech_that_differs_a_little_lies_between() -> None:
    leaning = [*WORDS, *WORDS[:8] * 4]
    found = discriminate(spoken(150, 1), spoken(150, 2, leaning), 0)
    assert 0.55 < found.low < found.value < found.high < 0.95


def test_no_dialogue_helps_to_tell_itself_apart() -> None:
    """Each dialogue repeats a word of its own: a model that had seen one message would know all."""
    generator = np.random.default_rng(0)

    def marked(dialogues: list[list[str]]) -> list[list[str]]:
        marks = ["".join(generator.choice([*"bcdfghjklm"], size=12)) for _ in dialogues]
        return [
            [f"{mark} {text} {mark}" for text in one]
            for mark, one in zip(marks, dialogues, strict=True)
        ]

    found = discriminate(marked(spoken(80, 1)), marked(spoken(80, 2)), 0)
    assert found.low < 0.5 < found.high


def test_sides_of_different_size_are_made_equal() -> None:
    found = discriminate(spoken(300, 1), spoken(30, 2), 0)
    assert found.low < 0.5 < found.high
    assert discriminate(spoken(300, 1), spoken(30, 2), 0) == found


def test_too_few_dialogues_tell_nothing() -> None:
    silent = [["", ""]] * 50
    for real, simulated in (
        (spoken(FOLDS - 1, 1), spoken(50, 2)),
        (spoken(50, 1), []),
        (spoken(50, 1), silent),
    ):
        assert np.isnan(discriminate(real, simulated, 0).value)


def test_the_area_is_scikit_learns_with_weights_and_ties() -> None:
    generator = np.random.default_rng(0)
    scores = generator.integers(0, 10, size=200).astype(float)
    labels = generator.integers(0, 2, size=200)
    weights = generator.integers(0, 4, size=(5, 200)).astype(float)
    expected = [roc_auc_score(labels, scores, sample_weight=row) for row in weights]
    np.testing.assert_allclose(weighted_areas(scores, labels, weights), expected)
