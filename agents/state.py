"""What a conversation amounts to: needs, constraints and history, folded from its turns."""

import re
from collections.abc import Container, Iterable

from agents.resting import Resting, counted_down, rested
from core.conversation import Act, Card, Mark, Session, Strategy, Turn
from core.heard import Attribute, Audience, Axis, Film, Heard, Intent, Polarity, Span, Stance
from core.item import Facet
from core.value import Value

# Facets of which a new wish replaces the old one; themes and moods add up.
_EXCLUSIVE = frozenset({Facet.GENRE, Facet.PERSON, Facet.COUNTRY, Facet.LANGUAGE, Facet.SERIES})
_ADDING = re.compile(
    r"^\s*(?:and|also|but|plus|with|make it|preferably|ideally|ones? (?:with|that)|only|just)\b|\b(?:also|as well|too|on top of that|in addition)\b"
)
_RANGES = frozenset({"years", "runtime"})
_NO_WISHES: dict[str, object] = {
    "attributes": (),
    "anchors": (),
    "shifts": (),
    "shift_anchor": None,
    "texts": (),
    "subject": "",
    "years": None,
    "runtime": None,
    "demand": "",
}


class DialogueState(Value):
    """Everything derived from the turns so far; nothing here is stored.

    `messages` are the person's own, oldest first, since they last started over; `known` counts
    what is known of them from before, which `remembered` says; it
    `is_set_aside` where it left no film for this request. What is `resting` was turned down with
    a slate; of the ranges `withdrawn` ("years", "runtime") any is fine.
    """

    attributes: tuple[Attribute, ...] = ()
    years: Span | None = None
    runtime: Span | None = None
    audience: Audience | None = None
    anchors: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()
    shifts: tuple[Axis, ...] = ()
    shift_anchor: str | None = None
    texts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    unknown_titles: tuple[str, ...] = ()
    subject: str = ""
    surprise: bool = False
    count: int | None = None
    liked: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    cards: tuple[Card, ...] = ()
    acts: tuple[Act, ...] = ()
    asked: tuple[str, ...] = ()
    question: str = ""
    topic: str = ""
    rejections: int = 0
    demand: str = ""
    strategy: Strategy | None = None
    unreflected: tuple[Card, ...] = ()
    known: int = 0
    remembered: str = ""
    is_set_aside: bool = False
    resting: Resting = ()
    withdrawn: frozenset[str] = frozenset()

    @property
    def wants(self) -> tuple[Attribute, ...]:
        """The attributes asked for."""
        return tuple(a for a in self.attributes if a.polarity is Polarity.WANT)

    @property
    def preferences(self) -> int:
        """How many separate things are known about what the person wants now."""
        stated = (self.years, self.runtime, self.audience, self.surprise or None)
        return (
            len(self.attributes)
            + len(self.anchors)
            + len(self.liked)
            + len(self.shifts)
            + len(self.unknown_titles)
            + bool(self.subject)
            + self.known
            + sum(value is not None for value in stated)
        )

    def limited_to(self, known: Container[str]) -> "DialogueState":
        """The state without films that the catalogue no longer has."""
        return self.model_copy(
            update={
                "anchors": tuple(i for i in self.anchors if i in known),
                "shift_anchor": self.shift_anchor if self.shift_anchor in known else None,
                "liked": frozenset(i for i in self.liked if i in known),
                "disliked": frozenset(i for i in self.disliked if i in known),
                "rejected": frozenset(i for i in self.rejected if i in known),
                "cards": tuple(card for card in self.cards if card.item_id in known),
                "topic": self.topic if self.topic in known else "",
            }
        )

    def hearing(self, heard: Heard) -> "DialogueState":
        """The state once a message has been understood, before it is answered."""
        state = self._forgotten() if heard.says(Intent.RESET) else self
        state = state.model_copy(update={"messages": (*state.messages, heard.text)})
        state = state._without(frozenset(heard.withdrawn))
        state = state._with_wishes(heard)
        state = state._with_films(heard.films)
        resting = rested(self.resting, heard, has_slate=bool(self.cards))
        return state._with_rejection(heard).model_copy(update={"resting": resting})

    def awakened(self) -> "DialogueState":
        """The state without what rests, for where that leaves no film."""
        return self.model_copy(update={"resting": ()})

    def reflected(self, strategy: Strategy | None) -> "DialogueState":
        """The state once a rejection has been thought about; what it taught holds until the next."""
        if strategy is None:
            return self
        return self.model_copy(update={"strategy": strategy, "unreflected": ()})

    def answered(self, turn: Turn) -> "DialogueState":
        """The state once a turn's reply has been shown."""
        return self.model_copy(
            update={
                "shown": self.shown | {card.item_id for card in turn.cards},
                "cards": turn.cards or self.cards,
                "topic": "" if turn.cards else self.topic,
                "acts": (*self.acts, turn.act),
                "asked": (*self.asked, turn.asked) if turn.asked else self.asked,
                "question": turn.reply if turn.asked else "",
                "resting": counted_down(self.resting) if turn.cards else self.resting,
            }
        )

    def marked(self, marks: Iterable[Mark]) -> "DialogueState":
        """The state once buttons have been pressed on cards; what is said later may overrule them."""
        pressed = {stance: set[str]() for stance in Stance}
        for mark in marks:
            pressed[mark.stance].add(mark.item_id)
        return self.model_copy(
            update={
                "liked": (self.liked | pressed[Stance.LIKE]) - pressed[Stance.DISLIKE],
                "disliked": (self.disliked | pressed[Stance.DISLIKE]) - pressed[Stance.LIKE],
                "seen": self.seen | pressed[Stance.SEEN],
            }
        )

    def _forgotten(self) -> "DialogueState":
        """What "start over" leaves: what need not be shown again, and no wishes or likings."""
        return DialogueState(
            seen=self.seen,
            disliked=self.disliked,
            accepted=self.accepted,
            models=self.models,
            shown=self.shown,
            acts=self.acts,
        )

    def _without(self, withdrawn: frozenset[str]) -> "DialogueState":
        """The state without the wishes that a message takes back."""
        if not withdrawn:
            return self
        ranges = withdrawn & _RANGES
        update: dict[str, object] = dict.fromkeys(ranges, None)
        update["withdrawn"] = self.withdrawn | ranges
        update["attributes"] = tuple(a for a in self.attributes if a.key not in withdrawn)
        return self.model_copy(update=update)

    def _with_wishes(self, heard: Heard) -> "DialogueState":
        narrows = heard.attributes or heard.years or heard.runtime or heard.fresh
        if heard.says(Intent.MORE) and not narrows:
            kept = {"surprise": False, "unknown_titles": (), "demand": heard.demand or self.demand}
            return self.model_copy(update=kept)
        state = self.model_copy(update=_NO_WISHES) if heard.audience is Audience.SELF else self
        state = state._after_topic_shift(heard)
        update: dict[str, object] = {
            "attributes": _merged(state.attributes, heard, adding=_is_adding(heard)),
            "unknown_titles": heard.unknown_titles,
            "surprise": heard.says(Intent.SURPRISE),
            "count": heard.count or None,
            "demand": heard.demand or ("" if heard.fresh else state.demand),
        }
        if heard.subject:
            update["subject"] = heard.subject
        asked = {name: getattr(heard, name) for name in _RANGES if getattr(heard, name)}
        update |= {**asked, "withdrawn": state.withdrawn - set(asked)}
        if heard.audience:
            update["audience"] = None if heard.audience is Audience.SELF else heard.audience
        if heard.shifts or heard.says(Intent.REQUEST):
            update["shifts"] = tuple(shift.axis for shift in heard.shifts)
            update["shift_anchor"] = heard.shifts[0].item_id if heard.shifts else None
        if _is_substantial(heard):
            text = _without_titles(heard)
            update["texts"] = (*state.texts, *([text] if text else []))[-2:]
        return state.model_copy(update=update)

    def _after_topic_shift(self, heard: Heard) -> "DialogueState":
        """A new subject drops the old one's wishes, models and directions; what is ruled out stays."""
        anchored = any(film.stance is Stance.ANCHOR for film in heard.films)
        new_facets = {a.facet for a in heard.attributes if a.polarity is Polarity.WANT}
        elsewhere = bool(new_facets & _EXCLUSIVE) and bool(self.anchors)
        if heard.fresh:
            avoided = tuple(a for a in self.attributes if a.polarity is Polarity.AVOID)
            return self.model_copy(update={**_NO_WISHES, "attributes": avoided})
        if _is_adding(heard) or not (anchored or elsewhere):
            return self
        return self.model_copy(update={"anchors": (), "shifts": (), "texts": (), "subject": ""})

    def _with_films(self, films: tuple[Film, ...]) -> "DialogueState":
        by_stance = {stance: set[str]() for stance in Stance}
        for film in films:
            by_stance[film.stance].add(film.item_id)
            if film.seen:
                by_stance[Stance.SEEN].add(film.item_id)
        liked, disliked = by_stance[Stance.LIKE], by_stance[Stance.DISLIKE]
        anchors = tuple(film.item_id for film in films if film.stance is Stance.ANCHOR)
        return self.model_copy(
            update={
                "liked": (self.liked | liked) - disliked - by_stance[Stance.REJECT],
                "disliked": (self.disliked | disliked) - liked,
                "seen": self.seen | by_stance[Stance.SEEN] | liked | disliked,
                "rejected": self.rejected | by_stance[Stance.REJECT],
                "accepted": self.accepted | by_stance[Stance.ACCEPT],
                "anchors": anchors or self.anchors,
                "models": self.models | set(anchors),
                "topic": films[0].item_id if films else self.topic,
            }
        )

    def _with_rejection(self, heard: Heard) -> "DialogueState":
        """A rejection that points at nothing means the whole slate."""
        if not heard.says(Intent.REJECT):
            keeps_counting = heard.says(Intent.MORE)
            return self if keeps_counting else self.model_copy(update={"rejections": 0})
        pointed = any(
            film.stance in (Stance.REJECT, Stance.DISLIKE, Stance.SEEN) for film in heard.films
        )
        rejected = frozenset() if pointed else frozenset(card.item_id for card in self.cards)
        return self.model_copy(
            update={
                "rejected": self.rejected | rejected,
                "rejections": self.rejections + 1,
                "unreflected": self.cards if self.acts[-1:] == (Act.RECOMMEND,) else (),
            }
        )


