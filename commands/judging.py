"""The verb `evaluate judge`: a language model grades a run's conversations, once it agrees with people."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from commands.assembly import chat_model, read_settings
from commands.terminal import console, explained

if TYPE_CHECKING:
    from core.chat_model import ChatModel
    from core.settings import Settings
    from evaluation.judge import Talk
    from evaluation.judge_agreement import Labelled
    from evaluation.judge_results import JudgeResults, Verdict
    from evaluation.simulation_plan import Makings

Hear = Callable[["Sequence[Talk]", str], "dict[str, Verdict]"]


def judge(
    run: Annotated[str, typer.Argument(help="A simulation's folder, or its name under runs/.")],
    episodes: Annotated[
        int, typer.Option(min=1, help="So many conversations of each system, of the same people.")
    ] = 50,
    labels: Annotated[
        Path, typer.Option(help="Folder of conversations that people have graded.")
    ] = Path("tests/judging"),
    seed: Annotated[int, typer.Option(min=0, help="For the draw and intervals.")] = 0,
) -> None:
    """Let a language model grade simulated conversations by a written rubric.

    PARLEY_MODEL_JUDGE names the model; one that talked in the run is refused where another is set.
    First it grades conversations that people have graded: what it disagrees on is refused.
    """
    from evaluation.judge_agreement import read_labels
    from evaluation.runs import find_run
    from evaluation.simulation_plan import made_of

    with explained():
        settings = read_settings()
        folder = find_run(settings.data_folder / "runs", run)
        makings, by_hand = made_of(folder), read_labels(labels)
        warning = _refuse_own(settings, makings)
        case = _Case(folder, settings, by_hand, makings, episodes, seed, warning)
        with _court(case) as hear:
            found = _judged(case, hear)
        _tell(found, folder, settings.data_folder)


class _Case(NamedTuple):
    """What is to be judged, and against what."""

    folder: Path
    settings: "Settings"
    labels: "tuple[Labelled, ...]"
    makings: "Makings"
    episodes: int
    seed: int
    warning: str


def _refuse_own(settings: "Settings", makings: "Makings") -> str:
    """ParleyError where the judge talked in the run and need not judge; a warning where it must."""
    from core.errors import ParleyError

    judge = settings.judge
    if not (judge and (settings.model_url or settings.uses_model)):
        raise ParleyError(
            "A judge is a language model: set PARLEY_MODEL_URL and PARLEY_MODEL_JUDGE."
        )
    if judge not in makings.models:
        return ""
    others = {settings.fast, settings.strong, settings.model_judge} - {"", *makings.models}
    if others:
        raise ParleyError(
            f"{judge} wrote these conversations and would judge its own words: set "
            f"PARLEY_MODEL_JUDGE to another model, such as {min(others)}."
        )
    return (
        f"{judge} judges its own words, since no other model is set (PARLEY_MODEL_JUDGE): "
        "models grade themselves too well."
    )


@contextmanager
def _court(case: _Case) -> Iterator[Hear]:
    """Hears conversations with a bar, and keeps every verdict in the run's folder."""
    from rich.progress import Progress

    from evaluation.judge import limits, rubric
    from evaluation.judge_results import Verdicts
    from evaluation.judging import Court

    settings, out = case.settings, console()
    name, within = settings.judge, limits(2 * settings.turn_seconds)
    with (
        closing(_model(settings)) as model,
        Verdicts(case.folder, name, rubric()) as verdicts,
        Progress(console=out, transient=True, disable=not out.is_terminal) as bars,
    ):
        court = Court(name, rubric(), lambda: model.turn(within), settings.model_calls_at_once)

        def hear(talks: "Sequence[Talk]", what: str) -> "dict[str, Verdict]":
            task = bars.add_task(what, total=len(talks))
            return court.hear(talks, verdicts, case.seed, lambda: bars.advance(task))

        yield hear


def _model(settings: "Settings") -> "ChatModel":
    """The client of the judge's server."""
    from core.errors import ParleyError

    names = {"model_name": "", "model_fast": "", "model_strong": settings.judge}
    model = chat_model(settings.model_copy(update=names))
    if model is None:
        raise ParleyError("A judge is a language model: set PARLEY_MODEL_URL.")
    return model


def _judged(case: _Case, hear: Hear) -> "JudgeResults":
    """Agreement first; where any aspect passes, the run's conversations."""
    from evaluation.judge import rubric
    from evaluation.judge_agreement import agreement
    from evaluation.judge_results import JudgeResults, accepted
    from evaluation.judging import name_of

    given = hear([one.talk for one in case.labels], "Conversations graded by hand")
    pairs = [
        (verdict.grades, one.grades)
        for one in case.labels
        if (verdict := given[name_of(one.talk)]).grades
    ]
    found = agreement([pair[0] for pair in pairs], [pair[1] for pair in pairs], case.seed)
    plain = JudgeResults(
        judge=case.settings.judge,
        talkers=" and ".join(case.makings.models) or "rules",
        rubric=rubric(),
        labels=len(case.labels),
        unanswered_labels=len(case.labels) - len(pairs),
        agreement=found,
        is_accepted=accepted(found, len(pairs), len(case.labels)),
        price=sum(one.price for one in given.values()),
        warning=case.warning,
    )
    return _graded(case, plain, hear) if plain.aspects else plain


def _graded(case: _Case, plain: "JudgeResults", hear: Hear) -> "JudgeResults":
    """The run's conversations by system; what is wrong for certain is marked and not sent."""
    from catalog.store import load_catalog
    from evaluation.judge_results import judged
    from evaluation.judging import drawn, examined
    from evaluation.shards import read

    items = load_catalog(case.settings.data_folder)
    scored = [one for one in read(case.folder) if one.ending.is_scored]
    people = drawn(sorted({one.number for one in scored}), case.episodes, case.seed)
    chosen = [one for one in scored if one.number in set(people)]
    sent = examined(chosen, items, lambda talks: hear(talks, "Conversations of the run"))
    names = dict.fromkeys(one.system for one in sent)
    systems = tuple(
        judged(name, [one for one in sent if one.system == name], plain.aspects, case.seed)
        for name in names
    )
    price = plain.price + sum({v.talk: v.price for one in sent if (v := one.verdict)}.values())
    return plain.model_copy(update={"systems": systems, "price": price})


def _tell(found: "JudgeResults", folder: Path, data_folder: Path) -> None:
    """Keep and show it; the command fails where every aspect is refused."""
    from catalog.store import load_catalog
    from evaluation.judge_results import JUDGE
    from evaluation.judge_tables import tables
    from evaluation.runs import RESULTS
    from evaluation.simulation_runs import load, save

    (folder / JUDGE).write_text(found.model_dump_json(indent=1), "utf-8")
    if (folder / RESULTS).exists():
        run = load(folder)
        save(folder, run.results, run.episodes, run.personas, load_catalog(data_folder))
    out = console()
    if found.warning:
        typer.secho(f"Warning: {found.warning}", fg="yellow", err=True)
    for table in tables(found):
        out.print(table)
    if found.price:
        out.print(f"The judge has cost {found.price:,.2f}.", highlight=False)
    if not found.aspects:
        typer.secho(
            f"{found.judge} does not agree with people (weighted kappa of at least "
            f"{found.least:.2f} is asked): its grades are refused.",
            fg="red",
            err=True,
        )
        raise typer.Exit(1)
    out.print(f"Verdicts: {folder / JUDGE}", markup=False, soft_wrap=True)
