"""How well single messages are understood, slot by slot, against labelled turns."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from rich.table import Table
from rich.text import Text

from catalog.titles import TitleIndex
from core.errors import ParleyError
from core.item import Item
from core.ports import Listener
from core.value import Value
from evaluation.hearing import Hearing
from evaluation.intervals import Estimate, bootstrap
from evaluation.labels import canonical, labels_of, slot_of
from evaluation.metrics import Retrieved, retrieved, share

# Only this set's turns may be looked at one by one; any other would no longer be held out.
OPEN_SET = "seen.jsonl"


class LabelledTurn(Value):
    """One line of a labelled set (`tests/listening/README.md`)."""

    text: str
    labels: tuple[str, ...]
    slate: tuple[str, ...] = ()
    asked: str = ""


class Outcome(Value):
    """A turn with the labels that it should have and those that it was given, both canonical."""

    turn: LabelledTurn
    gold: frozenset[str]
    heard: frozenset[str]

    def counts(self, slot: str | None = None) -> tuple[int, int, int]:
        """True positives, false positives and false negatives of one slot, or of all."""
        gold = {label for label in self.gold if slot in (None, slot_of(label))}
        heard = {label for label in self.heard if slot in (None, slot_of(label))}
        return len(gold & heard), len(heard - gold), len(gold - heard)


class Disagreement(Value):
    """A turn that was not understood exactly: labels that were missed and labels too many."""

    text: str
    slate: tuple[str, ...]
    asked: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]


class SlotScores(Value):
    """Figures a slot, over all slots together (micro), and the share of turns exactly right."""

    turns: int
    slots: dict[str, Retrieved]
    micro: Retrieved
    exact: Estimate


def read_turns(path: Path) -> tuple[LabelledTurn, ...]:
    """The labelled turns of a JSON Lines file."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(LabelledTurn.model_validate_json(line) for line in lines if line.strip())


def score_turns(
    path: Path, listener: Listener, items: Mapping[str, Item], this_year: int, seed: int = 0
) -> SlotScores:
    """The figures of one labelled set; intervals resample turns."""
    outcomes = tuple(_outcomes(path, listener, items, this_year))
    slots = sorted({slot_of(label) for o in outcomes for label in o.gold | o.heard})
    exact = np.array([(outcome.gold == outcome.heard, 1) for outcome in outcomes], dtype=float)
    return SlotScores(
        turns=len(outcomes),
        slots={slot: retrieved([o.counts(slot) for o in outcomes], seed) for slot in slots},
        micro=retrieved([outcome.counts() for outcome in outcomes], seed),
        exact=bootstrap(exact.reshape(-1, 2), share, seed),
    )


def disagreements(
    path: Path, listener: Listener, items: Mapping[str, Item], this_year: int
) -> tuple[Disagreement, ...]:
    """The turns not understood exactly, for the open set only.

    Raises ParleyError for any other file.
    """
    if path.name != OPEN_SET:
        raise ParleyError(f"{path.name} is held out: only {OPEN_SET} may be read turn by turn.")
    return tuple(
        Disagreement(
            text=outcome.turn.text,
            slate=outcome.turn.slate,
            asked=outcome.turn.asked,
            missed=tuple(sorted(outcome.gold - outcome.heard)),
            extra=tuple(sorted(outcome.heard - outcome.gold)),
        )
        for outcome in _outcomes(path, listener, items, this_year)
        if outcome.gold != outcome.heard
    )


def table(scores_by_set: Mapping[str, SlotScores]) -> Table:
    """Precision, recall and F1 a slot with 95% intervals, one block of rows a set."""
    shown = Table("set", "slot", "n", "precision", "recall", "F1", title="Listening, 95% intervals")
    for name, scores in scores_by_set.items():
        for slot, found in {**scores.slots, "all (micro)": scores.micro}.items():
            figures = (str(found.precision), str(found.recall), str(found.f1))
            shown.add_row(name, slot, str(found.gold), *figures)
        shown.add_row(name, "turns exactly right", str(scores.turns), "", "", str(scores.exact))
        shown.add_section()
    return shown


def disagreement_table(found: tuple[Disagreement, ...]) -> Table:
    """The turns not understood exactly, with what was missed and what was too much."""
    shown = Table("message", "context", "missed", "too much", show_lines=True)
    for one in found:
        context = " · ".join((*one.slate, one.asked)).strip(" ·")
        cells = (one.text, context, "\n".join(one.missed), "\n".join(one.extra))
        shown.add_row(*map(Text, cells))
    return shown


def _outcomes(
    path: Path, listener: Listener, items: Mapping[str, Item], this_year: int
) -> Iterator[Outcome]:
    index, hearing = TitleIndex(items), Hearing(listener, items, this_year)
    for turn in read_turns(path):
        slate = [(label, index.find_label(label)) for label in turn.slate]
        heard, _, shown = hearing.hear(turn.text, slate, turn.asked)
        films = {film.item_id: items[film.item_id] for film in heard.films if film.item_id in items}
        yield Outcome(
            turn=turn,
            gold=frozenset(canonical(_resolved(label, index)) for label in turn.labels),
            heard=frozenset(map(canonical, labels_of(heard, films | dict(shown)))),
        )


def _resolved(label: str, index: TitleIndex) -> str:
    """A film label with the catalogue's own title and year; others as they are."""
    slot, _, rest = label.partition(":")
    stance, _, name = rest.partition(":")
    item = index.find_label(name) if slot == "film" else None
    return f"film:{stance}:{item.label}" if item else label
