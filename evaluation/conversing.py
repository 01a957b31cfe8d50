"""One episode: a simulated person and a recommender talk until one film is taken, or time is up."""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from core.conversation import Session, Turn
from core.errors import ParleyError
from core.heard import Attribute
from core.item import Item
from core.language_model import INFRASTRUCTURE
from core.ports import Profiles, Recommender
from evaluation.episodes import Ending, Episode, Spent, Times, TurnRecord
from evaluation.grounding import stray_titles
from evaluation.profiles import export_of_past
from evaluation.watching import Moment, Watch, answer, unwatched
from simulator.leaks import Leak, Message
from simulator.persona import Persona
from simulator.speech import Said, Shown, UserIntent
from simulator.user import SimulatedUser

ONCE_MORE = "10 more films, please"
FALLBACK = 10


class Broken(ParleyError):
    """The language model's server did not answer, so that the episode measures nothing."""


class LeakFinder(Protocol):
    """Finds what a person must not have said; see `simulator.leaks`."""

    def find(self, persona: Persona, messages: list[Message]) -> Leak | None:
        """The first leak of a transcript."""
        ...


class Contestant(NamedTuple):
    """A system under test; without `profiles` it knows nothing of anybody."""

    name: str
    recommender: Recommender
    profiles: Profiles | None = None


class Setting(NamedTuple):
    """What is the same for all episodes of a run; `watch` is told of every message and answer."""

    turns: int
    user: Callable[[Persona], SimulatedUser]
    leaks: LeakFinder
    clock: Callable[[], float] = time.perf_counter
    watch: Watch = unwatched


class Played(NamedTuple):
    """An episode, and how long its turns took."""

    episode: Episode
    times: Times


def converse(number: int, persona: Persona, contestant: Contestant, setting: Setting) -> Played:
    """Play one episode; raises ParleyError where the infrastructure failed.

    Everything in it but the times depends only on the persona and the contestant.
    """
    return _Conversation(number, persona, contestant, setting).play()


def failed(number: int, persona: Persona, system: str, error: BaseException) -> Played:
    """The record of an episode that could not be played."""
    episode = _episode(number, persona, system, Ending.FAILED, note=str(error))
    return Played(episode, Times(system=system, number=number, milliseconds=()))


