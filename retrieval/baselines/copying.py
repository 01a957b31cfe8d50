"""The baseline that recommends what was named already, the latest first, and nothing else."""

from collections.abc import Sequence

from core.dialogue import Context
from retrieval.baselines.interactions import Interactions


class Copying:
    """Shows how much of a figure is repetition: on new targets it must score 0.

    Source: Kostric and Balog 2026, who find about half of published R@1 to be repetition.
    """

    def __init__(self, training: Interactions) -> None:
        """Only the item ids are used."""
        self._known = training.rows
        self.trained_on: frozenset[str] = frozenset()

    def rank(self, contexts: Sequence[Context], size: int) -> list[list[str]]:
        """The known items of each context by their last appearance; often fewer than `size`."""
        return [self._latest(context)[:size] for context in contexts]

    def _latest(self, context: Context) -> list[str]:
        said = [item for utterance in context.utterances for item in utterance.mentions]
        backwards = dict.fromkeys(reversed([*context.history, *said]))
        return [item for item in backwards if item in self._known]
