"""What learned parts read of queries: seeds, the last item named, and the words, as arrays."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.dialogue import Context, Speaker
from core.heard import Attribute, Polarity
from core.ports import Encoder
from core.slate import Anchor, Query
from retrieval.ties import attribute_name

Vectors = NDArray[np.float32]

_FADING = 0.8
_WORDS = 600
_ASKED = 2  # utterances of the seeker


class Situations(NamedTuple):
    """Queries as arrays, a row each.

    `seeds`, shape (queries, items), are the weights of the items that pull, rows summing to 1
    or empty; `last` is 1 at the strongest of them; `vectors`, shape (queries, dimensions), are
    the words of the dialogue encoded (0 where there are none); `asked`, shape (queries, facts),
    are the attributes wanted, rows summing to 1 or empty; `words` the words themselves,
    `latest` what was asked last, `users` who speaks.
    """

    seeds: sparse.csr_array
    last: sparse.csr_array
    vectors: Vectors
    asked: sparse.csr_array
    words: tuple[str, ...]
    latest: tuple[str, ...]
    users: tuple[str, ...]

    def unread(self) -> "Situations":
        """With nothing known of the words but the items and facts that they name."""
        silent = ("",) * len(self.words)
        return self._replace(vectors=np.zeros_like(self.vectors), words=silent, latest=silent)

    def at(self, rows: NDArray[np.int64]) -> "Situations":
        """These rows alone."""
        return Situations(
            self.seeds[rows],
            self.last[rows],
            self.vectors[rows],
            self.asked[rows],
            tuple(self.words[row] for row in rows),
            tuple(self.latest[row] for row in rows),
            tuple(self.users[row] for row in rows),
        )


def situations_of(
    queries: Sequence[Query],
    rows: Mapping[str, int],
    encoder: Encoder | None,
    facts: Mapping[str, int] | None = None,
) -> Situations:
    """The arrays of these queries; without an encoder the words stay unread.

    `rows` numbers the items, `facts` the attributes and entities of the graph by name.
    """
    pulls = [
        {
            rows[one.item_id]: one.weight
            for one in query.anchors
            if one.weight > 0 and one.item_id in rows
        }
        for query in queries
    ]
    words = tuple(query.dialogue or query.text for query in queries)
    return Situations(
        seeds=_weights([_normalised(pull) for pull in pulls], len(rows)),
        last=_weights([_strongest(pull) for pull in pulls], len(rows)),
        vectors=_encoded(words, encoder),
        asked=_weights([_asked(query, facts or {}) for query in queries], len(facts or {})),
        words=words,
        latest=tuple(query.text or query.dialogue for query in queries),
        users=tuple(query.user for query in queries),
    )


def query_of(context: Context, wishes: Sequence[Attribute] = ()) -> Query:
    """The query that a recorded context asks: what was named pulls, the later the more."""
    named = context.named
    asked = [one.text for one in context.utterances if one.speaker is Speaker.SEEKER]
    return Query(
        text=_ending(" ".join(asked[-_ASKED:])),
        dialogue=_ending(" ".join(one.text for one in context.utterances)),
        user=context.user,
        attributes=tuple(wishes),
        anchors=tuple(
            Anchor(item_id=item, weight=_FADING**age) for age, item in enumerate(reversed(named))
        ),
    )


def _asked(query: Query, facts: Mapping[str, int]) -> dict[int, float]:
    """The facts of the graph that a query wants, the last named most."""
    wanted = [one for one in query.attributes if one.polarity is Polarity.WANT]
    weights: dict[int, float] = {}
    for age, one in enumerate(reversed(wanted)):
        for name in (attribute_name(one.facet, one.value), one.value):
            if name in facts:
                weights.setdefault(facts[name], _FADING**age)
    return _normalised(weights)


def _ending(text: str) -> str:
    """The last words of a text, from the beginning of a word."""
    return text if len(text) <= _WORDS else text[-_WORDS:].partition(" ")[2]


def _normalised(pull: Mapping[int, float]) -> dict[int, float]:
    total = sum(pull.values())
    return {row: weight / total for row, weight in pull.items()}


def _strongest(pull: Mapping[int, float]) -> dict[int, float]:
    return {max(pull, key=pull.__getitem__): 1.0} if pull else {}


def _weights(rows: Sequence[Mapping[int, float]], columns: int) -> sparse.csr_array:
    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([column for row in rows for column in row], dtype=np.int64)
    values = np.array([weight for row in rows for weight in row.values()], dtype=np.float32)
    return sparse.csr_array((values, places, ends), shape=(len(rows), columns))


def _encoded(words: Sequence[str], encoder: Encoder | None) -> Vectors:
    if encoder is None:
        return np.zeros((len(words), 1), dtype=np.float32)
    vectors = encoder.encode([text or " " for text in words])
    said = np.array([bool(text.strip()) for text in words], dtype=np.float32)
    return vectors * said[:, None]
