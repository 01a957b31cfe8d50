"""Conversations are told turn by turn, and a reader sees every whole line once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluation.conversing import converse
from evaluation.watching import LIVE, LiveReader, LiveWriter, Moment, unwatched, watching
from tests.evaluation.simulation_doubles import (
    FILMS,
    ScriptedRecommender,
    contestant,
    person,
    setting,
)


def test_every_message_and_every_answer_is_told_in_order() -> None:
    told: list[Moment] = []
    system = contestant("s", ScriptedRecommender([("f1", "f2"), ("f3",)]))
    played = converse(4, person(4), system, setting(5)._replace(watch=told.append))
    assert {(one.system, one.number) for one in told} == {("s", 4)}
    assert [one.said.intent.value if one.said else one.cards for one in told] == [
        "state need",
        ("f1", "f2"),
        "reject",
        ("f3",),
        "accept",
    ]
    assert [one.begins for one in told] == [True, False, False, False, False]
    assert told[1].films == tuple(FILMS[name].label for name in ("f1", "f2"))
    # Whoever looks on changes nothing.
    assert played == converse(4, person(4), system, setting(5))


def moment(number: int) -> Moment:
    return Moment(system="s", number=number, reply="Hello\nthere")


def test_a_reader_sees_each_whole_line_once(tmp_path: Path) -> None:
    reader = LiveReader(tmp_path)
    assert reader.new() == ()
    writer = LiveWriter(tmp_path)
    writer.write(moment(1))
    writer.write(moment(2))
    assert reader.new() == (moment(1), moment(2))
    assert reader.new() == ()
    path = tmp_path / LIVE
    line = moment(3).model_dump_json().encode()
    with path.open("ab") as file:
        file.write(line[:20])
        file.flush()
        assert reader.new() == ()
        file.write(line[20:] + b"\nno moment\n")
    assert reader.new() == (moment(3),)
    writer.close()


def test_threads_share_a_writer(tmp_path: Path) -> None:
    with watching(tmp_path, is_watched=True) as watch, ThreadPoolExecutor(8) as threads:
        list(threads.map(watch, map(moment, range(200))))
    assert sorted(one.number for one in LiveReader(tmp_path).new()) == list(range(200))


def test_where_nobody_looks_on_nothing_is_written(tmp_path: Path) -> None:
    with watching(tmp_path, is_watched=False) as watch:
        assert watch is unwatched
    assert not list(tmp_path.iterdir())
