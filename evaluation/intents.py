"""How well intents are heard, against those that people gave ReDial's messages (IARD)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np
from rich.table import Table

from core.heard import Heard, Intent, Stance
from core.item import Item
from core.value import Value
from evaluation.hearing import Hearing
from evaluation.iard import IntentDialogue, Utterance
from evaluation.intervals import Estimate, bootstrap
from evaluation.metrics import Retrieved, retrieved, share
from evaluation.redial import Mention, Role, slate_before
from evaluation.splits import is_open
from evaluation.verdicts import question_in

ASK, FEEDBACK, DETAILS, OTHER = "AskForRec", "GiveFeedback", "AddDetails", "OTH"

# IARD's sub-intents and the top-level intent that each belongs to.
TOP_LEVEL = {
    "IQU": ASK, "CON": ASK, "REF": ASK, "STO": ASK,
    "PRO": DETAILS, "ANS": DETAILS, "ASK": DETAILS,
    "SEE": FEEDBACK, "ACC": FEEDBACK, "REJ": FEEDBACK, "CRI-A": FEEDBACK, "CRI-F": FEEDBACK,
    "CRI-C": FEEDBACK, "NRE": FEEDBACK, "INQ": FEEDBACK,
    "OTH": OTHER,
}  # fmt: skip


class Counterpart(NamedTuple):
    """Something that a message was heard to do, as IARD would call it, and why."""

    signal: str
    sub_intent: str
    reason: str


# No counterpart: REF (a wish after a slate; Parley does not tell it from CRI-A), ASK (a
# question for an opinion; Parley does not tell it from INQ), NRE (an answer without a verdict).
COUNTERPARTS = (
    Counterpart("request", "IQU", "a wish before anything was recommended is the first query"),
    Counterpart("request after a slate", "CRI-A", "a wish then adds to what was recommended for"),
    Counterpart("more", "IQU", "asking for others when there are none yet is a first query"),
    Counterpart("more after a slate", "CON", "asks for further recommendations"),
    Counterpart("surprise", "IQU", "a first query that leaves the choice open"),
    Counterpart("surprise after a slate", "CON", "asks for further recommendations"),
    Counterpart("reset", "STO", "starts a new query"),
    Counterpart("inform", "PRO", "taste told of films or attributes that are not on the slate"),
    Counterpart("affirm", "ANS", "a bare yes answers a question"),
    Counterpart("deny", "ANS", "a bare no answers a question"),
    Counterpart("liked or seen on the slate", "SEE", "IARD's example is 'yes, I loved that one'"),
    Counterpart("disliked on the slate", "REJ", "a verdict against what was recommended"),
    Counterpart("accept", "ACC", "the same act"),
    Counterpart("reject", "REJ", "the same act"),
    Counterpart("critique", "CRI-F", "moves away from a feature of what was recommended"),
    Counterpart("anchored on the slate", "CRI-C", "asks for something similar to it"),
    Counterpart("question", "INQ", "wants to know about a film"),
    Counterpart("compare", "INQ", "wants to know about several films"),
    Counterpart("why", "INQ", "wants to know about a recommendation"),
    Counterpart("greet", "OTH", "greetings are other"),
    Counterpart("thank", "OTH", "gratitude is other"),
    Counterpart("bye", "OTH", "greetings are other"),
    Counterpart("chat", "OTH", "small talk is other"),
    Counterpart("distress", "OTH", "a cry for help is other"),
    Counterpart("unclear", "OTH", "what says nothing is other"),
)
_SUB_INTENT = {one.signal: one.sub_intent for one in COUNTERPARTS}
COVERED = frozenset(_SUB_INTENT.values())
_ON_SLATE = {
    Stance.LIKE: "liked or seen on the slate",
    Stance.SEEN: "liked or seen on the slate",
    Stance.DISLIKE: "disliked on the slate",
    Stance.ANCHOR: "anchored on the slate",
}
_MOVED_BY_A_SLATE = (Intent.REQUEST, Intent.MORE, Intent.SURPRISE)


class IntentError(Value):
    """A message whose sub-intents were not heard exactly."""

    text: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    signals: tuple[str, ...]


class IntentScores(Value):
    """Intents heard, beside always saying the most common top-level intent (`majority`).

    `any_right` is the share of messages of which at least one top-level intent was heard,
    `exact` of which all were and no others. `confusion` counts messages with a gold
    top-level intent (first) that were heard as another (second, "" for none), once a pair.
    `sub_intents` are those with a counterpart; `micro` is over them. `errors` are listed
    only where all dialogues are of the dev part.
    """

    messages: int
    sub_intents: dict[str, Retrieved]
    micro: Retrieved
    any_right: Estimate
    exact: Estimate
    majority: str
    majority_any_right: Estimate
    majority_exact: Estimate
    confusion: dict[tuple[str, str], int]
    errors: tuple[IntentError, ...] = ()


class Judged(NamedTuple):
    """One seeker's message: what people say that it does, and what it was heard to do."""

    utterance: Utterance
    signals: frozenset[str]

    @property
    def gold(self) -> frozenset[str]:
        """The sub-intents given by people that have a counterpart."""
        return self.utterance.sub_intents & COVERED

    @property
    def heard(self) -> frozenset[str]:
        """The sub-intents heard."""
        return frozenset(_SUB_INTENT[signal] for signal in self.signals)

    @property
    def top_level(self) -> frozenset[str]:
        """The top-level intents heard."""
        return frozenset(TOP_LEVEL[sub_intent] for sub_intent in self.heard)


