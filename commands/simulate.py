"""The verb `simulate`: simulated people talk with systems, and everything is measured."""

import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.assembly import read_settings
from commands.evaluate import Half
from commands.planning import Asked, begun, planned
from commands.playing import Played, interruptible, refuse_endless, shown
from commands.processes import play_all
from commands.realism import realism_of
from commands.simulating import shares_of, way_on
from commands.systems import ABOUT, Name
from commands.terminal import console, explained

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.settings import Settings
    from evaluation.episodes import Episode
    from evaluation.simulation_plan import SimulationPlan
    from evaluation.simulation_results import SimulationResults
    from simulator.persona import Persona

# Measured with the fake model over ordinary conversations, see docs/experiments.md.
_PROMPT_TOKENS, _ANSWER_TOKENS = 7_636, 159
_SAMPLES = 3


class Speech(StrEnum):
    """Who words what simulated people mean."""

    RULES = "rules"
    MODEL = "model"


def simulate(  # noqa: PLR0913
    context: typer.Context,
    users: Annotated[int, typer.Option(min=1, help="How many simulated people.")] = 100,
    system: Annotated[
        list[Name] | None, typer.Option(help="Whom they talk with; may be given again.")
    ] = None,
    turns: Annotated[int, typer.Option(min=1, max=20, help="At most so many turns.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="For people and intervals.")] = 0,
    origin: Annotated[
        str, typer.Option("--from", help="Whose histories they have: movielens, redial, catalogue.")
    ] = "movielens",
    part: Annotated[
        Half, typer.Option(help="dev: people that things were fitted to; report test.")
    ] = Half.TEST,
    wording: Annotated[
        Speech, typer.Option(help="Who words what people mean: rules, or the language model.")
    ] = Speech.RULES,
    in_flight: Annotated[
        int, typer.Option(min=1, help="Conversations at once, over all processes.")
    ] = 32,
    processes: Annotated[int, typer.Option(min=0, help="Processes; 0 is one a core.")] = 0,
    shard: Annotated[str, typer.Option(help="I/N: only every N-th person, from the I-th.")] = "1/1",
    resume: Annotated[
        str, typer.Option(help="Go on with this run, as it was begun: its folder, or its name.")
    ] = "",
    cap: Annotated[
        float | None,
        typer.Option(min=0, help="Begin nothing more once the whole run has cost this much."),
    ] = None,
    ray: Annotated[
        bool, typer.Option("--ray", help="Spread it over a Ray cluster that sees the data folder.")
    ] = False,
    cluster: Annotated[
        str, typer.Option(help="The cluster's address; by default one of its own on this machine.")
    ] = "local",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    name: Annotated[str, typer.Option(help="A name for the run's folder.")] = "",
) -> None:
    """Let simulated people talk with one or more systems, and measure how that goes.

    Runs that are broken off go on with --resume; what was finished is not played again.
    """
    from evaluation.shards import alone, finished, shard_of

    with explained():
        mine = shard_of(shard)
        settings = read_settings()
        refuse_endless(cap, settings)
        _refuse_other_wishes(context, resume)
        catalog = _catalog(settings)
        if resume:
            folder, plan, personas = _resumed(resume, settings, catalog)
        else:
            systems = tuple(dict.fromkeys(one.value for one in system or [Name.MACRS]))
            command = shlex.join(["python", Path(sys.argv[0]).name, *sys.argv[1:]])
            asked = Asked(
                users, systems, turns, seed, origin, name, command, part.value, wording.value
            )
            folder, (plan, personas) = None, planned(settings, catalog, asked)
        keys = frozenset(key for key in plan.keys(len(personas)) if mine.has(key[1]))
        left = keys - finished(folder).keys() if folder else keys
        _announce(plan, personas, settings, len(left))
        if dry_run:
            return
        folder = folder or begun(settings, plan, personas)
        console().print(f"Run: {folder}", markup=False, soft_wrap=True)
        played = Played(folder, mine, keys, cap)
        with interruptible(played), alone(folder, mine):
            if left and ray:
                _play_on_cluster(played, cluster, processes, in_flight, settings)
            elif left:
                shares = shares_of(folder, mine, processes or _cores(), in_flight)
                with shown(played) as look:
                    play_all(shares, look)
        _finish(played, plan, personas, catalog)


def _refuse_other_wishes(context: typer.Context, resume: str) -> None:
    """A run goes on as it was begun; ParleyError where something else is asked for."""
    from core.errors import ParleyError

    others = [
        option
        for option in ("users", "system", "turns", "seed", "origin", "name", "part", "wording")
        if (source := context.get_parameter_source(option)) and source.name == "COMMANDLINE"
    ]
    if resume and others:
        told = ", ".join(f"--{'from' if one == 'origin' else one}" for one in others)
        raise ParleyError(f"With --resume a run goes on as it was begun: leave {told} out.")


def _resumed(
    resume: str, settings: "Settings", catalog: "Catalog"
) -> "tuple[Path, SimulationPlan, tuple[Persona, ...]]":
    from evaluation.runs import find_run
    from evaluation.simulation_plan import frozen

    folder = find_run(settings.data_folder / "runs", resume)
    plan, personas = frozen(folder)
    _refuse_another_catalogue(plan, catalog)
    return folder, plan, personas


def _play_on_cluster(
    played: Played, address: str, processes: int, in_flight: int, settings: "Settings"
) -> None:
    """The machines of a cluster see the same data folder, at the same place."""
    from commands.on_ray import cluster, cores_of, play_on

    there = settings.model_copy(update={"data_folder": settings.data_folder.resolve()})
    with cluster(address, processes or None) as ray:
        count = processes or cores_of(ray)
        shares = shares_of(played.folder.resolve(), played.shard, count, in_flight)
        with shown(played) as look:
            play_on(ray, shares, look, there)


def _catalog(settings: "Settings") -> "Catalog":
    from catalog.store import load_catalog

    with console().status("Reading the catalogue ..."):
        return load_catalog(settings.data_folder)


def _refuse_another_catalogue(plan: "SimulationPlan", catalog: "Catalog") -> None:
    from core.errors import ParleyError

    if plan.fingerprint != catalog.fingerprint():
        raise ParleyError(
            f"The run was begun with catalogue {plan.fingerprint}, and this is "
            f"{catalog.fingerprint()}: its episodes would not fit together."
        )


def _announce(
    plan: "SimulationPlan", personas: "Sequence[Persona]", settings: "Settings", left: int
) -> None:
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
        out.print(_estimate(plan, left, settings), highlight=False)


def _estimate(plan: "SimulationPlan", left: int, settings: "Settings") -> str:
    """The price of the episodes that are left where every one takes all its turns."""
    # One turn more for the list at the end.
    every = left * (plan.turns + 1)
    if not {settings.fast, settings.strong} <= set(settings.model_prices):
        tokens = every * (_PROMPT_TOKENS + _ANSWER_TOKENS)
        return (
            f"At most about {every:,} turns and {tokens / 1e6:,.1f} million tokens are left; "
            "PARLEY_MODEL_PRICES has no price for them."
        )
    price = price_of(every, settings)
    return f"Estimated price: at most about {price:,.2f} for {every:,} turns."


def price_of(turns: int, settings: "Settings") -> float:
    """What so many turns cost about, by the tokens of measured ones."""
    from core.language_model import Usage
    from core.settings import Price
    from core.spending import cost

    price = settings.model_prices.get(settings.strong, Price())
    return turns * cost(price, Usage(prompt=_PROMPT_TOKENS, completion=_ANSWER_TOKENS))


def _finish(
    played: Played, plan: "SimulationPlan", personas: "Sequence[Persona]", catalog: "Catalog"
) -> None:
    """Merge and measure where all is there; else say how much is lacking."""
    from evaluation.shards import merge, read

    keys = plan.keys(len(personas))
    episodes = merge(played.folder, keys)
    if episodes is None:
        there = {one.key for one in read(played.folder)}
        mine = played.way_on if played.keys - there else way_on(played.folder)
        console().print(
            f"{len(there):,} of {len(keys):,} episodes are there. The rest: {mine}",
            markup=False,
            soft_wrap=True,
        )
        return
    _report(played.folder, plan, personas, catalog, episodes)


def _report(
    folder: Path,
    plan: "SimulationPlan",
    personas: "Sequence[Persona]",
    catalog: "Catalog",
    episodes: "Sequence[Episode]",
) -> None:
    """Say what was found; the command fails where somebody gave a film away."""
    from evaluation.runs import REPORT
    from evaluation.simulation_tables import heading, tables

    found = measured(folder, plan, personas, catalog, episodes)
    out = console()
    out.print(heading(found), markup=False, highlight=False)
    for table in tables(found):
        out.print(table)
    out.print(f"Report: {folder / REPORT}", markup=False, soft_wrap=True)
    if found.has_leaks:
        raise typer.Exit(1)


def measured(
    folder: Path,
    plan: "SimulationPlan",
    personas: "Sequence[Persona]",
    catalog: "Catalog",
    episodes: "Sequence[Episode]",
) -> "SimulationResults":
    """All figures of a whole run, kept in its folder with the report."""
    from evaluation.results import About
    from evaluation.runs import versions
    from evaluation.shards import read_times
    from evaluation.simulation_plan import digest
    from evaluation.simulation_results import results
    from evaluation.simulation_runs import save
    from evaluation.splits import Part

    about = About(
        name=plan.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=plan.command,
        data=plan.origin.value,
        part="simulated" if plan.part is Part.TEST else "simulated, dev",
        digest=digest(personas),
        fingerprint=plan.fingerprint,
        seed=plan.seed,
        settings={
            "systems": ", ".join(plan.systems),
            "turns": str(plan.turns),
            "wording": plan.wording,
        },
        versions=versions(),
    )
    found = results(about, episodes, read_times(folder), plan.turns, catalog).model_copy(
        update={"realism": realism_of(episodes, personas, catalog, read_settings(), plan.seed)}
    )
    save(folder, found, episodes, personas, catalog)
    return found


def _cores() -> int:
    import os

    return os.cpu_count() or 1
