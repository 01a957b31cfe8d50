"""A recommender and the profiles behind it, both scripted, for everything in front of them."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

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
from core.errors import LedgerError, SessionError
from core.heard import Attribute, Claim, Heard, Intent, Polarity, Stance
from core.item import Facet, Item
from core.language_model import CallNote, Failure, Site, Usage
from core.profile import Preview, Profile, Statement, Trail
from core.profile import Source as Origin
from core.slate import Candidate, Evidence, Ranked, Source, SourceReport, Step
from ui.quiz import ANSWERED

STAGES = ("listen", "search", "draft", "plan", "check")
REFUSED = "please refuse"
CRASHED = "please crash"
SLOW = "take your time"
ASKED = "hello"
MODELLED = "think it over"
WITHDREW = "say that again"
FOR_A_FRIEND = "something for a friend"
QUESTIONS = ("Have a <vivid> imagination.", "Like order.", "Am not interested in abstract ideas.")
ACCOUNT = "2 <rows> read.\nNew of you: 1 liked."
TAKEN_BACK = "Words that are taken back"
STANCES = {"liked": Stance.LIKE, "disliked": Stance.DISLIKE, "seen": Stance.SEEN}

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
        self.sessions: dict[str, Session] = {}
        self.owners: dict[str, str] = {}
        self.learn: Callable[[str, str, str], None] = lambda person, session_id, text: None
        self._lock = threading.Lock()
        self._pause = pause
        self._building = list(building)
        self.released = threading.Event()

    @property
    def items(self) -> Mapping[str, Item]:
        return {item.id: item for item in FILMS}

    def stream(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
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
        if person:
            self.owners[session_id] = person
            self.learn(person, session_id, text)
        yield self._store(session_id, turn)

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        *_, session = self.stream(session_id, text, person)
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

    def undo(self, session_id: str, person: str = "") -> Session:
        if person and self.owners.get(session_id, person) != person:
            raise LedgerError("That conversation is <somebody else's>.")
        with self._lock:
            session = self.session(session_id)
            if not session.turns:
                raise SessionError("There is nothing to undo.")
            turns = session.turns[:-1]
            marks = tuple(mark for mark in session.marks if mark.turn <= len(turns))
            return self._keep(Session(id=session_id, turns=turns, marks=marks))

    def session(self, session_id: str) -> Session:
        return self.sessions.get(session_id, Session(id=session_id))

    def progress(self) -> str:
        return self._building.pop(0) if self._building else ""

    def _store(self, session_id: str, turn: Turn) -> Session:
        with self._lock:
            old = self.session(session_id)
            turns = (*old.turns, turn)
            return self._keep(old.model_copy(update={"turns": turns, "trace": trace_of(turn)}))

    def _keep(self, session: Session) -> Session:
        self.sessions[session.id] = session
        return session


class ScriptedProfiles:
    """Knows who says "no ..." or "I love ...", of a genre in one word, and what they marked.

    Weights were trained with the films of `taught`; `writer` writes summaries, where it is set.
    """

    def __init__(self, recommender: ScriptedRecommender) -> None:
        self._recommender = recommender
        self.taught: set[str] = set()
        self.writer: Callable[[], str] | None = None
        self._waiting: set[str] = set()
        self._sharing: set[str] = set()
        self._brought: dict[str, tuple[str, ...]] = {}
        self._answers: dict[str, tuple[int, ...]] = {}
        self._written: dict[str, str] = {}
        self._said: dict[str, dict[str, Statement]] = {}
        recommender.learn = self._learn

    def profile(self, person: str) -> Profile:
        marks = [mark for session in self._talks(person) for mark in session.marks]
        said = tuple(self._said.get(person, {}).values())
        summary = " ".join(one.text for one in said if not one.overruled)
        answers = self._answers.get(person, ())
        return Profile(
            statements=said,
            summary=self._written.get(person, summary),
            accepted=self._brought.get(person, ()),
            traits={"order": 2.0, "imagination": float(answers[0])} if answers else {},
            shares=person in self._sharing,
            **{
                name: tuple(mark.item_id for mark in marks if mark.stance is stance)
                for name, stance in STANCES.items()
            },
        )

    def declare(self, person: str, words: str) -> Profile:
        if words == CRASHED:
            raise RuntimeError("scripted crash")
        return self._note(person, statement(words))

    def correct(self, person: str, statement_id: str, words: str) -> Profile:
        new, old = statement(words), self._find(person, statement_id)
        del self._said[person][old.id]
        return self._note(person, new)

    def preview(self, person: str, statement_id: str, words: str) -> Preview:
        new = statement(words)
        ids = tuple(film.id for film in FILMS)
        return Preview(before=ids[:3], after=ids[1:4] if new else ids)

    def pin(self, person: str, statement_id: str, *, pinned: bool) -> Profile:
        one = self._find(person, statement_id)
        self._said[person][one.id] = one.model_copy(update={"pinned": pinned})
        return self.profile(person)

    def delete(self, person: str, statement_id: str) -> Profile:
        if statement_id == ANSWERED and self._answers.pop(person, None):
            return self.profile(person)
        found = self._find(person, statement_id)
        del self._said[person][found.id]
        return self.profile(person)

    def quiz(self) -> tuple[str, ...]:
        return QUESTIONS

    def answer_quiz(self, person: str, answers: Sequence[int]) -> Profile:
        if len(answers) != len(QUESTIONS) or not any(answers):
            raise LedgerError("Those are no <answers>.")
        self._answers[person] = tuple(answers)
        return self.profile(person)

    def share(self, person: str, *, shares: bool) -> Profile:
        self._sharing = self._sharing | {person} if shares else self._sharing - {person}
        self._recall(person)
        return self.profile(person)

    def awaiting(self) -> int:
        return len(self._waiting)

    def writes(self) -> bool:
        return self.writer is not None

    def write(self, person: str) -> Profile:
        if self.writer is None:
            raise LedgerError("There is no <language model>.")
        self._written[person] = self.writer()
        return self.profile(person)

    def bring(self, person: str, name: str, text: str) -> tuple[Profile, str]:
        if not name.endswith(".csv"):
            raise LedgerError(f"{name} is no <history>.")
        self._brought[person] = tuple(text.split(","))
        return self.profile(person), ACCOUNT

    def _recall(self, person: str) -> None:
        """What was learned with the person's films awaits retraining, if anything was."""
        self._waiting |= self.taught & {person}

    def forget_film(self, person: str, item_id: str) -> Profile:
        self._recall(person)
        for talk in self._talks(person):
            marks = tuple(mark for mark in talk.marks if mark.item_id != item_id)
            self._recommender.sessions[talk.id] = talk.model_copy(update={"marks": marks})
        return self.profile(person)

    def forget_conversation(self, person: str, session_id: str) -> Profile:
        if self._recommender.owners.get(session_id) != person:
            raise LedgerError("That conversation is not yours.")
        self._drop(session_id)
        kept = self._said.get(person, {}).items()
        self._said[person] = {
            name: one for name, one in kept if one.evidence[0].session != session_id
        }
        return self.profile(person)

    def forget_everything(self, person: str) -> Profile:
        for talk in self._talks(person):
            self._drop(talk.id)
        self._recall(person)
        self._sharing.discard(person)
        for known in (self._said, self._brought, self._answers, self._written):
            known.pop(person, None)
        return self.profile(person)

    def export(self, person: str) -> str:
        said = self._said.get(person, {}).values()
        return json.dumps([one.model_dump(mode="json") for one in said])

    def restore(self, person: str, text: str) -> Profile:
        try:
            added = [Statement.model_validate(one) for one in json.loads(text)]
        except (ValueError, TypeError) as error:
            raise LedgerError("That is no <export> of Parley.") from error
        self._said.setdefault(person, {}).update({one.id: one for one in added})
        return self.profile(person)

    def _learn(self, person: str, session_id: str, text: str) -> None:
        if text.startswith(("no ", "I love ")):
            self._note(person, statement(text, session_id))

    def _note(self, person: str, new: Statement) -> Profile:
        known = self._said.setdefault(person, {})
        for old in known.values():
            if old.claim.key == new.claim.key and old.id != new.id:
                known[old.id] = old.model_copy(update={"overruled": not old.pinned})
        known[new.id] = new
        return self.profile(person)

    def _find(self, person: str, statement_id: str) -> Statement:
        found = self._said.get(person, {}).get(statement_id)
        if found is None:
            raise LedgerError("There is no <such> statement.")
        return found

    def _talks(self, person: str) -> list[Session]:
        owned = [name for name, owner in self._recommender.owners.items() if owner == person]
        return [self._recommender.session(name) for name in owned]

    def _drop(self, session_id: str) -> None:
        self._recommender.sessions.pop(session_id, None)
        self._recommender.owners.pop(session_id, None)


def statement(words: str, session_id: str = "") -> Statement:
    """What "no horror" or "I love westerns" says, as of one November day."""
    start = next((start for start in ("no ", "I love ") if words.startswith(start)), "")
    if not start:
        raise LedgerError("That says nothing <lasting> of films.")
    genre, is_no = words.removeprefix(start), start == "no "
    polarity = Polarity.AVOID if is_no else Polarity.WANT
    attribute = Attribute(facet=Facet.GENRE, value=genre.title(), polarity=polarity)
    return Statement(
        text=f"You want no {genre}." if is_no else f"You like {genre}.",
        claim=Claim(attribute=attribute, hard=is_no),
        source=Origin.SAID,
        strength=1.0,
        evidence=(
            Trail(words=words, at=datetime(2026, 11, 24, 9, tzinfo=UTC), session=session_id),
        ),
    )


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
    if text == FOR_A_FRIEND:
        reply = "For your friend, then."
        return Turn(heard=heard, act=Act.CHAT, reply=reply, for_others=True)
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