def signals(heard: Heard, shown: frozenset[str]) -> frozenset[str]:
    """What a message does, in the terms of COUNTERPARTS; `shown` are the slate's item ids."""
    found = {str(intent) for intent in heard.intents if intent is not Intent.INFORM}
    for intent in _MOVED_BY_A_SLATE:
        if shown and intent in found:
            found ^= {str(intent), f"{intent} after a slate"}
    on_slate = {_ON_SLATE.get(film.stance) for film in heard.films if film.item_id in shown}
    told = {signal for signal in on_slate if signal}
    others = any(film.item_id not in shown for film in heard.films)
    if heard.says(Intent.INFORM) and (others or not told):
        found.add(str(Intent.INFORM))
    return frozenset(found | told)


def score_intents(
    dialogues: Sequence[IntentDialogue],
    mentions: Mapping[str, Mention],
    hearing: Hearing,
    seed: int = 0,
) -> IntentScores:
    """The intents of every seeker's message; intervals resample dialogues."""
    judged = [list(_judged(dialogue, mentions, hearing)) for dialogue in dialogues]
    flat = [one for ones in judged for one in ones]
    commonest = Counter(name for one in flat for name in one.utterance.top_level).most_common(1)
    majority = commonest[0][0] if commonest else ""
    always = frozenset({majority})
    return IntentScores(
        messages=len(flat),
        sub_intents={name: retrieved(_counts(judged, {name}), seed) for name in sorted(COVERED)},
        micro=retrieved(_counts(judged, COVERED), seed),
        any_right=_share(judged, lambda one: bool(one.top_level & one.utterance.top_level), seed),
        exact=_share(judged, lambda one: one.top_level == one.utterance.top_level, seed),
        majority=majority,
        majority_any_right=_share(judged, lambda one: majority in one.utterance.top_level, seed),
        majority_exact=_share(judged, lambda one: always == one.utterance.top_level, seed),
        confusion=dict(Counter(pair for one in flat for pair in _pairs(one))),
        errors=tuple(_errors(flat)) if is_open(one.index for one in dialogues) else (),
    )


def table(scores_by_part: Mapping[str, IntentScores]) -> Table:
    """Precision, recall and F1 a sub-intent, and top-level accuracy beside the baseline."""
    shown = Table(title="Intents of ReDial's seekers (IARD), 95% intervals")
    for heading in ("part", "intent", "n", "precision", "recall", "F1"):
        shown.add_column(heading)
    for part, scores in scores_by_part.items():
        for name, found in {**scores.sub_intents, "all (micro)": scores.micro}.items():
            figures = (str(found.precision), str(found.recall), str(found.f1))
            shown.add_row(part, name, str(found.gold), *figures)
        for name, share_right in _top_level_rows(scores).items():
            shown.add_row(part, name, str(scores.messages), "", "", str(share_right))
        shown.add_section()
    return shown


def confusion_table(scores: IntentScores) -> Table:
    """Messages by the top-level intent given by people (rows) and heard (columns)."""
    names = (ASK, DETAILS, FEEDBACK, OTHER)
    shown = Table("given \\ heard", *names, "nothing", title="Top-level intents, messages")
    for given in names:
        cells = (str(scores.confusion.get((given, heard), 0)) for heard in (*names, ""))
        shown.add_row(given, *cells)
    return shown


def _top_level_rows(scores: IntentScores) -> dict[str, Estimate]:
    return {
        "top level: one right": scores.any_right,
        f"  always {scores.majority}": scores.majority_any_right,
        "top level: exactly right": scores.exact,
        f"  only {scores.majority}": scores.majority_exact,
    }


def _judged(
    dialogue: IntentDialogue, mentions: Mapping[str, Mention], hearing: Hearing
) -> Iterator[Judged]:
    """The seeker's messages, each heard after what the recommender last said and named."""
    slate: list[tuple[str, Item | None]] = []
    asked = ""
    for utterance in dialogue.utterances:
        message = utterance.message
        if message.role is Role.RECOMMENDER:
            slate = slate_before([message], mentions, hearing.items) or slate
            asked = question_in(message.text)
        else:
            heard, _, shown = hearing.hear(message.text, slate, asked)
            yield Judged(utterance, signals(heard, frozenset(shown)))


def _counts(judged: Sequence[Sequence[Judged]], names: Set[str]) -> list[tuple[int, int, int]]:
    """True positives, false positives, false negatives of these sub-intents, a dialogue a row."""
    return [
        (
            sum(len(one.gold & one.heard & names) for one in ones),
            sum(len((one.heard - one.gold) & names) for one in ones),
            sum(len((one.gold - one.heard) & names) for one in ones),
        )
        for ones in judged
    ]


def _share(
    judged: Sequence[Sequence[Judged]], is_right: Callable[[Judged], bool], seed: int
) -> Estimate:
    rows = [(sum(map(is_right, ones)), len(ones)) for ones in judged]
    return bootstrap(np.array(rows, dtype=float).reshape(-1, 2), share, seed)


def _pairs(one: Judged) -> Iterator[tuple[str, str]]:
    for given in one.utterance.top_level:
        for heard in one.top_level or {""}:
            yield given, heard


def _errors(judged: Iterable[Judged]) -> Iterator[IntentError]:
    for one in judged:
        if one.gold != one.heard:
            yield IntentError(
                text=one.utterance.message.text,
                missed=tuple(sorted(one.gold - one.heard)),
                extra=tuple(sorted(one.heard - one.gold)),
                signals=tuple(sorted(one.signals)),
            )
