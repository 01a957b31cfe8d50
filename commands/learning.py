"""What is learned from imported conversations: the parts it takes, and where it is kept."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.dialogue import Context, Dialogue
    from core.ledger import Ledger
    from core.ports import Encoder
    from core.settings import Settings
    from core.taught import Artefact, Record
    from retrieval.learning import LearningConfig
    from retrieval.signals import Grounds, Learned
    from retrieval.situations import Situations, Vectors
    from retrieval.wishes import WishReader

Tell = Callable[[str], None]
# How many texts of how many were encoded.
Encoded = Callable[[int, int], None]


# Changes whenever the same settings would teach something else.
_VERSION = 2
_FOLDER = "learned"


class Workshop(NamedTuple):
    """The items, an encoder that remembers, and the folder where what is learned is kept."""

    items: "Catalog"
    facts: tuple[tuple[str, str, str], ...]
    encoder: "Encoder"
    folder: Path
    vectors: "Callable[[], Vectors]"
    wishes: "Callable[[], WishReader]"

    def reads(self, contexts: "Sequence[Context]", facts: "Mapping[str, int]") -> "Situations":
        """The situations of these contexts; `facts` numbers attributes and entities by name."""
        from retrieval.situations import query_of, situations_of

        reader = self.wishes()
        queries = [query_of(one, reader.wishes(one)) for one in contexts]
        return situations_of(queries, self.items.rows, self.encoder, facts)

    def grounds(self, config: "LearningConfig") -> "Grounds":
        """What does not depend on conversations."""
        from retrieval.lexicon import english_lexicon
        from retrieval.signals import Grounds
        from retrieval.ties import fact_ties

        films, steps = self.items.items_in_order, config.knowledge.steps
        return Grounds(films, fact_ties(self.facts), self.vectors(), english_lexicon(), steps)

    def learned(
        self,
        dialogues: "Sequence[Dialogue]",
        config: "LearningConfig",
        tell: Tell,
        places: tuple[Path, Path] | None = None,
    ) -> "Learned":
        """What these dialogues, in order of time, teach; what was finished before is taken up.

        It is kept in `places`, by default those that belong to these dialogues.
        """
        from retrieval.corpus import corpus_of
        from retrieval.learning import Learning

        corpus = corpus_of(dialogues, self.items.rows)
        tell("reading the conversations")
        grounds = self.grounds(config)
        situations = self.reads(corpus.contexts, grounds.facts)
        folder, reasoners = places or self.places(dialogues, config)
        learning = Learning(grounds, config, folder, tell, reasoners)
        return learning.learn(corpus, situations)

    def places(
        self, dialogues: "Sequence[Dialogue]", config: "LearningConfig"
    ) -> tuple[Path, Path]:
        """The folders of what these dialogues teach with these settings, and of the reasoners."""
        configs = config, config.for_reasoners()
        own, shared = (digest_of(self.items, dialogues, one) for one in configs)
        return self.folder / own, self.folder / shared


def workshop(
    settings: "Settings",
    items: "Catalog",
    facts: tuple[tuple[str, str, str], ...],
    encoder: "Encoder",
    encoded: Encoded,
) -> Workshop:
    """The workshop of this data folder for these items; texts are encoded once and remembered."""
    from retrieval.encoded import RememberingEncoder
    from retrieval.lexicon import english_lexicon
    from retrieval.text import card
    from retrieval.wishes import WishReader

    folder = settings.data_folder / _FOLDER
    own = RememberingEncoder(encoder, folder / "texts.safetensors", encoded)
    cards = [card(film) for film in items.items_in_order]
    return Workshop(
        items,
        facts,
        own,
        folder,
        vectors=lambda: own.encode(cards),
        wishes=cache(lambda: WishReader(items, english_lexicon())),
    )


class School(NamedTuple):
    """Where the chat learns: its workshop, and all imported conversations in order of time.

    `artefact` is what learns from people who share besides, None where nobody does.
    """

    shop: Workshop
    dialogues: "tuple[Dialogue, ...]"
    artefact: "Artefact | None" = None

    @property
    def places(self) -> tuple[Path, Path]:
        """The folders of what is learned, and of its reasoners.

        Those of an artefact are as recorded: records masked since do not change where it is.
        """
        from retrieval.learning import LearningConfig

        if self.artefact is None:
            return self.shop.places(self.dialogues, LearningConfig())
        return self.shop.folder / self.artefact.folder, self.shop.folder / self.artefact.reasoners

    @property
    def is_out(self) -> bool:
        """Whether everything is learned already."""
        if not self.dialogues:
            return False
        from retrieval.learning import LearningConfig, is_learned

        folder, reasoners = self.places
        return is_learned(LearningConfig().knowledge.steps, folder=folder, reasoners=reasoners)

    def learned(self, tell: Tell) -> "Learned":
        """What the conversations teach, and people; only read where it is learned already.

        Of records masked since it was learned nothing but the weights is left.
        """
        from retrieval.learning import LearningConfig

        records = self.artefact.records if self.artefact else ()
        return self.shop.learned(self._with(records), LearningConfig(), tell, self.places)

    def taught_by(self, records: "Sequence[Record]") -> "School":
        """The school that learns from these records too, which are recorded nowhere yet."""
        if not records:
            return self._replace(artefact=None)
        from core.taught import Artefact
        from retrieval.learning import LearningConfig

        folder, reasoners = self.shop.places(self._with(records), LearningConfig())
        plain, _ = self._replace(artefact=None).places
        names = {"folder": folder.name, "reasoners": reasoners.name, "plain": plain.name}
        return self._replace(artefact=Artefact.model_validate(names | {"records": tuple(records)}))

    def taken_up(self, artefacts: "Sequence[Artefact]") -> "School":
        """The school of the artefact that is in use and learned from these conversations, if any."""
        done = [one for one in artefacts if one.is_done]
        if not (done and self.dialogues):
            return self
        plain, _ = self.places
        return self._replace(artefact=next((one for one in done if one.plain == plain.name), None))

    def _with(self, records: "Sequence[Record]") -> "tuple[Dialogue, ...]":
        """People's records are newer than all that was imported."""
        from agents.profile.training import conversation_of

        return *self.dialogues, *(conversation_of(one) for one in records if not one.is_masked)


