"""What passes between a simulated person and a recommender: what is shown, what is said, and why."""

from enum import StrEnum

from core.conversation import Act, Card
from core.heard import Attribute
from core.value import Value


class UserIntent(StrEnum):
    """What a simulated person does with a turn."""

    STATE_NEED = "state need"
    ANSWER = "answer"
    ASK_WHY = "ask why"
    CRITIQUE = "critique"
    REJECT_WITH_REASON = "reject with reason"
    REJECT = "reject"
    COMPARE = "compare"
    CHANGE_MIND = "change mind"
    ACCEPT = "accept"
    LEAVE = "leave"
    SMALL_TALK = "small talk"


class Shown(Value):
    """A turn of the recommender as a person sees it: words, cards in order, the facet asked about."""

    act: Act
    reply: str
    cards: tuple[Card, ...] = ()
    asked: str = ""


class Thought(Value):
    """The decision trace, written before the choice (UserMirrorer): why now, what speaks to me, how I weigh it."""

    stimulus: str
    knowledge: str
    evaluation: str


class Decision(Value):
    """A choice from the slate shown: an item, or none of them, with the probabilities it was drawn from.

    `probabilities` are those of the cards in order, `none` that of choosing none.
    """

    thought: Thought
    choice: str = ""
    probabilities: tuple[float, ...] = ()
    none: float = 1.0


class Said(Value):
    """A message of the simulated person with what is behind it, which no recommender ever sees.

    `taken` is the film accepted, which `ends` the conversation where it is one that was looked
    for; another one is noted, and the person looks on. `ruled_out` is what is said to be unwelcome.
    """

    text: str
    intent: UserIntent
    decision: Decision | None = None
    taken: str = ""
    ruled_out: Attribute | None = None
    ends: bool = False
