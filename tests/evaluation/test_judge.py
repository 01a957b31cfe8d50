"""Agreement with people is Cohen's, faults are found without a judge, and words stay data."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from core.errors import ParleyError
from core.prompts import Prompt
from evaluation.conversing import converse
from evaluation.judge import Aspect, Exchange, Fault, Talk, faults, rubric, talk_of
from evaluation.judge import _lines as lines
from evaluation.judge_agreement import LEAST_AGREEMENT, agreement, kappa, read_labels
from evaluation.judge_results import Sent, Verdict, Verdicts, accepted, judged, read_judge
from evaluation.judging import drawn, name_of
from tests.evaluation.judge_doubles import LABELS
from tests.evaluation.simulation_doubles import (
    FILMS,
    ScriptedRecommender,
    contestant,
    person,
    setting,
)

SCORES = (1, 2, 3, 4, 5)


def table(first: list[int], second: list[int]) -> np.ndarray:
    counts = np.zeros((5, 5))
    np.add.at(counts, (np.array(first) - 1, np.array(second) - 1), 1)
    return counts.reshape(-1)


@given(st.lists(st.tuples(st.sampled_from(SCORES), st.sampled_from(SCORES)), min_size=2))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = ([pair[place] for pair in pairs] for place in (0, 1))
    found = float(kappa(table(first, second)))
    if len({*first, *second}) < 2:
        assert np.isnan(found)
    else:
        known = cohen_kappa_score(first, second, weights="quadratic", labels=SCORES)
        assert found == pytest.approx(known)


def test_many_tables_at_once_are_the_same() -> None:
    generator = np.random.default_rng(0)
    counts = generator.integers(0, 5, (7, 25)).astype(float)
    assert kappa(counts) == pytest.approx([float(kappa(one)) for one in counts])


def test_who_grades_alike_agrees_and_who_draws_does_not() -> None:
    by_hand = [one.grades for one in read_labels(LABELS)]
    same = agreement(by_hand, by_hand)
    assert all((one.value, one.low, one.high) == (1.0, 1.0, 1.0) for one in same.values())
    generator = np.random.default_rng(0)
    drawn_ = [{aspect: int(generator.integers(1, 6)) for aspect in Aspect} for _ in by_hand]
    by_chance = agreement(drawn_, by_hand)
    assert all(one.low <= one.value <= one.high < LEAST_AGREEMENT for one in by_chance.values())
    assert not any(accepted(by_chance, 40, 40).values())


def test_who_leaves_conversations_unanswered_is_not_accepted() -> None:
    by_hand = [one.grades for one in read_labels(LABELS)]
    assert all(accepted(agreement(by_hand[:36], by_hand[:36]), 36, 40).values())
    assert not any(accepted(agreement(by_hand[:35], by_hand[:35]), 35, 40).values())
    assert not any(accepted(agreement([], []), 0, 40).values())


def test_the_labels_use_every_grade_of_every_aspect() -> None:
    labels = read_labels(LABELS)
    assert len(labels) == 40
    assert len({name_of(one.talk) for one in labels}) == 40
    for aspect in Aspect:
        assert {one.grades[aspect] for one in labels} == set(SCORES)


@pytest.mark.parametrize("line", ["{}", '{"id": "a"', "[]"])
def test_damaged_labels_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{line}\n")
    with pytest.raises(ParleyError, match="line 1"):
        read_labels(tmp_path)


def test_labels_that_lack_something_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ParleyError, match="no labelled"):
        read_labels(tmp_path)
    line = (LABELS / "labelled.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "a.jsonl").write_text(f"{line}\n{line}\n")
    with pytest.raises(ParleyError, match="one id"):
        read_labels(tmp_path)
    less = json.loads(line)
    del less["grades"]["tact"]
    (tmp_path / "a.jsonl").write_text(json.dumps(less))
    with pytest.raises(ParleyError, match="every aspect"):
        read_labels(tmp_path)


def episode(*slates: tuple[str, ...], reply: str = "Here you are."):
    recommender = ScriptedRecommender(slates, ("f9",), reply=reply)
    return converse(0, person(0, "f40"), contestant("s", recommender), setting(len(slates))).episode


@pytest.mark.parametrize(
    ("played", "found"),
    [
        (episode(("f1", "f5"), ("f7",)), ()),
        (episode(("f1", "f5"), ("f5",)), (Fault.REPEATED,)),
        (episode(("f1",), reply="  "), (Fault.EMPTY,)),
        (episode(("f0",)), (Fault.VIOLATION,)),
        (episode(("f1",), reply="Or try Film 8 tonight."), (Fault.STRAY,)),
    ],
)
def test_faults_need_no_judge(played, found: tuple[Fault, ...]) -> None:
    assert faults(played, FILMS) == found


def test_a_film_outside_the_catalogue_is_a_fault() -> None:
    played = episode(("f1",))
    assert faults(played, {}) == (Fault.UNKNOWN,)


def test_a_judge_sees_what_was_seen_and_nothing_hidden() -> None:
    played = episode(("f1", "f5"), ("f7",))
    talk = talk_of(played, FILMS)
    assert talk.exchanges[0].films == ("Film 1 (1990)", "Film 5 (1990)")
    told = Prompt("evaluation", "judge").messages(lines=tuple(lines(talk)))[1].content
    assert '"a comedy, no drama"' in told
    for hidden in (played.persona, played.family, FILMS["f40"].title, played.ending):
        assert hidden not in told


@given(st.text(min_size=1, max_size=80))
def test_no_words_leave_their_line(words: str) -> None:
    prompt = Prompt("evaluation", "judge")
    plain = Talk(exchanges=(Exchange(said="x", reply="y", films=("z",)),), closing="x")
    bad = Talk(exchanges=(Exchange(said=words, reply=words, films=(words,)),), closing=words)
    (system, expected), (same, told) = (
        [one.content for one in prompt.messages(lines=tuple(lines(talk)))] for talk in (plain, bad)
    )
    assert same == system
    assert told.count("\n") == expected.count("\n")
    for line in told.splitlines()[1:-1]:
        if line:
            who, _, quoted = line.strip().partition(": ")
            assert who in ("Person", "Assistant", "Cards")
            assert isinstance(json.loads(quoted), str)


def verdict(talk: str, *scores: int, judge: str = "j") -> Verdict:
    grades = dict(zip(Aspect, scores, strict=True)) if scores else None
    return Verdict(talk=talk, judge=judge, rubric="r", grades=grades)


def test_verdicts_are_kept_and_torn_lines_cut(tmp_path: Path) -> None:
    with Verdicts(tmp_path, "j", "r") as kept:
        kept.add(verdict("a", 1, 2, 3, 4))
        kept.add(verdict("b"))
    path = tmp_path / "verdicts.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    with Verdicts(tmp_path, "j", "r") as kept:
        assert set(kept.known) == {"a"}
        kept.add(verdict("c", 5, 5, 5, 5))
    for judge, rubric_, known in (("j", "r", {"a", "c"}), ("k", "r", set()), ("j", "s", set())):
        with Verdicts(tmp_path, judge, rubric_) as kept:
            assert set(kept.known) == known
    path.write_text('{"talk": 1}\n')
    with pytest.raises(ParleyError, match="no verdict"):
        Verdicts(tmp_path, "j", "r")


def test_marked_ones_count_the_lowest_and_unanswered_ones_nothing() -> None:
    sent = [
        Sent(system="s", verdict=verdict("a", 5, 4, 3, 2)),
        Sent(system="s", verdict=verdict("b", 3, 4, 3, 2)),
        Sent(system="s", faults=(Fault.STRAY, Fault.EMPTY)),
        Sent(system="s", verdict=verdict("c")),
    ]
    found = judged("s", sent, (Aspect.INFORMATIVENESS, Aspect.TACT), 0)
    assert (found.graded, found.marked, found.unanswered) == (2, 1, 1)
    assert found.faults == {Fault.STRAY: 1, Fault.EMPTY: 1}
    assert {a: one.value for a, one in found.grades.items()} == {
        Aspect.INFORMATIVENESS: 4.0,
        Aspect.TACT: 3.0,
    }
    assert found.with_marked[Aspect.INFORMATIVENESS].value == pytest.approx(3.0)
    assert judged("s", [sent[2]], (Aspect.TACT,), 0).with_marked[Aspect.TACT].value == 1.0


def test_people_are_drawn_once_and_the_same() -> None:
    people = list(range(0, 40, 2))
    assert drawn(people, 5, 1) == drawn(people, 5, 1) != drawn(people, 5, 2)
    assert drawn(people, 99, 1) == people


def test_a_damaged_record_is_refused(tmp_path: Path) -> None:
    assert read_judge(tmp_path) is None
    (tmp_path / "judge.json").write_text("{}")
    with pytest.raises(ParleyError, match="cannot be read"):
        read_judge(tmp_path)


def test_the_rubric_names_every_aspect_and_five_anchors() -> None:
    text = Prompt("evaluation", "judge").messages(lines=())[0].content
    for aspect in Aspect:
        section = text.partition(f"## {aspect}:")[2].partition("## ")[0]
        assert [line[:2] for line in section.splitlines() if line[:1].isdigit()] == [
            f"{score}." for score in SCORES
        ]
    assert len(rubric()) == 12
