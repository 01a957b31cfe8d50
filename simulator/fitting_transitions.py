"""Fits the transition table: how often people do what, after what the recommender did and they did before.

Labels are IARD's (Cai and Chen 2020) over ReDial's dialogues; a message counts once, for the most
telling of its labels.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from core.conversation import Act
from simulator.speech import UserIntent
from simulator.transitions import OPENING, Table

# Rows are drawn towards the row of their act, and that towards all messages, by this many messages.
SMOOTHING = 10.0
_COMPARES = re.compile(
    r"\b(?:better|worse|best|similar to|same as|compared?|more like| or )\b", re.IGNORECASE
)


class Labelled(NamedTuple):
    """One message with IARD's labels."""

    is_seeker: bool
    labels: frozenset[str]
    text: str = ""


class Taken(NamedTuple):
    """Recommending turns of ReDial, and those with a film that the seeker liked and had not seen."""

    turns: int
    welcome: int


def fit_table(dialogues: Iterable[Sequence[Labelled]], taken: Taken, about: str) -> Table:
    """The smoothed table of these dialogues; `taken` is kept beside it, since likes are no acceptance."""
    counts: dict[tuple[str, str], Counter[UserIntent]] = {}
    dialogues = tuple(dialogues)
    for dialogue in dialogues:
        for act, before, intent in steps(dialogue):
            counts.setdefault((act, before), Counter())[intent] += 1
    whole = sum(counts.values(), Counter[UserIntent]())
    base = _smoothed(whole, {intent: 1 / len(UserIntent) for intent in UserIntent}, 1.0)
    rows = {}
    for act in (OPENING, *(act.value for act in Act)):
        own = sum((c for (a, _), c in counts.items() if a == act), Counter[UserIntent]())
        of_act = _smoothed(own, base, SMOOTHING)
        for before in _befores(act):
            row = _smoothed(counts.get((act, before), Counter()), of_act, SMOOTHING)
            rows[f"{act}|{before}"] = row
    return Table(
        about=about,
        dialogues=len(dialogues),
        messages=whole.total(),
        counts={f"{act}|{before}": dict(c) for (act, before), c in sorted(counts.items())},
        recommending_turns=taken.turns,
        welcome_turns=taken.welcome,
        rows=rows,
    )


def act_of(labels: frozenset[str]) -> Act:
    """What a recommender does with a message: films before questions before talk."""
    if any(label.startswith("REC-") for label in labels):
        return Act.RECOMMEND
    return Act.ASK if labels & {"REQ", "CLQ"} else Act.CHAT


def intent_of(message: Labelled, act: str) -> UserIntent:
    """The most telling label as an intent.

    Greetings and thanks count only where a message has nothing else; having seen a film is a
    reason against it; a preference after a question is an answer.
    """
    labels = message.labels
    if "ACC" in labels:
        return UserIntent.ACCEPT
    if "REJ" in labels and labels & {"CRI-A", "CRI-F", "CRI-C", "SEE"}:
        return UserIntent.REJECT_WITH_REASON
    if labels & {"STO", "REF"}:
        return UserIntent.CHANGE_MIND
    if labels & {"CRI-A", "CRI-F", "CRI-C"}:
        return UserIntent.CRITIQUE
    return _milder(message, act)


def _milder(message: Labelled, act: str) -> UserIntent:
    labels = message.labels
    if "INQ" in labels:
        return UserIntent.COMPARE if _COMPARES.search(message.text) else UserIntent.ASK_WHY
    for names, intent in (
        ({"REJ"}, UserIntent.REJECT),
        ({"SEE"}, UserIntent.REJECT_WITH_REASON if act == Act.RECOMMEND else UserIntent.SMALL_TALK),
        ({"ANS"}, UserIntent.ANSWER if act == Act.ASK else UserIntent.STATE_NEED),
        ({"PRO"}, UserIntent.ANSWER if act == Act.ASK else UserIntent.STATE_NEED),
        ({"IQU"}, UserIntent.STATE_NEED),
        ({"CON"}, UserIntent.REJECT),
    ):
        if labels & names:
            return intent
    return UserIntent.SMALL_TALK


def steps(dialogue: Sequence[Labelled]) -> Iterator[tuple[str, str, UserIntent]]:
    """(act, intent before, intent) of each seeker's message, up to the last acceptance.

    What follows that is farewell; where nothing was accepted, the last message leaves.
    """
    seekers = [place for place, message in enumerate(dialogue) if message.is_seeker]
    accepted = [place for place in seekers if "ACC" in dialogue[place].labels]
    end = accepted[-1] if accepted else (seekers[-1] if seekers else -1)
    act, before, has_begun = OPENING, OPENING, False
    for place, message in enumerate(dialogue[: end + 1]):
        if not message.is_seeker:
            act = act_of(message.labels).value if has_begun else OPENING
            continue
        intent = intent_of(message, act)
        is_last = place == end and not accepted and intent is UserIntent.SMALL_TALK
        intent = UserIntent.LEAVE if is_last else intent
        yield act, before, intent
        before, has_begun = intent.value, True


def _befores(act: str) -> tuple[str, ...]:
    return (OPENING,) if act == OPENING else tuple(intent.value for intent in UserIntent)


def _smoothed(
    counts: Counter[UserIntent], towards: dict[UserIntent, float], strength: float
) -> dict[UserIntent, float]:
    total = counts.total() + strength
    return {i: (counts[i] + strength * towards[i]) / total for i in UserIntent}
