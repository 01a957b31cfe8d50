"""What a simulation was asked to do, frozen in its folder: whoever goes on with it does the same."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from pydantic import Field

from core.errors import ParleyError
from core.value import Value
from evaluation.shards import Key, Shard
from evaluation.splits import Part
from simulator.persona import Origin, Persona

PLAN, PERSONAS, MAKINGS = "plan.json", "personas.jsonl", "makings.json"


class Words(StrEnum):
    """Who words what simulated people mean."""

    RULES = "rules"
    MODEL = "model"


class SimulationPlan(Value):
    """The settings that decide the bytes of the episodes; `today` is what "recent" means in them.

    People of the part `dev` are those that things may be fitted to; figures are for `test`.
    """

    name: str
    command: str
    origin: Origin
    users: int = Field(ge=1)
    systems: tuple[str, ...] = Field(min_length=1)
    turns: int = Field(ge=1, le=20)
    seed: int = Field(ge=0)
    today: datetime
    fingerprint: str
    part: Part = Part.TEST
    wording: Words = Words.RULES

    def keys(self, personas: int) -> tuple[Key, ...]:
        """Every episode in the order of the merged file: by system as named, then by persona."""
        return tuple((name, number) for name in self.systems for number in range(personas))


class Makings(Value):
    """What the systems of a run are made of on this machine: the models, none with rules; what was learned."""

    models: tuple[str, ...]
    learned: str


def agree(folder: Path, makings: Makings) -> None:
    """Note what the run is played with at first; ParleyError where it is something else later on."""
    begun = folder / f"{MAKINGS}.{uuid4().hex}"
    begun.write_text(makings.model_dump_json(), "utf-8")
    try:
        # One of many wins, and what it wrote is whole.
        (folder / MAKINGS).hardlink_to(begun)
    except FileExistsError:
        if (before := made_of(folder)) != makings:
            raise ParleyError(
                f"The run was begun with {_told(before)}, and this is {_told(makings)}: "
                "its episodes would not fit together."
            ) from None
    finally:
        begun.unlink()


def made_of(folder: Path) -> Makings:
    """What the run was played with; ParleyError where none of it was played."""
    try:
        return Makings.model_validate_json((folder / MAKINGS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ParleyError(f"{folder / MAKINGS} cannot be read: {error}") from error


def _told(makings: Makings) -> str:
    learned = f"what was learned as {makings.learned}" if makings.learned else "nothing learned"
    return f"{' and '.join(makings.models) or 'rules'} and {learned}"


def freeze(folder: Path, plan: SimulationPlan, personas: Sequence[Persona]) -> None:
    """Write the plan and its people."""
    lines = (f"{one.model_dump_json()}\n" for one in personas)
    (folder / PERSONAS).write_text("".join(lines), "utf-8")
    # The plan last: a folder that has one is whole.
    (folder / PLAN).write_text(plan.model_dump_json(indent=1), "utf-8")


def frozen(folder: Path) -> tuple[SimulationPlan, tuple[Persona, ...]]:
    """The plan of a folder and its people; ParleyError where it has none."""
    try:
        plan = SimulationPlan.model_validate_json((folder / PLAN).read_text("utf-8"))
        lines = (folder / PERSONAS).read_text("utf-8").splitlines()
        return plan, tuple(Persona.model_validate_json(line) for line in lines)
    except FileNotFoundError as error:
        raise ParleyError(
            f"{folder} holds no simulation to go on with: {error.filename} is missing."
        ) from error
    except (OSError, ValueError) as error:
        raise ParleyError(f"{folder} holds no simulation that can be read: {error}") from error


def digest(personas: Sequence[Persona]) -> str:
    """What tells this set of people from others."""
    told = hashlib.sha256()
    for one in personas:
        told.update(one.model_dump_json().encode())
    return told.hexdigest()


def shared_out(
    personas: Sequence[Persona], shard: Shard, process: Shard
) -> tuple[tuple[int, Persona], ...]:
    """The people of one process of a shard, with their places in the run; processes take turns."""
    mine = [(place, one) for place, one in enumerate(personas) if shard.has(place)]
    return tuple(one for turn, one in enumerate(mine) if process.has(turn))
