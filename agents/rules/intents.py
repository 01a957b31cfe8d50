"""What a message does (asks, tells, rejects, thanks ...), from phrases and from what was heard in it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from agents.rules import phrases
from core.heard import Attribute, Axis, Film, Intent, Span, Stance

_OPINIONS = {Stance.LIKE, Stance.DISLIKE, Stance.SEEN}
_TALKED_ABOUT = {Stance.ABOUT, Stance.LIKE, Stance.SEEN}
_ANSWERS = {Intent.QUESTION, Intent.COMPARE, Intent.WHY}


class Overheard(NamedTuple):
    """What the other rules found in a message; the intents are read off it and the words."""

    films: tuple[Film, ...]
    attributes: tuple[Attribute, ...]
    years: Span | None
    runtime: Span | None
    axes: tuple[Axis, ...]
    asked: bool
    has_slate: bool
    wishes: bool
    tastes: bool


def intents_in(masked: str, heard: Overheard) -> tuple[Intent, ...]:
    """Everything the message does, most telling first; empty where no rule speaks."""
    message = _Message(masked, heard)
    for intent, does in _RULES:
        if intent not in message.found and does(message):
            message.found.append(intent)
        if intent is Intent.CHAT and intent in message.found:
            break
    return tuple(message.found)


class _Message:
    """A masked message with what was heard in it and the intents found so far."""

    def __init__(self, text: str, heard: Overheard) -> None:
        self.text = text
        self.heard = heard
        self.found: list[Intent] = []
        self.stances = {film.stance for film in heard.films}
        self.asks = self.has(phrases.REQUEST)
        self.has_substance = bool(heard.attributes or heard.years or heard.runtime or heard.films)

    def has(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.text))

    def found_any(self, intents: set[Intent]) -> bool:
        return bool(intents & set(self.found))


def _only_chats(message: _Message) -> bool:
    heard = message.heard
    concrete = message.asks or heard.films or heard.years or heard.runtime
    return message.has(phrases.CHAT) and not concrete


def _asks_why(message: _Message) -> bool:
    return message.has(phrases.WHY) and not message.has(phrases.WHY_NOT)


def _compares(message: _Message) -> bool:
    heard, several = message.heard, len(message.heard.films) > 1
    neutral = message.stances <= {Stance.ABOUT, Stance.ANCHOR} and not heard.attributes
    if several and neutral and message.has(phrases.CHOICE):
        return not message.has(phrases.LIKENESS)
    if several and "?" in message.text and message.has(phrases.IS_MORE_THAN):
        return True
    return message.has(phrases.COMPARE) and (heard.has_slate or several)


def _rejects(message: _Message) -> bool:
    if not message.heard.has_slate:
        return False
    answers_no = message.heard.asked and message.has(phrases.DENY)
    turns_down = message.has(phrases.REJECT) and Stance.ACCEPT not in message.stances
    return Stance.REJECT in message.stances or (turns_down and not answers_no)


def _criticises(message: _Message) -> bool:
    departs = Stance.ANCHOR in message.stances and message.has(phrases.DEPARTURE)
    return bool(message.heard.axes) or departs


def _accepts(message: _Message) -> bool:
    if Stance.ACCEPT in message.stances:
        return True
    held_back = Intent.REJECT in message.found or message.heard.axes
    return message.has(phrases.ACCEPT) and message.heard.has_slate and not held_back


def _questions(message: _Message) -> bool:
    heard = message.heard
    if message.has(phrases.DESCRIBED) or message.found_any(_ANSWERS):
        return False
    if not heard.films and (message.asks or (heard.wishes and not message.has(phrases.POINTS))):
        return False
    asks_of_film = bool(message.stances) and message.has(phrases.ASKS_OF_FILM)
    can_ask = "?" in message.text or heard.films or heard.has_slate
    worded = message.has(phrases.QUESTION) or asks_of_film
    return worded and bool(can_ask) and message.stances <= _TALKED_ABOUT


def _requests(message: _Message) -> bool:
    heard = message.heard
    only_tells = heard.tastes and not heard.wishes
    wants = (
        message.has(phrases.DESCRIBED)
        or (message.asks and not only_tells)
        or Stance.ANCHOR in message.stances
        or heard.wishes
        or (heard.asked and bool(heard.attributes))
    )
    elsewhere = Intent.CRITIQUE in message.found or message.found_any(_ANSWERS)
    return wants and not elsewhere and (message.has_substance or not message.found)


def _only_wishes(message: _Message) -> bool:
    wishes = message.heard.wishes or Stance.ANCHOR in message.stances
    return wishes and not message.found


def _denies(message: _Message) -> bool:
    can_deny = message.heard.asked or not message.heard.has_slate
    return message.has(phrases.DENY) and can_deny and not message.has_substance


def _chats_beside(message: _Message) -> bool:
    asks = {Intent.REQUEST, Intent.WHY, Intent.ACCEPT, Intent.MORE, Intent.SURPRISE}
    return message.has(phrases.CHAT) and not message.has_substance and not message.found_any(asks)


# In order: later rules look at what earlier ones found.
_RULES: tuple[tuple[Intent, Callable[[_Message], bool]], ...] = (
    (Intent.GREET, lambda m: _only_chats(m) and m.has(phrases.GREET)),
    (Intent.CHAT, _only_chats),
    (Intent.RESET, lambda m: m.has(phrases.RESET)),
    (Intent.WHY, _asks_why),
    (Intent.COMPARE, _compares),
    (Intent.REJECT, _rejects),
    (Intent.CRITIQUE, _criticises),
    (Intent.ACCEPT, _accepts),
    (Intent.QUESTION, _questions),
    (Intent.SURPRISE, lambda m: m.has(phrases.SURPRISE) and not m.heard.films),
    (Intent.MORE, lambda m: m.has(phrases.MORE) and Intent.CRITIQUE not in m.found),
    (Intent.INFORM, lambda m: bool(m.stances & _OPINIONS) or m.heard.tastes),
    (Intent.REQUEST, _requests),
    (Intent.REQUEST, _only_wishes),
    (Intent.QUESTION, lambda m: bool(m.heard.films) and not m.found),
    (Intent.AFFIRM, lambda m: m.has(phrases.AFFIRM) and not m.has_substance),
    (Intent.DENY, _denies),
    (Intent.GREET, lambda m: m.has(phrases.GREET)),
    (Intent.THANK, lambda m: m.has(phrases.THANK) and not m.has(phrases.NO_THANKS)),
    (Intent.BYE, lambda m: m.has(phrases.BYE)),
    (Intent.CHAT, _chats_beside),
)
