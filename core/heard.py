"""What one message was understood to say: the output of listening."""

from enum import StrEnum

from pydantic import Field, model_validator

from core.item import Facet
from core.value import Value

_LARGEST = 9999


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


class Slot(StrEnum):
    """The times of a week that routines are told of."""

    WEEKDAYS = "weekdays"
    WEEKNIGHTS = "weeknights"
    WEEKENDS = "weekends"
    WEEKEND_NIGHTS = "weekend nights"


class Claim(Value):
    """What is lastingly so of a person: an attribute, a range of years or minutes, or an appetite.

    Exactly one of `attribute`, `years`, `runtime` and `explore` is there; `explore` in 0..1 is the
    appetite for what is little known. A `hard` claim rules films out; a soft one only leans
    towards them or away. With `when` it is so at those times only, a routine.
    """

    attribute: Attribute | None = None
    years: Span | None = None
    runtime: Span | None = None
    explore: float | None = Field(default=None, ge=0, le=1)
    hard: bool = False
    when: Slot | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Claim":
        parts = (self.attribute, self.years, self.runtime, self.explore)
        if sum(part is not None for part in parts) != 1:
            raise ValueError("a claim says exactly one thing")
        for span in (self.years, self.runtime):
            ends = [end for end in (span.low, span.high) if end is not None] if span else [0]
            if not ends or ends != sorted(ends) or not 0 <= ends[0] <= ends[-1] <= _LARGEST:
                raise ValueError("a range needs an end, and its ends in order")
        return self

    @property
    def polarity(self) -> Polarity:
        """Whether films like that are wanted; all but attributes are."""
        return self.attribute.polarity if self.attribute else Polarity.WANT

    @property
    def facet(self) -> str:
        """What the claim is about: a facet of the catalogue, "years", "runtime" or "explore"."""
        if self.attribute:
            return self.attribute.facet.value
        return next(
            name for name in ("years", "runtime", "explore") if getattr(self, name) is not None
        )

    @property
    def key(self) -> str:
        """Claims of one key speak of the same thing and may contradict each other."""
        about = self.attribute.key if self.attribute else self.facet
        return f"{about}:{self.when.value}" if self.when else about


class Lasting(Value):
    """Something that a message says of the person beyond this conversation, in these words of it."""

    claim: Claim
    words: str


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
    (MACRS, information-level reflection), where a language model listened; `lasting` is what is
    so of them beyond this conversation.
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
    lasting: tuple[Lasting, ...] = ()
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
