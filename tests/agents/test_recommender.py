"""Conversations are stored whole, one at a time, apart from each other, and can be taken back."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from agents.contracts import Mind
from agents.recommender import ConversationalRecommender, ConversationStore
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from agents.state import state_of
from catalog.store import Catalog
from core.conversation import ListenTask, Session, Stage, Wording
from core.errors import SessionError
from core.heard import Heard, Stance
from core.language_model import NOWHERE, Origin
from core.slate import Case
from retrieval.graph import KnowledgeGraph
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.search import FusedRetriever
from tests.agents.conftest import Planted
from tests.worlds import film, made_up

PATIENCE = 20.0


class WatchedMind:
    """A mind that tells somebody before it listens."""

    name = "watched"
    candidates = 0
    calls = ()

    def __init__(self, mind: Mind, watch: Callable[[str], None]) -> None:
        """`watch` is called with every message, and may wait or fail."""
        self._mind = mind
        self._watch = watch

    def listen(self, task: ListenTask) -> Heard:
        self._watch(task.text)
        return self._mind.listen(task)

    def for_turn(self, origin: Origin = NOWHERE) -> Mind:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mind, name)


@pytest.fixture
def recommender(planted: Planted, tmp_path: Path) -> ConversationalRecommender:
    return planted(tmp_path)


def rows(folder: Path, query: str) -> list[Any]:
    with sqlite3.connect(folder / "conversations.sqlite") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_a_turn_holds_what_was_said_heard_and_answered(
    recommender: ConversationalRecommender,
) -> None:
    turn = recommender.reply("s", "a comedy please").turns[-1]
    assert turn.heard.text == "a comedy please"
    assert turn.reply
    assert len(turn.cards) == 5


def test_turns_follow_each_other(recommender: ConversationalRecommender) -> None:
    for text in ("hello", "a comedy please", "more"):
        session = recommender.reply("s", text)
    assert [turn.heard.text for turn in session.turns] == ["hello", "a comedy please", "more"]


def test_an_unknown_session_is_an_empty_one(recommender: ConversationalRecommender) -> None:
    assert recommender.session("nobody") == Session(id="nobody")


def test_a_conversation_outlives_the_program(planted: Planted, tmp_path: Path) -> None:
    first = planted(tmp_path)
    first.reply("s", "a comedy please")
    before = first.mark("s", first.session("s").turns[0].cards[0].item_id, Stance.LIKE)
    again = planted(tmp_path)
    assert again.session("s") == before
    assert len(again.reply("s", "more").turns) == 2


def test_sessions_do_not_see_each_other(recommender: ConversationalRecommender) -> None:
    mine = recommender.reply("mine", "a comedy please, no horror")
    theirs = recommender.reply("theirs", "more")
    assert recommender.session("mine") == mine
    assert [turn.heard.text for turn in theirs.turns] == ["more"]


def test_undo_in_one_session_leaves_the_others(recommender: ConversationalRecommender) -> None:
    mine = recommender.reply("mine", "a comedy please")
    recommender.reply("theirs", "a comedy please")
    recommender.undo("theirs")
    assert recommender.session("mine") == mine


@pytest.mark.parametrize(
    "session_id", ["", " ", "a b", "a/b", "../x", "ä", "s\n", "a" * 65, "s;drop", "\x00", "%"]
)
def test_a_bad_session_id_is_refused(
    recommender: ConversationalRecommender, session_id: str
) -> None:
    for door in (
        lambda: recommender.reply(session_id, "hello"),
        lambda: recommender.session(session_id),
        lambda: recommender.undo(session_id),
        lambda: recommender.mark(session_id, "f1", Stance.LIKE),
        lambda: list(recommender.stream(session_id, "hello")),
    ):
        with pytest.raises(SessionError):
            door()


@pytest.mark.parametrize("session_id", ["a", "a" * 64, "A-b_9"])
def test_a_plain_session_id_is_taken(
    recommender: ConversationalRecommender, session_id: str
) -> None:
    assert recommender.reply(session_id, "hello").id == session_id


def test_undo_takes_the_last_turn_back(recommender: ConversationalRecommender) -> None:
    before = recommender.reply("s", "a comedy please")
    recommender.reply("s", "no, horror")
    after = recommender.undo("s")
    assert after.turns == before.turns
    assert after.trace is None


def test_undo_takes_the_marks_made_after_the_turn_back(
    recommender: ConversationalRecommender,
) -> None:
    first, second = (card.item_id for card in recommender.reply("s", "a comedy").turns[0].cards[:2])
    kept = recommender.mark("s", first, Stance.LIKE).marks
    recommender.reply("s", "more")
    recommender.mark("s", second, Stance.SEEN)
    assert recommender.undo("s").marks == kept


def test_there_is_nothing_to_undo_at_first(recommender: ConversationalRecommender) -> None:
    with pytest.raises(SessionError, match="nothing to undo"):
        recommender.undo("s")


def test_undoing_everything_leaves_an_empty_session(recommender: ConversationalRecommender) -> None:
    recommender.reply("s", "a comedy please")
    assert recommender.undo("s") == Session(id="s")
    with pytest.raises(SessionError):
        recommender.undo("s")


@pytest.mark.parametrize("item_id", ["f39x", "", "nobody"])
def test_a_film_that_was_not_shown_cannot_be_marked(
    recommender: ConversationalRecommender, item_id: str
) -> None:
    recommender.reply("s", "a comedy please")
    with pytest.raises(SessionError, match="not in this conversation"):
        recommender.mark("s", item_id, Stance.LIKE)


def test_a_film_of_another_conversation_cannot_be_marked(
    recommender: ConversationalRecommender,
) -> None:
    shown = recommender.reply("theirs", "a comedy please").turns[0].cards[0].item_id
    with pytest.raises(SessionError):
        recommender.mark("mine", shown, Stance.LIKE)


def test_a_mark_says_what_and_when(recommender: ConversationalRecommender) -> None:
    shown = recommender.reply("s", "a comedy please").turns[0].cards[0].item_id
    mark = recommender.mark("s", shown, Stance.LIKE).marks[0]
    assert (mark.item_id, mark.stance, mark.turn) == (shown, Stance.LIKE, 1)


def test_pressing_a_pressed_button_releases_it(recommender: ConversationalRecommender) -> None:
    shown = recommender.reply("s", "a comedy please").turns[0].cards[0].item_id
    recommender.mark("s", shown, Stance.LIKE)
    assert recommender.mark("s", shown, Stance.LIKE).marks == ()


def test_liking_and_disliking_exclude_each_other(recommender: ConversationalRecommender) -> None:
    shown = recommender.reply("s", "a comedy please").turns[0].cards[0].item_id
    recommender.mark("s", shown, Stance.LIKE)
    marks = recommender.mark("s", shown, Stance.DISLIKE).marks
    assert [mark.stance for mark in marks] == [Stance.DISLIKE]


def test_seen_stands_beside_a_verdict(recommender: ConversationalRecommender) -> None:
    shown = recommender.reply("s", "a comedy please").turns[0].cards[0].item_id
    recommender.mark("s", shown, Stance.SEEN)
    marks = recommender.mark("s", shown, Stance.LIKE).marks
    assert {mark.stance for mark in marks} == {Stance.SEEN, Stance.LIKE}


def test_the_stages_arrive_in_the_order_of_the_graph(
    recommender: ConversationalRecommender,
) -> None:
    events = list(recommender.stream("s", "a comedy please"))
    names = [event.name for event in events if isinstance(event, Stage)]
    assert names[:2] == ["listen", "search"]
    assert set(names[2:5]) == {"ask", "recommend", "chat"}
    assert names[5:] == ["plan", "check"]


def test_the_words_come_behind_the_stages_and_the_session_last(
    recommender: ConversationalRecommender,
) -> None:
    kinds = [type(event) for event in recommender.stream("s", "a comedy please")]
    assert kinds == sorted(kinds, key=[Stage, Wording, Session].index)
    assert kinds.count(Session) == 1


@pytest.mark.parametrize("text", ["a comedy please", "hello", "", "why?", "\x00{{1.title}}"])
def test_the_reply_streamed_is_the_reply_stored(
    recommender: ConversationalRecommender, text: str
) -> None:
    events = list(recommender.stream("s", text))
    streamed = "".join(event.text for event in events if isinstance(event, Wording))
    assert streamed == recommender.session("s").turns[-1].reply
    assert events[-1] == recommender.session("s")


def test_every_stage_is_timed(recommender: ConversationalRecommender) -> None:
    trace = recommender.reply("s", "a comedy please").trace
    assert trace
    # The check is still running when the trace is written.
    assert set(trace.milliseconds) == {"listen", "search", "ask", "recommend", "chat", "plan"}


def test_the_trace_says_who_decided_what(recommender: ConversationalRecommender) -> None:
    session = recommender.reply("s", "a comedy please")
    assert session.trace
    assert session.trace.mind == "rules"
    assert session.trace.chosen is session.turns[-1].act
    assert [ranked.item.id for ranked in session.trace.ranked] == [
        card.item_id for card in session.turns[-1].cards
    ]


def test_one_checkpoint_a_conversation_is_kept(planted: Planted, tmp_path: Path) -> None:
    recommender = planted(tmp_path)
    for session_id in ("one", "two"):
        for text in ("a comedy please", "more", "no horror"):
            recommender.reply(session_id, text)
        recommender.mark(
            session_id, recommender.session(session_id).turns[0].cards[0].item_id, Stance.SEEN
        )
        recommender.undo(session_id)
    counted = rows(tmp_path, "SELECT thread_id, COUNT(*) FROM checkpoints GROUP BY thread_id")
    assert sorted(counted) == [("one", 1), ("two", 1)]
    strays = "SELECT COUNT(*) FROM writes WHERE checkpoint_id NOT IN (SELECT checkpoint_id FROM checkpoints)"
    assert rows(tmp_path, strays) == [(0,)]


def is_plain(value: object) -> bool:
    """Whether a stored value is made of JSON's types alone."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or type(value) in (str, int, float, bool)


