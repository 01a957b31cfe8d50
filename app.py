"""The command line: the environment that libraries expect, and the verbs."""

import os

# Libraries read these when they are imported, which happens late, inside the verbs.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("LANGSMITH_TRACING", "false")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import typer

from commands.bench import bench
from commands.catalog import catalog_app
from commands.chat import chat, talk
from commands.compare import compare
from commands.data import data_app
from commands.evaluate import evaluate_app
from commands.fit_simulator import fit
from commands.model import model_app
from commands.profile import profile_app
from commands.simulate import simulate
from commands.train import train

app = typer.Typer(
    help="Parley: talk about what you want to watch and get real films, explained.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(chat)
app.command()(talk)
app.command()(bench)
app.command()(train)
app.command()(simulate)
app.command("simulate-fit")(fit)
app.command()(compare)
app.add_typer(catalog_app, name="catalog")
app.add_typer(data_app, name="data")
app.add_typer(profile_app, name="profile")
app.add_typer(model_app, name="model")
app.add_typer(evaluate_app, name="evaluate")

if __name__ == "__main__":
    app()
