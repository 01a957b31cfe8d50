"""The chit-chat agent of the rules mind: answers, explanations, comparisons and courtesies."""

import re
from collections.abc import Callable, Mapping

from agents.contracts import Draft, DraftTask
from agents.rules.facts import answer, summary
from agents.rules.wording import worded
from core.conversation import Act
from core.heard import Intent, Stance
from core.item import Item

_MOST_TOPICS = 3
_MOST_COMPARED = 5
_SUPERLATIVES: tuple[tuple[str, str, Callable[[Item], float | None], bool], ...] = (
    (r"shortest|shorter|quickest", "The shortest is {}.", lambda film: film.runtime, False),
    (r"longest|longer", "The longest is {}.", lambda film: film.runtime, True),
    (r"newest|newer|most recent|latest", "The newest is {}.", lambda film: film.year, True),
    (r"oldest|older|earliest", "The oldest is {}.", lambda film: film.year, False),
    (r"best|better|highest|good", "Critics liked {} best.", lambda film: film.rating, True),
    (r"scar(?:y|ier|iest)|creep", "The scariest by my notes is {}.", lambda film: _mood_score(film, {"scary", "creepy", "disturbing"}, "Horror"), True),
    (r"funn(?:y|ier|iest)|laugh", "The funniest by my notes is {}.", lambda film: _mood_score(film, {"funny", "witty", "raunchy", "playful"}, "Comedy"), True),
    (r"sad", "The saddest by my notes is {}.", lambda film: _mood_score(film, {"sad", "bittersweet", "melancholy", "bleak"}, ""), True),
    (r"light|happ", "The lightest by my notes is {}.", lambda film: _mood_score(film, {"light-hearted", "feel-good", "heartwarming", "cozy"}, "Comedy"), True),
    (r"dark", "The darkest by my notes is {}.", lambda film: _mood_score(film, {"dark", "bleak", "disturbing", "gritty"}, ""), True),
    (r"famous|known|popular", "The best known is {}.", lambda film: film.renown, True),
)  # fmt: skip