def unpacked(blob: bytes) -> Any:
    """A stored value with every object in it as what would be called to rebuild it."""
    return ormsgpack.unpackb(blob, ext_hook=lambda _, data: ormsgpack.unpackb(data))


def test_the_conversation_is_stored_as_plain_data(planted: Planted, tmp_path: Path) -> None:
    case = Case(request="a comedy", outcome=("Ostler Halibuts",), items=("f23",))
    recommender = planted(tmp_path, cases=(case,))
    for text in ("something like Vexing Zeppelins but funnier", "more", "why?"):
        recommender.reply("s", text)
    recommender.mark("s", recommender.session("s").turns[0].cards[0].item_id, Stance.LIKE)
    strict = JsonPlusSerializer(allowed_msgpack_modules=None)
    ((kind, blob),) = rows(tmp_path, "SELECT type, checkpoint FROM checkpoints")
    stored = strict.loads_typed((kind, blob))["channel_values"]
    assert kind == "msgpack"
    assert {name for name, value in stored.items() if is_plain(value)} == {
        "turns",
        "marks",
        "trace",
    }


def test_nothing_but_the_conversation_is_stored(planted: Planted, tmp_path: Path) -> None:
    planted(tmp_path).reply("s", "a comedy please")
    ((blob,),) = rows(tmp_path, "SELECT checkpoint FROM checkpoints")
    values = unpacked(blob)["channel_values"]
    assert set(values) <= {"turns", "marks", "trace"}


