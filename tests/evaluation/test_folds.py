"""Folds depend on ids alone, part the dialogues, and are named by a digest."""

from hypothesis import given
from hypothesis import strategies as st

from core.dialogue import History
from evaluation.splits import By, Fold, fold_of, split_dialogues, split_histories
from tests.evaluation.planted import talk

NAMES = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=30)


@given(NAMES)
def test_the_folds_are_disjoint_and_make_up_the_whole(names: list[str]) -> None:
    split = split_dialogues([talk(name) for name in names], by=By.DRAW)
    parts = [[one.id for one in part] for part in (split.train, split.validation, split.test)]
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert all(
        fold_of(name) is fold for fold, part in zip(Fold, parts, strict=True) for name in part
    )


def test_folds_are_these_for_good() -> None:
    """Another answer would silently move reported dialogues into training."""
    assert [fold_of(name) for name in ("0", "6", "11")] == list(Fold)


@given(NAMES)
def test_the_order_changes_neither_folds_nor_digest(names: list[str]) -> None:
    talks = [talk(name) for name in names]
    assert split_dialogues(talks).digest == split_dialogues(talks[::-1]).digest
    assert split_dialogues([*talks, talk("one more ....")]).digest != split_dialogues(talks).digest


def test_another_test_set_takes_the_test_folds_place() -> None:
    talks = [talk(str(number)) for number in range(100)]
    own, other = split_dialogues(talks), split_dialogues(talks, [talk("other")])
    assert [one.id for one in other.test] == ["other"]
    assert other.train == own.train + own.validation
    assert other.validation == own.test
    assert other.digest != own.digest


def test_by_time_the_latest_are_the_test_and_those_before_them_validation() -> None:
    split = split_dialogues([talk(str(number)) for number in range(19, -1, -1)])
    assert [one.id for one in split.test] == ["18", "19"]
    assert [one.id for one in split.validation] == ["16", "17"]
    assert [one.id for one in split.final().train] == [str(number) for number in range(18)]


def test_histories_train_without_their_last_two_items() -> None:
    histories = [
        History(user="long", items=("a", "b", "c", "d")),
        History(user="short", items=("a", "b")),
    ]
    split = split_histories(histories)
    assert [one.items for one in split.histories] == [("a", "b"), ("a", "b")]
    assert [one.items for one in split.final().histories] == [("a", "b", "c"), ("a", "b")]
    assert split.digest != split_histories(histories[:1]).digest
