"""What is asked of a simulation becomes a plan with its people, in a folder of its own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalog.store import Catalog
    from core.settings import Settings
    from evaluation.simulation_plan import SimulationPlan
    from simulator.persona import Persona

ORIGINS = ("movielens", "redial", "catalogue")


class Asked(NamedTuple):
    """What is asked of a new run; `command` is what would ask for the same."""

    users: int
    systems: tuple[str, ...]
    turns: int
    seed: int
    origin: str
    name: str
    command: str
    part: str = "test"
    wording: str = "rules"


def planned(
    settings: "Settings", catalog: "Catalog", asked: Asked
) -> "tuple[SimulationPlan, tuple[Persona, ...]]":
    """The plan and its people; ParleyError where there are none."""
    from core.errors import CatalogError, ParleyError
    from evaluation.simulation_plan import SimulationPlan, Words
    from evaluation.splits import Part
    from simulator.persona import Origin

    if asked.origin not in ORIGINS:
        raise ParleyError(f"--from is one of {', '.join(ORIGINS)}, not {asked.origin!r}.")
    try:
        personas = _people(settings, catalog, asked)
    except CatalogError as error:
        raise ParleyError(f"{error} People of --from catalogue need no data set.") from error
    if asked.wording == "model" and not settings.uses_model:
        raise ParleyError(
            "--wording model needs a language model: set PARLEY_MODEL_URL and a name."
        )
    if not personas:
        raise ParleyError(f"{asked.origin} has nobody whose later films could be sought.")
    plan = SimulationPlan(
        name=asked.name or f"simulate-{asked.origin}",
        command=asked.command,
        origin=Origin(asked.origin),
        users=asked.users,
        systems=asked.systems,
        turns=asked.turns,
        seed=asked.seed,
        today=datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        fingerprint=catalog.fingerprint(),
        part=Part(asked.part),
        wording=Words(asked.wording),
    )
    return plan, personas


def _people(settings: "Settings", catalog: "Catalog", asked: Asked) -> "tuple[Persona, ...]":
    from catalog.datasets.store import load_data
    from simulator import population
    from simulator.pasts import Ratings

    fits = asked.part == "dev"
    if asked.origin == "catalogue":
        return population.catalogue_personas(catalog, asked.users, asked.seed, fits=fits)
    data = load_data(settings.data_folder, asked.origin, catalog)
    if asked.origin == "redial":
        return population.redial_personas(
            data.dialogues, catalog, asked.users, asked.seed, fits=fits
        )
    # What was rated lower says what people had seen, and what they disliked.
    tolerated, rated = (
        load_data(settings.data_folder, asked.origin, catalog, least_rating=least).histories
        for least in (3.0, 0.5)
    )
    return population.movielens_personas(
        Ratings(data.histories, tolerated, rated), catalog, asked.users, asked.seed, fits=fits
    )


def begun(settings: "Settings", plan: "SimulationPlan", personas: "Sequence[Persona]") -> Path:
    """A new folder that holds the plan and its people."""
    from evaluation.runs import run_folder
    from evaluation.simulation_plan import freeze

    folder = run_folder(settings.data_folder, plan.name, datetime.now(UTC))
    freeze(folder, plan, personas)
    return folder
