"""The counts that simulated people are held against: fitted once, shipped without a text or a name."""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from core.errors import ParleyError
from evaluation.divergence import floor
from evaluation.realism import SIZES, Reference, word_entropies
from evaluation.realism_counts import Aspect, Tone, bins, counted
from evaluation.talks import Talk

NAME = "realism_reference.json"
_LABELLED = (Aspect.INTENTS, Aspect.ANSWERS)


@cache
def shipped_reference() -> Reference:
    """The reference that comes with the program."""
    text = (resources.files("simulator") / NAME).read_text("utf-8")
    found = Reference.model_validate_json(text)
    if any(len(found.counts[aspect]) != bins(aspect) for aspect in Aspect):
        raise ParleyError(f"{NAME} counts other things than the program: run simulate-fit.")
    return found


def fit_reference(
    spoken: Sequence[Talk], labelled: Sequence[Talk], tone: Tone, about: str, seed: int = 0
) -> Reference:
    """Counts of what was said in `spoken` talks, and of intents in `labelled` ones."""
    rows = {
        aspect: counted(labelled if aspect in _LABELLED else spoken, aspect, tone)
        for aspect in Aspect
    }
    words = {size: word_entropies(spoken, size, seed) for size in SIZES}
    return Reference(
        about=about,
        dialogues=len(spoken),
        labelled=len(labelled),
        counts={aspect: tuple(map(int, one.sum(axis=0))) for aspect, one in rows.items()},
        floors={aspect: floor(one, seed) for aspect, one in rows.items()},
        words={
            size: (round(single, 4), round(pairs, 4))
            for size, (single, pairs) in words.items()
            if single == single and pairs == pairs  # NaN where there were fewer
        },
    )
