"""The table of turns: counted on labelled dialogues whose table is known, and the one shipped."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation import Act
from simulator.fitting_transitions import (
    SMOOTHING,
    Labelled,
    Taken,
    act_of,
    fit_table,
    intent_of,
    steps,
)
from simulator.speech import UserIntent
from simulator.transitions import OPENING, fitted_table

NEED, ACCEPT, LEAVE = UserIntent.STATE_NEED, UserIntent.ACCEPT, UserIntent.LEAVE


def seeker(*labels: str, text: str = "") -> Labelled:
    return Labelled(True, frozenset(labels), text)


def recommender(*labels: str) -> Labelled:
    return Labelled(False, frozenset(labels))


# Asks, is asked, answers, turns a film down with a reason, takes the next one and says goodbye.
WHOLE = (
    seeker("OTH", "IQU"),
    recommender("REQ"),
    seeker("ANS"),
    recommender("REC-S"),
    seeker("REJ", "SEE"),
    recommender("REC-E"),
    seeker("ACC"),
    recommender("RESP"),
    seeker("OTH"),
)
# Nothing is taken; the last words are a farewell.
FAILED = (seeker("IQU"), recommender("REC-S"), seeker("REJ"), recommender("RESP"), seeker("OTH"))


def test_a_dialogue_is_counted_up_to_its_last_acceptance() -> None:
    assert list(steps(WHOLE)) == [
        (OPENING, OPENING, NEED),
        (Act.ASK, NEED, UserIntent.ANSWER),
        (Act.RECOMMEND, UserIntent.ANSWER, UserIntent.REJECT_WITH_REASON),
        (Act.RECOMMEND, UserIntent.REJECT_WITH_REASON, ACCEPT),
    ]


def test_who_takes_nothing_leaves_with_the_last_message() -> None:
    assert [intent for _, _, intent in steps(FAILED)] == [NEED, UserIntent.REJECT, LEAVE]
    unhappy = (*FAILED[:2], seeker("REJ"))
    assert [intent for _, _, intent in steps(unhappy)] == [NEED, UserIntent.REJECT]


def test_what_the_recommender_says_first_is_no_act_yet() -> None:
    greeted = (recommender("REQ"), seeker("PRO"), recommender("REC-S"), seeker("ACC"))
    assert next(step[:2] for step in steps(greeted)) == (OPENING, OPENING)


def test_a_search_goes_on_after_an_acceptance_that_is_not_the_last() -> None:
    twice = (
        seeker("IQU"),
        recommender("REC-S"),
        seeker("ACC"),
        recommender("REC-S"),
        seeker("ACC"),
    )
    assert [intent for _, _, intent in steps(twice)] == [NEED, ACCEPT, ACCEPT]


@pytest.mark.parametrize("dialogue", [(), (recommender("REC-S"),)])
def test_a_dialogue_without_a_seeker_counts_nothing(dialogue: tuple[Labelled, ...]) -> None:
    assert list(steps(dialogue)) == []


@pytest.mark.parametrize(
    ("labels", "act", "intent"),
    [
        ({"ACC", "REJ"}, Act.RECOMMEND, ACCEPT),
        ({"REJ", "CRI-A"}, Act.RECOMMEND, UserIntent.REJECT_WITH_REASON),
        ({"REF", "CRI-F"}, Act.RECOMMEND, UserIntent.CHANGE_MIND),
        ({"CRI-C", "INQ"}, Act.RECOMMEND, UserIntent.CRITIQUE),
        ({"INQ", "REJ"}, Act.RECOMMEND, UserIntent.ASK_WHY),
        ({"REJ"}, Act.RECOMMEND, UserIntent.REJECT),
        ({"SEE"}, Act.RECOMMEND, UserIntent.REJECT_WITH_REASON),
        ({"SEE"}, Act.CHAT, UserIntent.SMALL_TALK),
        ({"PRO"}, Act.ASK, UserIntent.ANSWER),
        ({"PRO"}, Act.RECOMMEND, NEED),
        ({"CON"}, Act.RECOMMEND, UserIntent.REJECT),
        ({"OTH"}, Act.RECOMMEND, UserIntent.SMALL_TALK),
        (set(), Act.RECOMMEND, UserIntent.SMALL_TALK),
    ],
)
def test_the_most_telling_label_is_the_intent(
    labels: set[str], act: Act, intent: UserIntent
) -> None:
    assert intent_of(seeker(*labels), act) is intent


def test_a_question_that_weighs_films_compares_them() -> None:
    assert (
        intent_of(seeker("INQ", text="Is it better than Heat?"), "recommend") is UserIntent.COMPARE
    )
    assert intent_of(seeker("INQ", text="Who is in it?"), "recommend") is UserIntent.ASK_WHY


def test_films_go_before_questions_before_talk() -> None:
    assert act_of(frozenset({"REC-S", "REQ"})) is Act.RECOMMEND
    assert act_of(frozenset({"CLQ", "RESP"})) is Act.ASK
    assert act_of(frozenset({"RESP"})) is Act.CHAT


def test_the_table_of_planted_dialogues_is_known() -> None:
    table = fit_table([WHOLE, FAILED], Taken(turns=10, welcome=4), "planted")
    assert (table.dialogues, table.messages) == (2, 7)
    assert table.counts[f"{OPENING}|{OPENING}"] == {NEED: 2}
    assert table.counts[f"recommend|{NEED.value}"] == {UserIntent.REJECT: 1}
    assert table.accepted == pytest.approx(1 / 3)
    assert table.welcomed == 0.4
    whole = Counter(
        {NEED: 2, UserIntent.ANSWER: 1, UserIntent.REJECT_WITH_REASON: 1, ACCEPT: 1}
        | {UserIntent.REJECT: 1, LEAVE: 1}
    )
    base = {i: (whole[i] + 1 / len(UserIntent)) / 8 for i in UserIntent}
    asked = {i: ((i is UserIntent.ANSWER) + SMOOTHING * base[i]) / (1 + SMOOTHING) for i in base}
    row = table.row("ask", NEED.value)
    for intent in UserIntent:
        expected = ((intent is UserIntent.ANSWER) + SMOOTHING * asked[intent]) / (1 + SMOOTHING)
        assert row[intent] == pytest.approx(expected)
    assert table.row("ask", ACCEPT.value) == pytest.approx(asked)


LABELS = ("IQU", "PRO", "ANS", "ACC", "REJ", "SEE", "CRI-A", "INQ", "STO", "OTH", "REC-S", "REQ")
MESSAGES = st.builds(Labelled, st.booleans(), st.frozensets(st.sampled_from(LABELS), max_size=3))


@given(st.lists(st.lists(MESSAGES, max_size=8), max_size=4))
def test_every_row_is_a_distribution_over_all_intents(dialogues: list[list[Labelled]]) -> None:
    table = fit_table(dialogues, Taken(1, 1), "drawn")
    befores = [intent.value for intent in UserIntent]
    rows = [table.row(OPENING, OPENING), *(table.row(a, b) for a in Act for b in befores)]
    for row in rows:
        assert set(row) == set(UserIntent)
        assert sum(row.values()) == pytest.approx(1)
        assert min(row.values()) > 0
    counted = sum(sum(row.values()) for row in table.counts.values())
    assert counted == table.messages <= sum(m.is_seeker for one in dialogues for m in one)


def test_the_table_that_comes_with_the_program_has_every_row() -> None:
    table = fitted_table()
    assert 0 < table.accepted < table.welcomed <= 1
    for act in Act:
        for before in UserIntent:
            assert sum(table.row(act.value, before.value).values()) == pytest.approx(1)
    assert max(table.row(OPENING, OPENING), key=table.row(OPENING, OPENING).__getitem__) is NEED
