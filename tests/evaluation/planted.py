"""Planted dialogues, turns and rankers whose figures are known beforehand."""

from collections.abc import Sequence

from core.dialogue import Context, Dialogue, Speaker, Utterance

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
