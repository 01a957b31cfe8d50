"""What no source proposes is counted by slice as by hand, told once, and never what was ranked."""

from collections.abc import Sequence
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from core.dialogue import Context
from core.ports import Proposer, Reached
from evaluation.figures import EVERYTHING
from evaluation.metrics import RankingError
from evaluation.protocol import Slice, Task, dialogue_turns
from evaluation.ranked import Seen, ask
from evaluation.reach import Reach, reach
from evaluation.report import page
from evaluation.results import Results
from evaluation.tables import tables
from retrieval.corpus import corpus_of
from retrieval.lexicon import english_lexicon
from retrieval.rankers import Best, KnowledgeRanker, by_fusion, by_signal
from retrieval.signals import Grounds, Knowledge, KnowledgeConfig, Steps
from retrieval.situations import Situations, query_of, situations_of
from tests.contracts.context_ranker import EMPTY, about, colour_dialogues
from tests.evaluation.planted import (
    ROWS,
    Fixed,
    Sourced,
    dialogue,
    planted_run,
    recommender,
    seeker,
    talk,
)
from tests.worlds import checkerboard

TITLE = "Targets that no source proposes among its first 7"


def reached(task: Task, *proposed: str) -> Reach:
    ranker = Sourced("i1", proposed=frozenset(proposed))
    found = reach(ranker, ask(ranker, task, ROWS), task)
    assert found is not None
    return found


def test_shares_are_the_ones_counted_by_hand() -> None:
    # Of i1, i2, i3, i4 after i0, the first two in the first turn; only i0, i1, i2 are trained.
    both = dialogue("d1", seeker("i0", "i0"), recommender("i1 or i2", "i1", "i2"))
    task = Task(dialogue_turns([both, talk("d2", "i5", "i3", "i4")]), {"i0", "i1", "i2"})
    found = reached(task, "i1", "i4")
    shares = {name: one.value for name, one in found.unproposed.items() if one.value >= 0}
    assert shares == {
        EVERYTHING: 1 / 2,
        Slice.NO_SEED: 1 / 2,
        Slice.COLD: 1 / 2,
        Slice.FIRST: 2 / 3,
    }
    assert found.depth == 7
    assert np.isnan(found.unproposed[Slice.LONG].value)


def test_repeated_targets_are_left_out() -> None:
    task = Task(dialogue_turns([talk("d1", "i0", "i0", "i1")]), {"i0"})
    assert reached(task, "i1").unproposed[EVERYTHING].value == 0


def test_a_target_that_the_catalogue_lacks_is_never_proposed() -> None:
    task = Task(dialogue_turns([talk("d1", "i0", "stranger", "i1")]), {"i0"})
    assert reached(task, "i1").unproposed[EVERYTHING].value == 1 / 2


def test_intervals_resample_whole_dialogues() -> None:
    """Forty targets that are all proposed or none by dialogue: as uncertain as four draws."""
    talks = [talk(f"d{n}", "i0", *(f"i{1 + n % 2 + 2 * k}" for k in range(10))) for n in range(4)]
    task = Task(dialogue_turns(talks), {"i0"})
    share = reached(task, *(f"i{2 + 2 * k}" for k in range(10))).unproposed[EVERYTHING]
    assert (share.low, share.value, share.high) == (0, 1 / 2, 1)


def test_a_ranker_without_sources_has_no_reach() -> None:
    task = Task(dialogue_turns([talk("d1")]), {"i0"})
    answers = ask(Fixed("i1"), task, ROWS)
    assert answers.proposed is None
    assert reach(Fixed("i1"), answers, task) is None


def test_sources_change_nothing_in_the_ranking() -> None:
    task = Task(dialogue_turns([talk("d1", "i0", "i1", "i2")]), {"i0"})
    plain, sourced = (
        ask(ranker, task, ROWS)
        for ranker in (Fixed("i2", "i1"), Sourced("i2", "i1", proposed=frozenset()))
    )
    for seen in Seen:
        np.testing.assert_array_equal(plain.by_seen[seen].top, sourced.by_seen[seen].top)


class Short(Sourced):
    """Answers all contexts but the last."""

    def reach(self, contexts: Sequence[Context], size: int) -> list[Reached]:
        return super().reach(contexts[:-1], size)


