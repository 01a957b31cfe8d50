"""One episode with a scripted person: every ending, what is recorded, and what nobody is told."""

import pytest

from core.language_model import CallNote, Failure, Site
from evaluation.conversing import ONCE_MORE, Broken, Contestant, Setting, converse
from evaluation.episodes import Ending
from tests.evaluation.simulation_doubles import (
    CALL,
    NoLeaks,
    ScriptedPerson,
    ScriptedRecommender,
    contestant,
    person,
    setting,
)

MORE = ("f20", "f3", "f21")


def play(recommender: ScriptedRecommender, turns: int = 3, **manner: object):
    return converse(0, person(0), contestant("s", recommender), setting(turns, **manner)).episode


def test_a_target_that_is_taken_is_a_success_in_the_turn_that_showed_it() -> None:
    recommender = ScriptedRecommender([("f1",), ("f2", "f3")], MORE)
    episode = play(recommender)
    assert (episode.ending, episode.taken, episode.fallback) == (Ending.ACCEPTED, ("f3",), ())
    assert [turn.hits for turn in episode.turns] == [(), (2,)]
    assert [text for _, text, _ in recommender.heard] == ["a comedy, no drama", "not these"]


def test_another_film_that_is_taken_is_no_success_and_more_is_asked_for() -> None:
    episode = play(ScriptedRecommender([("f1", "f2"), ("f4",), ("f5",)], MORE), takes=("f2",))
    assert episode.ending is Ending.OUT_OF_TURNS
    assert (episode.taken, episode.fallback) == (("f2",), MORE)
    assert [turn.taken for turn in episode.turns] == ["f2", "", ""]


def test_who_leaves_has_left() -> None:
    episode = play(ScriptedRecommender([("f1",), ("f2",), ("f4",)], MORE), leaves_after=2)
    assert (episode.ending, len(episode.turns), episode.closing) == (Ending.LEFT, 2, "bye")
    assert episode.fallback == MORE


def test_time_runs_out_after_the_last_turn_and_its_answer() -> None:
    recommender = ScriptedRecommender([("f1",), (), ("f4",)], MORE)
    episode = play(recommender)
    assert episode.ending is Ending.OUT_OF_TURNS
    assert [turn.asked for turn in episode.turns] == ["", "genre", ""]
    assert recommender.heard[-1][1] == ONCE_MORE
    assert len(recommender.heard) == 4


def test_what_leaks_ends_the_episode_before_it_is_answered() -> None:
    recommender = ScriptedRecommender([("f1",), ("f2",)], MORE)
    own = setting()._replace(leaks=NoLeaks("not these"))
    episode = converse(0, person(0), contestant("s", recommender), own).episode
    assert (episode.ending, episode.note) == (Ending.LEAKED, "title: not these")
    assert len(recommender.heard) == 1
    assert episode.fallback == ()


def test_only_what_was_said_can_be_violated() -> None:
    """Films with an even number are dramas and comedies, the others comedies alone."""
    slates = [("f0", "f1"), ("f2", "f4", "f5")]
    silent = play(ScriptedRecommender(slates), turns=2, says="a comedy")
    spoken = play(ScriptedRecommender(slates), turns=2)
    assert [turn.violations for turn in silent.turns] == [0, 0]
    assert [turn.violations for turn in spoken.turns] == [1, 2]


def test_a_film_taken_that_was_never_shown_is_a_fault_of_the_person() -> None:
    class Liar(ScriptedPerson):
        def respond(self, shown):
            said = super().respond(shown)
            return said.model_copy(update={"taken": "f59"})

    own = Setting(3, Liar, NoLeaks(), lambda: 0.0)
    with pytest.raises(ValueError, match="never shown"):
        converse(0, person(0), contestant("s", ScriptedRecommender([("f3",)])), own)


@pytest.mark.parametrize("failure", [Failure.UNREACHABLE, Failure.OVER_CAP, Failure.TIMED_OUT])
def test_rules_in_the_place_of_a_broken_server_measure_nothing(failure: Failure) -> None:
    note = CallNote(site=Site.LISTEN, model="m", round=1, failure=f"{failure.value} (500)")
    with pytest.raises(Broken):
        play(ScriptedRecommender([("f1",)], call=note))


def test_a_bad_answer_of_the_model_is_the_systems_own() -> None:
    note = CallNote(site=Site.LISTEN, model="m", round=1, failure=Failure.UNPARSABLE.value)
    episode = play(ScriptedRecommender([("f3",)], call=note))
    assert episode.ending is Ending.ACCEPTED


def test_what_calls_cost_is_recorded() -> None:
    episode = play(ScriptedRecommender([("f1",), ("f3",)], call=CALL))
    assert episode.price == 1.0
    assert [turn.spent.calls for turn in episode.turns] == [1, 1]


def test_an_attempt_before_leaves_nothing_behind() -> None:
    recommender = ScriptedRecommender([("f1",), ("f3",)])
    first, second = play(recommender), play(recommender)
    assert first == second
    assert len(recommender.sessions["simulated-0"].turns) == 2


def test_the_recommender_is_told_the_past_and_never_the_persona() -> None:
    restored: list[tuple[str, str]] = []

    class Keeper:
        def restore(self, person: str, text: str) -> None:
            restored.append((person, text))

    recommender = ScriptedRecommender([("f1",), ("f2",)])
    tested = Contestant("s", recommender, Keeper())  # type: ignore[arg-type]
    converse(4, person(4), tested, setting(2))
    ((name, text),) = restored
    assert name == "simulated-4"
    assert '"f50"' in text
    assert '"like"' in text
    told = " ".join(map(str, recommender.heard)) + text
    assert "f3" not in told
    assert "person-4" not in told
