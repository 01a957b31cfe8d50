"""Planted dialogues, turns and rankers whose figures are known beforehand."""

from collections.abc import Mapping, Sequence

from catalog.store import Catalog
from core.dialogue import Context, Dialogue, Speaker, Utterance
from core.ports import ContextRanker, Reached
from evaluation.choosing import Choice
from evaluation.offline import Entrant, measure
from evaluation.results import About, Results
from evaluation.runs import Run, samples
from evaluation.splits import split_dialogues
from evaluation.trials import conversations, counts
from tests.worlds import film

ITEMS = tuple(f"i{number}" for number in range(80))
ROWS = {item: row for row, item in enumerate(ITEMS)}


def seeker(text: str, *mentions: str) -> Utterance:
    return Utterance(speaker=Speaker.SEEKER, text=text, mentions=mentions)


def recommender(text: str, *mentions: str) -> Utterance:
    return Utterance(speaker=Speaker.RECOMMENDER, text=text, mentions=mentions)


def dialogue(name: str, *utterances: Utterance) -> Dialogue:
    return Dialogue(id=name, utterances=utterances)


def talk(name: str, seed: str = "i0", *targets: str) -> Dialogue:
    """The seeker names `seed`, the recommender answers with `targets`, a turn each."""
    answers = [recommender(f"{name}: see {target}", target) for target in targets or ("i1",)]
    return dialogue(name, seeker(f"{name}: I like {seed}", seed), *answers)


class Fixed:
    """Gives the same ranking after every context."""

    def __init__(self, *ranking: str, trained_on: frozenset[str] = frozenset()) -> None:
        self.ranking = ranking
        self.trained_on = trained_on

    def rank(self, contexts: Sequence[Context], size: int) -> list[list[str]]:
        return [list(self.ranking[:size]) for _ in contexts]


class Sourced(Fixed):
    """Gives the same ranking after every context, from sources that propose these items."""

    depth = 7

    def __init__(self, *ranking: str, proposed: frozenset[str]) -> None:
        super().__init__(*ranking)
        self.proposed = proposed

    def reach(self, contexts: Sequence[Context], size: int) -> list[Reached]:
        return [Reached(one, self.proposed) for one in self.rank(contexts, size)]


class Oracle:
    """Puts the planted answer of each record at a place (from 1), fillers before it."""

    def __init__(self, answers: dict[str, str], place: int = 1) -> None:
        self.answers = answers
        self.place = place

    def rank(self, contexts: Sequence[Context], size: int) -> list[list[str]]:
        return [self._one(self.answers.get(context.record, "i1"))[:size] for context in contexts]

    def _one(self, answer: str) -> list[str]:
        others = [item for item in ITEMS[10:] if item != answer]
        return [*others[: self.place - 1], answer, *others[self.place - 1 :]]


CATALOG = Catalog([film(row, id=item) for row, item in enumerate(ITEMS)], name="planted")
TALKS = tuple(talk(f"d{number}", "i0", "i1", "i0", "i3") for number in range(12))


def planted_run(rankers: Mapping[str, ContextRanker], dialogues: Sequence[Dialogue] = TALKS) -> Run:
    """A run over these dialogues beside a baseline of nothing, as if it had been read back."""
    split = split_dialogues([talk("trained", "i0", "i1", "i3")], dialogues)
    trial = conversations(CATALOG, split)
    nothing = Entrant(Fixed(), Choice(setting="", recall=0.0, tried={}), is_baseline=True)
    entrants = {"nothing": nothing, **{name: Entrant(one) for name, one in rankers.items()}}
    outcome = measure(entrants, trial)
    about = About(
        name="planted",
        created="2026-01-31T09:30:00+00:00",
        command="python app.py evaluate offline",
        data="planted",
        part="test",
        digest=split.digest,
        fingerprint="0",
        seed=0,
        settings={"data": "planted"},
        versions={"python": "3"},
    )
    results = Results(
        about=about, counts=counts(trial), reference="nothing", systems=outcome.systems
    )
    return Run(results, samples(trial.task, outcome.answers))
