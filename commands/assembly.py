"""The composition root: settings are read here, and the parts put together."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.contracts import Minds
    from agents.profile.keeping import ProfileKeeper
    from agents.profile.memories import Memories
    from agents.profile.writing import ProfileWriter
    from agents.recommender import ConversationalRecommender, ConversationStore
    from core.chat_model import ChatModel
    from core.settings import Order, Settings
    from retrieval.warmup import Progress

TRIAL_SECONDS = 60.0
_RECORDS = "language_model.sqlite"


class Parts:
    """The assembled house: what every verb needs, built once."""

    def __init__(self, settings: "Settings") -> None:
        """Load the catalogue, and build graph, names and retriever from it (a few seconds)."""
        from agents.language_model.names import Names
        from agents.rules.listen import RulesListener
        from agents.rules.prototypes import IntentPrototypes
        from catalog.store import load_catalog
        from retrieval.encoder import MODEL, SentenceEncoder
        from retrieval.graph import KnowledgeGraph
        from retrieval.lexicon import english_lexicon
        from retrieval.linking import Linker
        from retrieval.search import FusedRetriever
        from retrieval.text import TextIndex, fingerprint
        from retrieval.warmup import Preparation, Warmup

        self.settings = settings
        self.catalog = load_catalog(settings.data_folder)
        items = self.catalog.items_in_order
        folder = settings.data_folder / f"built-{fingerprint(items, MODEL)}"
        self._encoder = encoder = SentenceEncoder()
        index = TextIndex(items, encoder, folder / "vectors")
        prototypes = IntentPrototypes(encoder)
        lexicon = english_lexicon()
        linker = Linker(self.catalog, lexicon)
        self.names = Names(self.catalog, linker, lexicon)
        self.listener = RulesListener(self.catalog, linker, lexicon, prototypes)
        self.retriever = FusedRetriever(self.catalog, KnowledgeGraph.build(items), index, encoder)
        self.encoding: Warmup = Warmup(
            (
                Preparation("Loading the language encoder", lambda _: encoder.warm()),
                Preparation("Reading example messages", lambda _: prototypes.warm()),
            )
        )
        self.warmup: Warmup = self.encoding.followed_by(
            Preparation("Reading what was learned", lambda _: self._take_up())
        ).followed_by(Preparation("Building text vectors", index.build))
        # The name of what was learned and is in use.
        self.learned = ""
        self.model = chat_model(settings)
        if self.model:
            trial = Preparation("Trying the language model", _tried(self.model))
            self.warmup = self.warmup.preceded_by(trial)

    def _take_up(self) -> None:
        """Use what was learned from imported conversations, where that is up to date."""
        from commands.learning import school
        from retrieval.learned import Experience

        taught = school(self.settings, self.catalog, self._encoder)
        if taught.is_out:
            learned = taught.learned(lambda _: None)
            self.retriever.take_up(Experience(learned, self.catalog, self._encoder))
            self.learned = taught.places[0].name

    def minds(self, order: "Order | None" = None) -> "Minds":
        """The rules mind, behind a language model where one is set; `order` by default the setting's."""
        from agents.language_model.mind import LanguageModelMind
        from agents.language_model.orders import limits_of
        from agents.rules.mind import RulesMind

        rules, model, settings = RulesMind(self.catalog, self.listener), self.model, self.settings
        if model is None:
            return rules
        limits = limits_of(order or settings.model_order, settings.turn_seconds)
        return LanguageModelMind(
            self.catalog,
            self.names,
            rules,
            settings.model_names,
            lambda origin: model.turn(limits, origin),
        )

    def writer(self) -> "ProfileWriter":
        """Who writes summaries of what is known of people: a language model where one is set."""
        from agents.language_model.orders import writing_limits
        from agents.language_model.profiling import LanguageModelWriter, ProfilePrompt
        from agents.profile.writing import RulesWriter

        rules, model = RulesWriter(), self.model
        if model is None:
            return rules
        limits = writing_limits(2 * self.settings.turn_seconds)
        prompt = ProfilePrompt(self.names, self.listener)
        return LanguageModelWriter(prompt, rules, lambda: model.turn(limits))

    def keeper(
        self, memories: "Memories", recommender: "ConversationalRecommender"
    ) -> "ProfileKeeper":
        """The profiles of people in their own hands."""
        from agents.profile.keeping import ProfileKeeper

        return ProfileKeeper(
            memories, self.listener, recommender, self.retriever, writer=self.writer()
        )

    def recommender(
        self, folder: Path | None = None, memories: "Memories | None" = None
    ) -> "ConversationalRecommender":
        """The recommender over the conversations stored in `folder`, the data folder by default.

        Without `memories` it knows and remembers nothing of anybody.
        """
        from agents.recommender import ConversationalRecommender
        from core.settings import Replay

        return ConversationalRecommender(
            items=self.catalog,
            mind=self.minds(),
            retriever=self.retriever,
            store=conversation_store(self.settings, folder),
            progress=self.warmup.progress,
            order=self.settings.model_order,
            is_repeatable=self.settings.model_replay is not Replay.OFF,
            memories=memories,
        )

    def memories(self, folder: Path | None = None) -> "Memories":
        """What is remembered of people, kept in `folder`, the data folder by default."""
        from agents.profile.memories import Memories
        from core.ledger import Ledger

        return Memories(
            Ledger((folder or self.settings.data_folder) / "people.sqlite"), self.catalog
        )


