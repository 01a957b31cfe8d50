"""The files of a finished simulation: figures as JSON and CSV, episodes as CSV, the report; read back to compare."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from core.errors import ParleyError
from core.item import Item
from evaluation.episodes import Episode
from evaluation.judge_results import read_judge
from evaluation.runs import REPORT, RESULTS
from evaluation.shards import read, read_times
from evaluation.simulation_csv import write_episodes, write_figures
from evaluation.simulation_plan import PLAN, frozen
from evaluation.simulation_report import page
from evaluation.simulation_results import SimulationResults
from simulator.persona import Persona

FIGURES, EPISODE_ROWS = "figures.csv", "episodes.csv"


class SimulationRun(NamedTuple):
    """A finished simulation, people and episodes in the order of the run."""

    results: SimulationResults
    personas: tuple[Persona, ...]
    episodes: tuple[Episode, ...]


def is_simulation(folder: Path) -> bool:
    """Whether the folder is one of a simulation, finished or not."""
    return (folder / PLAN).exists()


def save(
    folder: Path,
    results: SimulationResults,
    episodes: Sequence[Episode],
    personas: Sequence[Persona],
    items: Mapping[str, Item],
) -> None:
    """Write the four files; the report has what a judge said of the run, where one was asked."""
    (folder / RESULTS).write_text(results.model_dump_json(indent=1), "utf-8")
    write_figures(folder / FIGURES, results)
    write_episodes(folder / EPISODE_ROWS, episodes, read_times(folder), items)
    text = page(results, episodes, personas, items, read_judge(folder))
    (folder / REPORT).write_text(text, "utf-8")


def load(folder: Path) -> SimulationRun:
    """A simulation read back; raises ParleyError where it is not finished or is damaged."""
    plan, personas = frozen(folder)
    there, wanted = {one.key: one for one in read(folder)}, plan.keys(len(personas))
    if lacking := sum(key not in there for key in wanted):
        raise ParleyError(
            f"{folder} lacks {lacking:,} of {len(wanted):,} episodes: "
            f"python app.py simulate --resume {folder}"
        )
    try:
        results = SimulationResults.model_validate_json((folder / RESULTS).read_text("utf-8"))
    except (ValidationError, UnicodeDecodeError, OSError) as error:
        raise ParleyError(f"{folder} cannot be read as a simulation: {error}") from error
    return SimulationRun(results, personas, tuple(there[key] for key in wanted))