def state_of(session: Session) -> DialogueState:
    """The state after all stored turns and marks."""
    state = DialogueState()
    for number, turn in enumerate(session.turns, 1):
        state = state.hearing(turn.heard).reflected(turn.strategy).answered(turn)
        state = state.marked(mark for mark in session.marks if mark.turn == number)
    return state


def _merged(known: tuple[Attribute, ...], heard: Heard, *, adding: bool) -> tuple[Attribute, ...]:
    new = {(a.facet, a.value): a for a in heard.attributes}
    renewed = {
        a.facet for a in heard.attributes if a.polarity is Polarity.WANT and a.facet in _EXCLUSIVE
    }
    kept = (
        a
        for a in known
        if (a.facet, a.value) not in new
        and (adding or a.polarity is Polarity.AVOID or a.facet not in renewed)
    )
    return (*kept, *new.values())


def _is_adding(heard: Heard) -> bool:
    """Whether the message refines what was asked rather than asking for something else."""
    text = heard.text.lower()
    return bool(_ADDING.search(text)) or heard.says(Intent.CRITIQUE)


def _is_substantial(heard: Heard) -> bool:
    return heard.says(Intent.REQUEST, Intent.INFORM, Intent.CRITIQUE)


def _without_titles(heard: Heard) -> str:
    """The words to search by: without titles, and without what is ruled out."""
    avoided = [a.text for a in heard.attributes if a.polarity is Polarity.AVOID]
    if avoided and not any(a.polarity is Polarity.WANT for a in heard.attributes):
        return ""
    text = heard.text
    for words in (*(film.text for film in heard.films), *avoided):
        if words:
            text = text.replace(words, " ")
    return " ".join(text.split())
