"""The asking agent of the rules mind: the question whose answer would narrow the choice most."""

from collections import Counter
from collections.abc import Mapping
from math import log2
from typing import NamedTuple, TypeVar

from agents.contracts import Draft, DraftTask
from agents.rules.wording import listed, worded
from agents.state import DialogueState
from core.conversation import Act
from core.heard import Intent
from core.item import Facet, Item

_OPENING = (
    "What are you in the mood for? A genre, a feeling such as “something light”, or a film you love would all help.",
    "What sort of film would suit the evening: something funny, something tense, something moving?",
    "Name a film you have loved and I'll start from there. Or tell me a mood.",
)
_TWO_REJECTIONS = 2


_Value = TypeVar("_Value", str, int, bool)


class Question(NamedTuple):
    """A question about one facet, with the expected information of its answer in bits."""

    facet: str
    text: str
    information: float


class RulesAsker:
    """Asks about the facet over which the present candidates differ most (Shannon entropy)."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """`items` is the catalogue by id."""
        self._items = items

    def ask(self, task: DraftTask) -> Draft:
        """A question about what is not known yet."""
        question = self._question(task)
        claim, reason = _claim(task)
        heard = task.heard
        template = worded(
            "ask",
            question=question.text,
            variety=task.variety,
            reset=heard.says(Intent.RESET),
            greeting=heard.says(Intent.GREET),
            tired=task.state.rejections >= _TWO_REJECTIONS,
            foreign=heard.language != "en",
        )
        return Draft(
            act=Act.ASK, template=template, claim=claim, reason=reason, asks=question.facet
        )

    def _question(self, task: DraftTask) -> Question:
        if task.state.preferences == 0:
            return Question("mood", _OPENING[task.variety % len(_OPENING)], 0.0)
        films = self._candidates(task)
        options = [
            question
            for question in (
                self._about_values(films, Facet.GENRE, "More {}?"),
                self._about_values(films, Facet.MOOD, "Should it be {}?"),
                _about_age(films),
                _about_length(films),
            )
            if question
            and question.facet not in task.state.asked
            and not _is_known(question.facet, task.state)
        ]
        best = max(options, key=lambda question: question.information, default=None)
        return best or Question(
            "film", "Could you name a film you loved that has something of what you're after?", 0.0
        )

    def _candidates(self, task: DraftTask) -> list[Item]:
        ids = {
            candidate.item_id for report in task.slate.sources for candidate in report.candidates
        }
        return [self._items[item_id] for item_id in sorted(ids)]

    def _about_values(self, films: list[Item], facet: Facet, wording: str) -> Question | None:
        counts = Counter(value for film in films for value in film.values(facet)[:2])
        if len(counts) < 2:
            return None
        common = [
            value.lower() if facet is Facet.MOOD else _plain(value)
            for value, _ in counts.most_common(3)
        ]
        return Question(facet.value, wording.format(listed(common, "or")), _entropy(counts))


def _plain(genre: str) -> str:
    return {"Sci-Fi": "science fiction"}.get(genre, genre.lower())


def _about_age(films: list[Item]) -> Question | None:
    counts = Counter(film.decade for film in films if film.decade)
    if len(counts) < 2:
        return None
    return Question("years", "Something recent, or would an older film do?", _entropy(counts))


def _about_length(films: list[Item]) -> Question | None:
    counts = Counter(film.runtime > 120 for film in films if film.runtime)
    if len(counts) < 2:
        return None
    return Question(
        "runtime", "How much time do you have: under two hours, or longer?", _entropy(counts)
    )


def _entropy(counts: Counter[_Value]) -> float:
    total = counts.total()
    return -sum(n / total * log2(n / total) for n in counts.values())


def _is_known(facet: str, state: DialogueState) -> bool:
    if facet in state.withdrawn:
        return True
    if facet == "years":
        return state.years is not None
    if facet == "runtime":
        return state.runtime is not None
    return any(attribute.facet == facet for attribute in state.wants)


def is_left_to_us(task: DraftTask) -> bool:
    """Whether the person was asked what they want and asks for films again without saying it."""
    is_answer = task.state.acts[-1:] == (Act.ASK,)
    return task.state.preferences == 0 and is_answer and task.heard.says(Intent.REQUEST)


def _claim(task: DraftTask) -> tuple[float, str]:
    heard, state = task.heard, task.state
    if state.rejections >= _TWO_REJECTIONS and not (
        heard.attributes or heard.films or heard.years or heard.shifts
    ):
        return 0.95, "two slates in a row were turned down and nothing new was learnt"
    if heard.says(Intent.RESET) and not (heard.attributes or heard.films):
        return 0.9, "starting over: nothing is known"
    if is_left_to_us(task):
        return 0.3, "the question brought nothing, and films are asked for again"
    if state.preferences == 0 and heard.says(
        Intent.REQUEST, Intent.AFFIRM, Intent.DENY, Intent.INFORM, Intent.CRITIQUE, Intent.MORE
    ):
        return 0.85, "something to watch is wanted and no preference is known"
    if heard.says(Intent.AFFIRM, Intent.DENY):
        return 0.4, "an answer that could be followed up"
    return 0.2, "enough is known to recommend"
