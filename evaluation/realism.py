"""How like real seekers simulated people are: what they do, how much and how they speak."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from pydantic import Field

from evaluation.divergence import divergence, entropy_of, entropy_of_runs
from evaluation.intervals import Estimate, Measured, Sums
from evaluation.realism_counts import Aspect, Tone, counted
from evaluation.talks import Talk, words

RUNS = (1, 2)
# Entropies of real words are kept at these sizes; the largest that a simulation fills compares.
SIZES = (250, 1_000, 4_000, 16_000)


class Entropies(Measured):
    """Entropies in bits of as many intents, words and pairs of words on either side."""

    intents: float
    words: float
    pairs: float


class Reference(Measured):
    """What real seekers do, in counts alone: no texts, no words, nobody.

    `counts` are over all dialogues, `floors` the divergences of two halves of them; `words` has
    the entropies of words and of pairs of words by how many were taken.
    """

    about: str
    dialogues: int
    labelled: int
    counts: Mapping[Aspect, tuple[int, ...]]
    floors: Mapping[Aspect, Estimate]
    words: Mapping[int, tuple[float, float]]

    def count(self, aspect: Aspect) -> Sums:
        """The counts of an aspect, shape (bins,)."""
        return np.array(self.counts[aspect], dtype=np.float64)


class PersonsRealism(Measured):
    """The people who talked with one system beside real ones; NaN where nothing was counted.

    `area` is a linear discriminator's AUC, None where there were no real texts to compare with.
    """

    system: str
    dialogues: int
    divergences: Mapping[Aspect, Estimate]
    accepted: float
    rejected: float
    entropies: Entropies
    real: Entropies
    area: Estimate | None = None


class Realism(Measured):
    """The realism of a whole run; `note` says what was not measured, and why."""

    about: str
    floors: Mapping[Aspect, Estimate]
    accepted: float
    rejected: float
    systems: tuple[PersonsRealism, ...] = Field(default=())
    note: str = ""


def realism(
    talks: Mapping[str, Sequence[Talk]],
    reference: Reference,
    tone: Tone,
    seed: int,
    areas: Mapping[str, Estimate] | None = None,
) -> Realism:
    """The figures of each system's people; `areas` are the discriminator's, where it could run."""
    accepted, rejected = _answer_shares(reference.count(Aspect.ANSWERS))
    return Realism(
        about=reference.about,
        floors=reference.floors,
        accepted=accepted,
        rejected=rejected,
        systems=tuple(
            _persons(name, own, reference, tone, seed).model_copy(
                update={"area": areas[name] if areas else None}
            )
            for name, own in talks.items()
        ),
        note="" if areas else "Discriminator: not measured, as ReDial is not imported.",
    )


def word_entropies(talks: Sequence[Talk], size: int, seed: int) -> tuple[float, float]:
    """The entropies of `size` words and of `size` pairs of words within messages."""
    said = [[words(message) for message in talk.messages] for talk in talks]
    single, pairs = (
        entropy_of_runs([[*_runs(messages, length)] for messages in said], size, seed)
        for length in RUNS
    )
    return single, pairs


def _persons(
    name: str, talks: Sequence[Talk], reference: Reference, tone: Tone, seed: int
) -> PersonsRealism:
    rows = {aspect: counted(talks, aspect, tone) for aspect in Aspect}
    accepted, rejected = _answer_shares(rows[Aspect.ANSWERS].sum(axis=0))
    intents = rows[Aspect.INTENTS].sum(axis=0), reference.count(Aspect.INTENTS)
    own, real = _compared_words(talks, reference, seed)
    size = int(min(side.sum() for side in intents))
    mine, theirs = (entropy_of(side, size, seed) for side in intents)
    return PersonsRealism(
        system=name,
        dialogues=len(talks),
        divergences={
            aspect: divergence(rows[aspect], reference.count(aspect), seed) for aspect in Aspect
        },
        accepted=accepted,
        rejected=rejected,
        entropies=Entropies(intents=mine, words=own[0], pairs=own[1]),
        real=Entropies(intents=theirs, words=real[0], pairs=real[1]),
    )


def _compared_words(
    talks: Sequence[Talk], reference: Reference, seed: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Simulated and real entropies at the largest size that both have."""
    nothing = (float("nan"), float("nan"))
    for size in sorted(reference.words, reverse=True):
        own = word_entropies(talks, size, seed)
        if not np.isnan(own).any():
            return own, reference.words[size]
    return nothing, nothing


def _answer_shares(counts: Sums) -> tuple[float, float]:
    """The shares of accepted and of rejected films."""
    total = counts.sum()
    if not total:
        return float("nan"), float("nan")
    return float(counts[0] / total), float(counts[1] / total)


def _runs(messages: Sequence[Sequence[str]], length: int) -> Iterable[str]:
    """Runs of so many words, none across two messages."""
    for message in messages:
        for start in range(len(message) - length + 1):
            yield " ".join(message[start : start + length])
