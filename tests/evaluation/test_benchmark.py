"""The benchmark talks in whole conversations and leaves none behind."""

from collections.abc import Iterator, Mapping

from core.conversation import Act, Event, Session, Turn
from core.heard import Heard, Stance
from core.item import Item
from evaluation.benchmark import CONVERSATIONS, Benchmark, Timing, measure_turns, report
from tests.evaluation.worlds import FILMS


class Echo:
    """Answers with the message; keeps sessions."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.longest = 0

    @property
    def items(self) -> Mapping[str, Item]:
        return FILMS

    def session(self, session_id: str) -> Session:
        return self.sessions.get(session_id, Session(id=session_id))

    def reply(self, session_id: str, text: str) -> Session:
        before = self.session(session_id)
        turn = Turn(heard=Heard(text=text), act=Act.CHAT, reply=text)
        self.sessions[session_id] = before.model_copy(update={"turns": (*before.turns, turn)})
        self.longest = max(self.longest, len(before.turns) + 1)
        return self.sessions[session_id]

    def stream(self, session_id: str, text: str) -> Iterator[Event]:
        yield self.reply(session_id, text)

    def mark(self, session_id: str, item_id: str, stance: Stance) -> Session:
        raise NotImplementedError

    def undo(self, session_id: str, person: str = "") -> Session:
        before = self.session(session_id)
        self.sessions[session_id] = before.model_copy(update={"turns": before.turns[:-1]})
        return self.sessions[session_id]

    def progress(self) -> str:
        return ""


def test_the_first_turn_is_apart_and_no_conversation_is_left() -> None:
    echo = Echo()
    benchmark = measure_turns(echo, 90)
    assert len(benchmark.turns) == 90
    assert benchmark.films == len(FILMS)
    assert echo.longest == 4
    assert not any(session.turns for session in echo.sessions.values())


def test_the_messages_are_about_forty_and_all_different() -> None:
    texts = [text for conversation in CONVERSATIONS for text in conversation]
    assert len(texts) == len(set(texts)) == 40
    assert {len(conversation) for conversation in CONVERSATIONS} == {4}


def test_the_report_says_whether_the_targets_are_met() -> None:
    turns = tuple(Timing(cpu=float(value), wall=2.0 * value) for value in range(1, 102))
    text = report(Benchmark(first=Timing(cpu=900, wall=950), turns=turns, films=1234))
    assert "101 turns with 1,234 films" in text
    assert "median 51 ms, 95th percentile 96 ms, worst 101 ms" in text
    assert "900 ms processor, 950 ms wall" in text
    assert text.count(": met") == 2
    slow = tuple(Timing(cpu=400.0, wall=400.0) for _ in range(3))
    assert report(Benchmark(first=slow[0], turns=slow, films=1)).count("MISSED") == 2
