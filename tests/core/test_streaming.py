"""Words are handed over as they arrive, where they were asked for, until nobody wants them."""

import threading
import time

import pytest

from core.chat_model import ChatModel
from core.language_model import Failure, ModelFailed, Role, Site
from core.model_server import LONGEST_ANSWER
from tests.core.model_client import (
    LIMITS,
    PATIENCE,
    WORDS,
    asked,
    failure_of,
    limits,
    say_words,
    until,
)  # fmt: skip
from tests.fake_server import FakeServer, Fault


class Left(Exception):
    """Whoever listened has left."""


def leave(_: str) -> None:
    raise Left


def test_pieces_come_in_order_in_the_thread_that_asked(
    server: FakeServer, model: ChatModel
) -> None:
    pieces: list[str] = []
    threads: set[int] = set()

    def say(piece: str) -> None:
        pieces.append(piece)
        threads.add(threading.get_ident())

    assert model.turn(LIMITS).text(Site.CHAT, Role.FAST, asked(), say) == WORDS
    assert len(pieces) > 2
    assert "".join(pieces) == WORDS
    assert threads == {threading.get_ident()}
    assert server.requests[0].is_streaming


def test_pieces_come_before_the_answer_is_whole(server: FakeServer, model: ChatModel) -> None:
    server.break_with(Fault.STALL_IN_BODY)
    pieces: list[str] = []
    turn = model.turn(limits(rounds=1, seconds=0.4))
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked(), pieces.append))
    assert failure is Failure.TIMED_OUT
    assert pieces
    assert WORDS.startswith("".join(pieces))


def test_streams_beside_each_other_are_not_mixed_up(server: FakeServer, model: ChatModel) -> None:
    server.answer = lambda request: request.messages[1]["content"] * 20
    heard: dict[str, str] = {}

    def run(said: str) -> None:
        pieces: list[str] = []
        model.turn(LIMITS).text(Site.CHAT, Role.FAST, asked(said=said), pieces.append)
        heard[said] = "".join(pieces)

    threads = [threading.Thread(target=run, args=(f"number {n} ",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {f"number {n} ": f"number {n} " * 20 for n in range(6)}


@pytest.mark.parametrize("fault", [None, Fault.STALL_IN_BODY, Fault.ENDLESS])
def test_whoever_leaves_ends_the_request_and_the_reason_comes_through(
    server: FakeServer, model: ChatModel, fault: Fault | None
) -> None:
    if fault:
        server.break_with(fault)
    turn = model.turn(LIMITS)
    start = time.monotonic()
    with pytest.raises(Left):
        turn.text(Site.CHAT, Role.FAST, asked(), leave)
    assert time.monotonic() - start < PATIENCE
    until(lambda: server.at_once == 0)
    (note,) = turn.notes
    assert note.failure == Failure.ABANDONED.value
    assert note.usage.estimated
    assert note.usage.prompt > 0


def test_a_refusal_of_the_listener_is_passed_on_as_it_is(model: ChatModel) -> None:
    def refuse(_: str) -> None:
        raise ModelFailed(Failure.UNGROUNDED)

    turn = model.turn(LIMITS)
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked(), refuse))
    assert failure is Failure.UNGROUNDED
    assert turn.notes[0].failure == Failure.UNGROUNDED.value


def test_leaving_often_is_not_held_against_the_server(model: ChatModel) -> None:
    for _ in range(7):
        with pytest.raises(Left):
            model.turn(LIMITS).text(Site.CHAT, Role.FAST, asked(), leave)
    assert say_words(model) == WORDS


def test_an_answer_without_end_is_broken_off(server: FakeServer, model: ChatModel) -> None:
    server.break_with(Fault.ENDLESS)
    pieces: list[str] = []
    turn = model.turn(LIMITS)
    failure = failure_of(lambda: turn.text(Site.CHAT, Role.FAST, asked(), pieces.append))
    assert failure is Failure.TOO_LONG
    assert 0 < len("".join(pieces)) <= LONGEST_ANSWER
