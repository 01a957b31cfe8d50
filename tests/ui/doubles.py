"""A recommender that says scripted things about scripted films, for everything in front of it."""

import threading
import time
from collections.abc import Iterator, Mapping

from core.conversation import (
    Act,
    Card,
    DraftNote,
    Event,
    Mark,
    Session,
    Stage,
    Strategy,
    Trace,
    Turn,
    Withdrawn,
    Wording,
)
from core.errors import SessionError
from core.heard import Heard, Intent, Stance
from core.item import Item
from core.language_model import CallNote, Failure, Site, Usage
from core.slate import Candidate, Evidence, Ranked, Source, SourceReport, Step

STAGES = ("listen", "search", "draft", "plan", "check")
REFUSED = "please refuse"
CRASHED = "please crash"
SLOW = "take your time"
ASKED = "hello"
MODELLED = "think it over"
WITHDREW = "say that again"
TAKEN_BACK = "Words that are taken back"

FILMS = (
    Item(
        id="f1",
        title="Ronin",
        year=1998,
        genres=("Action", "Thriller"),
        directors=("John Frankenheimer",),
        cast=("Robert De Niro", "Jean Reno"),
        runtime=122,
        pitch="A crew of strangers for hire chases a silver case through France.",
    ),
    Item(
        id="f2",
        title="The Nice Guys",
        year=2016,
        genres=("Comedy", "Crime"),
        directors=("Shane Black",),
        cast=("Russell Crowe", "Ryan Gosling"),
        runtime=116,
        pitch="Two mismatched detectives stumble through a missing-person case.",
    ),
    Item(
        id="f3",
        title='<b>Bold</b> & "Quoted" ${1+1} {{value}}',
        year=None,
        genres=("Drama",),
        directors=("<img src=x onerror=alert(1)>",),
        pitch="![x](http://evil.example/x.png)",
    ),
    Item(
        id="f4",
        title="Midnight Run",
        year=1988,
        genres=("Action", "Comedy"),
        directors=("Martin Brest",),
        cast=("Robert De Niro", "Charles Grodin"),
        runtime=126,
        pitch="A bounty hunter and the accountant he has caught cross the country, bickering.",
    ),
    Item(
        id="f5",
        title="Collateral",
        year=2004,
        genres=("Crime", "Thriller"),
        directors=("Michael Mann",),
        cast=("Tom Cruise", "Jamie Foxx"),
        runtime=120,
        pitch="A taxi driver is made to drive a contract killer through one long night.",
    ),
)


class ScriptedRecommender:
    """Offers the same five films to everything but "hello".

    It refuses `REFUSED`, crashes at `CRASHED`, and answers `SLOW` only once `released` is set.
    At `MODELLED` its trace is that of a language model which failed twice; at `WITHDREW` it takes
    back its first words.
    """

    def __init__(self, *, pause: float = 0.0, building: tuple[str, ...] = ()) -> None:
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()
        self._pause = pause
        self._building = list(building)
        self.released = threading.Event()

    @property
    def items(self) -> Mapping[str, Item]:
        return {item.id: item for item in FILMS}

    def stream(self, session_id: str, text: str) -> Iterator[Event]:
        if text == REFUSED:
            raise SessionError("Parley cannot <answer> that.")
        for name in STAGES:
            yield Stage(name=name)
            time.sleep(self._pause)
        if text == CRASHED:
            raise RuntimeError("scripted crash")
        if text == SLOW:
            self.released.wait(20)
        if text == WITHDREW:
            yield Wording(text=TAKEN_BACK)
            yield Withdrawn()
        turn = _turn(text, len(self.session(session_id).turns) + 1)
        for word in turn.reply.split(" "):
            yield Wording(text=word + " ")
            time.sleep(self._pause / 5)
        yield self._store(session_id, turn)

    def reply(self, session_id: str, text: str) -> Session:
        *_, session = self.stream(session_id, text)
        assert isinstance(session, Session)
        return session

    def mark(self, session_id: str, item_id: str, stance: Stance) -> Session:
        if item_id not in self.items:
            raise SessionError(f"No film {item_id!r}.")
        with self._lock:
            session = self.session(session_id)
            mark = Mark(item_id=item_id, stance=stance, turn=len(session.turns))
            marks = tuple(old for old in session.marks if old != mark)
            marks = marks if len(marks) < len(session.marks) else (*marks, mark)
            return self._keep(session.model_copy(update={"marks": marks}))

    def undo(self, session_id: str) -> Session:
        with self._lock:
            session = self.session(session_id)
            if not session.turns:
                raise SessionError("There is nothing to undo.")
            turns = session.turns[:-1]
            marks = tuple(mark for mark in session.marks if mark.turn <= len(turns))
            return self._keep(Session(id=session_id, turns=turns, marks=marks))

    def session(self, session_id: str) -> Session:
        return self._sessions.get(session_id, Session(id=session_id))

    def progress(self) -> str:
        return self._building.pop(0) if self._building else ""

    def _store(self, session_id: str, turn: Turn) -> Session:
        with self._lock:
            old = self.session(session_id)
            turns = (*old.turns, turn)
            return self._keep(old.model_copy(update={"turns": turns, "trace": trace_of(turn)}))

    def _keep(self, session: Session) -> Session:
        self._sessions[session.id] = session
        return session


