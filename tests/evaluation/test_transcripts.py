"""What is chosen to be read is of every kind, the same every time, and says whose films are whose."""

from evaluation.episodes import Ending
from evaluation.transcripts import chosen, side_by_side, transcript
from tests.evaluation.planted_simulations import (
    at_last,
    at_once,
    contest,
    never,
    people,
    played,
    recommended,
)
from tests.evaluation.simulation_doubles import FILMS

PEOPLE = people(60)


def test_some_of_every_system_and_ending_are_chosen_though_one_is_rare() -> None:
    episodes = [at_once(system, one) for system in ("a", "b") for one in PEOPLE[:-1]]
    episodes.append(never("b", PEOPLE[-1]))
    found = chosen(episodes, 10)
    kinds = [(one.system, one.ending) for one in found]
    assert set(kinds) == {("a", Ending.ACCEPTED), ("b", Ending.ACCEPTED), ("b", Ending.LEFT)}
    assert len(found) == 10
    by_person = sorted(episodes, key=lambda one: one.number)
    assert {one.key for one in found} == {one.key for one in chosen(by_person, 10)}


def test_no_conversation_is_chosen_twice_and_all_of_a_small_run_are() -> None:
    episodes = contest(6).episodes
    assert sorted(one.key for one in chosen(episodes)) == sorted(one.key for one in episodes)
    assert chosen([]) == []


def test_leaks_are_read_first() -> None:
    leak = played("a", PEOPLE[9], Ending.LEAKED)
    assert chosen([*(at_once("a", one) for one in PEOPLE[:9]), leak], 3)[0] == leak


def test_the_person_shown_beside_all_systems_is_the_one_who_divides_them() -> None:
    first, second, third = PEOPLE[:3]
    episodes = [
        *(at_once("a", one) for one in (first, second, third)),
        *(at_once("b", one) for one in (first, third)),
        never("b", second),
        *(at_once("c", one) for one in (first, third)),
        at_last("c", second),
    ]
    assert [(one.system, one.number) for one in side_by_side(episodes)] == [
        ("a", 1),
        ("b", 1),
        ("c", 1),
    ]


def test_nobody_is_compared_where_there_is_one_system_or_nobody_met_all() -> None:
    assert side_by_side([at_once("a", PEOPLE[0])]) == []
    assert side_by_side([at_once("a", PEOPLE[0]), at_once("b", PEOPLE[1])]) == []
    assert side_by_side([]) == []


def test_films_are_named_by_title_with_the_targets_marked() -> None:
    told = transcript(never("a", PEOPLE[2]), PEOPLE, FILMS)
    assert told.persona == PEOPLE[2]
    assert [film.is_target for film in told.targets] == [True]
    assert [(film.title, film.is_target) for film in told.fallback] == [
        (FILMS["f7"].label, False),
        (FILMS["f3"].label, True),
    ]


def test_a_film_that_the_catalogue_lost_keeps_its_id() -> None:
    turn = recommended("gone", "f3", taken="gone")
    told = transcript(played("a", PEOPLE[0], Ending.LEFT, turn), PEOPLE, FILMS)
    assert [film.title for film in told.lines[0].films] == ["gone", FILMS["f3"].label]
    assert [film.title for film in told.lines[0].taken] == ["gone"]


def test_a_film_may_be_taken_in_a_later_turn_that_shows_none() -> None:
    """Somebody asks why, is told, and then decides on what was shown before."""
    slate = recommended("f1", "f3")
    why = recommended(taken="f3").model_copy(update={"decision": slate.decision})
    told = transcript(played("a", PEOPLE[0], Ending.ACCEPTED, slate, why), PEOPLE, FILMS)
    assert told.lines[1].films == ()
    assert told.lines[1].considered == told.lines[0].considered
    assert [film.title for film, _ in told.lines[1].considered] == [
        FILMS["f1"].label,
        FILMS["f3"].label,
    ]
    assert [film.is_target for film in told.lines[1].taken] == [True]