class _Conversation:
    """The episode under way."""

    def __init__(
        self, number: int, persona: Persona, contestant: Contestant, setting: Setting
    ) -> None:
        self.number, self.persona, self.setting = number, persona, setting
        self.contestant, self.recommender = contestant, contestant.recommender
        # Names depend on the persona alone: chance in a recommender may depend on them.
        self.session = f"simulated-{number}"
        self.person = f"simulated-{number}" if contestant.profiles else ""
        self.turns: list[TurnRecord] = []
        self.messages: list[Message] = []
        self.milliseconds: list[float] = []
        self.ruled_out: list[Attribute] = []
        self.extra = Spent()

    def play(self) -> Played:
        self._prepare()
        user = self.setting.user(self.persona)
        said = self._heard(user.begin(), ())
        leak = self._leak()
        while not (said.ends or leak or len(self.turns) == self.setting.turns):
            turn = self._answered(said.text)
            self.turns.append(self._record(said, turn))
            shown = Shown(act=turn.act, reply=turn.reply, cards=turn.cards, asked=turn.asked)
            self.setting.watch(answer(self.contestant.name, self.number, shown))
            said = user.respond(shown)
            self.turns[-1] = self.turns[-1].model_copy(
                update={"decision": said.decision, "taken": said.taken}
            )
            said = self._heard(said, self.turns[-1].cards)
            leak = self._leak()
        return self._played(said, leak)

    def _prepare(self) -> None:
        """Take back what an attempt before this one left, and tell what is known of the person."""
        while self.recommender.session(self.session).turns:
            self.recommender.undo(self.session)
        if self.contestant.profiles:
            self.contestant.profiles.restore(self.person, export_of_past(_judged(self.persona)))

    def _heard(self, said: Said, shown: tuple[str, ...]) -> Said:
        begins = not self.messages
        self.messages.append(Message(said.text, shown))
        self.ruled_out.extend([said.ruled_out] if said.ruled_out else [])
        moment = Moment(system=self.contestant.name, number=self.number, begins=begins, said=said)
        self.setting.watch(moment)
        return said

    def _leak(self) -> Leak | None:
        return self.setting.leaks.find(self.persona, self.messages)

    def _answered(self, text: str) -> Turn:
        begin = self.setting.clock()
        session = self.recommender.reply(self.session, text, self.person)
        self.milliseconds.append(round(1000 * (self.setting.clock() - begin), 2))
        _refuse_infrastructure(session)
        self.last = session
        return session.turns[-1]

    def _record(self, said: Said, turn: Turn) -> TurnRecord:
        items, cards = self.recommender.items, tuple(card.item_id for card in turn.cards)
        trace = self.last.trace
        return TurnRecord(
            said=said.text,
            intent=said.intent,
            act=turn.act,
            reply=turn.reply,
            cards=cards,
            hits=tuple(
                place for place, card in enumerate(cards, 1) if card in self.persona.targets
            ),
            asked=turn.asked,
            repairs=trace.repairs if trace else (),
            violations=sum(self._is_ruled_out(items[card]) for card in cards if card in items),
            stray=stray_titles(self.last, items),
            spent=_spent(self.last),
        )

    def _is_ruled_out(self, item: Item) -> bool:
        return any(attribute.value in item.values(attribute.facet) for attribute in self.ruled_out)

    def _played(self, said: Said, leak: Leak | None) -> Played:
        ending = Ending.LEAKED if leak else self._ending(said)
        needs_more = ending.is_scored and ending is not Ending.ACCEPTED
        fallback = self._fallback() if needs_more else ()
        episode = _episode(
            self.number,
            self.persona,
            self.contestant.name,
            ending,
            turns=tuple(self.turns),
            closing=said.text,
            closing_intent=said.intent,
            fallback=fallback,
            extra=self.extra,
            note=f"{leak.kind.value}: {leak.words}" if leak else "",
        )
        times = Times(
            system=self.contestant.name, number=self.number, milliseconds=tuple(self.milliseconds)
        )
        return Played(episode, times)

    def _ending(self, said: Said) -> Ending:
        if said.taken and not any(said.taken in turn.cards for turn in self.turns):
            raise ValueError(f"{self.persona.id} accepts {said.taken!r}, which was never shown.")
        if said.taken in self.persona.targets:
            return Ending.ACCEPTED
        return Ending.LEFT if said.intent is UserIntent.LEAVE else Ending.OUT_OF_TURNS

    def _fallback(self) -> tuple[str, ...]:
        turn = self._answered(ONCE_MORE)
        self.milliseconds.pop()
        self.extra = _spent(self.last)
        return tuple(card.item_id for card in turn.cards)[:FALLBACK]


def _episode(number: int, persona: Persona, system: str, ending: Ending, **more: object) -> Episode:
    plain = {
        "system": system,
        "number": number,
        "persona": persona.id,
        "family": persona.family,
        "origin": persona.origin,
        "targets": persona.targets,
        "ending": ending,
    }
    return Episode.model_validate(plain | more)


def _judged(persona: Persona) -> Mapping[str, bool | None]:
    """Every film of the persona's past with whether it was liked; None where only seen."""
    seen: dict[str, bool | None] = dict.fromkeys(persona.seen)
    return seen | dict.fromkeys(persona.disliked, False) | dict.fromkeys(persona.liked, True)


def _refuse_infrastructure(session: Session) -> None:
    for call in session.trace.calls if session.trace else ():
        if call.failure.startswith(INFRASTRUCTURE):
            raise Broken(call.failure)


def _spent(session: Session) -> Spent:
    calls = session.trace.calls if session.trace else ()
    return Spent(
        calls=len(calls),
        prompt=sum(call.usage.prompt for call in calls),
        completion=sum(call.usage.completion for call in calls),
        price=sum(call.price for call in calls),
    )