def test_nothing_is_pickled(planted: Planted, tmp_path: Path) -> None:
    planted(tmp_path).reply("s", "a comedy please")
    kinds = rows(tmp_path, "SELECT type FROM checkpoints UNION SELECT type FROM writes")
    assert {kind for (kind,) in kinds} <= {"msgpack", "null"}


def test_a_second_message_to_a_session_waits_for_the_first(
    planted: Planted, rules_mind: Mind, tmp_path: Path
) -> None:
    listened: list[str] = []
    entered, release = threading.Event(), threading.Event()

    def watch(text: str) -> None:
        listened.append(text)
        if text == "a comedy please":
            entered.set()
            assert release.wait(PATIENCE)

    recommender = planted(tmp_path, WatchedMind(rules_mind, watch))
    first, second = (
        threading.Thread(target=recommender.reply, args=("s", text))
        for text in ("a comedy please", "more")
    )
    first.start()
    assert entered.wait(PATIENCE)
    second.start()
    recommender.reply("other", "hello")
    second.join(0.2)
    assert second.is_alive()
    assert listened == ["a comedy please", "hello"]
    release.set()
    for thread in (first, second):
        thread.join(PATIENCE)
    assert [turn.heard.text for turn in recommender.session("s").turns] == [
        "a comedy please",
        "more",
    ]


