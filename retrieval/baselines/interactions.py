"""Who named or chose what in training: one sparse matrix of dialogues and users by items."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.dialogue import Context, Dialogue, History

Scores = NDArray[np.float64]


class Interactions:
    """What the baselines are trained on.

    `matrix` has shape (dialogues and users, items) and holds 1 where an item was named or
    chosen, else 0; `popularity` (items,) counts its columns; `trained_on` are the ids of the
    dialogues in it, for those who check that none of them is evaluated.
    """

    def __init__(
        self,
        items: Iterable[str],
        dialogues: Sequence[Dialogue] = (),
        histories: Sequence[History] = (),
    ) -> None:
        """Number the items in the order given; ids outside them are passed over."""
        self.items = tuple(items)
        self.rows = {item: row for row, item in enumerate(self.items)}
        self.trained_on = frozenset(dialogue.id for dialogue in dialogues)
        groups = [
            *(_mentions(dialogue) for dialogue in dialogues),
            *(history.items for history in histories),
        ]
        self.matrix = self.indicators(groups)
        self.popularity = np.asarray(self.matrix.sum(axis=0), dtype=np.float64).ravel()

    def indicators(self, groups: Sequence[Iterable[str]]) -> sparse.csr_array:
        """A row of 0 and 1 for each group of item ids: shape (groups, items)."""
        known = [sorted({self.rows[one] for one in group if one in self.rows}) for group in groups]
        columns = np.array([row for group in known for row in group], dtype=np.int64)
        starts = np.cumsum([0, *map(len, known)])
        shape = (len(known), len(self.items))
        return sparse.csr_array((np.ones(len(columns)), columns, starts), shape=shape)

    def seeds(self, contexts: Sequence[Context]) -> sparse.csr_array:
        """The items that each context names: shape (contexts, items)."""
        return self.indicators([context.named for context in contexts])


def _mentions(dialogue: Dialogue) -> tuple[str, ...]:
    return tuple(item for utterance in dialogue.utterances for item in utterance.mentions)
