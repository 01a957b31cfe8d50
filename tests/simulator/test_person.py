"""One simulated person from the first word to the last, with choices that are planted."""

import pytest

from core.conversation import Act
from core.item import Item
from simulator.person import Person
from simulator.persona import Persona
from simulator.speech import Shown, UserIntent
from tests.contracts.simulated_user import Build, SimulatedUserContract, showing, talked
from tests.evaluation.simulation_doubles import FILMS, ScriptedPerson, person
from tests.simulator.people import (
    ALWAYS,
    COMEDIES,
    HORRORS,
    NEVER,
    WORLD,
    manner,
    somebody,
    weights,
)

QUESTION = Shown(act=Act.ASK, reply="Which genre?", asked="genre")
TALK = Shown(act=Act.CHAT, reply="It is about a wedding.")


class TestPerson(SimulatedUserContract):
    """By rules, with the tables that come with the program, for three manners."""

    @pytest.fixture
    def world(self) -> dict[str, Item]:
        return WORLD

    @pytest.fixture(
        params=[
            {"verbosity": 0.1, "typos": 0.1},
            {"contradiction": 1.0, "pickiness": 0.9},
            {"verbosity": 0.9, "pickiness": 0.0, "positivity": 1.0},
        ],
        ids=["terse", "picky", "easy"],
    )
    def persona(self, request: pytest.FixtureRequest) -> Persona:
        return somebody(7, behaviour=manner(**request.param))

    @pytest.fixture
    def build(self) -> Build:
        return lambda persona: Person(persona, WORLD)


class TestScriptedPerson(SimulatedUserContract):
    """The double that the tests of evaluation talk with."""

    @pytest.fixture
    def world(self) -> dict[str, Item]:
        return FILMS

    @pytest.fixture
    def persona(self) -> Persona:
        return person(0, "f3")

    @pytest.fixture
    def build(self) -> Build:
        return lambda persona: ScriptedPerson(persona, leaves_after=3, takes=("f5",))


def made(seed: int = 1, planted=NEVER, **traits: float) -> Person:
    return Person(somebody(seed, behaviour=manner(**traits)), WORLD, weights=planted)


def test_a_target_that_is_taken_ends_the_conversation() -> None:
    target = somebody().targets[0]
    for seed in range(20):
        user = made(seed, weights(none=0.0, liking=60.0))
        said = talked(user, [(HORRORS[0], target), (), ()], WORLD)
        assert said[-1].taken == target
        assert said[-1].ends


def test_another_film_that_is_taken_is_noted_and_the_search_goes_on() -> None:
    shown = COMEDIES[9]
    for seed in range(20):
        user = made(seed, ALWAYS, patience=20)
        said = talked(user, [(shown,), ()], WORLD)
        taking = next(one for one in said if one.taken)
        assert (taking.taken, taking.ends) == (shown, False)


def test_who_asks_about_a_film_they_would_take_takes_it_once_answered() -> None:
    """With the decision that was made then, so that nothing is drawn twice."""
    target = somebody().targets[0]
    asked = 0
    for seed in range(60):
        user = made(seed, weights(none=0.0, liking=60.0))
        user.begin()
        first = user.respond(showing((HORRORS[0], target), WORLD))
        if first.taken:
            continue
        asked += 1
        assert first.intent in (UserIntent.ASK_WHY, UserIntent.COMPARE)
        second = user.respond(TALK)
        assert (second.taken, second.intent, second.ends) == (target, UserIntent.ACCEPT, True)
        assert second.decision == first.decision
    assert asked > 3


def test_nothing_good_for_as_long_as_the_patience_lasts_and_they_leave() -> None:
    for patience in (1, 3, 6):
        for seed in range(10):
            user = made(seed, NEVER, patience=patience)
            said = talked(user, [(HORRORS[n], HORRORS[n + 1]) for n in range(8)], WORLD)
            assert said[-1].intent is UserIntent.LEAVE
            assert len(said) == patience + 1


def test_one_question_is_fine_and_the_next_ones_tire() -> None:
    user = made(1, NEVER, patience=2)
    user.begin()
    said = [user.respond(QUESTION) for _ in range(3)]
    assert [one.intent is UserIntent.LEAVE for one in said] == [False, False, True]


def test_nobody_leaves_while_they_would_take_something() -> None:
    for seed in range(10):
        user = made(seed, ALWAYS, patience=1)
        assert user.begin()
        assert user.respond(showing(COMEDIES[9:12], WORLD)).intent is not UserIntent.LEAVE


def test_what_was_taken_is_hardly_wanted_again() -> None:
    """Of two films alike the one that was taken is chosen once in e^3 times."""
    again = other = 0
    for seed in range(60):
        user = made(seed, weights(none=-9.0), patience=20)
        user.begin()
        if not user.respond(showing([COMEDIES[9]], WORLD)).taken:
            continue
        decision = user.respond(showing([COMEDIES[9], COMEDIES[10]], WORLD)).decision
        assert decision
        again += decision.choice == COMEDIES[9]
        other += decision.choice == COMEDIES[10]
    assert other > 5 * again


def test_what_is_taken_after_an_answer_is_what_was_chosen_before_it() -> None:
    """Nothing is drawn a second time."""
    taken = set()
    for seed in range(60):
        user = made(seed, weights(none=-3.0), patience=20)
        user.begin()
        first = user.respond(showing(COMEDIES[9:13], WORLD))
        if first.decision and first.decision.choice and not first.taken:
            assert user.respond(TALK).taken == first.decision.choice
            taken.add(first.decision.choice)
    assert len(taken) > 2


def test_people_with_other_seeds_do_otherwise() -> None:
    texts = {tuple(one.text for one in talked(made(s), [(), ()], WORLD)) for s in range(30)}
    assert len(texts) > 15


def test_probabilities_and_none_sum_to_one() -> None:
    user = Person(somebody(2), WORLD)
    user.begin()
    decision = user.respond(showing(COMEDIES[8:12], WORLD)).decision
    assert decision
    assert sum(decision.probabilities) + decision.none == pytest.approx(1)


def test_a_choice_depends_on_the_turn_and_not_on_what_was_drawn_before() -> None:
    """Two talks that went otherwise so far come to the same choice from the same slate."""
    compared, choices = 0, set()
    for seed in range(40):
        decisions = []
        for slate in (HORRORS[:2], HORRORS[2:7]):
            user = made(seed, weights(none=1.0), patience=20)
            user.begin()
            before = user.respond(showing(slate, WORLD))
            if not before.decision or not before.decision.choice:
                decisions.append(user.respond(showing(COMEDIES[8:12], WORLD)).decision)
        if len(decisions) == 2:
            compared += 1
            assert decisions[0] == decisions[1]
            choices.add(decisions[0].choice)
    assert compared > 3
    assert len(choices) > 2