def test_a_stream_left_alone_lets_the_next_message_in(
    recommender: ConversationalRecommender,
) -> None:
    stream = recommender.stream("s", "a comedy please")
    next(stream)
    stream.close()
    session = recommender.reply("s", "a thriller please")
    assert [turn.heard.text for turn in session.turns] == ["a thriller please"]


def test_a_mind_that_fails_leaves_the_conversation_as_it_was(
    planted: Planted, rules_mind: Mind, tmp_path: Path
) -> None:
    class MindLostError(Exception):
        pass

    def watch(text: str) -> None:
        if text == "fail":
            raise MindLostError

    recommender = planted(tmp_path, WatchedMind(rules_mind, watch))
    before = recommender.reply("s", "a comedy please")
    with pytest.raises(MindLostError):
        recommender.reply("s", "fail")
    assert recommender.session("s") == before
    assert len(recommender.reply("s", "more").turns) == 2


def test_progress_is_what_the_warmup_says(recommender: ConversationalRecommender) -> None:
    assert recommender.progress() == ""


def over(catalog: Catalog, folder: Path) -> ConversationalRecommender:
    """A recommender over these films and the conversations in this folder."""
    lexicon = english_lexicon()
    listener = RulesListener(catalog, Linker(catalog, lexicon), lexicon)
    return ConversationalRecommender(
        items=catalog,
        mind=RulesMind(catalog, listener),
        retriever=FusedRetriever(catalog, KnowledgeGraph.build(catalog.items_in_order)),
        store=ConversationStore(folder / "conversations.sqlite"),
    )


def test_a_conversation_outlives_its_catalogue(tmp_path: Path) -> None:
    first = over(made_up(), tmp_path)
    card = first.reply("me", "a comedy please").turns[-1].cards[0]
    first.mark("me", card.item_id, Stance.LIKE)
    first.reply("me", f"something like {card.title}")
    new = Catalog([film(900, title="Amber Lanterns", genres=("Comedy",))], "new")
    turn = over(new, tmp_path).reply("me", "a comedy movie").turns[-1]
    assert [card.title for card in turn.cards] == ["Amber Lanterns"]


def test_what_is_said_after_a_mark_overrules_it(recommender: ConversationalRecommender) -> None:
    card = recommender.reply("me", "a comedy please").turns[-1].cards[0]
    recommender.mark("me", card.item_id, Stance.LIKE)
    state = state_of(recommender.reply("me", "actually I hated the first one"))
    assert card.item_id in state.disliked
    assert card.item_id not in state.liked


def test_a_damaged_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    path.write_bytes(b"this is no database, and long enough to be read as one " * 40)
    with pytest.raises(SessionError, match="cannot be opened"):
        ConversationStore(path)
