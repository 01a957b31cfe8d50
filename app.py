"""Command line and composition root: settings are read here, and the parts put together."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agents.recommender import ConversationalRecommender
    from agents.rules.listen import RulesListener
    from catalog.store import Catalog
    from core.ports import Encoder
    from core.settings import Settings
    from retrieval.search import FusedRetriever
    from retrieval.warmup import Warmup

# Libraries read these when they are imported, which happens later and only here below.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("LANGSMITH_TRACING", "false")

app = typer.Typer(
    help="Parley: talk about what you want to watch and get real films, explained.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
catalog_app = typer.Typer(help="The films that can be recommended.", no_args_is_help=True)
evaluate_app = typer.Typer(help="Measurements, with the figures of docs/experiments.md.", no_args_is_help=True)
app.add_typer(catalog_app, name="catalog")
app.add_typer(evaluate_app, name="evaluate")

# Imports stand inside the functions below so that `--help` answers in under half a second.
# ruff: noqa: PLC0415


def read_settings() -> "Settings":
    """The settings of this run."""
    from core.settings import Settings

    return Settings()


class Parts:
    """The assembled house: what every verb needs, built once."""

    def __init__(self, settings: "Settings") -> None:
        """Load the catalogue, and build graph, names and retriever from it (a few seconds)."""
        from agents.rules.listen import RulesListener
        from agents.rules.prototypes import IntentPrototypes
        from catalog.store import load_catalog
        from retrieval.encoder import SentenceEncoder
        from retrieval.graph import KnowledgeGraph
        from retrieval.lexicon import english_lexicon
        from retrieval.linking import Linker
        from retrieval.search import FusedRetriever
        from retrieval.text import TextIndex
        from retrieval.warmup import Preparation, Warmup

        self.settings = settings
        self.catalog: Catalog = load_catalog(settings.data_folder)
        folder = settings.data_folder / f"built-{self.catalog.fingerprint()}"
        encoder = SentenceEncoder()
        index = TextIndex(self.catalog.items_in_order, encoder, folder / "vectors")
        prototypes = IntentPrototypes(encoder)
        lexicon = english_lexicon()
        self.encoder: Encoder = encoder
        self.listener: RulesListener = RulesListener(
            self.catalog, Linker(self.catalog, lexicon), lexicon, prototypes
        )
        self.retriever: FusedRetriever = FusedRetriever(
            self.catalog, KnowledgeGraph.build(self.catalog.items_in_order), index, encoder
        )
        self.warmup: Warmup = Warmup(
            (
                Preparation("Loading the language encoder", lambda _: _discard(encoder.load())),
                Preparation("Reading example messages", lambda _: prototypes.warm()),
                Preparation("Building text vectors", index.build),
            )
        )

    def recommender(self) -> "ConversationalRecommender":
        """The recommender over the stored conversations."""
        from agents.recommender import ConversationalRecommender, ConversationStore
        from agents.rules.mind import RulesMind

        return ConversationalRecommender(
            items=self.catalog,
            mind=RulesMind(self.catalog, self.listener),
            retriever=self.retriever,
            store=ConversationStore(self.settings.data_folder / "conversations.sqlite"),
            progress=self.warmup.progress,
        )


def _discard(_: object) -> None:
    """For calls whose value is not needed."""


def _built_parts() -> Parts:
    from rich.console import Console

    from core.errors import ParleyError

    console = Console(stderr=True)
    try:
        with console.status("Reading the catalogue and building its graph ..."):
            return Parts(read_settings())
    except ParleyError as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error


@app.command()
def chat(
    port: Annotated[int | None, typer.Option(help="Port of the page; default 7860.")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page.")] = False,
) -> None:
    """Serve the web page on loopback."""
    parts = _built_parts()
    from ui.page import serve

    serve(
        parts.recommender(),
        host=parts.settings.host,
        port=port or parts.settings.port,
        open_browser=open_browser,
        when_up=parts.warmup.start,
    )


@app.command()
def talk(session: Annotated[str, typer.Option(help="Continue this conversation.")] = "") -> None:
    """Hold the same conversation in the terminal."""
    from uuid import uuid4

    from rich.console import Console

    from ui.terminal import talk as talk_in_terminal

    parts = _built_parts()
    parts.warmup.start()
    talk_in_terminal(parts.recommender(), Console(), session_id=session or uuid4().hex)


@app.command()
def bench(turns: Annotated[int, typer.Option(help="How many turns to measure.")] = 120) -> None:
    """Print the CPU time of ordinary turns with the catalogue in use."""
    from evaluation.benchmark import measure_turns, report

    parts = _built_parts()
    parts.warmup.start()
    with _waiting("Preparing text vectors (once per catalogue) ..."):
        parts.warmup.wait()
    typer.echo(report(measure_turns(parts.recommender(), turns)))


def _waiting(message: str) -> "contextlib.AbstractContextManager[object]":
    from rich.console import Console

    return Console(stderr=True).status(message)


if TYPE_CHECKING:
    import contextlib


if __name__ == "__main__":
    app()
