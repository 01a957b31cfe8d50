"""The verbs of `model`: whether the language model can be used, and what it cost."""

from contextlib import closing

import typer

from commands.assembly import TRIAL_SECONDS, chat_model, read_settings
from commands.terminal import console, explained

model_app = typer.Typer(help="The language model, where one is set.", no_args_is_help=True)

_NO_MODEL = (
    "No language model is set: give PARLEY_MODEL_URL (for instance http://127.0.0.1:8000/v1), "
    "PARLEY_MODEL_NAME, and PARLEY_MODEL_KEY where the server wants one."
)


@model_app.command("check")
def check_model() -> None:
    """Say whether the language model can be used, and how it is spoken to."""
    from core.errors import ParleyError
    from core.language_model import ModelFailed, Role
    from core.settings import shown_url

    with explained():
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
                    dialect = model.dialect(role, TRIAL_SECONDS, renew=True)
                except ModelFailed as error:
                    raise ParleyError(f"{role.value}: {name}: {error}.") from error
                told = f"{role.value}: {name} can be used; typed answers by {dialect.form.value}"
                console().print(told, highlight=False, markup=False)


@model_app.command("usage")
def show_usage() -> None:
    """Calls, tokens and price by day and call site."""
    from core.model_store import ModelStore
    from ui.usage import usage_table

    with explained():
        store = ModelStore(read_settings().data_folder / "language_model.sqlite")
        with closing(store):
            console().print(usage_table(store.account()))