def card(item: Item) -> Card:
    """The card of a scripted film, with a path that leads to it."""
    director = item.directors[0]
    return Card(
        item_id=item.id,
        title=item.title,
        year=item.year,
        people=", ".join((director, *item.cast)),
        genres=item.genres,
        runtime=item.runtime,
        reason=f"Because you named Heat: {director} works the same streets, with more jokes.",
        pitch=item.pitch,
        evidence=Evidence(
            path=(
                Step(start="Heat", relation="genre", end="Crime"),
                Step(start="Heat", relation="cast", end="Robert De Niro"),
                Step(start="Crime", relation="genre", end=item.title),
                Step(start="Robert De Niro", relation="cast", end=item.title),
            ),
            facts=("Crime, as asked", "under 130 minutes"),
            words=("heist", "<i>crew</i>"),
        ),
    )


def _turn(text: str, number: int) -> Turn:
    heard = Heard(text=text, intents=(Intent.REQUEST,))
    if text == ASKED:
        return Turn(heard=heard, act=Act.ASK, reply="Hello! A light evening or a dark one?")
    reply = f"Answer {number}. These share the nerve of Heat and go easier on the gloom."
    return Turn(heard=heard, act=Act.RECOMMEND, reply=reply, cards=tuple(map(card, FILMS)))


def modelled(trace: Trace) -> Trace:
    """The same turn as a language model would have thought it through."""
    told = {
        "mind": "language model",
        "order": "macrs",
        "drafts": (*trace.drafts, DraftNote(act=Act.CHAT, text="Heat is a fine film.", claim=0.2)),
        "calls": CALLS,
        "strategy": Strategy(
            error="The films were <darker> than asked for.",
            ask="Ask how dark it may be.",
            recommend="Stay with comedies.",
            plan="Recommend only when the mood is known.",
        ),
    }
    return trace.model_copy(update=told)


def trace_of(turn: Turn) -> Trace:
    """The scripted trace of a turn."""
    return modelled(_trace(turn)) if turn.heard.text == MODELLED else _trace(turn)


def _call(site: Site, round_: int, usage: Usage, **rest: object) -> CallNote:
    notes = {"site": site, "model": "scripted-7b-instruct", "round": round_, "usage": usage}
    return CallNote.model_validate({"milliseconds": 640.4, **notes, **rest})


CALLS = (
    _call(Site.LISTEN, 1, Usage(prompt=1200, cached=1024, completion=85), price=0.00012345),
    _call(Site.REFLECT, 1, Usage(prompt=900, completion=140), price=0.0000004, milliseconds=1234.5),
    _call(Site.RECOMMEND, 2, Usage(prompt=2100, completion=210), failure=Failure.UNPARSABLE.value),
    _call(Site.ASK, 2, Usage(), failure=Failure.TIMED_OUT.value, milliseconds=20000.0),
    _call(Site.CHAT, 2, Usage(), failure=Failure.TIMED_OUT.value, milliseconds=20000.0),
    _call(Site.RECOMMEND, 3, Usage(prompt=2300, completion=190), price=0.002, repaired=True),
    _call(Site.PLAN, 4, Usage(prompt=700, completion=40, estimated=True), replayed=True),
)


def _trace(turn: Turn) -> Trace:
    found = tuple(
        Candidate(item_id=item.id, score=1 / rank, rank=rank, source=Source.GRAPH)
        for rank, item in enumerate(FILMS, 1)
    )
    return Trace(
        drafts=(
            DraftNote(act=Act.ASK, text="Light or dark?", claim=0.35),
            DraftNote(act=Act.RECOMMEND, text="{{1.title}} shares the nerve.", claim=0.8),
        ),
        chosen=turn.act,
        reason="the request names a film and a direction",
        sources=(
            SourceReport(source=Source.GRAPH, ready=True, milliseconds=4.2, candidates=found),
            SourceReport(source=Source.TEXT, ready=False, milliseconds=0.0, note="still encoding"),
        ),
        ranked=tuple(
            Ranked(item=item, score=0.9 / place, found_by=(found[place - 1],))
            for place, item in enumerate(FILMS, 1)
        ),
        constraints=("genre: Crime", "not seen"),
        eligible=1234,
        milliseconds={"listen": 3.1, "search": 12.5, "draft": 0.8, "plan": 0.2, "check": 1.4},
    )
