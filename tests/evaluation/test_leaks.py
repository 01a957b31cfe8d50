"""Planted leaks are refused, each by the name of its dialogue."""

import pytest

from core.dialogue import Context, History
from evaluation.leaks import (
    Leak,
    refuse_answers_in_contexts,
    refuse_knowing_rankers,
    refuse_known_futures,
    refuse_shared_dialogues,
)
from evaluation.protocol import Task, Turn, dialogue_turns, history_turns
from tests.evaluation.planted import Fixed, dialogue, seeker, talk

TALK = talk("d1", "i0", "i1", "i2")


def test_honest_contexts_pass() -> None:
    refuse_answers_in_contexts(Task(dialogue_turns([TALK]), set()), [TALK])


def test_the_targets_own_utterance_in_the_context_is_refused() -> None:
    leaking = Turn(context=TALK.before(2), targets=("i1",), place=1)
    with pytest.raises(Leak, match="dialogue d1 holds its own answer"):
        refuse_answers_in_contexts(Task([leaking], set()), [TALK])


def test_a_later_utterance_in_an_earlier_place_is_refused() -> None:
    moved = Context(record="d1", utterances=TALK.utterances[1:2])
    leaking = Turn(context=moved, targets=("i1",), place=1)
    with pytest.raises(Leak, match="dialogue d1 is not what was said before"):
        refuse_answers_in_contexts(Task([leaking], set()), [TALK])


def test_a_target_slipped_in_as_history_is_refused() -> None:
    context = TALK.before(1).model_copy(update={"history": ("i1",)})
    leaking = Turn(context=context, targets=("i1",), place=1)
    with pytest.raises(Leak, match="dialogue d1 is not what was said before"):
        refuse_answers_in_contexts(Task([leaking], set()), [TALK])


def test_an_evaluated_dialogue_in_training_is_refused_by_its_id() -> None:
    with pytest.raises(Leak, match="Dialogue d1 is evaluated"):
        refuse_shared_dialogues([talk("d0"), TALK], [TALK])


def test_an_evaluated_dialogue_in_training_is_refused_under_another_id() -> None:
    louder = [one.model_copy(update={"text": f"  {one.text.upper()}\n"}) for one in TALK.utterances]
    with pytest.raises(Leak, match=r"d1 .* word for word .* as copy"):
        refuse_shared_dialogues([dialogue("copy", *louder)], [TALK])


def test_two_greetings_without_items_are_not_one_dialogue() -> None:
    refuse_shared_dialogues([dialogue("a", seeker("hi"))], [dialogue("b", seeker("hi"))])


def test_a_ranker_that_was_trained_on_the_dialogue_is_refused() -> None:
    knowing = Fixed("i1", trained_on=frozenset({"d0", "d1"}))
    with pytest.raises(Leak, match="graph was trained on dialogue d1"):
        refuse_knowing_rankers({"popular": Fixed("i1"), "graph": knowing}, [TALK])
    refuse_knowing_rankers({"graph": knowing}, [talk("d2")])


def test_a_training_history_with_the_target_is_refused() -> None:
    whole = History(user="u", items=("a", "b", "c"))
    task = Task(history_turns([whole]), set())
    refuse_known_futures([History(user="u", items=("a",)), History(user="w", items=("c",))], task)
    with pytest.raises(Leak, match="user u holds what is asked for"):
        refuse_known_futures([whole], task)
