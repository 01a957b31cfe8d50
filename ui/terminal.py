"""The same conversation in a terminal: streamed replies, a table of films, commands."""

from collections.abc import Callable
from uuid import uuid4

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core.conversation import Card, Session, Stage, Trace, Withdrawn, Wording
from core.errors import ParleyError
from core.heard import Stance
from core.ports import Recommender
from ui.calls import call_lines, mind_note
from ui.cards import SAID, duration, label, pressed
from ui.trace import ORDERS, lessons
from ui.transcript import stage_words

GREETING = "Say what you are in the mood for; /help lists the commands."
FAREWELL = "Goodbye, and enjoy the film."
HELP = """\
/like N, /dislike N, /seen N   say how you stand to film N; again takes it back
/why N                         what speaks for film N
/undo                          take the last turn back
/new                           begin a new conversation
/trace                         how the last answer came about
/help                          this list
/quit                          leave (Ctrl-D does too)"""


def talk(
    recommender: Recommender,
    console: Console,
    read_line: Callable[[str], str] | None = None,
    session_id: str = "",
    *,
    person: str = "",
) -> None:
    """Converse until /quit or the end of input; `read_line` is given the prompt to show.

    What lasts of it is remembered of `person`.
    """
    ask = read_line or console.input
    conversation = Talk(recommender, console, session_id or uuid4().hex, person)
    console.print(GREETING)
    try:
        while conversation.heard(ask("\nyou> ").strip()):
            pass
    except (EOFError, KeyboardInterrupt):
        console.print()
    console.print(FAREWELL)


class Talk:
    """One person at one console, in one conversation at a time."""

    def __init__(
        self, recommender: Recommender, console: Console, session_id: str, person: str
    ) -> None:
        self._recommender = recommender
        self._console = console
        self._id = session_id
        self._person = person

    def heard(self, line: str) -> bool:
        """Answer a message or obey a command; False ends the talk."""
        if line == "/quit":
            return False
        try:
            if line.startswith("/"):
                self._obey(*line[1:].split())
            elif line:
                self._answer(line)
        except ParleyError as error:
            self._console.print(f"[yellow]{_literal(str(error))}[/]")
        return True

    def _obey(self, name: str = "help", number: str = "", *_: str) -> None:
        match name:
            case "like" | "dislike" | "seen":
                self._mark(Stance(name), number)
            case "why":
                self._explain(number)
            case "undo":
                self._recommender.undo(self._id)
                self._console.print("The last turn is taken back.")
            case "new":
                self._id = uuid4().hex
                self._console.print("A new conversation. " + GREETING)
            case "trace":
                self._trace()
            case "help":
                self._console.print(HELP, highlight=False)
            case _:
                self._console.print(f"There is no /{_literal(name)}; /help lists the commands.")

    def _answer(self, text: str) -> None:
        """Show the stages while waiting, then the reply as it is worded, then the films."""
        with self._console.status("") as status:
            for event in self._recommender.stream(self._id, text, self._person):
                match event:
                    case Stage(name=name):
                        status.update(f"{_literal(stage_words(name))}…")
                    case Wording(text=piece):
                        status.stop()
                        self._console.print(_literal(piece), end="", highlight=False)
                    case Withdrawn():
                        self._console.print("\n[dim](once more)[/]", highlight=False)
        self._console.print()
        session = self._session()
        if note := mind_note(session.trace):
            self._console.print(f"[dim]{_literal(note)}[/]", highlight=False)
        if session.turns[-1].cards:
            self._console.print(_films(session))

    def _mark(self, stance: Stance, number: str) -> None:
        card = self._card(number)
        session = self._recommender.mark(self._id, card.item_id, stance)
        down = stance in pressed(session).get(card.item_id, frozenset())
        state = SAID[stance] if down else f"no longer {SAID[stance]}"
        self._console.print(f"{_literal(label(card))}: {state}.", highlight=False)

    def _explain(self, number: str) -> None:
        card = self._card(number)
        lines = [card.reason, *card.remembered]
        lines += [f"{step.start} —{step.relation}→ {step.end}" for step in card.evidence.path]
        lines += [f"fact: {fact}" for fact in card.evidence.facts]
        lines += [f"words: {', '.join(card.evidence.words)}"] if card.evidence.words else []
        self._console.print(f"[bold]{_literal(label(card))}[/]", highlight=False)
        for line in filter(None, lines):
            self._console.print(_literal(line), highlight=False)

    def _trace(self) -> None:
        trace = self._session().trace
        if trace is None:
            self._console.print("Nothing has been answered yet.")
            return
        for line in _trace_lines(trace):
            self._console.print(_literal(line), highlight=False)

    def _session(self) -> Session:
        return self._recommender.session(self._id)

    def _card(self, number: str) -> Card:
        cards = _last_cards(self._session())
        if number.isdecimal() and 1 <= int(number) <= len(cards):
            return cards[int(number) - 1]
        wanted = f"between 1 and {len(cards)}" if cards else "after films were offered"
        raise ParleyError(f"That command takes the number of a film {wanted}.")


def _literal(text: str) -> str:
    """Text of others: neither markup nor a control sequence of the terminal."""
    return escape("".join(letter for letter in text if letter.isprintable() or letter == "\n"))


def _trace_lines(trace: Trace) -> list[str]:
    act = trace.chosen.value if trace.chosen else "nothing"
    lines = [f"mind: {trace.mind}", f"chose {act}: {trace.reason}"]
    lines += [f"order: {ORDERS[trace.order]}"] if trace.order in ORDERS else []
    lines += [f"draft {note.act.value} {note.claim:.2f}: {note.text}" for note in trace.drafts]
    lines += [f"reflection, {name}: {text}" for name, text in lessons(trace.strategy)]
    lines += call_lines(trace)
    lines += [f"found by: {trace.rung.value}"] if trace.rung else []
    lines += [f"from what I know of you: {one}" for one in trace.profile]
    lines += [f"constraint: {constraint}" for constraint in trace.constraints]
    lines += [
        f"{report.source.value}: "
        + (f"{len(report.candidates)} candidates" if report.ready else "not ready")
        + (f" ({report.note})" if report.note else "")
        for report in trace.sources
    ]
    lines += [trace.ranking] if trace.ranking else []
    lines += [
        f"a similar conversation ended with {', '.join(case.outcome)}" for case in trace.cases
    ]
    lines += [f"{stage_words(name)}: {ms:.1f} ms" for name, ms in trace.milliseconds.items()]
    return lines


def _last_cards(session: Session) -> tuple[Card, ...]:
    return next((turn.cards for turn in reversed(session.turns) if turn.cards), ())


def _films(session: Session) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("", "film", "about", "why"):
        table.add_column(head)
    for place, card in enumerate(_last_cards(session), 1):
        about = filter(None, (", ".join(card.genres[:3]), duration(card.runtime), card.people))
        cells = (label(card), " · ".join(about), card.reason)
        table.add_row(str(place), *map(_literal, cells))
    return table
