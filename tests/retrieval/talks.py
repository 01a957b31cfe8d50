"""Conversations on the checkerboard, each within one colour of which its words say nothing; and learning."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.store import Catalog
from core.dialogue import Context, Dialogue, Speaker, Utterance
from core.heard import Attribute
from retrieval.corpus import Corpus, corpus_of
from retrieval.heterogeneous import HeterogeneousGraph
from retrieval.learning import Learning, LearningConfig
from retrieval.lexicon import english_lexicon
from retrieval.ranker import RankerConfig
from retrieval.reasoner import ReasonerConfig
from retrieval.signals import Grounds, KnowledgeConfig, Learned, Steps
from retrieval.situations import Situations, query_of, situations_of
from retrieval.text import card
from retrieval.ties import attribute_ties
from retrieval.walks import fact_columns
from tests.doubles import HashEncoder
from tests.worlds import checkerboard

ITEMS: Catalog = checkerboard()
FACTS = fact_columns(HeterogeneousGraph.of(list(ITEMS), attribute_ties(ITEMS.values())))
DIMENSIONS = 8
REASONER = ReasonerConfig(dimensions=8, bases=2, epochs=2, batch=64, learning_rate=3e-2)
# Twenty films of a colour are equally right, so no ten places are worth more than the others.
RANKER = RankerConfig(rounds=12, leaves=6, least_in_leaf=5, truncation=40)


def colour(item: str) -> int:
    """0 for an even film, 1 for an odd one."""
    return int(item[1:]) % 2


def talks(count: int, seed: int = 0) -> tuple[Dialogue, ...]:
    """Dialogues of four turns about five films of one colour, drawn at random."""
    rng = np.random.default_rng(seed)
    return tuple(_talk(number, rng) for number in range(count))


def _talk(number: int, rng: np.random.Generator) -> Dialogue:
    films = [f"f{2 * place + number % 2}" for place in rng.permutation(20)[:5].tolist()]
    turns = (
        (Speaker.SEEKER, "hello, I enjoyed this one", films[:2]),
        (Speaker.RECOMMENDER, "then try these", films[2:4]),
        (Speaker.SEEKER, "what else is there", []),
        (Speaker.RECOMMENDER, "perhaps this", films[4:]),
    )
    return Dialogue(
        id=f"{number}",
        utterances=tuple(
            Utterance(speaker=speaker, text=text, mentions=tuple(named))
            for speaker, text, named in turns
        ),
    )


def read(contexts: Sequence[Context], wishes: Sequence[Attribute] = ()) -> Situations:
    """Their situations, by a fake encoder; in each of them these attributes are asked for."""
    queries = [query_of(one, wishes) for one in contexts]
    return situations_of(queries, ITEMS.rows, HashEncoder(DIMENSIONS), FACTS)


def corpus(dialogues: Sequence[Dialogue]) -> Corpus:
    """Their corpus over the checkerboard."""
    return corpus_of(dialogues, ITEMS.rows)


def config_of(steps: Steps | None = None, blocks: int = 3) -> LearningConfig:
    """Learning with these steps, small enough to take a second."""
    return LearningConfig(
        knowledge=KnowledgeConfig(steps=steps or Steps()),
        reasoner=REASONER,
        ranker=RANKER,
        blocks=blocks,
    )


def grounds_of(steps: Steps) -> Grounds:
    """The checkerboard without conversations."""
    films = ITEMS.items_in_order
    vectors = HashEncoder(DIMENSIONS).encode([card(film) for film in films])
    return Grounds(films, (), vectors, english_lexicon(), steps)


def learn(
    folder: Path,
    dialogues: Sequence[Dialogue],
    config: LearningConfig | None = None,
    told: list[str] | None = None,
) -> Learned:
    """What these dialogues teach; `told` collects what is said meanwhile."""
    config = config or config_of()
    known = corpus(dialogues)
    grounds = grounds_of(config.knowledge.steps)
    tell = (told if told is not None else []).append
    return Learning(grounds, config, folder, tell).learn(known, read(known.contexts))
