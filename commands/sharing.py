"""Learning from people who share: recorded before it begins, in use once it is done, the old thrown away."""

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.store import Catalog
    from commands.learning import School
    from core.ledger import Ledger


def begun(school: "School", ledger: "Ledger", catalog: "Catalog") -> "School":
    """The school that learns from the people who share now, recorded as a draft.

    What they forget while it learns is masked in the draft, and awaits the next training.
    """
    from agents.profile.memories import Memories
    from agents.profile.training import records

    while True:
        due = school.taught_by(records(Memories(ledger, catalog), school.shop.items))
        # Not recorded where somebody did something in between: it is read again.
        if due.artefact is None or ledger.draft(due.artefact):
            return due


def finished(school: "School", ledger: "Ledger") -> int:
    """Use what was learned, throw other artefacts away; how many forgotten records went with them.

    Broken off at any place, the next training ends it: what may be on the disk stays recorded.
    """
    taught, kept = ledger.taught, {place.name for place in school.places}
    taught.finish(school.artefact.folder if school.artefact else "")
    before = taught.awaiting()
    for old in taught.artefacts():
        if not old.is_done:
            for name in {old.folder, old.reasoners} - kept:
                shutil.rmtree(school.shop.folder / name, ignore_errors=True)
            taught.drop(old.folder)
    return before - taught.awaiting()
