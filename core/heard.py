"""What one message was understood to say: the output of listening."""

from enum import StrEnum

from core.item import Facet
from core.value import Value


class Intent(StrEnum):
    """What a person does with a message; one message may do several things."""

    REQUEST = "request"
    INFORM = "inform"
    CRITIQUE = "critique"
    ACCEPT = "accept"
    REJECT = "reject"
    MORE = "more"
    WHY = "why"
    QUESTION = "question"
    COMPARE = "compare"
    SURPRISE = "surprise"
    AFFIRM = "affirm"
    DENY = "deny"
    RESET = "reset"
    GREET = "greet"
    THANK = "thank"
    BYE = "bye"
    CHAT = "chat"
    DISTRESS = "distress"
    UNCLEAR = "unclear"


class Stance(StrEnum):
    """How a person stands to a film that is named or pointed at."""

    LIKE = "like"
    DISLIKE = "dislike"
    SEEN = "seen"
    ACCEPT = "accept"
    REJECT = "reject"
    ANCHOR = "anchor"
    ABOUT = "about"


class Polarity(StrEnum):
    """Whether an attribute is asked for or ruled out."""

    WANT = "want"
    AVOID = "avoid"


class Axis(StrEnum):
    """The directions in which "like that, but ..." can move."""

    FUNNIER = "funnier"
    DARKER = "darker"
    LIGHTER = "lighter"
    SCARIER = "scarier"
    LESS_SCARY = "less scary"
    LESS_VIOLENT = "less violent"
    SHORTER = "shorter"
    LONGER = "longer"
    NEWER = "newer"
    OLDER = "older"
    SADDER = "sadder"
    ROMANTIC = "more romantic"
    ACTION = "more action"
    SLOWER = "slower"
    SMARTER = "smarter"
    WEIRDER = "weirder"
    KNOWN = "better known"
    OBSCURE = "less known"


class Audience(StrEnum):
    """For whom the person asks, where the message says so."""

    KIDS = "kids"
    FRIEND = "friend"
    SELF = "self"


class Film(Value):
    """A film named in the message (`position` None) or pointed at in the last slate (from 1).

    `readings` are other films that the words could mean, best first.
    """

    item_id: str
    stance: Stance
    text: str = ""
    position: int | None = None
    seen: bool = False
    certainty: float = 1.0
    readings: tuple[str, ...] = ()


class Attribute(Value):
    """An attribute asked for or ruled out, as the catalogue spells it.

    Wanted attributes of one non-empty `group` are alternatives ("comedy or drama"); all
    others must hold together.
    """

    facet: Facet
    value: str
    polarity: Polarity
    text: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """What tells it from other attributes, whatever is said of it."""
        return f"{self.facet.value}:{self.value}"


class Span(Value):
    """A range with open ends: years (inclusive) or minutes (inclusive)."""

    low: int | None = None
    high: int | None = None
    text: str = ""


class Shift(Value):
    """One direction of "like that, but ...", with the film it starts from where one is meant."""

    axis: Axis
    item_id: str | None = None


class Heard(Value):
    """Everything one message says, typed; an empty value is a message that says nothing.

    `missing_position` is a place in the last slate that was pointed at and does not exist.
    `subject` is what a film should be about, in the person's words, where no attribute says it
    whole ("the moon landing", "where toys come alive").
    A `fresh` message stands alone: what was wished for earlier does not narrow it.
    `withdrawn` are earlier wishes that the message takes back, by the key of `Attribute.key`
    or as "years" or "runtime". `demand` is what the person wants now, in a sentence
    (MACRS, information-level reflection), where a language model listened.
    """

    text: str = ""
    intents: tuple[Intent, ...] = (Intent.UNCLEAR,)
    films: tuple[Film, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    years: Span | None = None
    runtime: Span | None = None
    shifts: tuple[Shift, ...] = ()
    audience: Audience | None = None
    count: int | None = None
    unknown_titles: tuple[str, ...] = ()
    subject: str = ""
    missing_position: int | None = None
    fresh: bool = False
    withdrawn: tuple[str, ...] = ()
    demand: str = ""
    language: str = "en"
    clipped: bool = False

    def says(self, *intents: Intent) -> bool:
        """Whether the message does any of these things."""
        return any(intent in self.intents for intent in intents)

    @property
    def could_stand_alone(self) -> bool:
        """Whether the message asks for something by itself that earlier wishes may contradict."""
        wants = any(a.polarity is Polarity.WANT for a in self.attributes)
        return wants and not self.fresh and self.says(Intent.REQUEST, Intent.MORE, Intent.INFORM)
