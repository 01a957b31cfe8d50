"""The quiz: scored as published, and of what it says only one thing moves a search, a little."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.profile.memory import Memory
from agents.profile.quiz import BOLDEST, QUESTIONS, QUIZ_STATEMENT, Trait, appetite, checked, scores
from agents.profile.using import personal, used
from agents.state import DialogueState
from core.errors import LedgerError
from core.heard import Slot
from core.ledger import Event, Kind
from core.profile import Profile
from core.slate import Query
from tests.worlds import made_up

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FILMS = made_up()
ANSWERS = st.lists(st.integers(0, 5), min_size=20, max_size=20)


def taken(*answers: int) -> Profile:
    event = Event(kind=Kind.QUIZ, at=NOON, answers=answers, number=1)
    return Memory().after([event]).profile(FILMS, NOON)


def test_there_are_four_questions_a_trait_keyed_as_published() -> None:
    """Donnellan et al. (2006), the items counted from one: 6 to 10 and 15 to 20 are reversed."""
    turned = [number for number, one in enumerate(QUESTIONS, 1) if one.reversed]
    assert turned == [6, 7, 8, 9, 10, 15, 16, 17, 18, 19, 20]
    for trait in Trait:
        assert sum(one.trait is trait for one in QUESTIONS) == 4
    assert len({one.text for one in QUESTIONS}) == 20


def test_scores_are_those_computed_by_hand() -> None:
    answers = (5, 4, 3, 2, 5, 1, 2, 3, 4, 2, 4, 4, 3, 1, 1, 2, 1, 3, 5, 1)
    # Extraversion 5 + (6-1) + 4 + (6-2), agreeableness 4 + (6-2) + 4 + (6-1), and so on.
    assert scores(answers) == {
        "extraversion": 18 / 4,
        "agreeableness": 17 / 4,
        "conscientiousness": 12 / 4,
        "neuroticism": (2 + 2 + 1 + 1) / 4,
        "imagination": (5 + 4 + 5 + 5) / 4,
    }
    assert appetite(scores(answers)) == pytest.approx(0.3 * (4.75 - 1) / 4)


def test_a_trait_of_which_too_little_was_answered_is_left_out() -> None:
    answers = [0] * 20
    answers[4], answers[0], answers[5] = 5, 4, 2
    assert scores(answers) == {"extraversion": 4.0}
    assert appetite(scores(answers)) is None
    assert not taken(*answers).statements


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ([3] * 19, "has 20 answers, not 19"),
        ([3] * 19 + [6], "not 6"),
        ([3] * 19 + [-1], "not -1"),
        ([3] * 19 + [True], "not True"),
        ([0] * 20, "Every question was skipped"),
    ],
)
def test_what_is_no_answer_is_refused(answers: list[int], complaint: str) -> None:
    with pytest.raises(LedgerError, match=complaint):
        checked(answers)


@given(ANSWERS)
def test_scores_and_the_appetite_have_bounds(answers: list[int]) -> None:
    found = scores(answers)
    assert all(1 <= mean <= 5 for mean in found.values())
    explore = appetite(found)
    assert explore is None or 0 <= explore <= BOLDEST


@given(ANSWERS, st.integers(0, 19))
def test_only_imagination_moves_the_appetite_and_never_down(answers: list[int], place: int) -> None:
    question = QUESTIONS[place]
    if answers[place] == 0:
        return
    bolder = list(answers)
    bolder[place] = 1 if question.reversed else 5
    before, after = appetite(scores(answers)), appetite(scores(bolder))
    if question.trait is not Trait.IMAGINATION or before is None or after is None:
        assert before == after
    else:
        assert before <= after


@pytest.mark.parametrize(
    ("agreement", "explore", "text"),
    [
        (5, 0.3, "You are curious about lesser-known films."),
        (3, 0.15, "You are open to a lesser-known film now and then."),
        (1, 0.0, "You prefer well-known films."),
    ],
)
def test_the_answers_become_one_statement_that_reaches_the_search(
    agreement: int, explore: float, text: str
) -> None:
    answers = [6 - agreement if one.reversed else agreement for one in QUESTIONS]
    profile = taken(*answers)
    (statement,) = profile.statements
    assert (statement.id, statement.text, statement.strength) == (QUIZ_STATEMENT, text, 1.0)
    assert statement.evidence[0].words == "your answers to the quiz"
    assert profile.summary == text
    plain = Query(size=5)
    query = personal(plain, DialogueState(), profile, Slot.WEEKDAYS)
    assert query.explore == pytest.approx(explore)
    assert query.model_copy(update={"explore": plain.explore}) == plain
    assert used(query, plain, profile, Slot.WEEKDAYS) == ((text,) if explore else ())


def test_other_traits_change_nothing_at_all() -> None:
    others = [one.trait is not Trait.IMAGINATION and not one.reversed for one in QUESTIONS]
    loud, calm = ([end if other else 3 for other in others] for end in (5, 1))
    one, other = taken(*loud), taken(*calm)
    assert one.traits != other.traits
    queries = [personal(Query(), DialogueState(), it, Slot.WEEKENDS) for it in (one, other)]
    assert queries[0] == queries[1]
