"""The verb `simulate`: simulated people talk with systems, and everything is measured."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from commands.assembly import read_settings
from commands.simulating import Look, Share, play_all
from commands.systems import ABOUT, Name
from commands.terminal import console, explained

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.settings import Settings
    from evaluation.episodes import Episode
    from evaluation.simulation_plan import SimulationPlan
    from simulator.persona import Persona

# Measured with the fake model over ordinary conversations, see docs/experiments.md.
_PROMPT_TOKENS, _ANSWER_TOKENS = 7_636, 159
_SAMPLES = 3
_ORIGINS = ("movielens", "redial", "catalogue")


def simulate(  # noqa: PLR0913
    users: Annotated[int, typer.Option(min=1, help="How many simulated people.")] = 100,
    system: Annotated[
        list[Name] | None, typer.Option(help="Whom they talk with; may be given again.")
    ] = None,
    turns: Annotated[int, typer.Option(min=1, max=20, help="At most so many turns.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="For people and intervals.")] = 0,
    origin: Annotated[
        str, typer.Option("--from", help="Whose histories they have: movielens, redial, catalogue.")
    ] = "movielens",
    in_flight: Annotated[
        int, typer.Option(min=1, help="Conversations at once, over all processes.")
    ] = 32,
    processes: Annotated[int, typer.Option(min=0, help="Processes; 0 is one a core.")] = 0,
    shard: Annotated[str, typer.Option(help="I/N: only every N-th person, from the I-th.")] = "1/1",
    resume: Annotated[
        Path | None, typer.Option(help="Go on with the run in this folder, as it was begun.")
    ] = None,
    cap: Annotated[
        float | None, typer.Option(min=0, help="Begin nothing more once this much is spent.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    name: Annotated[str, typer.Option(help="A name for the run's folder.")] = "",
) -> None:
    """Let simulated people talk with one or more systems, and measure how that goes.

    Runs that are broken off go on with --resume; what was finished is not played again.
    """
    from evaluation.shards import shard_of
    from evaluation.simulation_plan import frozen

    with explained():
        mine = shard_of(shard)
        settings = read_settings()
        catalog = _catalog(settings)
        if resume is None:
            systems = tuple(dict.fromkeys(one.value for one in system or [Name.MACRS]))
            plan, personas = _planned(
                settings, catalog, _Asked(users, systems, turns, seed, origin, name)
            )
        else:
            plan, personas = frozen(resume)
            _refuse_another_catalogue(plan, catalog)
        _announce(plan, personas, settings)
        if dry_run:
            return
        folder = resume or _begun(settings, plan, personas)
        count = processes or _cores()
        shares = [
            Share(folder, mine, (number, count), max(1, in_flight // count))
            for number in range(1, count + 1)
        ]
        with _progress(folder, plan, len(personas), cap) as look:
            play_all(shares, look)
        _finish(folder, plan, personas, catalog)


class _Asked(NamedTuple):
    """What the command line asks for, of a new run."""

    users: int
    systems: tuple[str, ...]
    turns: int
    seed: int
    origin: str
    name: str


def _catalog(settings: "Settings") -> "Catalog":
    from catalog.store import load_catalog

    with console().status("Reading the catalogue ..."):
        return load_catalog(settings.data_folder)


def _planned(
    settings: "Settings", catalog: "Catalog", asked: _Asked
) -> "tuple[SimulationPlan, tuple[Persona, ...]]":
    from core.errors import ParleyError
    from evaluation.simulation_plan import SimulationPlan
    from simulator.persona import Origin

    if asked.origin not in _ORIGINS:
        raise ParleyError(f"--from is one of {', '.join(_ORIGINS)}, not {asked.origin!r}.")
    personas = _people(settings, catalog, asked)
    if not personas:
        raise ParleyError(f"{asked.origin} has nobody whose later films could be sought.")
    plan = SimulationPlan(
        name=asked.name or f"simulate-{asked.origin}",
        command=shlex.join(["python", Path(sys.argv[0]).name, *sys.argv[1:]]),
        origin=Origin(asked.origin),
        users=asked.users,
        systems=asked.systems,
        turns=asked.turns,
        seed=asked.seed,
        today=datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        fingerprint=catalog.fingerprint(),
    )
    return plan, personas


def _people(settings: "Settings", catalog: "Catalog", asked: _Asked) -> "tuple[Persona, ...]":
    from catalog.datasets.store import load_data
    from simulator import population

    if asked.origin == "catalogue":
        return population.catalogue_personas(catalog, asked.users, asked.seed)
    data = load_data(settings.data_folder, asked.origin, catalog)
    if asked.origin == "redial":
        return population.redial_personas(data.dialogues, catalog, asked.users, asked.seed)
    return population.movielens_personas(data.histories, catalog, asked.users, asked.seed)


def _refuse_another_catalogue(plan: "SimulationPlan", catalog: "Catalog") -> None:
    from core.errors import ParleyError

    if plan.fingerprint != catalog.fingerprint():
        raise ParleyError(
            f"The run was begun with catalogue {plan.fingerprint}, and this is "
            f"{catalog.fingerprint()}: its episodes would not fit together."
        )


def _begun(settings: "Settings", plan: "SimulationPlan", personas: "Sequence[Persona]") -> Path:
    from evaluation.runs import run_folder
    from evaluation.simulation_plan import freeze

    folder = run_folder(settings.data_folder, plan.name, datetime.now(UTC))
    freeze(folder, plan, personas)
    return folder


def _announce(plan: "SimulationPlan", personas: "Sequence[Persona]", settings: "Settings") -> None:
    """What will be done, to whom, what it can show and what it may cost."""
    from evaluation.simulation_statistics import detectable

    out, count = console(), len(personas)
    out.print(
        f"{count:,} people of {plan.origin.value} ({plan.users:,} asked for), at most {plan.turns} "
        f"turns, seed {plan.seed}; a difference of {detectable(count):.3f} in SR would be found "
        f"with 80% power where outcomes are unrelated, of {detectable(count, 0.25):.3f} where a "
        "quarter of the pairs differ.",
        highlight=False,
    )
    for name in plan.systems:
        out.print(f"  {name}: {ABOUT[Name(name)]}", markup=False, highlight=False)
    for persona in personas[:_SAMPLES]:
        wants = ", ".join(f"{one.attribute.value} {one.weight:.2f}" for one in persona.needs)
        out.print(
            f"  {persona.id}, {persona.family}: {len(persona.targets)} hidden films, wants {wants}",
            markup=False,
            highlight=False,
        )
    if settings.uses_model:
        out.print(_estimate(plan, count, settings), highlight=False)


def _estimate(plan: "SimulationPlan", count: int, settings: "Settings") -> str:
    """The price where every conversation takes all its turns, by the tokens of measured turns."""
    from core.language_model import Usage
    from core.settings import Price
    from core.spending import cost

    price = settings.model_prices.get(settings.strong, Price())
    a_turn = cost(price, Usage(prompt=_PROMPT_TOKENS, completion=_ANSWER_TOKENS))
    # One turn more for the list at the end.
    every = count * len(plan.systems) * (plan.turns + 1)
    return f"Estimated price: at most about {every * a_turn:,.2f} for {every:,} turns."


@contextmanager
def _progress(
    folder: Path, plan: "SimulationPlan", people: int, cap: float | None
) -> Iterator[Look]:
    """A bar that counts what is on the disk; it is over once `cap` is spent."""
    from rich.progress import Progress

    from evaluation.shards import read

    with Progress(console=console(), transient=True) as bars:
        task = bars.add_task("Talking", total=people * len(plan.systems))

        def look() -> bool:
            episodes = read(folder)
            spent = sum(one.price for one in episodes)
            bars.update(
                task,
                completed=len(episodes),
                description=f"Talking ({spent:,.2f} spent)" if spent else "Talking",
            )
            return cap is not None and spent >= cap

        yield look


def _finish(
    folder: Path, plan: "SimulationPlan", personas: "Sequence[Persona]", catalog: "Catalog"
) -> None:
    """Merge and measure where all is there; else say how much is lacking."""
    from evaluation.shards import merge, read

    keys = plan.keys(len(personas))
    episodes = merge(folder, keys)
    if episodes is None:
        console().print(
            f"{len(read(folder)):,} of {len(keys):,} episodes are there. The rest: "
            f"python app.py simulate --resume {folder}",
            markup=False,
            soft_wrap=True,
        )
        return
    _report(folder, plan, personas, catalog, episodes)


def _report(
    folder: Path,
    plan: "SimulationPlan",
    personas: "Sequence[Persona]",
    catalog: "Catalog",
    episodes: "Sequence[Episode]",
) -> None:
    from evaluation.results import About
    from evaluation.runs import RESULTS, versions
    from evaluation.shards import read_times
    from evaluation.simulation_plan import digest
    from evaluation.simulation_results import results
    from evaluation.simulation_tables import heading, tables

    about = About(
        name=plan.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=plan.command,
        data=plan.origin.value,
        part="simulated",
        digest=digest(personas),
        fingerprint=plan.fingerprint,
        seed=plan.seed,
        settings={"systems": ", ".join(plan.systems), "turns": str(plan.turns)},
        versions=versions(),
    )
    found = results(about, episodes, read_times(folder), plan.turns, catalog)
    (folder / RESULTS).write_text(found.model_dump_json(indent=1), "utf-8")
    out = console()
    out.print(heading(found), markup=False, highlight=False)
    for table in tables(found):
        out.print(table)
    out.print(f"Run: {folder}", markup=False, soft_wrap=True)
    if found.has_leaks:
        raise typer.Exit(1)


def _cores() -> int:
    import os

    return os.cpu_count() or 1
