"""Command line and composition root: settings are read here, and the parts put together."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from agents.contracts import Minds
    from agents.recommender import ConversationalRecommender
    from core.chat_model import ChatModel
    from core.settings import Settings
    from retrieval.warmup import Progress, Warmup

# Libraries read these when they are imported, which happens late and only below.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("LANGSMITH_TRACING", "false")

# Imports stand inside the functions so that `--help` answers in under half a second.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="Parley: talk about what you want to watch and get real films, explained.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
catalog_app = typer.Typer(help="The films that can be recommended.", no_args_is_help=True)
evaluate_app = typer.Typer(
    help="Measurements: the figures of docs/experiments.md.", no_args_is_help=True
)
model_app = typer.Typer(help="The language model, where one is set.", no_args_is_help=True)
app.add_typer(catalog_app, name="catalog")
app.add_typer(model_app, name="model")
app.add_typer(evaluate_app, name="evaluate")

# The public data sets are from before 2019; "recent" in them means recent then.
_YEAR_OF_THE_DATA = 2018
_PLAIN_WIDTH = 140
_TRIAL_SECONDS = 60.0


class Half(StrEnum):
    """Which half of a data set: rules were improved on `dev`, figures are reported on `test`."""

    DEV = "dev"
    TEST = "test"


DataFolder = Annotated[
    Path,
    typer.Option("--data", help="Folder with the public data sets (redial/, simulator-eval/)."),
]
Part = Annotated[Half, typer.Option(help="Rules were improved on dev; report test.")]


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
        encoder = SentenceEncoder()
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
            Preparation("Building text vectors", index.build)
        )
        self.model = chat_model(settings)
        if self.model:
            trial = Preparation("Trying the language model", _tried(self.model))
            self.warmup = self.warmup.preceded_by(trial)

    def minds(self) -> "Minds":
        """The rules mind, behind a language model where one is set."""
        from agents.language_model.mind import LanguageModelMind
        from agents.language_model.orders import limits_of
        from agents.rules.mind import RulesMind

        rules, model, settings = RulesMind(self.catalog, self.listener), self.model, self.settings
        if model is None:
            return rules
        limits = limits_of(settings.model_order, settings.turn_seconds)
        return LanguageModelMind(
            self.catalog, self.names, rules, settings.model_names, lambda: model.turn(limits)
        )

    def recommender(self, folder: Path | None = None) -> "ConversationalRecommender":
        """The recommender over the conversations stored in `folder`, the data folder by default."""
        from agents.recommender import ConversationalRecommender, ConversationStore
        from core.settings import Replay

        return ConversationalRecommender(
            items=self.catalog,
            mind=self.minds(),
            retriever=self.retriever,
            store=ConversationStore((folder or self.settings.data_folder) / "conversations.sqlite"),
            progress=self.warmup.progress,
            order=self.settings.model_order,
            is_repeatable=self.settings.model_replay is not Replay.OFF,
        )


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
    return ChatModel(config, ModelStore(settings.data_folder / "language_model.sqlite"))


def _tried(model: "ChatModel") -> "Callable[[Progress], None]":
    """Find out how the models are to be spoken to, before somebody waits for it."""
    from core.language_model import Role

    def run(_: "Progress") -> None:
        for role in Role:
            model.dialect(role, _TRIAL_SECONDS, renew=True)

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


@app.command()
def chat(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the page; default 7860.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page.")] = False,
) -> None:
    """Serve the web page on loopback."""
    with _explained():
        with _quick_start():
            parts = _parts()
            from ui.page import serve
            from ui.screen import PageConfig

        serve(
            parts.recommender(),
            config=PageConfig(mind=_who_answers(parts.settings)),
            host=parts.settings.host,
            port=port or parts.settings.port,
            open_browser=open_browser,
            when_up=lambda: _warm_with_bar(parts.warmup),
        )


@app.command()
def talk(session: Annotated[str, typer.Option(help="Continue this conversation.")] = "") -> None:
    """Hold the same conversation in the terminal."""
    from ui.terminal import talk as talk_in_terminal

    with _explained():
        with _quick_start():
            parts = _parts()
        parts.warmup.start()
        talk_in_terminal(parts.recommender(), _console(), session_id=session)


@app.command()
def bench(
    turns: Annotated[int, typer.Option(min=1, help="How many turns to measure.")] = 120,
) -> None:
    """Print the processor time of ordinary turns with the catalogue in use."""
    from tempfile import TemporaryDirectory

    from evaluation.benchmark import measure_turns, report

    with _explained():
        parts = _parts()
        _warmed(parts.warmup)
        with TemporaryDirectory() as folder:
            measured = measure_turns(parts.recommender(Path(folder)), turns)
        _console().print(report(measured), highlight=False)


@catalog_app.command("import")
def import_catalog(
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines, UTF-8.")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="OURS=THEIRS, for instance title=Name.")
    ] = None,
    keep_going: Annotated[
        bool, typer.Option(help="Import even if most rows are rejected.")
    ] = False,
) -> None:
    """Replace the catalogue with your own films; bad rows are reported and skipped."""
    from rich.progress import Progress

    from catalog.importer import import_films

    with _explained():
        folder = read_settings().data_folder
        size = file.stat().st_size if file.is_file() else None
        with Progress(console=_console(), transient=True) as progress:
            task = progress.add_task("Reading", total=size)
            report = import_films(
                file,
                folder,
                tuple(mapping or ()),
                keep_going=keep_going,
                progress=lambda done: progress.update(task, completed=done),
            )
        for rejection in report.rejected:
            _console().print(f"line {rejection.line}: {rejection.reason}", markup=False)
        _console().print(
            f"{report.accepted:,} films imported, {len(report.rejected):,} rows rejected. "
            "What depends on the catalogue is rebuilt at the next start."
        )


@catalog_app.command("show")
def show_catalog() -> None:
    """Say which catalogue is in use."""
    from catalog.store import load_catalog

    with _explained():
        catalog = load_catalog(read_settings().data_folder)
        noted = sum(bool(item.pitch) for item in catalog.values())
        _console().print(
            f"{catalog.name}: {len(catalog):,} films, {noted:,} with a pitch, "
            f"fingerprint {catalog.fingerprint()}",
            highlight=False,
        )


@catalog_app.command("remove")
def remove_catalog() -> None:
    """Go back to the default catalogue."""
    from catalog.importer import forget_import

    with _explained():
        was_there = forget_import(read_settings().data_folder)
        _console().print(
            "The imported catalogue is gone." if was_there else "There was no imported catalogue."
        )


@model_app.command("check")
def check_model() -> None:
    """Say whether the language model can be used, and how it is spoken to."""
    from core.errors import ParleyError
    from core.language_model import ModelFailed, Role
    from core.settings import shown_url

    with _explained():
        settings = read_settings()
        model = chat_model(settings)
        if model is None:
            raise ParleyError(_NO_MODEL)
        with closing(model):
            for role in Role:
                name = (
                    f"{model.config.models[role]} at {shown_url(settings.model_url) or 'no server'}"
                )
                try:
                    dialect = model.dialect(role, _TRIAL_SECONDS, renew=True)
                except ModelFailed as error:
                    raise ParleyError(f"{role.value}: {name}: {error}.") from error
                told = f"{role.value}: {name} can be used; typed answers by {dialect.form.value}"
                _console().print(told, highlight=False, markup=False)


@model_app.command("usage")
def show_usage() -> None:
    """Calls, tokens and price by day and call site."""
    from core.model_store import ModelStore
    from ui.usage import usage_table

    with _explained():
        store = ModelStore(read_settings().data_folder / "language_model.sqlite")
        with closing(store):
            _console().print(usage_table(store.account()))


@evaluate_app.command("listening")
def evaluate_listening(
    errors: Annotated[bool, typer.Option(help="List the disagreements on the seen half.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the labelled turns are.")] = Path(
        "tests/listening"
    ),
) -> None:
    """Precision and recall by slot on the labelled turns, both halves."""
    from evaluation.listening import disagreement_table, disagreements, score_turns, table

    with _explained():
        _present(folder / "seen.jsonl", folder / "held_out.jsonl")
        parts = _parts()
        _warmed(parts.encoding)
        year = datetime.now(UTC).year
        halves = {"seen": folder / "seen.jsonl", "held out": folder / "held_out.jsonl"}
        scores = {
            name: score_turns(path, parts.listener, parts.catalog, year)
            for name, path in halves.items()
        }
        _console().print(table(scores))
        if errors:
            found = disagreements(halves["seen"], parts.listener, parts.catalog, year)
            _console().print(disagreement_table(found))


@evaluate_app.command("linking")
def evaluate_linking(
    data: DataFolder,
    part: Part = Half.TEST,
    dialogues: Annotated[int, typer.Option(min=1, help="How many dialogues to sample.")] = 300,
    errors: Annotated[bool, typer.Option(help="List the errors, on dev only.")] = False,
) -> None:
    """Entity linking, likes and dislikes on ReDial dialogues."""
    from evaluation import linking, splits, verdicts
    from evaluation.hearing import Hearing
    from evaluation.redial import Variant, read_dialogues, read_mentions

    with _explained():
        _present(data / "redial" / "train_part.jsonl", data / "redial" / "crosswalk.csv")
        parts = _parts()
        _warmed(parts.encoding)
        mentions = read_mentions(data / "redial", parts.catalog)
        every = read_dialogues(data / "redial" / "train_part.jsonl")
        sample = splits.sampled(len(every), dialogues, splits.Part(part.value), 0)
        chosen = [every[index] for index in sample]
        hearing = Hearing(parts.listener, parts.catalog, _YEAR_OF_THE_DATA)
        scores = [
            linking.score_linking(chosen, mentions, hearing, variant, seed=0) for variant in Variant
        ]
        _console().print(linking.table({part.value: scores}))
        if errors:
            _console().print(linking.error_table([one for each in scores for one in each.errors]))
        heard = verdicts.score_verdicts(chosen, mentions, hearing, seed=0)
        _console().print(verdicts.table({part.value: heard}))


@evaluate_app.command("intents")
def evaluate_intents(data: DataFolder, part: Part = Half.TEST) -> None:
    """Intent accuracy on the IARD annotations of ReDial dialogues."""
    from evaluation import intents, splits
    from evaluation.hearing import Hearing
    from evaluation.iard import read_iard
    from evaluation.redial import read_mentions

    with _explained():
        _present(data / "simulator-eval" / "iard.json", data / "redial" / "crosswalk.csv")
        parts = _parts()
        _warmed(parts.encoding)
        mentions = read_mentions(data / "redial", parts.catalog)
        every = read_iard(data / "simulator-eval" / "iard.json")
        sample = splits.sampled(len(every), None, splits.Part(part.value), 0)
        hearing = Hearing(parts.listener, parts.catalog, _YEAR_OF_THE_DATA)
        scores = intents.score_intents([every[index] for index in sample], mentions, hearing)
        _console().print(intents.table({part.value: scores}))
        _console().print(intents.confusion_table(scores))


_NO_MODEL = (
    "No language model is set: give PARLEY_MODEL_URL (for instance http://127.0.0.1:8000/v1), "
    "PARLEY_MODEL_NAME, and PARLEY_MODEL_KEY where the server wants one."
)


def _who_answers(settings: "Settings") -> str:
    """The label of the page that says whose answers these are."""
    if not settings.uses_model:
        return "Answers by rules, offline"
    return f"Answers by {settings.model_names}, with rules as the safety net"


def _present(*paths: Path) -> None:
    """Refuse to go on where a file that is to be read is missing."""
    from core.errors import ParleyError

    for path in paths:
        if not path.exists():
            raise ParleyError(f"{path} is missing. See --data and --folder in --help.")


def _console() -> "Console":
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=_PLAIN_WIDTH)


@contextmanager
def _explained() -> Iterator[None]:
    """Errors that Parley can explain end the command with their text and status 1."""
    from core.errors import ParleyError

    try:
        yield
    except ParleyError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from error


@contextmanager
def _quick_start() -> Iterator[None]:
    """No garbage collection while a million lasting objects are made: a third of the start."""
    import gc

    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _parts() -> Parts:
    from rich.console import Console

    with Console(stderr=True).status("Reading the catalogue and building its graph ..."):
        return Parts(read_settings())


def _warmed(warmup: "Warmup") -> None:
    """Prepare everything now, with a progress bar."""
    from core.errors import ParleyError

    _warm_with_bar(warmup)
    warmup.wait()
    if failures := warmup.progress():
        raise ParleyError(failures)


def _warm_with_bar(warmup: "Warmup") -> None:
    """Start preparing, with a bar in the terminal; returns at once."""
    from ui.progress import show_progress

    warmup.start()
    show_progress(warmup)


if __name__ == "__main__":
    app()
