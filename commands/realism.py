"""Simulated people beside ReDial's seekers: measured after each run, and the reference fitted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.datasets.store import DataSet
    from catalog.store import Catalog
    from core.settings import Settings
    from evaluation.episodes import Episode
    from evaluation.iard import IntentDialogue
    from evaluation.intervals import Estimate
    from evaluation.realism import Realism
    from evaluation.talks import Talk
    from simulator.persona import Persona

_ABOUT = (
    "ReDial (Li et al. 2018, CC BY 4.0), intents by IARD (Cai and Chen 2020, MIT); dialogues of "
    "seekers that no choice was fitted to. The table of turns was fitted to all of IARD."
)


def realism_of(
    episodes: "Sequence[Episode]",
    personas: "Sequence[Persona]",
    catalog: "Catalog",
    settings: "Settings",
    seed: int,
) -> "Realism":
    """How like real seekers the people of a run were; the discriminator needs ReDial imported."""
    from agents.rules.stance import tone
    from evaluation.realism import realism
    from evaluation.realism_reference import shipped_reference
    from evaluation.talks import simulated_talk

    talks: dict[str, list[Talk]] = {}
    for one in episodes:
        own = talks.setdefault(one.system, [])
        if one.ending.is_scored:
            own.append(simulated_talk(one, personas[one.number].seen, catalog))
    return realism(talks, shipped_reference(), tone, seed, _areas(talks, catalog, settings, seed))


def write_reference(dialogues: "Sequence[IntentDialogue]", redial: "DataSet", into: Path) -> None:
    """Fit the reference to IARD and ReDial, and write it into this folder."""
    from agents.rules.stance import tone
    from evaluation.realism_reference import NAME, fit_reference
    from evaluation.talks import labelled_talk
    from simulator.population import is_fitting

    labelled = [
        labelled_talk(one) for one in dialogues if not is_fitting(f"redial:user:{one.seeker}")
    ]
    found = fit_reference(_real(redial), labelled, tone, _ABOUT)
    (into / NAME).write_text(found.model_dump_json(indent=1) + "\n", "utf-8")


def _areas(
    talks: "Mapping[str, Sequence[Talk]]", catalog: "Catalog", settings: "Settings", seed: int
) -> "Mapping[str, Estimate] | None":
    """The discriminator's area by system; None where there are no real texts here."""
    from catalog.datasets.store import load_data, loaded
    from evaluation.discriminator import discriminate

    if all(manifest.kind != "redial" for manifest in loaded(settings.data_folder)):
        return None
    real = [one.messages for one in _real(load_data(settings.data_folder, "redial", catalog))]
    return {
        name: discriminate(real, [one.messages for one in own], seed) for name, own in talks.items()
    }


def _real(redial: "DataSet") -> "list[Talk]":
    """The seekers that nothing was fitted to."""
    from evaluation.talks import real_talk
    from simulator.population import is_fitting

    return [real_talk(one, redial.items) for one in redial.dialogues if not is_fitting(one.user)]
