"""Likes and dislikes are folded over the seeker's messages and compared with the form."""

from pathlib import Path

import numpy as np
import pytest

from core.heard import Heard, Stance
from evaluation.hearing import Hearing
from evaluation.redial import read_dialogues, read_mentions
from evaluation.verdicts import VerdictScores, score_verdicts, table
from tests.evaluation.doubles import PlannedListener, hears, printed
from tests.evaluation.worlds import FILMS, dialogue_row, redial_folder, write_lines

ROW = dialogue_row(
    ("S", "hello"),
    ("R", "Seen @11 ?"),
    ("R", "or @17 ?"),
    ("S", "first yes"),
    ("S", "first no"),
    ("R", "@12 then"),
    ("S", "taken"),
    liked={"11": 0, "12": 1, "13": 1, "17": 1},
)
PERFECT = {
    "first yes": hears("tt01", "tt03"),
    "first no": hears("tt01", stance=Stance.DISLIKE),
    "taken": hears("tt02", stance=Stance.ACCEPT),
}


def scores(folder: Path, listener: PlannedListener) -> VerdictScores:
    dialogues = read_dialogues(write_lines(folder / "d.jsonl", ROW))
    mentions = read_mentions(redial_folder(folder), FILMS)
    return score_verdicts(dialogues, mentions, Hearing(listener, FILMS, 2018))


def test_the_last_verdict_counts_and_a_perfect_listener_is_perfect(tmp_path: Path) -> None:
    one = scores(tmp_path, PlannedListener(PERFECT))
    assert (one.films, one.absent) == (3, 1)
    assert one.coverage.value == one.accuracy.value == one.balanced.value == 1
    assert one.majority.value == pytest.approx(2 / 3)


def test_a_deaf_listener_covers_nothing(tmp_path: Path) -> None:
    one = scores(tmp_path, PlannedListener())
    assert one.coverage.value == 0
    assert np.isnan(one.accuracy.value)


def test_seen_is_no_verdict_and_a_wrong_one_is_counted(tmp_path: Path) -> None:
    planned: dict[str, Heard] = {
        "first yes": hears("tt01"),
        "taken": hears("tt02", "tt03", stance=Stance.SEEN),
    }
    one = scores(tmp_path, PlannedListener(planned))
    assert one.cells[False, True] == 1
    assert one.cells[True, None] == 2
    assert one.coverage.value == pytest.approx(1 / 3)
    assert one.accuracy.value == 0


def test_the_slate_is_what_the_recommender_named_since_and_stays_until_the_next(
    tmp_path: Path,
) -> None:
    listener = PlannedListener()
    scores(tmp_path, listener)
    slates = [[card.title for card in task.shown] for task in listener.tasks]
    assert slates == [[], ["Heat", "Moana"], ["Heat", "Moana"], ["Alien"]]
    assert [task.asked for task in listener.tasks] == ["", "or Moana (2016) ?", "", ""]


def test_the_table_shows_the_confusion(tmp_path: Path) -> None:
    shown = printed(table({"dev": scores(tmp_path, PlannedListener(PERFECT))}))
    assert "liked: 2 / 0 / 0" in shown
    assert "disliked: 0 / 1 / 0" in shown