def test_an_answer_too_few_is_refused() -> None:
    task = Task(dialogue_turns([talk("d1", "i0", "i1", "i2")]), {"i0"})
    with pytest.raises(RankingError, match="1 rankings came for 2"):
        ask(Short("i1", proposed=frozenset()), task, ROWS)


def test_no_questions_give_no_share_and_no_error() -> None:
    assert np.isnan(reached(Task((), set()), "i1").unproposed[EVERYTHING].value)


@pytest.fixture(scope="module")
def results() -> Results:
    return planted_run({"<b>ours</b>": Sourced("i1", proposed=frozenset({"i1"}))}).results


def test_a_run_keeps_the_shares(results: Results) -> None:
    again = Results.model_validate_json(results.model_dump_json())
    nothing, ours = again.systems
    assert nothing.reach is None
    assert ours.reach is not None
    # Of i1, i0 (named before) and i3.
    assert ours.reach.unproposed[EVERYTHING].value == 1 / 2
    assert results.counts.new == {EVERYTHING: 24, Slice.FIRST: 12}


def test_the_table_has_a_row_a_system_with_sources(results: Results) -> None:
    (table,) = (one for one in tables(results) if str(one.title).startswith(TITLE))
    console = Console(width=140, record=True, file=StringIO())
    console.print(table)
    text = console.export_text()
    assert table.row_count == 1
    assert "<b>ours</b>" in text
    assert "n = 24" in text
    assert ".500 [.500, .500]" in text


def test_the_report_has_a_plot_of_them(results: Results) -> None:
    text = page(results)
    assert text.count('class="plotly-graph-div"') == 5
    assert f"<h2>{TITLE}</h2>" in text
    assert "<b>ours" not in text


def test_without_sources_there_is_neither_table_nor_plot() -> None:
    results = planted_run({"ours": Fixed("i1")}).results
    assert not [one for one in tables(results) if "no source proposes" in str(one.title)]
    assert "no source proposes" not in page(results)


DEPTH = 5
BOARD = checkerboard()
CONTEXTS = (about("f0", "f2"), about("f7"), EMPTY)


def reads(contexts: Sequence[Context]) -> Situations:
    return situations_of([query_of(one) for one in contexts], BOARD.rows, None)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    steps = Steps(reasoner=False, text=False, ranker=False)
    grounds = Grounds(
        BOARD.items_in_order, (), np.zeros((len(BOARD), 1), np.float32), english_lexicon(), steps
    )
    corpus = corpus_of(colour_dialogues(), BOARD.rows)
    config = KnowledgeConfig(steps=steps, depth=DEPTH)
    return Knowledge(grounds, corpus, reads(corpus.contexts), config)


@pytest.mark.parametrize("best", [by_fusion(DEPTH), by_signal("walk", DEPTH)])
def test_a_ranker_of_knowledge_ranks_alike_with_and_without_what_is_proposed(
    knowledge: Knowledge, best: Best
) -> None:
    ranker = KnowledgeRanker(knowledge, reads, best)
    assert isinstance(ranker, Proposer)
    assert ranker.depth == DEPTH
    given = ranker.reach(CONTEXTS, 9)
    assert [one.ranking for one in given] == ranker.rank(CONTEXTS, 9)
    for context, one in zip(CONTEXTS, given, strict=True):
        assert not one.proposed & set(context.named)


def test_fused_candidates_are_all_that_is_ranked(knowledge: Knowledge) -> None:
    ranker = KnowledgeRanker(knowledge, reads, by_fusion(DEPTH))
    for one in ranker.reach(CONTEXTS, len(BOARD)):
        assert set(one.ranking) == one.proposed


def test_a_signal_proposes_its_first_and_ranks_others_behind(knowledge: Knowledge) -> None:
    ranker = KnowledgeRanker(knowledge, reads, by_signal("walk", DEPTH))
    known, _, empty = ranker.reach(CONTEXTS, len(BOARD))
    unnamed = [item for item in known.ranking if item not in CONTEXTS[0].named]
    assert known.proposed == set(unnamed[:DEPTH])
    assert len(known.ranking) == len(empty.ranking) == len(BOARD)
    assert not empty.proposed
