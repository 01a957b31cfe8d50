"""A corpus has an example for each turn that recommends something new, and blocks of time."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue import Dialogue, Speaker, Utterance, in_order_of_time
from retrieval.corpus import Corpus, corpus_of, indicator
from tests.evaluation.planted import dialogue, recommender, seeker

IDS = tuple("abcdef")
ROWS = {item: row for row, item in enumerate(IDS)}

any_utterances = st.lists(
    st.builds(
        Utterance,
        speaker=st.sampled_from(Speaker),
        text=st.just("words"),
        mentions=st.lists(st.sampled_from((*IDS, "stranger")), max_size=3).map(tuple),
    ),
    max_size=6,
).map(tuple)


def numbered(talks: Sequence[tuple[Utterance, ...]]) -> list[Dialogue]:
    """Dialogues d0, d1 ... whose utterances say where they stand."""
    return [
        Dialogue(
            id=f"d{number}",
            utterances=tuple(
                one.model_copy(update={"text": f"d{number} turn {turn}"})
                for turn, one in enumerate(talk)
            ),
        )
        for number, talk in enumerate(talks)
    ]


any_dialogues = st.lists(any_utterances, max_size=7).map(numbered)


def named_in(corpus: Corpus, row: int) -> set[str]:
    return {IDS[column] for column in corpus.named[[row]].nonzero()[1]}


def targets_of(corpus: Corpus, row: int) -> set[str]:
    return {IDS[column] for column in corpus.targets[[row]].nonzero()[1]}


def test_an_example_is_a_turn_of_the_recommender_that_names_something_new() -> None:
    talk = dialogue(
        "d",
        recommender("first, before anything is known", "f"),
        seeker("I liked", "a"),
        recommender("a again, and b and c", "a", "b", "c"),
        seeker("I know d", "d"),
        recommender("nothing new", "d", "b"),
        recommender("e, and one that is unknown", "e", "stranger"),
        recommender("unknown alone", "another stranger"),
    )
    corpus = corpus_of([talk], ROWS)
    assert [targets_of(corpus, row) for row in range(2)] == [{"b", "c"}, {"e"}]
    assert [len(context.utterances) for context in corpus.contexts] == [2, 5]
    assert named_in(corpus, 0) == set(IDS)
    assert corpus.named.data.tolist() == [1.0] * 6


@given(any_dialogues)
def test_examples_are_new_to_a_context_that_ends_before_them(talks: list[Dialogue]) -> None:
    corpus = corpus_of(talks, ROWS)
    assert len(corpus.contexts) == corpus.targets.shape[0] == len(corpus.origin)
    for row, context in enumerate(corpus.contexts):
        talk, turn = talks[corpus.origin[row]], len(context.utterances)
        assert context.record == talk.id
        assert turn > 0
        assert context.utterances == talk.utterances[:turn]
        asked = talk.utterances[turn]
        assert asked.speaker is Speaker.RECOMMENDER
        assert asked.text not in {one.text for one in context.utterances}
        expected = set(asked.mentions) - set(context.named) - {"stranger"}
        assert targets_of(corpus, row) == expected
        assert expected


@given(any_dialogues)
def test_no_example_is_left_out(talks: list[Dialogue]) -> None:
    expected = sum(
        bool(set(one.mentions) - set(talk.before(turn).named) - {"stranger"})
        for talk in talks
        for turn, one in enumerate(talk.utterances)
        if turn and one.speaker is Speaker.RECOMMENDER
    )
    assert len(corpus_of(talks, ROWS).contexts) == expected


@given(any_dialogues, st.integers(1, 5))
def test_blocks_are_disjoint_runs_that_are_the_whole_together(
    talks: list[Dialogue], count: int
) -> None:
    corpus = corpus_of(talks, ROWS)
    blocks = [corpus.block(number, count) for number in range(count)]
    assert [one for block in blocks for one in block.mine.dialogues] == talks
    examples = np.concatenate([block.my_examples for block in blocks])
    assert examples.tolist() == list(range(len(corpus.contexts)))
    for block in blocks:
        mine, others = set(block.mine.dialogues), set(block.rest.dialogues)
        assert mine.isdisjoint(others)
        assert mine | others == set(talks)
        assert not {one.record for one in block.rest.contexts} & {one.id for one in mine}
        assert sorted([*block.my_examples, *block.other_examples]) == examples.tolist()
        if mine and others:
            apart = (block.rest.places < block.mine.places.min()) | (
                block.rest.places > block.mine.places.max()
            )
            assert apart.all()


@given(any_dialogues, st.data())
def test_a_part_keeps_its_rows_aligned(talks: list[Dialogue], data: st.DataObject) -> None:
    corpus = corpus_of(talks, ROWS)
    kept = data.draw(st.sets(st.sampled_from(range(len(talks))))) if talks else set()
    rows = np.array(sorted(kept), dtype=np.int64)
    part = corpus.part(rows)
    alone = corpus_of([talks[row] for row in rows], ROWS)
    assert part.dialogues == alone.dialogues
    assert part.contexts == alone.contexts
    assert part.origin.tolist() == alone.origin.tolist()
    assert part.named.toarray().tolist() == alone.named.toarray().tolist()
    assert part.targets.toarray().tolist() == alone.targets.toarray().tolist()
    assert part.places.tolist() == corpus.places[rows].tolist()


def test_places_go_from_nought_to_before_one() -> None:
    corpus = corpus_of([dialogue(f"d{number}", seeker("x", "a")) for number in range(4)], ROWS)
    assert corpus.places.tolist() == [0.0, 0.25, 0.5, 0.75]


def test_nothing_is_a_corpus_too() -> None:
    corpus = corpus_of([], ROWS)
    assert corpus.named.shape == corpus.targets.shape == (0, 6)
    assert corpus.block(1, 3).mine.dialogues == ()


@pytest.mark.parametrize("rows", [[], [[]], [[0, 2], [], [1]]])
def test_an_indicator_has_ones_where_it_is_told(rows: list[list[int]]) -> None:
    expected = [[float(column in row) for column in range(3)] for row in rows]
    assert indicator(rows, 3).toarray().tolist() == expected


def test_numbers_are_ordered_as_numbers_and_dates_as_dates() -> None:
    names = ["20180402_1", "10", "9", "20180401_2"]
    ordered = in_order_of_time(dialogue(name) for name in names)
    assert [one.id for one in ordered] == ["9", "10", "20180401_2", "20180402_1"]
