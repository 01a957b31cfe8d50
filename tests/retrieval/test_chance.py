"""Random retrieval keeps to what is asked for, and a retriever without sources has none of them."""

from collections import Counter

import pytest

from core.slate import Query, Source
from retrieval.chance import ChanceRetriever
from retrieval.graph import KnowledgeGraph
from retrieval.search import FusedRetriever
from tests.worlds import checkerboard, mixed, wanted


def test_films_are_drawn_by_the_seed_from_those_that_fit() -> None:
    retriever = ChanceRetriever(checkerboard())
    drawn = [retriever.search(Query(attributes=wanted("genre:Horror"), seed=n)) for n in range(60)]
    assert all(film.genres == ("Horror",) for slate in drawn for film in slate.items)
    assert len({slate.items[0].id for slate in drawn}) == 20
    assert drawn[0] == retriever.search(Query(attributes=wanted("genre:Horror"), seed=0))


def test_every_film_is_as_likely_as_another() -> None:
    retriever = ChanceRetriever(checkerboard())
    counts = Counter(
        film.id for n in range(400) for film in retriever.search(Query(seed=n, size=4)).items
    )
    # 1,600 draws over 40 films: 40 each, give or take a standard deviation of 6.
    assert len(counts) == 40
    assert 18 < min(counts.values()) <= max(counts.values()) < 65


def test_where_nothing_fits_it_says_what_would_help() -> None:
    query = Query(attributes=wanted("genre:Horror", "genre:Comedy"))
    slate = ChanceRetriever(checkerboard()).search(query)
    assert slate.ranked == ()
    assert slate.relaxations


@pytest.mark.parametrize("gone", [(Source.GRAPH,), (Source.GRAPH, Source.RANKER, Source.REASONER)])
def test_what_is_left_out_neither_proposes_nor_reports(gone: tuple[Source, ...]) -> None:
    catalog = mixed()
    whole = FusedRetriever(catalog, KnowledgeGraph.build(catalog.items_in_order))
    query = Query(attributes=wanted("genre:Horror"), size=6)
    before = whole.search(query)
    limited = whole.without(*gone).search(query)
    assert {report.source for report in limited.sources} == set(Source) - set(gone)
    assert not any(c.source in gone for ranked in limited.ranked for c in ranked.found_by)
    # What it was made from is as it was.
    assert [one.source for one in whole.search(query).sources] == [
        one.source for one in before.sources
    ]
