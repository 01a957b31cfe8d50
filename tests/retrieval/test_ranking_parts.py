"""Priors, fusion, diversity, directions and likeness, each on a few films."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.heard import Axis
from core.item import Facet
from core.slate import Anchor, Query, Source
from retrieval import shifts
from retrieval.diversity import DiversityConfig, select
from retrieval.evidence import words
from retrieval.fusion import fuse, ranking
from retrieval.graph import Relation
from retrieval.prior import Prior, PriorConfig, shrunk
from retrieval.traits import Traits
from tests.worlds import checkerboard, film, wanted

ALL = np.ones(6, dtype=np.bool_)
ORDER = np.arange(6)


def test_films_of_one_score_share_a_place() -> None:
    scores = np.array([0.5, 0.9, 0.5, -np.inf, 0.9, 0.1])
    found = ranking(Source.FIT, scores, ALL, ORDER, 6)
    assert found.rows.tolist() == [1, 4, 0, 2, 5]
    assert found.places.tolist() == [1, 1, 3, 3, 5]


def test_depth_cuts_by_precedence_within_a_tie() -> None:
    found = ranking(Source.FIT, np.ones(6), ALL, ORDER[::-1].copy(), 2)
    assert found.rows.tolist() == [5, 4]


def test_fusion_adds_weighted_reciprocal_places() -> None:
    first = ranking(Source.GRAPH, np.array([3.0, 2, 1, -np.inf]), ALL[:4], ORDER[:4], 4)
    second = ranking(Source.PRIOR, np.array([-np.inf, 1, 2, -np.inf]), ALL[:4], ORDER[:4], 4)
    fused = fuse([first, second], {Source.GRAPH: 1.0, Source.PRIOR: 0.5}, 4)
    assert fused == pytest.approx([1 / 61, 1 / 62 + 0.5 / 62, 1 / 63 + 0.5 / 61, 0.0])


def test_few_reviews_are_pulled_to_the_mean() -> None:
    means = shrunk(np.array([10.0, 10.0, 4.0]), np.array([1.0, 500, 500]), 20.0)
    assert means[0] < 8.3
    assert means[1] > 9.9


def test_explore_moves_the_best_known_down() -> None:
    prior = Prior([film(n, renown=n / 10) for n in range(11)], PriorConfig(quality=0.0))
    best = [int(np.argmax(prior.scores(explore))) for explore in (0.0, 0.5, 1.0)]
    assert best[0] == 10
    assert best == sorted(best, reverse=True)
    assert best[2] == 3


def unlike(count: int) -> NDArray[np.float64]:
    return np.eye(count)


def test_a_director_has_two_places_unless_the_person_is_asked_for() -> None:
    films = [film(n, directors=("Ann",)) for n in range(4)] + [film(n) for n in range(4, 8)]
    scores = np.linspace(1.0, 0.5, 8)
    chosen = select(films, scores, unlike(8), Query(size=4), DiversityConfig())
    assert chosen == [0, 1, 4, 5]
    asked = Query(size=4, attributes=wanted("person:Ann"))
    assert select(films, scores, unlike(8), asked, DiversityConfig()) == [0, 1, 2, 3]


def test_limits_give_way_where_nothing_else_is_left() -> None:
    films = [film(n, series="Quick Fox") for n in range(3)]
    chosen = select(films, np.array([3.0, 2, 1]), unlike(3), Query(size=3), DiversityConfig())
    assert chosen == [0, 1, 2]


def test_the_first_stays_first_and_a_copy_of_it_waits() -> None:
    alike = np.array([[1.0, 1, 0], [1, 1, 0], [0, 0, 1]])
    scores = np.array(
        [
            1.0,
            0.9,
            0.85,
        ]
    )
    chosen = select(
        [film(n) for n in range(3)], scores, alike, Query(size=3), DiversityConfig(relevance=0.5)
    )
    assert chosen == [0, 2, 1]


def test_nothing_to_select_from_selects_nothing() -> None:
    assert select([], np.empty(0), np.empty((0, 0)), Query(), DiversityConfig()) == []


def test_likeness_is_one_with_itself_and_none_across_colours() -> None:
    traits = Traits(checkerboard().items_in_order)
    likeness = traits.likeness([0], [1.0])
    assert likeness[0] == pytest.approx(1.0)
    assert likeness[1] == pytest.approx(0.0)


def test_rare_traits_weigh_more() -> None:
    traits = Traits(
        [film(n, moods=("sad",), themes=("heist",) if n == 0 else ()) for n in range(9)]
    )
    assert traits.weight((Facet.THEME, "heist")) > traits.weight((Facet.MOOD, "sad"))
    assert traits.weight((Facet.MOOD, "unheard of")) == 0.0


def test_the_heaviest_anchor_is_the_reference_and_the_last_of_equals() -> None:
    anchors = tuple(Anchor(item_id=f"f{n}", weight=w) for n, w in enumerate((1.0, 2.0, 2.0, -3.0)))
    reference = shifts.reference(Query(anchors=anchors))
    assert reference is not None
    assert reference.item_id == "f2"


def test_an_unknown_runtime_bounds_nothing() -> None:
    numbers = shifts.Numbers(np.array([np.nan, 90.0]), np.array([1990.0, 2000.0]), np.ones(2))
    start = film(0, runtime=None)
    assert list(shifts.bounds((Axis.SHORTER,), start, 0, numbers)) == []
    (newer,) = shifts.bounds((Axis.NEWER,), start, 0, numbers)
    assert newer.mask.tolist() == [False, True]


def test_short_without_a_film_leans_to_the_short() -> None:
    numbers = shifts.Numbers(np.array([80.0, 100, 180, np.nan]), np.full(4, 1990.0), np.ones(4))
    lean = shifts.leaning((Axis.SHORTER,), numbers)
    assert lean[0] > lean[1] > lean[2]
    assert lean[3] == 0.0


def test_every_axis_means_something() -> None:
    numeric = {Axis.SHORTER, Axis.LONGER, Axis.NEWER, Axis.OLDER, Axis.KNOWN, Axis.OBSCURE}
    assert set(shifts.FAVOURED) == set(Axis) - numeric


def test_every_facet_has_a_relation() -> None:
    assert {relation.name for relation in Relation} >= {
        facet.name for facet in Facet if facet is not Facet.PERSON
    }


def test_matching_words_leave_out_what_matches_everything() -> None:
    item = film(0, pitch="A lighthouse keeper and his dog fight a storm.")
    assert words(item, "a film with the Lighthouse and a dog in it") == ("lighthouse", "dog")
    assert words(item, "") == ()
