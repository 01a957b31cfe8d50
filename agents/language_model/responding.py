"""The three responders as prompts: asking, recommending and chit-chat agent (MACRS)."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib import resources

from agents.contracts import Draft, DraftTask
from agents.language_model.describing import (
    NOTHING,
    told_cases,
    told_film,
    told_history,
    told_profile,
    told_ranked,
)
from agents.language_model.drafting import SLOT, Films, GrowingDraft
from agents.language_model.grounding import licence
from agents.language_model.names import Names
from agents.reasons import reason_for
from agents.searching import slate_size
from core.conversation import Act
from core.heard import Intent
from core.item import Item
from core.language_model import Message, Site
from core.prompts import Prompt, quoted_data

_MOST_NAMED = 3


class Responder(ABC):
    """One agent that drafts a reply; `base` is the rules mind's draft of the same task."""

    site: Site

    def __init__(self, items: Mapping[str, Item], names: Names) -> None:
        """Render the fixed part of the prompt."""
        self._items = items
        self._names = names
        speaking = (resources.files("agents") / "prompts" / "speaking.md").read_text("utf-8")
        self._prompt = Prompt("agents", self.site.value, speaking=speaking.strip())

    @abstractmethod
    def films(self, task: DraftTask) -> Films:
        """The films that the reply may name."""

    @abstractmethod
    def told(self, task: DraftTask, base: Draft, films: Films) -> dict[str, object]:
        """The variables of the prompt that are this agent's own."""

    def messages(self, task: DraftTask, base: Draft, films: Films) -> tuple[Message, ...]:
        """The messages of one call."""
        strategy = task.state.strategy
        return self._prompt.messages(
            history=told_history(task.history),
            message=task.heard.text,
            profile=told_profile(task.state, self._items),
            suggestion=strategy.for_act(base.act) if strategy else "",
            **self.told(task, base, films),
        )

    def growing(self, task: DraftTask, base: Draft, films: Films) -> GrowingDraft:
        """A draft to be filled with the model's words."""
        said = " ".join((*(turn.heard.text for turn in task.history), task.heard.text))
        empty = base.model_copy(update={"template": "", "cards": (), "topics": ()})
        allowed = licence((*films.numbered, *films.named), said)
        return GrowingDraft(empty, films, allowed, self._names)

    def is_complete(self, draft: Draft) -> bool:
        """Whether a finished draft does what this agent is for."""
        return bool(draft.template)


class Asker(Responder):
    """Asks one question; the rules' question is its hint."""

    site = Site.ASK

    def films(self, task: DraftTask) -> Films:
        """Only films that the person named: a question is about kinds of film."""
        return Films((), _named(task, self._items), are_cards=False)

    def told(self, task: DraftTask, base: Draft, films: Films) -> dict[str, object]:
        """The question that divides the candidates best."""
        return {"question": base.template}

    def is_complete(self, draft: Draft) -> bool:
        """It has to ask."""
        return "?" in draft.template


class Recommending(Responder):
    """Chooses among the candidates of the search and says why."""

    site = Site.RECOMMEND

    def films(self, task: DraftTask) -> Films:
        """The candidates, and the films that the request goes by."""
        return Films(task.slate.items, _named(task, self._items), are_cards=True)

    def told(self, task: DraftTask, base: Draft, films: Films) -> dict[str, object]:
        """Candidates with their reasons, similar cases, and how many to recommend."""
        ranked = task.slate.ranked
        reasons = [_with_topics(reason_for(r, task.state, self._items), films) for r in ranked]
        return {
            "constraints": quoted_data(", ".join(task.slate.constraints) or "no hard wish so far"),
            "films": told_ranked(ranked, reasons),
            "named": _numbered(films.named, "topic"),
            "cases": told_cases(task.slate.cases, task.slate.items),
            "count": min(slate_size(task.state), len(ranked)),
        }

    def is_complete(self, draft: Draft) -> bool:
        """It has to recommend a film."""
        return bool(draft.cards)


class Chatter(Responder):
    """Answers, explains, compares and is kind."""

    site = Site.CHAT

    def films(self, task: DraftTask) -> Films:
        """The films that the talk is about, then those on the screen."""
        shown = [self._items[card.item_id] for card in task.shown if card.item_id in self._items]
        about = {film.id: film for film in (*task.topics, *shown)}
        return Films(tuple(about.values()), are_cards=False)

    def told(self, task: DraftTask, base: Draft, films: Films) -> dict[str, object]:
        """Where the message asks something: records, reasons on cards, what the rules found out."""
        answers = task.heard.says(Intent.QUESTION, Intent.COMPARE, Intent.WHY)
        reasons = {card.item_id: card.reason for card in task.shown} if answers else {}
        lines = (
            f"{n}. {told_film(film) if answers else quoted_data(film.label)}"
            + (f"; shown because {quoted_data(reasons[film.id])}" if film.id in reasons else "")
            for n, film in enumerate(films.numbered, 1)
        )
        return {
            "films": "\n".join(lines) or NOTHING,
            "facts": _facts(base, films) if answers else "",
        }


def responders(items: Mapping[str, Item], names: Names) -> dict[Act, Responder]:
    """The agent of each act."""
    return {
        Act.ASK: Asker(items, names),
        Act.RECOMMEND: Recommending(items, names),
        Act.CHAT: Chatter(items, names),
    }


def _named(task: DraftTask, items: Mapping[str, Item]) -> tuple[Item, ...]:
    """The films that the person goes by or spoke well of, those of this message first."""
    now = [film.item_id for film in task.heard.films]
    proposed = {film.id for film in task.slate.items}
    ids = dict.fromkeys((*now, *task.state.anchors, *sorted(task.state.liked)))
    return tuple(items[i] for i in ids if i in items and i not in proposed)[:_MOST_NAMED]


def _with_topics(reason: str, films: Films) -> str:
    """A reason that calls the films that the person named as the prompt's list does."""
    for number, film in enumerate(films.named, 1):
        reason = reason.replace(film.label, f"topic{number}")
    return reason


def _facts(base: Draft, films: Films) -> str:
    """The rules' answer with its slots as the numbers of the prompt's list."""
    places = {film.id: n for n, film in enumerate(films.numbered, 1)}

    def number(match: re.Match[str]) -> str:
        index = int(match["number"]) - 1
        item_id = base.topics[index] if 0 <= index < len(base.topics) else ""
        return f"film {places[item_id]}" if item_id in places else "a film"

    return SLOT.sub(number, base.template)


def _numbered(films: Sequence[Item], prefix: str) -> str:
    return "\n".join(f"{prefix}{n}. {quoted_data(film.label)}" for n, film in enumerate(films, 1))
