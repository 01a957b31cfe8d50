"""The verbs `chat` and `talk`: the page on loopback, and the same conversation in the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.assembly import assembled, quick_start
from commands.terminal import console, explained, warm_with_bar

if TYPE_CHECKING:
    from commands.assembly import Parts
    from core.ports import Laboratory
    from core.settings import Settings


def chat(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the page; default 7860.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page.")] = False,
) -> None:
    """Serve the web page on loopback."""
    with explained():
        with quick_start():
            parts = assembled()
            from ui.page import serve
            from ui.screen import PageConfig
            from ui.serving import Address

        memories = parts.memories()
        recommender = parts.recommender(memories=memories)
        serve(
            recommender,
            parts.keeper(memories, recommender),
            config=PageConfig(mind=_who_answers(parts.settings)),
            address=Address(parts.settings.host, port or parts.settings.port),
            laboratory=_laboratory(parts),
            open_browser=open_browser,
            when_up=lambda: warm_with_bar(parts.warmup),
        )


def talk(
    session: Annotated[str, typer.Option(help="Continue this conversation.")] = "",
    person: Annotated[str, typer.Option(help="Remember what lasts as this person's.")] = "",
) -> None:
    """Hold the same conversation in the terminal."""
    from ui.terminal import talk as talk_in_terminal

    with explained():
        with quick_start():
            parts = assembled()
        parts.warmup.start()
        recommender = parts.recommender(memories=parts.memories() if person else None)
        talk_in_terminal(recommender, console(), session_id=session, person=person)


def _laboratory(parts: "Parts") -> "Laboratory":
    """What the page measures with."""
    from commands.evaluations import PageEvaluations
    from commands.reports import RunReports
    from commands.simulations import PageSimulations
    from core.ports import Laboratory

    settings = parts.settings
    return Laboratory(
        simulations=PageSimulations(settings, parts.catalog),
        evaluations=PageEvaluations(settings),
        reports=RunReports(settings.data_folder / "runs"),
    )


def _who_answers(settings: "Settings") -> str:
    """The label of the page that says whose answers these are."""
    if not settings.uses_model:
        return "Answers by rules, offline"
    return f"Answers by {settings.model_names}, with rules as the safety net"
