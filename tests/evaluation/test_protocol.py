"""Turns, targets and slices are the ones that planted dialogues were written to have."""

from core.dialogue import History
from evaluation.protocol import Slice, Task, dialogue_turns, history_turns
from tests.evaluation.planted import dialogue, recommender, seeker

TALK = dialogue(
    "d1",
    recommender("Hello, have you seen i9?", "i9"),
    seeker("No, I like i1", "i1"),
    recommender("i2, i3 and again i2", "i2", "i3", "i2"),
    recommender("i1 you know, so i4", "i1", "i4"),
    seeker("i5 then?", "i5"),
    recommender("Yes."),
)


def test_a_turn_is_a_recommenders_utterance_with_an_item_and_something_before_it() -> None:
    turns = dialogue_turns([TALK])
    assert [(turn.place, turn.targets) for turn in turns] == [
        (2, ("i2", "i3")),
        (3, ("i1", "i4")),
    ]
    assert [turn.is_first for turn in turns] == [True, False]


def test_the_context_is_what_was_said_before_with_the_recommenders_own_words() -> None:
    first, second = (turn.context for turn in dialogue_turns([TALK]))
    assert first.named == ("i9", "i1")
    assert second.utterances == TALK.utterances[:3]
    assert second.named == ("i9", "i1", "i2", "i3")


def test_every_mention_is_an_instance_and_a_repeated_one_is_marked() -> None:
    task = Task(dialogue_turns([TALK]), trained={"i1", "i2"})
    assert task.ids == ("d1:2:i2", "d1:2:i3", "d1:3:i1", "d1:3:i4")
    assert task.repeated.tolist() == [False, False, True, False]
    assert task.turn.tolist() == [0, 0, 1, 1]
    assert task.cluster.tolist() == [0, 0, 0, 0]
    assert len(task) == 4


def test_slices_hold_what_they_say() -> None:
    long = dialogue("d2", *[seeker("hm")] * 9, seeker("i7", "i7"), recommender("i2", "i2"))
    task = Task(dialogue_turns([TALK, long]), trained={"i1", "i2"})
    flags = {name: task.slices[name].tolist() for name in Slice}
    assert flags[Slice.NO_SEED] == [False, False, False, False, True]
    assert flags[Slice.COLD] == [False, True, False, True, False]
    assert flags[Slice.FIRST] == [True, True, False, False, True]
    assert flags[Slice.LONG] == [False, False, False, False, True]


def test_leave_one_out_asks_for_the_last_item_or_the_one_before() -> None:
    histories = [History(user="u", items=("a", "b", "c")), History(user="v", items=("a", "b"))]
    (test,) = history_turns(histories)
    (validation,) = history_turns(histories, back=2)
    assert (test.context.history, test.targets) == (("a", "b"), ("c",))
    assert (validation.context.history, validation.targets) == (("a",), ("b",))
    assert test.context.record == test.context.user == "u"


def test_no_turns_make_an_empty_task() -> None:
    task = Task((), trained=set())
    assert len(task) == 0
    assert task.repeated.shape == task.slices[Slice.COLD].shape == (0,)