def conversation_store(settings: "Settings", folder: Path | None = None) -> "ConversationStore":
    """The conversations in `folder`, the data folder by default; recorded answers go with them."""
    from functools import partial

    from agents.recommender import ConversationStore
    from core.model_store import forget_recordings

    recordings = settings.data_folder / _RECORDS
    place = (folder or settings.data_folder) / "conversations.sqlite"
    return ConversationStore(place, partial(forget_recordings, recordings))


def chat_model(settings: "Settings") -> "ChatModel | None":
    """The client of the language-model server; None where none is set."""
    if not settings.uses_model:
        return None
    import warnings

    from core.chat_model import ChatModel, ModelConfig
    from core.language_model import Role
    from core.model_store import ModelStore

    # The openai client says this of a server's absurd token counts, which are then estimated.
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings")
    config = ModelConfig(
        url=settings.model_url,
        key=settings.model_key,
        models={Role.FAST: settings.fast, Role.STRONG: settings.strong},
        retries=settings.model_retries,
        at_once=settings.model_calls_at_once,
        rest_seconds=settings.model_rest_seconds,
        prices=settings.model_prices,
        daily_cap=settings.model_daily_cap,
        replay=settings.model_replay,
    )
    return ChatModel(config, ModelStore(settings.data_folder / _RECORDS))


def _tried(model: "ChatModel") -> "Callable[[Progress], None]":
    """Find out how the models are to be spoken to, before somebody waits for it."""
    from core.language_model import Role

    def run(_: "Progress") -> None:
        for role in Role:
            model.dialect(role, TRIAL_SECONDS, renew=True)

    return run


def read_settings() -> "Settings":
    """The settings of this run."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from core.errors import ParleyError
    from core.settings import Settings

    try:
        return Settings()
    except SettingsError as error:
        raise ParleyError(f"A setting is wrong: {error}. It must be JSON.") from error
    except ValidationError as error:
        wrong = "; ".join(_told(one) for one in error.errors())
        raise ParleyError(f"A setting is wrong: {wrong}") from error


def _told(wrong: Mapping[str, Any]) -> str:
    """One wrong setting in words; the key is never repeated, nor all settings together."""
    from core.settings import shown_url

    message = str(wrong["msg"]).removeprefix("Value error, ")
    name = "_".join(map(str, wrong["loc"])).upper()
    if not name:
        return message
    given = shown_url(wrong["input"]) if "URL" in name else wrong["input"]
    given = "" if "KEY" in name else f"={given!r}"
    return f"PARLEY_{name}{given}: {message}"


@contextmanager
def quick_start() -> Iterator[None]:
    """No garbage collection while a million lasting objects are made: a third of the start."""
    import gc

    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def assembled() -> Parts:
    """The parts for the settings of this run."""
    from rich.console import Console

    with Console(stderr=True).status("Reading the catalogue and building its graph ..."):
        return Parts(read_settings())
