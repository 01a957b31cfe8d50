"""The verb `simulate-fit`: the simulator's tables, fitted anew to public data."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.assembly import read_settings
from commands.terminal import console, explained, present

if TYPE_CHECKING:
    from catalog.datasets.redial import RawDialogue
    from simulator.fitting_transitions import Taken

_INTO = Path("simulator")


def fit(
    data: Annotated[
        Path,
        typer.Argument(help="Folder with simulator-eval/iard.json and redial/train_part.jsonl."),
    ],
    into: Annotated[Path, typer.Option(help="Where the tables are written.")] = _INTO,
    seed: Annotated[int, typer.Option(min=0, help="For the slates of the fit.")] = 0,
) -> None:
    """Fit the simulated user to IARD, and to imported MovieLens and ReDial, and print how well it fits.

    What real seekers do is counted too, of those that nothing is fitted to: reports compare with it.

    People that anything is fitted to are never simulated.
    """
    from catalog.datasets.store import load_data
    from catalog.store import load_catalog
    from commands.realism import write_reference
    from evaluation.iard import read_iard
    from evaluation.talks import labelled
    from simulator.fitting_choice import (
        fit_weights,
        fitting_slates,
        judged_scenes,
        rating_scenes,
    )
    from simulator.fitting_transitions import fit_table
    from simulator.pasts import Ratings, movielens_pasts

    with explained():
        path, raw = data / "simulator-eval" / "iard.json", data / "redial" / "train_part.jsonl"
        present(path, raw)
        folder = read_settings().data_folder
        items = load_catalog(folder)
        histories = {
            least: load_data(folder, "movielens", items, least_rating=least).histories
            for least in (4.0, 3.0, 0.5)
        }
        redial, iard = load_data(folder, "redial", items), read_iard(path)
        table = fit_table(
            map(labelled, iard),
            taken_of(_raw_dialogues(raw)),
            "IARD (Cai and Chen 2020, MIT) over ReDial (Li et al. 2018, CC BY 4.0)",
        )
        (into / "transitions.json").write_text(table.model_dump_json(indent=1) + "\n", "utf-8")
        pasts = movielens_pasts(Ratings(histories[4.0], histories[3.0], histories[0.5]), items)[1]
        weights = fit_weights(
            rating_scenes(pasts, items, seed),
            judged_scenes(redial.dialogues, items),
            fitting_slates(pasts, items, seed),
            table,
            "MovieLens ratings (GroupLens, research use), ReDial labels (CC BY 4.0), IARD (MIT); "
            "one person in four was fitted to, the figures are the others'",
        )
        (into / "weights.json").write_text(weights.model_dump_json(indent=1) + "\n", "utf-8")
        write_reference(iard, redial, into)
        _told(table.messages, weights.figures)


def taken_of(dialogues: "Iterable[RawDialogue]") -> "Taken":
    """How many messages of recommenders named new films, and how many one that could be taken.

    That is one that the seeker's form says was liked and not seen before.
    """
    from catalog.datasets.redial import MARKER
    from simulator.fitting_transitions import Taken

    turns = welcome = 0
    for dialogue in dialogues:
        named: set[str] = set()
        form, seen = dialogue.seeker_form, dialogue.seen
        for message in dialogue.messages:
            films = {found["id"] for found in MARKER.finditer(message.text)} - named
            named |= films
            if films and not message.is_seeker:
                turns += 1
                welcome += any(form.get(film, False) and film not in seen for film in films)
    return Taken(turns, welcome)


def _raw_dialogues(path: Path) -> "Iterator[RawDialogue]":
    import json

    from catalog.datasets.redial import raw_dialogue

    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield raw_dialogue(json.loads(line))


def _told(messages: int, figures: "Mapping[str, float]") -> None:
    from rich.table import Table

    console().print(f"Transitions: {messages:,} messages of seekers.")
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:.3f}")
    console().print(table)
