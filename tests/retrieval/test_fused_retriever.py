"""The fused retriever keeps the contract, with and without text, and explains itself."""

from pathlib import Path

import pytest

from catalog.store import Catalog
from core.heard import Axis, Span
from core.slate import Anchor, Query, Source
from retrieval.graph import KnowledgeGraph
from retrieval.search import FusedRetriever
from retrieval.text import TextIndex
from tests.contracts.retriever import Build, RetrieverContract, ids
from tests.doubles import HashEncoder
from tests.worlds import checkerboard, film, mixed, one_director, wanted


def without_text(catalog: Catalog) -> FusedRetriever:
    return FusedRetriever(catalog, KnowledgeGraph.build(catalog.values()))


class TestWithoutText(RetrieverContract):
    @pytest.fixture
    def build(self) -> Build:
        return without_text


class TestWithText(RetrieverContract):
    @pytest.fixture
    def build(self, tmp_path: Path) -> Build:
        def build(catalog: Catalog) -> FusedRetriever:
            encoder = HashEncoder()
            index = TextIndex(catalog.items_in_order, encoder, tmp_path / catalog.name)
            index.build()
            graph = KnowledgeGraph.build(catalog.values())
            return FusedRetriever(catalog, graph, index, encoder)

        return build


def test_an_unready_text_source_says_so_and_the_others_answer(tmp_path: Path) -> None:
    catalog = checkerboard()
    index = TextIndex(catalog.items_in_order, HashEncoder(), tmp_path)
    graph = KnowledgeGraph.build(catalog.values())
    slate = FusedRetriever(catalog, graph, index, HashEncoder()).search(Query(text="ghosts"))
    report = next(report for report in slate.sources if report.source is Source.TEXT)
    assert not report.ready
    assert report.note == "text: not ready"
    assert len(slate.ranked) == 5


def test_of_equal_films_those_with_the_wanted_mood_come_first() -> None:
    films = [film(n, genres=("Drama",), moods=("sad",) if n in (7, 11) else ()) for n in range(20)]
    catalog = Catalog(films, name="moods")
    assert set(ids(without_text(catalog), Query(attributes=wanted("mood:sad")))[:2]) == {
        "f7",
        "f11",
    }


def test_a_wanted_mood_outweighs_fame() -> None:
    films = [film(n, genres=("Drama",), renown=0.9 - 0.02 * n) for n in range(20)]
    films.append(film(20, genres=("Drama",), moods=("sad",), renown=0.4))
    films.append(film(21, genres=("Drama",), moods=("sad",), renown=0.4))
    catalog = Catalog(films, name="fame")
    assert ids(without_text(catalog), Query(attributes=wanted("mood:sad")))[:2] == ["f20", "f21"]


def test_fame_decides_among_films_that_fit_equally() -> None:
    films = [film(n, genres=("Horror",), renown=n / 20) for n in range(20)]
    query = Query(attributes=wanted("genre:Horror"), size=3)
    assert ids(without_text(Catalog(films, name="fame")), query) == ["f19", "f18", "f17"]


def test_ties_are_broken_by_id() -> None:
    films = [film(n, genres=("Horror",)) for n in range(6)]
    query = Query(attributes=wanted("genre:Horror"), size=3)
    assert ids(without_text(Catalog(films, name="ties")), query) == ["f0", "f1", "f2"]


def test_a_disliked_anchor_pushes_its_kind_away() -> None:
    query = Query(anchors=(Anchor(item_id="f3", weight=-1.0),), size=5)
    assert all(int(item[1:]) % 2 == 0 for item in ids(without_text(checkerboard()), query))


def test_shorter_than_the_anchor_is_a_constraint_by_name() -> None:
    query = Query(anchors=(Anchor(item_id="f20"),), shifts=(Axis.SHORTER,), size=20)
    slate = without_text(mixed()).search(query)
    assert slate.constraints == ("shorter than Film 20 (2010) (180 minutes)",)
    assert all(item.runtime is not None and item.runtime < 180 for item in slate.items)


def test_newer_and_less_known_than_the_anchor_hold() -> None:
    shifts = (Axis.NEWER, Axis.OBSCURE)
    query = Query(anchors=(Anchor(item_id="f10"),), shifts=shifts, size=20)
    slate = without_text(mixed()).search(query)
    assert slate.eligible == 0
    assert {each.constraint for each in slate.relaxations} == {
        "newer than Film 10 (1990)",
        "less known than Film 10 (1990)",
    }


def test_funnier_prefers_the_funny_among_the_alike() -> None:
    films = [film(n, genres=("Crime",), themes=("heist",)) for n in range(12)]
    films.append(film(12, genres=("Crime", "Comedy"), themes=("heist",), moods=("funny",)))
    query = Query(anchors=(Anchor(item_id="f0"),), shifts=(Axis.FUNNIER,))
    assert ids(without_text(Catalog(films, name="funny")), query)[0] == "f12"


def test_surprises_differ_by_seed_and_repeat_with_it() -> None:
    films = [film(n, genres=("Drama",), renown=0.5 + n / 1000) for n in range(60)]
    retriever = without_text(Catalog(films, name="surprise"))
    first, again, other = (ids(retriever, Query(seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_exploring_moves_to_less_known_films() -> None:
    films = [film(n, genres=("Horror",), renown=n / 60) for n in range(60)]
    retriever = without_text(Catalog(films, name="explore"))
    known, unknown = (
        retriever.search(Query(attributes=wanted("genre:Horror"), explore=explore)).items
        for explore in (0.0, 1.0)
    )
    assert min(item.renown for item in known) > max(item.renown for item in unknown)


def test_evidence_names_the_path_and_the_facts_that_fit() -> None:
    retriever = without_text(one_director())
    by_anchor = retriever.search(Query(anchors=(Anchor(item_id="f0"),))).ranked[0].evidence
    assert [step.relation for step in by_anchor.path] == ["directed by", "directed by"]
    assert by_anchor.path[0].start == "Film 0 (1990)"
    assert by_anchor.path[0].end == "Ada Quill"
    query = Query(
        attributes=wanted("genre:Drama"), years=Span(low=1990, high=1999), runtime=Span(high=120)
    )
    slate = retriever.search(query)
    assert slate.ranked[0].evidence.facts == ("genre Drama", "1990", "100 minutes")
    assert slate.constraints == ("genre Drama", "1990 to 1999", "under 120 minutes")


def test_every_source_reports_and_names_its_best() -> None:
    slate = without_text(checkerboard()).search(Query(anchors=(Anchor(item_id="f0"),)))
    assert [report.source for report in slate.sources] == [
        Source.GRAPH,
        Source.TEXT,
        Source.FIT,
        Source.PRIOR,
        Source.CONVERSATIONS,
        Source.REASONER,
        Source.RANKER,
    ]
    assert all(len(report.candidates) <= 10 for report in slate.sources)
    assert slate.ranked[0].found_by
