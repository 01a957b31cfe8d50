"""Metrics of conversations on planted episodes, whose figures are worked out by hand."""

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation import Act
from evaluation import dialogue_metrics as metrics
from evaluation.dialogue_metrics import Mean, figures
from evaluation.episodes import Ending, Episode, Spent, Times, TurnRecord
from simulator.persona import Origin
from simulator.speech import Decision, Thought, UserIntent
from tests.worlds import film

ITEMS = {
    "a": film(1, id="a", genres=("Drama",), directors=("X",)),
    "b": film(2, id="b", genres=("Drama", "Crime"), directors=("X",)),
    "c": film(3, id="c", genres=("Comedy",)),
    "d": film(4, id="d", genres=("War",)),
}
THOUGHT = Thought(stimulus="", knowledge="", evaluation="")


def turn(*cards: str, hits: tuple[int, ...] = (), **fields: object) -> TurnRecord:
    plain: dict[str, object] = {
        "said": "x",
        "intent": UserIntent.STATE_NEED,
        "act": Act.RECOMMEND if cards else Act.ASK,
        "reply": "see these films",
        "cards": cards,
        "hits": hits,
    }
    return TurnRecord.model_validate(plain | fields)


def episode(number: int, ending: Ending, *turns: TurnRecord, **fields: object) -> Episode:
    plain: dict[str, object] = {
        "system": "s",
        "number": number,
        "persona": f"p{number}",
        "family": "f",
        "origin": Origin.CATALOGUE,
        "targets": ("a", "b"),
        "ending": ending,
        "turns": turns,
    }
    return Episode.model_validate(plain | fields)


def decided(*probabilities: float) -> Decision:
    return Decision(thought=THOUGHT, probabilities=probabilities, none=1 - sum(probabilities))


RUN = (
    episode(0, Ending.ACCEPTED, turn("a", "c", hits=(1,), taken="a", decision=decided(0.6, 0.2))),
    episode(
        1,
        Ending.ACCEPTED,
        turn(reply="see"),
        turn("c", "d", violations=1, decision=decided(0.1, 0.3)),
        turn("c", "b", hits=(2,), taken="b", intent=UserIntent.REJECT, stray=("Other Film",)),
    ),
    episode(2, Ending.LEFT, turn("c"), fallback=("c", "d", "c1", "c2", "c3", "b")),
    episode(3, Ending.OUT_OF_TURNS, turn("c"), turn("d"), turn(), fallback=("c", "a")),
    episode(
        4,
        Ending.LEFT,
        turn("c", taken="c", spent=Spent(calls=2, prompt=90, completion=10, price=0.5)),
    ),
    episode(5, Ending.FAILED),
    episode(6, Ending.LEAKED, turn("a", hits=(1,))),
)


def test_success_turns_and_fallback_as_macrs_defines_them() -> None:
    """Two of five succeed, in turns 1 and 3; two more have a target in their list, one of them at 6."""
    found = figures(RUN, 3, ITEMS)
    assert found.scored == 5
    assert [rate.value for rate in found.success] == [0.2, 0.2, 0.4]
    assert found.means[Mean.TURNS].value == pytest.approx((1 + 3 + 4 + 4 + 4) / 5)
    assert found.fallback[5].value == pytest.approx(3 / 5)
    assert found.fallback[10].value == pytest.approx(4 / 5)
    assert found.accepted.value == pytest.approx(3 / 5)


def test_endings_count_what_is_not_scored() -> None:
    endings = figures(RUN, 3, ITEMS).endings
    assert endings[Ending.FAILED] == endings[Ending.LEAKED] == 1
    assert sum(endings.values()) == len(RUN)


def test_slates_are_measured_where_there_are_any() -> None:
    """Seven slates: one hit of two at place 1, one at place 2, and five without."""
    found = figures(RUN, 3, ITEMS).means
    assert found[Mean.SLATE_RECALL].value == pytest.approx((0.5 + 0.5) / 7)
    ideal = 1 + 1 / log2(3)
    assert found[Mean.SLATE_NDCG].value == pytest.approx((1 / ideal + (1 / log2(3)) / ideal) / 7)


