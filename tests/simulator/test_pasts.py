"""Pasts are cut by time: nothing that comes later is in what was known before."""

from hypothesis import given
from hypothesis import strategies as st

from core.dialogue import Dialogue, History, Speaker, Utterance
from simulator.pasts import MOST_TARGETS, Past, Ratings, movielens_pasts, redial_pasts
from tests.worlds import film

FILMS = {f"f{number}": film(number) for number in range(60)}
SEEKER, RECOMMENDER = Speaker.SEEKER, Speaker.RECOMMENDER


def history(*numbers: int, user: str = "u") -> History:
    return History(user=user, items=tuple(f"f{number}" for number in numbers))


def films(*numbers: int) -> tuple[str, ...]:
    return tuple(f"f{number}" for number in numbers)


def dialogue(
    number: int,
    *said: tuple[Speaker, int],
    liked: tuple[int, ...] = (),
    disliked: tuple[int, ...] = (),
    user: str = "u",
) -> Dialogue:
    return Dialogue(
        id=str(number),
        user=user,
        utterances=tuple(
            Utterance(speaker=speaker, text="…", mentions=films(one)) for speaker, one in said
        ),
        liked=films(*liked),
        disliked=films(*disliked),
    )


def test_liked_films_are_cut_by_time_and_ratings_with_them() -> None:
    rated = history(20, 0, 1, 21, 2, 22, 3, 4, 23, 5, 6, 7, 24, 8, 9)
    tolerated = history(0, 1, 2, 22, 3, 4, 5, 6, 7, 8, 9)
    ratings = Ratings((history(*range(10)),), (tolerated,), (rated,))
    ((past,), _, _) = movielens_pasts(ratings, FILMS)
    assert past == Past(
        user="u",
        liked=films(0, 1, 2, 3, 4, 5),
        disliked=films(20, 21, 23),
        seen=films(0, 1, 2, 3, 4, 5, 20, 21, 22, 23),
        targets=films(6, 7, 8, 9),
        later=(),
        spurned=films(24),
    )


def test_what_is_hidden_was_not_seen_though_it_was_rated_in_the_same_second() -> None:
    rated = history(0, 1, 2, 3, 4, 5, 8, 20, 6, 7, 9)
    ((past,), _, _) = movielens_pasts(Ratings((history(*range(10)),), (), (rated,)), FILMS)
    assert past.targets == films(6, 7, 8, 9)
    assert past.seen == films(0, 1, 2, 3, 4, 5, 20)


def test_targets_are_the_next_films_and_later_ones_are_kept_apart() -> None:
    ((past,), _, _) = movielens_pasts(Ratings((history(*range(50)),)), FILMS)
    assert past.liked == films(*range(30))
    assert past.targets == films(*range(30, 40))
    assert past.later == films(*range(40, 50))


def test_without_ratings_nobody_is_known_to_have_disliked_anything() -> None:
    for cut in movielens_pasts(Ratings((history(*range(12)),)), FILMS):
        for past in cut:
            assert past.disliked == past.spurned == ()


def test_short_histories_are_nobodys() -> None:
    assert movielens_pasts(Ratings((history(0, 1, 2, 3),)), FILMS) == ((), (), ())
    (first, second, third) = movielens_pasts(Ratings((history(*range(8)),)), FILMS)
    assert [len(first), len(second), len(third)] == [1, 0, 1]


def test_films_that_the_catalogue_lacks_are_left_out() -> None:
    known = {name: one for name, one in FILMS.items() if name != "f3"}
    ((past,), _, _) = movielens_pasts(Ratings((history(*range(12)),)), known)
    assert "f3" not in (*past.liked, *past.seen, *past.targets)


ORDERS = st.lists(st.integers(0, 59), unique=True, min_size=8, max_size=60)


