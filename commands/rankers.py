"""The rankers that can be measured beside the baselines, by name."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from commands.learning import Workshop, workshop

if TYPE_CHECKING:
    from catalog.datasets.store import DataSet
    from core.dialogue import Dialogue
    from core.ports import ContextRanker
    from core.settings import Settings
    from evaluation.splits import Split
    from retrieval.learning import LearningConfig
    from retrieval.rankers import Best
    from retrieval.signals import Learned

# What each ranker reads: one signal, all proposers fused, or what the ranker learned.
_SIGNALS = {
    "graph": "walk",
    "conversations": "similar words",
    "text": "meaning of seeds",
    "reasoner": "reasoner",
}
# Other ways to train the reasoner, measured beside the one in use; they need no ranker.
_REASONERS: dict[str, dict[str, object]] = {
    "reasoner-rgcn": {"encoder": "relational"},
    "reasoner-without-hard-negatives": {"hardness": 1.0},
}
_ABLATED = ("reasoner", "pagerank", "conversations", "text")
NAMES = (
    *_SIGNALS,
    *_REASONERS,
    "fused",
    "learned",
    *(f"learned-without-{step}" for step in _ABLATED),
)

Tell = Callable[[str], None]


def rankers(
    names: Sequence[str],
    known: "DataSet",
    split: "Split",
    settings: "Settings",
    learning: str,
    tell: Tell,
) -> "dict[str, ContextRanker]":
    """These rankers, learned from the training part of the split, `learning` in other settings.

    Raises ParleyError for an unknown name or setting, or where there are no conversations to
    learn from.
    """
    from core.dialogue import in_order_of_time
    from core.errors import ParleyError
    from retrieval.baselines import NAMES as BASELINES
    from retrieval.encoder import SentenceEncoder

    if unknown := [name for name in names if name not in NAMES]:
        known_names = ", ".join((*BASELINES, *NAMES))
        raise ParleyError(f"There is no ranker {unknown[0]!r}; there are {known_names}.")
    if not names and not learning:
        return {}
    base = read_learning(learning)
    if names and not split.train:
        raise ParleyError(f"{known.kind} has no conversations for {names[0]} to learn from.")
    shop = workshop(
        settings,
        known.items,
        known.facts,
        SentenceEncoder(),
        lambda done, total: tell(f"text {done:,} of {total:,}"),
    )
    return taught(names, shop, in_order_of_time(split.train), base, tell)


def read_learning(text: str) -> "LearningConfig":
    """The settings of learning, JSON saying where they are not the usual ones.

    Raises ParleyError where it names no setting or gives one a wrong value.
    """
    from pydantic import ValidationError

    from core.errors import ParleyError
    from retrieval.learning import LearningConfig

    try:
        return LearningConfig.model_validate_json(text or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ParleyError(
            f"--learning does not fit the settings of learning: {place or 'it'}: {first['msg']}."
        ) from error


def taught(
    names: Sequence[str],
    shop: Workshop,
    dialogues: "Sequence[Dialogue]",
    base: "LearningConfig",
    tell: Tell,
) -> "dict[str, ContextRanker]":
    """These rankers, learned from these dialogues, which are in order of time."""
    from retrieval.rankers import KnowledgeRanker
    from retrieval.walks import fact_columns

    found: dict[str, ContextRanker] = {}
    for config, named in _by_config(names, base).items():
        learned = shop.learned(dialogues, config, tell)
        for name in named:
            best = _best(name, learned, config)
            reads = partial(shop.reads, facts=fact_columns(learned.knowledge.graph))
            found[name] = KnowledgeRanker(learned.knowledge, reads, best)
    return {name: found[name] for name in names}


def _by_config(names: Sequence[str], base: "LearningConfig") -> "dict[LearningConfig, list[str]]":
    """Rankers that share what they learn from are learned once."""
    configs: dict[LearningConfig, list[str]] = {}
    for name in names:
        configs.setdefault(config_of(name, base), []).append(name)
    return configs


def config_of(name: str, base: "LearningConfig") -> "LearningConfig":
    """The settings of a ranker: those of `base` without the step it does without.

    What reads no ranker trains none; its reasoner is the one that `learned` has.
    """
    reasoner = base.reasoner.model_copy(update=_REASONERS.get(name))
    without = name.removeprefix("learned-without-")
    off = "ranker" if not name.startswith("learned") else without if without != name else ""
    steps = base.knowledge.steps.model_copy(update={off: False} if off else None)
    knowledge = base.knowledge.model_copy(update={"steps": steps})
    return base.model_copy(update={"knowledge": knowledge, "reasoner": reasoner})


def _best(name: str, learned: "Learned", config: "LearningConfig") -> "Best":
    from retrieval.rankers import by_fusion, by_ranker, by_signal

    if name in _SIGNALS:
        return by_signal(_SIGNALS[name], config.knowledge.depth)
    if name in _REASONERS:
        return by_signal("reasoner", config.knowledge.depth)
    if name == "fused" or learned.ranker is None:
        return by_fusion(config.knowledge.depth)
    return by_ranker(learned.ranker, config.knowledge.depth)