def test_a_slate_cannot_hold_more_targets_than_places() -> None:
    assert metrics.slate_recall(turn("a", hits=(1,)), 9) == 1.0
    assert metrics.slate_gain(turn("a", "b", hits=(1, 2)), 2) == pytest.approx(1.0)
    assert metrics.slate_recall(turn("a", "c", "d", hits=(1,)), 2) == 0.5


def test_questions_faults_and_cost() -> None:
    means = figures(RUN, 3, ITEMS, [Times(system="s", number=0, milliseconds=(10.0, 30.0))]).means
    assert means[Mean.ASKS].value == pytest.approx(2 / 5)
    # One question in the two dialogues that ended with a target, one in another.
    assert means[Mean.QUESTIONS].value == pytest.approx(1 / 2)
    assert means[Mean.REJECTIONS].value == pytest.approx(1 / 5)
    assert means[Mean.VIOLATIONS].value == pytest.approx(1 / 5)
    assert means[Mean.REPEATS].value == pytest.approx(1 / 5)
    assert means[Mean.GROUNDED].value == pytest.approx(8 / 9)
    assert means[Mean.CALLS].value == pytest.approx(2 / 9)
    assert means[Mean.TOKENS].value == pytest.approx(100 / 9)
    assert means[Mean.PRICE].value == pytest.approx(0.5 / 9)
    assert means[Mean.MILLISECONDS].value == 20.0
    assert means[Mean.SATISFACTION].value == pytest.approx((0.6 + 0.3) / 2)


def test_what_only_failures_did_is_undefined() -> None:
    means = figures(RUN[2:3], 3, ITEMS).means
    assert np.isnan(means[Mean.QUESTIONS].value)
    assert np.isnan(means[Mean.MILLISECONDS].value)
    assert np.isnan(figures([], 3, ITEMS).means[Mean.TURNS].value)
    assert np.isnan(figures([], 3, ITEMS).success[0].value)


def test_diversity_is_the_mean_over_pairs() -> None:
    """a and b share Drama and X of three traits; c shares nothing."""
    films = [ITEMS[name] for name in "abc"]
    assert metrics.diversity(films) == pytest.approx((1 / 3 + 1 + 1) / 3)
    assert np.isnan(metrics.diversity(films[:1]))


def test_distinct_counts_runs_of_words_within_replies() -> None:
    talks = [
        episode(0, Ending.LEFT, turn(reply="one two one"), turn(reply="One two")),
        episode(1, Ending.LEFT, turn(reply="three")),
    ]
    assert metrics.distinct(talks, 1) == pytest.approx(3 / 6)
    assert metrics.distinct(talks, 2) == pytest.approx(2 / 3)
    assert np.isnan(metrics.distinct([], 1))


def test_coverage_counts_films_of_the_catalogue_once() -> None:
    assert metrics.coverage(RUN, ITEMS) == 1.0
    assert metrics.coverage(RUN[2:3], ITEMS) == 0.25
    assert metrics.coverage([episode(0, Ending.LEFT, turn("unknown"))], ITEMS) == 0.0


def test_a_film_that_the_catalogue_lacks_is_not_grounded() -> None:
    assert not metrics.is_grounded(turn("unknown"), ITEMS)
    assert metrics.is_grounded(turn("a"), ITEMS)


@given(st.lists(st.sampled_from(RUN), max_size=12))
def test_success_never_falls_with_turns_nor_hits_with_depth(run: list[Episode]) -> None:
    found = figures(run, 3, ITEMS)
    rates = [rate.value for rate in found.success]
    if found.scored:
        assert rates == sorted(rates)
        assert rates[-1] <= found.fallback[5].value <= found.fallback[10].value
        assert found.means[Mean.TURNS].value <= 4
