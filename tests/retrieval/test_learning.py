"""What is learned from planted conversations, what the switches leave out, and that nothing leaks."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from core.dialogue import Dialogue
from core.errors import CatalogError, ParleyError
from retrieval.corpus import Corpus
from retrieval.heterogeneous import NodeKind
from retrieval.learning import Learning, LearningConfig, is_learned
from retrieval.ranker import Table
from retrieval.rankers import Best, KnowledgeRanker, by_fusion, by_ranker, by_signal
from retrieval.reasoner import Lesson
from retrieval.signals import Knowledge, Learned, Steps
from retrieval.situations import Situations
from tests.evaluation.planted import recommender, seeker
from tests.retrieval.talks import (
    ITEMS,
    RANKER,
    REASONER,
    colour,
    config_of,
    corpus,
    grounds_of,
    learn,
    read,
    talks,
)

TRAINING = talks(48)
HELD_OUT = corpus(talks(30, seed=9))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learned") / "whole"


@pytest.fixture(scope="module")
def learned(folder: Path) -> Learned:
    return learn(folder, TRAINING)


def hits(learned: Learned, best: Best, size: int = 10) -> float:
    """The share of held-out examples with a right item among the best."""
    ranked = KnowledgeRanker(learned.knowledge, read, best).rank(HELD_OUT.contexts, size)
    ids = np.array(list(ITEMS))
    wanted = [set(ids[HELD_OUT.targets[[row]].nonzero()[1]]) for row in range(len(ranked))]
    return float(
        np.mean([bool(right & set(one)) for right, one in zip(wanted, ranked, strict=True)])
    )


def answers(learned: Learned) -> list[list[str]]:
    assert learned.ranker is not None
    best = by_ranker(learned.ranker, 200)
    return [
        list(one)
        for one in KnowledgeRanker(learned.knowledge, read, best).rank(HELD_OUT.contexts, 10)
    ]


def test_the_learned_ranking_beats_popularity_clearly(learned: Learned) -> None:
    assert learned.ranker is not None
    popular = hits(learned, by_signal("recommended"))
    assert hits(learned, by_ranker(learned.ranker, 200)) > popular + 0.15
    assert hits(learned, by_fusion(200)) > popular + 0.15


def test_the_learned_ranking_stays_within_the_colour_and_repeats_nothing(learned: Learned) -> None:
    for context, ranking in zip(HELD_OUT.contexts, answers(learned), strict=True):
        assert {colour(item) for item in ranking} == {colour(context.named[0])}
        assert not set(ranking) & set(context.named)


def test_a_second_run_trains_nothing_and_answers_alike(folder: Path, learned: Learned) -> None:
    assert is_learned(Steps(), folder=folder, reasoners=folder)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    told: list[str] = []
    again = learn(folder, TRAINING, told=told)
    assert answers(again) == answers(learned)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert not [words for words in told if "epoch" in words or "block" in words]


def test_what_is_kept_says_that_it_is_learned(
    folder: Path, learned: Learned, tmp_path: Path
) -> None:
    names = {path.name for path in folder.iterdir()}
    blocks = {f"block-{number}.safetensors" for number in range(3)}
    assert names == {"ranker.txt", "reasoner.safetensors", *blocks}
    assert not is_learned(Steps(), folder=tmp_path, reasoners=tmp_path)
    assert is_learned(Steps(reasoner=False, ranker=False), folder=tmp_path, reasoners=tmp_path)
    (tmp_path / "ranker.txt").write_text("x")
    assert not is_learned(Steps(), folder=tmp_path, reasoners=tmp_path)
    assert is_learned(Steps(reasoner=False), folder=tmp_path, reasoners=tmp_path)


@pytest.mark.parametrize(
    "broken_at",
    ["block 2 of 3", "reasoner, epoch 1 of 2", "training the ranker", "learning from all"],
)
def test_a_run_that_broke_goes_on_and_ends_alike(
    learned: Learned, tmp_path: Path, broken_at: str
) -> None:
    class Breaking(list[str]):
        def append(self, words: str) -> None:
            super().append(words)
            if words.startswith(broken_at):
                raise KeyboardInterrupt

    first = Breaking()
    with pytest.raises(KeyboardInterrupt):
        learn(tmp_path, TRAINING, told=first)
    told: list[str] = []
    assert answers(learn(tmp_path, TRAINING, told=told)) == answers(learned)
    done = [words for words in first if "epoch" in words]
    again = [words for words in told if "epoch" in words]
    assert len(done) + len(again) == 4 * REASONER.epochs


def test_a_damaged_ranker_is_refused(folder: Path, learned: Learned, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "ranker.txt").write_bytes((folder / "ranker.txt").read_bytes()[:500])
    with pytest.raises(CatalogError, match=r"ranker\.txt"):
        learn(tmp_path, TRAINING)


# The signals that each step alone brings.
OF = {
    "reasoner": {"reasoner"},
    "pagerank": {"walk", "walk lately", "walk of conversations"},
    "conversations": {"similar words", "named together"},
    "text": {"similar words", "meaning of words", "meaning of seeds", "meaning of last"},
}
SWITCHES = list(product((False, True), repeat=5))


@pytest.mark.parametrize(
    "switches", SWITCHES, ids=["".join("01"[one] for one in row) for row in SWITCHES]
)
def test_every_combination_of_steps_runs_and_leaves_out_its_signals(
    tmp_path: Path, switches: tuple[bool, ...]
) -> None:
    names = ("reasoner", "pagerank", "conversations", "text", "ranker")
    steps = Steps.model_validate(dict(zip(names, switches, strict=True)))
    quick = config_of(steps, blocks=2).model_copy(
        update={
            "reasoner": REASONER.model_copy(update={"epochs": 1}),
            "ranker": RANKER.model_copy(update={"rounds": 3}),
        }
    )
    learned = learn(tmp_path, TRAINING[:16], quick)
    signals = learned.knowledge.signals(read(HELD_OUT.contexts[:2]))
    off = set().union(*(OF[name] for name in OF if not getattr(steps, name)))
    on = set().union(*OF.values()) - off
    assert not off & set(signals)
    assert on <= set(signals)
    assert (learned.ranker is not None) is steps.ranker
    if learned.ranker is not None:
        used = {name.removeprefix("place_by_") for name in learned.ranker.importance()}
        assert not used & {name.replace(" ", "_") for name in off}
        assert len(answers(learned)[0]) == 10
    assert is_learned(steps, folder=tmp_path, reasoners=tmp_path)


def once() -> tuple[Dialogue, ...]:
    """Each dialogue recommends a film of its own, which no other dialogue names."""
    return tuple(
        Dialogue(
            id=f"{number}",
            utterances=(seeker(f"hello {number}", "f0"), recommender("see", f"f{number + 1}")),
        )
        for number in range(30)
    )


class Watched(Learning):
    """Keeps the knowledge that each block was asked with, and every lesson of the reasoner."""

    def __init__(self, folder: Path, config: LearningConfig) -> None:
        super().__init__(grounds_of(config.knowledge.steps), config, folder)
        self.asked: list[tuple[Knowledge, Corpus]] = []
        self.lessons: list[Lesson] = []

    def _table(
        self, knowledge: Knowledge, corpus: Corpus, situations: Situations, seed: int
    ) -> tuple[list[Table], tuple[str, ...]]:
        self.asked.append((knowledge, corpus))
        return super()._table(knowledge, corpus, situations, seed)

    def _lesson(self, corpus: Corpus, situations: Situations, number: int) -> Lesson:
        self.lessons.append(super()._lesson(corpus, situations, number))
        return self.lessons[-1]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    learning = Watched(tmp_path_factory.mktemp("watched"), config_of())
    known = corpus(once())
    learning.learn(known, read(known.contexts))
    return learning


def test_a_block_is_asked_with_knowledge_of_all_other_dialogues_and_none_of_its_own(
    watched: Watched,
) -> None:
    every = {one.id for one in once()}
    assert len(watched.asked) == 3
    for knowledge, block in watched.asked:
        own = {one.id for one in block.dialogues}
        assert {one.id for one in knowledge.corpus.dialogues} == every - own
        assert set(knowledge.graph.names(NodeKind.CONVERSATION)) == every - own


def test_conversations_know_nothing_of_what_is_recommended_in_one_block_alone(
    watched: Watched,
) -> None:
    """A leak would make of these signals the feature that tells everything."""
    of_conversations = {
        *("recommended", "recommended lately", "named", "similar words", "named together"),
        *("walk lately", "walk of conversations"),
    }
    for knowledge, block in watched.asked:
        rows, right = block.targets.nonzero()
        signals = knowledge.signals(read(block.contexts))
        for name in of_conversations:
            assert not signals[name][rows, right].any(), name


def test_the_graph_of_a_lesson_does_not_contain_what_it_asks(watched: Watched) -> None:
    assert len(watched.lessons) == 4 * 3
    for lesson in watched.lessons:
        rows, right = lesson.targets.nonzero()
        company = lesson.view.relations[0]
        assert len(right) > 0
        assert not company[right].nnz
        assert not company[:, right].nnz
        seeds = lesson.situations.seeds.toarray()[rows] > 0
        hard = lesson.hard[rows]
        assert hard.shape == (len(rows), REASONER.epochs)
        assert not (hard == right[:, None]).any()
        assert not np.take_along_axis(seeds, hard, axis=1).any()


def test_configs_that_a_reasoner_sees_alike_share_it(
    folder: Path, learned: Learned, tmp_path: Path
) -> None:
    whole, other = config_of(), config_of(Steps(pagerank=False))
    assert other.for_reasoners() == whole.for_reasoners()
    assert config_of(Steps(text=False)).for_reasoners() != whole.for_reasoners()
    known, told = corpus(TRAINING), list[str]()
    grounds = grounds_of(other.knowledge.steps)
    Learning(grounds, other, tmp_path, told.append, reasoners=folder).learn(
        known, read(known.contexts)
    )
    assert not [words for words in told if "epoch" in words]
    assert [path.name for path in tmp_path.iterdir()] == ["ranker.txt"]
    assert is_learned(other.knowledge.steps, folder=tmp_path, reasoners=folder)
    assert not is_learned(other.knowledge.steps, folder=tmp_path, reasoners=tmp_path)


def quiet(number: int) -> Dialogue:
    """Nothing is recommended."""
    return Dialogue(id=f"quiet-{number}", utterances=(seeker("I like it", "f1"),))


@pytest.mark.parametrize(
    "dialogues",
    [(), TRAINING[:2], tuple(map(quiet, range(20))), (*TRAINING[:20], *map(quiet, range(20)))],
    ids=["none", "two", "quiet", "half quiet"],
)
def test_too_few_recommendations_are_refused(
    tmp_path: Path, dialogues: tuple[Dialogue, ...]
) -> None:
    with pytest.raises(ParleyError, match="too few to learn from"):
        learn(tmp_path, dialogues)
    assert list(tmp_path.iterdir()) == []


def test_a_ranker_that_learned_nothing_is_refused_and_not_kept(tmp_path: Path) -> None:
    coarse = config_of(Steps(reasoner=False)).model_copy(
        update={"ranker": RANKER.model_copy(update={"least_in_leaf": 100_000})}
    )
    with pytest.raises(ParleyError, match="too few to learn from"):
        learn(tmp_path, TRAINING, coarse)
    assert list(tmp_path.iterdir()) == []


def test_without_text_no_vector_of_words_is_read(tmp_path: Path) -> None:
    quick = config_of(Steps(text=False, ranker=False), blocks=2)
    knowledge = learn(tmp_path, TRAINING[:16], quick).knowledge
    situations = read(HELD_OUT.contexts[:3])
    other = situations._replace(vectors=-situations.vectors)
    found, again = knowledge.signals(situations), knowledge.signals(other)
    assert found.keys() == again.keys()
    for name in found:
        assert np.array_equal(found[name], again[name], equal_nan=True), name


def test_there_may_be_more_epochs_than_wrong_items(tmp_path: Path) -> None:
    steps = Steps(ranker=False)
    many = config_of(steps, blocks=2).model_copy(
        update={"reasoner": REASONER.model_copy(update={"epochs": len(ITEMS) + 3})}
    )
    learning = Watched(tmp_path, many)
    known = corpus(TRAINING[:16])
    learning.learn(known, read(known.contexts))
    assert learning.lessons
    for lesson in learning.lessons:
        right = (lesson.targets + lesson.situations.seeds).toarray() > 0
        assert not np.take_along_axis(right, lesson.hard, axis=1).any()
        assert lesson.hard.shape[1] == len(ITEMS) - right.sum(axis=1).max()
