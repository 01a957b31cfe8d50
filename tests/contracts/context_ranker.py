"""What every ranker of contexts promises, as tests to inherit."""

from collections.abc import Callable

import pytest

from catalog.store import Catalog
from core.dialogue import Context, Dialogue, Speaker, Utterance
from core.ports import ContextRanker
from tests.worlds import checkerboard

Train = Callable[[Catalog, tuple[Dialogue, ...]], ContextRanker]


def said(text: str, *mentions: str, speaker: Speaker = Speaker.SEEKER) -> Utterance:
    """One message that names these items."""
    return Utterance(speaker=speaker, text=text, mentions=mentions)


def colour_dialogues() -> tuple[Dialogue, ...]:
    """Forty dialogues over the checkerboard, each about three films of one colour."""
    return tuple(
        Dialogue(
            id=f"train-{start}",
            utterances=(
                said(f"I liked Film {start}", f"f{start}"),
                said(
                    "Then see these",
                    f"f{(start + 2) % 40}",
                    f"f{(start + 4) % 40}",
                    speaker=Speaker.RECOMMENDER,
                ),
            ),
        )
        for start in range(40)
    )


def about(*mentions: str) -> Context:
    """A context in which a seeker names these films."""
    words = " and ".join(mentions)
    return Context(record="new", utterances=(said(f"something like {words}", *mentions),))


EMPTY = Context(record="nobody")


class ContextRankerContract:
    """Inherit it and define a fixture `train`: (Catalog, dialogues) -> ContextRanker."""

    @pytest.fixture
    def ranker(self, train: Train) -> ContextRanker:
        return train(checkerboard(), colour_dialogues())

    @pytest.mark.parametrize("size", [1, 7, 40, 100])
    def test_a_ranking_has_at_most_the_size_and_none_twice(
        self, ranker: ContextRanker, size: int
    ) -> None:
        for ranking in ranker.rank([about("f0", "f2"), EMPTY], size):
            assert len(ranking) <= size
            assert len(set(ranking)) == len(ranking)

    def test_there_is_one_ranking_a_context(self, ranker: ContextRanker) -> None:
        assert len(ranker.rank([about("f0"), EMPTY, about("f1")], 5)) == 3
        assert len(ranker.rank([], 5)) == 0

    def test_only_known_ids_are_ranked(self, ranker: ContextRanker) -> None:
        known = set(checkerboard())
        for ranking in ranker.rank([about("f0", "stranger"), about("stranger"), EMPTY], 50):
            assert set(ranking) <= known

    def test_unknown_ids_in_the_context_are_passed_over(self, ranker: ContextRanker) -> None:
        context = about("f0")
        with_stranger = context.model_copy(update={"history": ("stranger",)})
        assert ranker.rank([context], 9) == ranker.rank([with_stranger], 9)

    def test_the_same_training_gives_the_same_rankings(self, train: Train) -> None:
        contexts = [about("f0", "f2"), about("f7"), EMPTY]
        rankings = [train(checkerboard(), colour_dialogues()).rank(contexts, 20) for _ in range(2)]
        assert [list(one) for one in rankings[0]] == [list(one) for one in rankings[1]]

    def test_a_context_is_ranked_alike_alone_and_among_others(self, ranker: ContextRanker) -> None:
        contexts = [about("f0", "f2"), EMPTY, about("f7")]
        together = ranker.rank(contexts, 10)
        for context, ranking in zip(contexts, together, strict=True):
            assert list(ranker.rank([context], 10)[0]) == list(ranking)
