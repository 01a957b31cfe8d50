"""The flow of acts and answers counts every conversation once a step."""

import pytest

from evaluation.act_flow import GOES_ON, MOST_TURNS, flow, flow_figure, steps
from evaluation.episodes import Ending
from simulator.speech import UserIntent
from tests.evaluation.planted_simulations import MISS, asked, at_last, never, people, played

ONE, *_ = people(1)


def test_the_steps_of_a_conversation_are_act_answer_act_and_the_ending() -> None:
    found = [(step.column, step.name) for step in steps(at_last("s", ONE))]
    assert found == [(0, "ask"), (1, "state need"), (2, "recommend"), (3, "accepted a target")]


def test_links_are_counted_over_conversations() -> None:
    links = flow([at_last("s", ONE), at_last("s", ONE), never("s", ONE)])
    counted = {(one.name, other.name): count for (one, other), count in links.items()}
    assert counted == {
        ("ask", "state need"): 2,
        ("state need", "recommend"): 2,
        ("recommend", "accepted a target"): 2,
        ("recommend", "reject"): 1,
        ("reject", "recommend"): 1,
        ("recommend", "left"): 1,
    }


def test_what_comes_in_goes_out() -> None:
    links = flow([at_last("s", ONE), never("s", ONE), never("s", ONE)])
    for step in {other for _, other in links}:
        came = sum(count for (_, other), count in links.items() if other == step)
        went = sum(count for (one, _), count in links.items() if one == step)
        assert went in (came, 0)


def test_an_answer_that_comes_late_is_another_step_than_the_same_one_before() -> None:
    found = list(steps(played("s", ONE, Ending.LEFT, MISS, MISS, MISS)))
    assert [step.column for step in found if step.name == UserIntent.REJECT.value] == [1, 3]


@pytest.mark.parametrize(("turns", "last"), [(MOST_TURNS, "left"), (MOST_TURNS + 3, GOES_ON)])
def test_long_conversations_are_cut_and_say_so(turns: int, last: str) -> None:
    found = list(steps(played("s", ONE, Ending.LEFT, *[asked()] * turns)))
    assert (len(found), found[-1].name) == (2 * MOST_TURNS, last)


def test_a_conversation_that_failed_before_its_first_turn_flows_nowhere() -> None:
    assert flow([played("s", ONE, Ending.FAILED)]) == {}


def test_the_diagram_has_every_link_and_names_its_steps_with_their_counts() -> None:
    links = flow([at_last("s", ONE), never("s", ONE)])
    (diagram,) = flow_figure(links).data
    # The last link leads into the empty column that keeps names off the links.
    assert list(diagram.link.value)[:-1] == list(links.values())
    assert diagram.link.value[-1] < 0.001
    assert {"ask 1", "recommend 1", "left 1", "accepted a target 1"} <= set(diagram.node.label)
