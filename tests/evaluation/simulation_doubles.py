"""Scripted people and recommenders, whose conversations are known beforehand."""

from collections.abc import Iterator, Mapping, Sequence

from core.conversation import Act, Card, Event, Session, Trace, Turn
from core.heard import Attribute, Heard, Polarity, Stance
from core.item import Facet, Item
from core.language_model import CallNote, Failure, ModelFailed, Site
from evaluation.conversing import Contestant, Setting
from simulator.behaviour import Behaviour
from simulator.leaks import Kind, Leak, Message
from simulator.persona import Need, Origin, Persona
from simulator.speech import Decision, Said, Shown, Thought, UserIntent
from tests.doubles import shown_card
from tests.worlds import film

FILMS = {
    f"f{number}": film(number, title=f"Film {number}", genres=("Drama", "Comedy")[number % 2 :])
    for number in range(60)
}
_MANNER = Behaviour(
    patience=5,
    pickiness=0.5,
    verbosity=0.5,
    novelty=0.5,
    positivity=0.5,
    contradiction=0.1,
    knowledge=0.5,
    typos=0.0,
)
_THOUGHT = Thought(stimulus="s", knowledge="k", evaluation="e")


def person(number: int, *targets: str, family: str = "plain") -> Persona:
    """A persona who wants comedies and avoids dramas."""
    return Persona(
        id=f"person-{number}",
        origin=Origin.CATALOGUE,
        family=family,
        behaviour=_MANNER,
        liked=("f50",),
        targets=targets or ("f3",),
        needs=(
            Need(
                attribute=Attribute(facet=Facet.GENRE, value="Comedy", polarity=Polarity.WANT),
                weight=1.0,
            ),
        ),
        avoids=(Attribute(facet=Facet.GENRE, value="Drama", polarity=Polarity.AVOID),),
        seed=number,
    )


class ScriptedPerson:
    """Takes a target as soon as it is shown; leaves or says something after so many turns.

    A film of `takes` is taken too, and something better looked for.
    """

    def __init__(
        self,
        persona: Persona,
        leaves_after: int = 99,
        takes: Sequence[str] = (),
        says: str = "a comedy, no drama",
    ) -> None:
        self.persona = persona
        self._leaves_after, self._says, self._turns = leaves_after, says, 0
        self._takes = (*persona.targets, *takes)

    def begin(self) -> Said:
        avoided = self.persona.avoids[0] if "no drama" in self._says else None
        return Said(text=self._says, intent=UserIntent.STATE_NEED, ruled_out=avoided)

    def respond(self, shown: Shown) -> Said:
        self._turns += 1
        cards = [card.item_id for card in shown.cards]
        choice = next((card for card in cards if card in self._takes), "")
        decision = Decision(
            thought=_THOUGHT,
            choice=choice,
            probabilities=tuple(0.8 if card == choice else 0.1 for card in cards),
            none=0.2,
        )
        if choice:
            return Said(
                text="that one",
                intent=UserIntent.ACCEPT,
                decision=decision,
                taken=choice,
                ends=choice in self.persona.targets,
            )
        if self._turns >= self._leaves_after:
            return Said(text="bye", intent=UserIntent.LEAVE, decision=decision, ends=True)
        return Said(text="not these", intent=UserIntent.REJECT, decision=decision)


class ScriptedRecommender:
    """Shows the planned slate of each turn ("" asks a question), and afterwards `more`.

    `fails` is how many replies fail first, counted over all conversations.
    """

    def __init__(
        self,
        slates: Sequence[Sequence[str]],
        more: Sequence[str] = (),
        *,
        reply: str = "Here you are.",
        fails: int = 0,
        call: CallNote | None = None,
    ) -> None:
        self._slates, self._more, self._reply = slates, more, reply
        self.fails, self._call = fails, call
        self.sessions: dict[str, Session] = {}
        self.heard: list[tuple[str, str, str]] = []

    @property
    def items(self) -> Mapping[str, Item]:
        return FILMS

    def session(self, session_id: str) -> Session:
        return self.sessions.get(session_id, Session(id=session_id))

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        self.heard.append((session_id, text, person))
        if self.fails:
            self.fails -= 1
            raise ModelFailed(Failure.UNREACHABLE)
        session = self.session(session_id)
        place = len(session.turns)
        is_more = text.startswith("10 more") or place >= len(self._slates)
        cards = self._cards(self._more if is_more else self._slates[place])
        turn = Turn(
            heard=Heard(text=text),
            act=Act.RECOMMEND if cards else Act.ASK,
            reply=self._reply,
            cards=cards,
            asked="" if cards else "genre",
        )
        calls = (self._call,) if self._call else ()
        updated = Session(id=session_id, turns=(*session.turns, turn), trace=Trace(calls=calls))
        self.sessions[session_id] = updated
        return updated

    def undo(self, session_id: str, person: str = "") -> Session:
        session = self.sessions[session_id]
        self.sessions[session_id] = session.model_copy(update={"turns": session.turns[:-1]})
        return self.sessions[session_id]

    def stream(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
        yield self.reply(session_id, text, person)

    def mark(self, session_id: str, item_id: str, stance: Stance) -> Session:
        raise NotImplementedError

    def progress(self) -> str:
        return ""

    def _cards(self, names: Sequence[str]) -> tuple[Card, ...]:
        return tuple(shown_card(FILMS[name]) for name in names)


class NoLeaks:
    """Finds a leak in the words given, and in no others."""

    def __init__(self, words: str = "\0") -> None:
        self._words = words

    def find(self, persona: Persona, messages: Sequence[Message]) -> Leak | None:
        return next(
            (
                Leak(turn, Kind.TITLE, persona.targets[0], self._words)
                for turn, one in enumerate(messages, 1)
                if self._words in one.text
            ),
            None,
        )


def setting(turns: int = 5, **manner: object) -> Setting:
    """A setting of scripted people; the clock does not move."""
    return Setting(
        turns=turns,
        user=lambda persona: ScriptedPerson(persona, **manner),  # type: ignore[arg-type]
        leaks=NoLeaks(),
        clock=lambda: 0.0,
    )


def contestant(name: str, recommender: ScriptedRecommender) -> Contestant:
    """The recommender as a system under test."""
    return Contestant(name, recommender)


CALL = CallNote(site=Site.LISTEN, model="m", round=1, price=0.5)