@given(ORDERS, st.lists(st.sampled_from([2.0, 3.0, 4.0, 5.0]), min_size=60, max_size=60))
def test_nothing_of_the_future_is_in_the_past(order: list[int], stars: list[float]) -> None:
    worth = {f"f{number}": star for number, star in zip(order, stars, strict=False)}

    def rated(least: float) -> tuple[History, ...]:
        return (history(*(n for n in order if worth[f"f{n}"] >= least)),)

    time = {f"f{number}": place for place, number in enumerate(order)}
    for cut in movielens_pasts(Ratings(rated(4.0), rated(3.0), rated(0.5)), FILMS):
        for past in cut:
            begin = min(time[one] for one in past.targets)
            known = {*past.liked, *past.disliked, *past.seen}
            assert all(time[one] < begin for one in known)
            assert all(time[one] >= begin for one in (*past.targets, *past.later, *past.spurned))
            assert known.isdisjoint(past.targets)
            assert all(worth[one] >= 4 for one in (*past.liked, *past.targets, *past.later))
            assert all(worth[one] < 3 for one in past.disliked)
            assert all(worth[one] < 4 for one in past.spurned)
            assert len(past.targets) <= MOST_TARGETS


def test_who_named_a_liked_film_says_whether_it_was_sought() -> None:
    (past,) = redial_pasts(
        [
            dialogue(
                1,
                (SEEKER, 0),
                (RECOMMENDER, 1),
                (SEEKER, 1),
                (SEEKER, 2),
                (RECOMMENDER, 3),
                liked=(0, 1),
                disliked=(2, 3),
            )
        ],
        FILMS,
    )
    assert past == Past(
        user="u",
        liked=films(0),
        disliked=films(2),
        seen=films(0, 2),
        targets=films(1),
        spurned=films(3),
    )


def test_earlier_dialogues_are_known_and_later_ones_are_not() -> None:
    """Ids are numbers in the order in which they were held, whatever order they come in."""
    second = dialogue(10, (SEEKER, 4), (RECOMMENDER, 1), (RECOMMENDER, 5), liked=(4, 1, 5))
    first = dialogue(9, (SEEKER, 0), (RECOMMENDER, 1), (RECOMMENDER, 6), liked=(0, 1))
    before, after = redial_pasts([second, first], FILMS)
    assert (before.liked, before.targets) == (films(0), films(1))
    assert after.liked == films(0, 1, 4)
    assert after.targets == films(5), "film 1 was offered and liked before"
    assert set(films(0, 1, 6)) <= set(after.seen)


def test_what_was_judged_before_is_never_sought_though_nobody_named_it() -> None:
    silent = dialogue(1, (SEEKER, 0), liked=(7,), disliked=(8,))
    later = dialogue(2, (SEEKER, 2), (RECOMMENDER, 7), (RECOMMENDER, 8), liked=(2, 7, 8))
    assert redial_pasts([silent, later], FILMS) == ()


def test_seekers_are_kept_apart() -> None:
    one = dialogue(1, (SEEKER, 0), (RECOMMENDER, 1), liked=(0, 1), user="a")
    other = dialogue(2, (SEEKER, 2), (RECOMMENDER, 3), liked=(2, 3), user="b")
    assert [past.liked for past in redial_pasts([one, other], FILMS)] == [films(0), films(2)]


NAMED = st.lists(
    st.tuples(st.sampled_from(list(Speaker)), st.integers(0, 15)), min_size=1, max_size=8
)


@given(st.lists(st.tuples(NAMED, st.sets(st.integers(0, 15))), min_size=1, max_size=5))
def test_no_target_was_known_before(
    talks: list[tuple[list[tuple[Speaker, int]], set[int]]],
) -> None:
    dialogues = [
        dialogue(
            number,
            *said,
            liked=tuple(sorted(liked)),
            disliked=tuple(n for n in range(3) if n not in liked),
        )
        for number, (said, liked) in enumerate(talks)
    ]
    for past in redial_pasts(dialogues, FILMS):
        assert past.targets
        assert past.liked
        assert {*past.liked, *past.disliked, *past.seen}.isdisjoint(past.targets)
