"""What is learned from imported conversations: the parts it takes, and where it is kept."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.dialogue import Context, Dialogue
    from core.ports import Encoder
    from core.settings import Settings
    from retrieval.learning import LearningConfig
    from retrieval.signals import Grounds, Learned
    from retrieval.situations import Situations

Tell = Callable[[str], None]
# How many texts of how many were encoded.
Encoded = Callable[[int, int], None]


# Changes whenever the same settings would teach something else.
_VERSION = 1


class Workshop(NamedTuple):
    """The items, an encoder that remembers, and the folder where what is learned is kept."""

    items: "Catalog"
    facts: tuple[tuple[str, str, str], ...]
    encoder: "Encoder"
    folder: Path

    def reads(self, contexts: "Sequence[Context]") -> "Situations":
        """The situations of these contexts."""
        from retrieval.situations import query_of, situations_of

        return situations_of([query_of(one) for one in contexts], self.items.rows, self.encoder)

    def grounds(self, config: "LearningConfig") -> "Grounds":
        """What does not depend on conversations; every card is encoded."""
        from retrieval.lexicon import english_lexicon
        from retrieval.signals import Grounds
        from retrieval.text import card
        from retrieval.ties import fact_ties

        films = self.items.items_in_order
        vectors = self.encoder.encode([card(film) for film in films])
        steps = config.knowledge.steps
        return Grounds(films, fact_ties(self.facts), vectors, english_lexicon(), steps)

    def learned(
        self, dialogues: "Sequence[Dialogue]", config: "LearningConfig", tell: Tell
    ) -> "Learned":
        """What these dialogues, in order of time, teach; what was finished before is taken up."""
        from retrieval.corpus import corpus_of
        from retrieval.learning import Learning

        corpus = corpus_of(dialogues, self.items.rows)
        tell("reading the conversations")
        situations = self.reads(corpus.contexts)
        folder = self.folder / digest_of(self.items, dialogues, config)
        return Learning(self.grounds(config), config, folder, tell).learn(corpus, situations)


def workshop(
    settings: "Settings",
    items: "Catalog",
    facts: tuple[tuple[str, str, str], ...] = (),
    encoded: Encoded = lambda done, total: None,
) -> Workshop:
    """The workshop of this data folder for these items."""
    from retrieval.encoded import RememberingEncoder
    from retrieval.encoder import SentenceEncoder

    folder = settings.data_folder / "learned"
    encoder = RememberingEncoder(SentenceEncoder(), folder / "texts.safetensors", encoded)
    return Workshop(items, facts, encoder, folder)


def digest_of(items: "Catalog", dialogues: "Sequence[Dialogue]", config: "LearningConfig") -> str:
    """Twelve hex digits that change with the items, the dialogues and the settings."""
    digest = hashlib.sha256(f"{_VERSION} {items.fingerprint()}".encode())
    digest.update(config.model_dump_json().encode())
    for one in dialogues:
        digest.update(one.model_dump_json().encode())
    return digest.hexdigest()[:12]