class RulesChatter:
    """Says whatever is neither a question of its own nor a recommendation."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """`items` is the catalogue by id."""
        self._items = items

    def chat(self, task: DraftTask) -> Draft:
        """The answer that the message calls for."""
        heard = task.heard
        if heard.says(Intent.WHY):
            return self._why(task)
        if heard.says(Intent.COMPARE) and len(self._compared(task)) > 1:
            return self._compare(task)
        if heard.says(Intent.QUESTION, Intent.COMPARE) or (
            heard.missing_position and not heard.films
        ):
            return self._about(task)
        return self._social(task)

    def _why(self, task: DraftTask) -> Draft:
        shown = {card.item_id: card for card in task.shown}
        named = [film.item_id for film in task.heard.films if film.item_id in shown]
        cards = [shown[item_id] for item_id in named] or list(task.shown)
        template = worded("why", variety=task.variety, count=len(cards))
        return Draft(
            act=Act.CHAT,
            template=template,
            topics=tuple(card.item_id for card in cards),
            claim=0.97,
            reason="an explanation was asked for",
        )

    def _about(self, task: DraftTask) -> Draft:
        heard = task.heard
        films = self._topics(task)[:_MOST_TOPICS]
        facts = [
            sentence
            for number, film in enumerate(films, 1)
            for sentence in answer(task.heard.text, film, f"{{{{topic{number}.label}}}}")
        ]
        template = worded(
            "about",
            missing=heard.missing_position and not heard.films,
            shown=len(task.shown),
            unknown=heard.unknown_titles[0] if heard.unknown_titles and not heard.films else "",
            facts=_introduced(facts) if films else [],
            other_readings=any(film.readings and film.certainty < 1 for film in heard.films),
        )
        return Draft(
            act=Act.CHAT,
            template=template,
            topics=tuple(film.id for film in films),
            claim=0.93,
            reason="a question about a film",
        )

    def _compare(self, task: DraftTask) -> Draft:
        films = self._compared(task)
        verdict = _verdict(task.heard.text.lower(), films)
        template = worded("compare", verdict=verdict, lines=[summary(film) for film in films])
        return Draft(
            act=Act.CHAT,
            template=template,
            topics=tuple(film.id for film in films),
            claim=0.95,
            reason="a comparison was asked for",
        )

    def _compared(self, task: DraftTask) -> list[Item]:
        named = [self._items[film.item_id] for film in task.heard.films]
        shown = [self._items[card.item_id] for card in task.shown if card.item_id in self._items]
        return (named if len(named) > 1 else shown)[:_MOST_COMPARED]

    def _topics(self, task: DraftTask) -> list[Item]:
        if task.topics:
            return list(task.topics)
        if task.heard.unknown_titles:
            return []
        return [self._items[card.item_id] for card in task.shown[:1] if card.item_id in self._items]

    def _social(self, task: DraftTask) -> Draft:
        heard = task.heard
        accepted = tuple(f.item_id for f in heard.films if f.stance is Stance.ACCEPT)
        if heard.says(Intent.ACCEPT) and not accepted and len(task.shown) == 1:
            accepted = (task.shown[0].item_id,)
        template = worded(
            "social",
            variety=task.variety,
            distress=heard.says(Intent.DISTRESS),
            foreign=heard.language != "en",
            accept=heard.says(Intent.ACCEPT),
            bye=heard.says(Intent.BYE),
            thank=heard.says(Intent.THANK),
            greet=heard.says(Intent.GREET),
            affirm=heard.says(Intent.AFFIRM),
            deny=heard.says(Intent.DENY),
            chat=heard.says(Intent.CHAT),
            empty=not re.search(r"\w", heard.text),
            topics=bool(accepted),
            shown=bool(task.shown),
            clipped=heard.clipped,
        )
        claim, reason = _claim(task)
        return Draft(act=Act.CHAT, template=template, topics=accepted, claim=claim, reason=reason)


def _claim(task: DraftTask) -> tuple[float, str]:
    heard = task.heard
    if heard.says(Intent.DISTRESS):
        return 1.0, "the person may be in distress"
    if heard.language != "en":
        return 0.96, "the message is not in English"
    if heard.says(Intent.ACCEPT) and not heard.says(Intent.REQUEST, Intent.MORE):
        return 0.92, "a film was taken"
    if heard.says(
        Intent.REQUEST, Intent.CRITIQUE, Intent.MORE, Intent.SURPRISE, Intent.REJECT, Intent.RESET
    ):
        return 0.1, "films are wanted, not talk"
    if heard.says(Intent.THANK, Intent.BYE) and not heard.says(Intent.INFORM):
        return 0.92, "a courtesy"
    if heard.says(Intent.CHAT, Intent.UNCLEAR, Intent.GREET) and not heard.says(Intent.INFORM):
        return 0.86, "nothing about films was said"
    if heard.says(Intent.AFFIRM, Intent.DENY) and task.state.preferences == 0:
        return 0.45, "a bare answer"
    return 0.15, "nothing calls for talk"


def _introduced(facts: list[str]) -> list[str]:
    """The first sentence names the film, so that "it" has something to stand for."""
    if facts and "{{topic" not in facts[0]:
        return [f"{{{{topic1.label}}}}: {facts[0][0].lower()}{facts[0][1:]}", *facts[1:]]
    return facts


def _verdict(question: str, films: list[Item]) -> str:
    for pattern, wording, measure, largest in _SUPERLATIVES:
        if not re.search(pattern, question):
            continue
        known = [
            (value, n) for n, film in enumerate(films, 1) if (value := measure(film)) is not None
        ]
        if len(known) < 2:
            return ""
        values = sorted((value for value, _ in known), reverse=largest)
        if values[0] == values[1]:
            return ""
        _, number = max(known) if largest else min(known)
        return wording.format(f"{{{{topic{number}.label}}}}")
    return ""


def _mood_score(film: Item, moods: set[str], genre: str) -> float:
    return len(moods & set(film.moods)) + (1.0 if genre in film.genres else 0.0)
