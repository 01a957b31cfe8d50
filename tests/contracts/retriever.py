"""What every retriever promises, as tests to inherit."""

from collections.abc import Callable

import pytest

from catalog.store import Catalog
from core.ports import Retriever
from core.slate import Anchor, Query
from tests.worlds import avoided, checkerboard, mixed, one_director, sequels, wanted

Build = Callable[[Catalog], Retriever]


def ids(retriever: Retriever, query: Query) -> list[str]:
    """The ids of the slate, in order."""
    return [item.id for item in retriever.search(query).items]


class RetrieverContract:
    """Inherit it and define a fixture `build`: Catalog -> Retriever."""

    def test_a_wanted_genre_brings_only_that_genre(self, build: Build) -> None:
        slate = build(checkerboard()).search(Query(attributes=wanted("genre:Horror"), size=8))
        assert len(slate.ranked) == 8
        assert {genre for item in slate.items for genre in item.genres} == {"Horror"}

    def test_an_anchor_brings_its_own_colour_and_not_itself(self, build: Build) -> None:
        found = ids(build(checkerboard()), Query(anchors=(Anchor(item_id="f4"),), size=8))
        assert len(found) == 8
        assert all(int(item[1:]) % 2 == 0 for item in found)
        assert "f4" not in found

    def test_excluded_films_never_return(self, build: Build) -> None:
        excluded = frozenset(f"f{number}" for number in range(30))
        found = ids(build(checkerboard()), Query(excluded=excluded, size=20))
        assert sorted(found) == sorted(f"f{number}" for number in range(30, 40))

    def test_an_avoided_attribute_is_absent(self, build: Build) -> None:
        slate = build(checkerboard()).search(Query(attributes=avoided("mood:funny"), size=8))
        assert slate.ranked
        assert all("funny" not in item.moods for item in slate.items)

    def test_a_director_brings_their_films(self, build: Build) -> None:
        query = Query(attributes=wanted("person:Ada Quill"))
        assert sorted(ids(build(one_director()), query)) == ["f0", "f1", "f2", "f3", "f4"]

    def test_the_anchors_director_comes_first(self, build: Build) -> None:
        first = ids(build(one_director()), Query(anchors=(Anchor(item_id="f0"),)))[0]
        assert first in {"f1", "f2", "f3", "f4"}

    def test_a_series_has_one_place_unless_it_is_asked_for(self, build: Build) -> None:
        retriever = build(sequels())
        assert sum(item < "f6" and len(item) == 2 for item in ids(retriever, Query())) == 1
        asked = ids(retriever, Query(attributes=wanted("series:Quick Fox")))
        assert len(asked) == 5

    def test_the_same_query_gets_the_same_slate(self, build: Build) -> None:
        query = Query(text="ghosts and weddings", anchors=(Anchor(item_id="f3"),), size=6)
        catalog = checkerboard()
        assert ids(build(catalog), query) == ids(build(catalog), query)

    def test_nothing_eligible_says_what_to_give_up(self, build: Build) -> None:
        slate = build(checkerboard()).search(
            Query(attributes=wanted("genre:Horror", "mood:scary", "genre:Comedy"))
        )
        assert not slate.ranked
        assert slate.eligible == 0
        assert {each.constraint: each.gain for each in slate.relaxations} == {
            "genre Horror": 20,
            "genre Comedy": 20,
        }

    def test_an_unknown_anchor_is_passed_over(self, build: Build) -> None:
        assert ids(build(mixed()), Query(anchors=(Anchor(item_id="nobody"),)))

    @pytest.mark.parametrize("size", [1, 3, 24])
    def test_a_slate_has_the_size_asked_for(self, build: Build, size: int) -> None:
        found = ids(build(mixed()), Query(size=size))
        assert len(found) == len(set(found)) == size