def school(
    settings: "Settings",
    catalog: "Catalog",
    encoder: "Encoder",
    encoded: Encoded = lambda done, total: None,
) -> School:
    """The school for the films that imported conversations speak of, joined to this catalogue.

    It is that of the artefact in use, where people let it learn from what they like.
    """
    from catalog.datasets.store import load_data, loaded
    from catalog.store import Catalog
    from core.dialogue import in_order_of_time

    kinds = [one.kind for one in loaded(settings.data_folder) if one.counts.get("dialogues")]
    # ReDial was held before INSPIRED, whose name comes first.
    data = [load_data(settings.data_folder, kind, catalog) for kind in sorted(kinds, reverse=True)]
    items = {film.id: film for one in data for film in one.items.values()}
    facts = tuple(fact for one in data for fact in one.facts)
    plain = School(
        workshop(settings, Catalog(items.values(), "conversations"), facts, encoder, encoded),
        tuple(talk for one in data for talk in in_order_of_time(one.dialogues)),
    )
    with ledger_of(settings) as ledger:
        return plain.taken_up(ledger.taught.artefacts()) if ledger else plain


@contextmanager
def ledger_of(settings: "Settings") -> "Iterator[Ledger | None]":
    """The ledger of the data folder; None where nothing is known of anybody yet."""
    path = settings.data_folder / "people.sqlite"
    if not path.exists():
        yield None
        return
    from core.ledger import Ledger

    with closing(Ledger(path)) as ledger:
        yield ledger


def digest_of(items: "Catalog", dialogues: "Sequence[Dialogue]", config: "LearningConfig") -> str:
    """Twelve hex digits that change with the items, the dialogues and the settings."""
    digest = hashlib.sha256(f"{_VERSION} {items.fingerprint()}".encode())
    digest.update(config.model_dump_json().encode())
    for one in dialogues:
        digest.update(one.model_dump_json().encode())
    return digest.hexdigest()[:12]
