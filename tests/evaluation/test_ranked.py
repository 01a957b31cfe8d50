"""Rankings are asked for once and read with seen items kept and removed; bad ones are refused."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue import Context
from evaluation.metrics import RankingError
from evaluation.protocol import Task, dialogue_turns
from evaluation.ranked import Answers, Seen, ask
from tests.evaluation.planted import ITEMS, ROWS, Fixed, dialogue, recommender, seeker, talk


def asked(ranker: Fixed, *targets: str) -> Answers:
    return ask(ranker, Task(dialogue_turns([talk("d1", "i0", *targets)]), set()), ROWS)


def ranks(answers: Answers, seen: Seen) -> list[int]:
    return answers.by_seen[seen].ranks.tolist()


def test_seen_items_are_kept_in_one_setting_and_removed_in_the_other() -> None:
    answers = asked(Fixed("i0", "i5", "i1", "i2"), "i1", "i2", "i0")
    assert ranks(answers, Seen.KEPT) == [3, 4, 1]
    # Before the second turn i0 and i1 were named, before the third i0, i1 and i2.
    assert ranks(answers, Seen.REMOVED) == [2, 2, 0]


def test_fifty_are_left_when_the_seen_ones_are_gone() -> None:
    answers = asked(Fixed(*ITEMS), "i50", "i60")
    assert ranks(answers, Seen.KEPT) == [0, 0]
    assert ranks(answers, Seen.REMOVED) == [50, 0]
    assert (answers.by_seen[Seen.REMOVED].top >= 0).all()


@given(
    st.lists(st.sampled_from(ITEMS), max_size=70, unique=True),
    st.lists(st.sampled_from(ITEMS[:30]), min_size=1, max_size=25, unique=True),
    st.sampled_from(ITEMS),
)
def test_places_are_those_of_a_list_without_what_was_named(
    ranking: list[str], named: list[str], target: str
) -> None:
    spoken = dialogue("d1", seeker("these", *named), recommender("that", target))
    answers = ask(Fixed(*ranking), Task(dialogue_turns([spoken]), set()), ROWS)
    asked_for = ranking[: 50 + len(named)]
    left = {
        Seen.KEPT: asked_for[:50],
        Seen.REMOVED: [item for item in asked_for if item not in named][:50],
    }
    for seen, expected in left.items():
        shown = [ITEMS[row] for row in answers.by_seen[seen].top[0] if row >= 0]
        assert shown == expected
        rank = expected.index(target) + 1 if target in expected else 0
        assert ranks(answers, seen) == [rank]


def test_a_short_ranking_ends_in_empty_places() -> None:
    answers = asked(Fixed("i0", "i1"), "i1")
    assert answers.by_seen[Seen.REMOVED].top[0, :2].tolist() == [1, -1]
    assert ranks(answers, Seen.REMOVED) == [1]


def test_a_target_that_the_catalogue_lacks_is_missed() -> None:
    assert ranks(asked(Fixed("i1"), "stranger"), Seen.KEPT) == [0]


def test_an_item_that_stands_twice_is_an_error() -> None:
    with pytest.raises(RankingError, match="twice"):
        asked(Fixed("i1", "i2", "i1"), "i1")


def test_an_item_that_the_catalogue_lacks_is_an_error_that_names_it() -> None:
    with pytest.raises(RankingError, match="'stranger'"):
        asked(Fixed("i1", "stranger"), "i1")


def test_a_ranking_that_is_missing_is_an_error() -> None:
    class Forgetful(Fixed):
        def rank(self, contexts: Sequence[Context], size: int) -> list[list[str]]:
            return super().rank(contexts[1:], size)

    with pytest.raises(RankingError, match="0 rankings came for 1 contexts"):
        asked(Forgetful("i1"), "i1")
