"""Links are counted a message at a time, and each error has its kind."""

from pathlib import Path

import pytest

from core.heard import Film, Heard, Stance
from evaluation.hearing import Hearing
from evaluation.linking import Kind, LinkScores, error_table, score_linking, table
from evaluation.redial import Variant, read_dialogues, read_mentions
from tests.evaluation.doubles import PlannedListener, hears, printed
from tests.evaluation.worlds import FILMS, dialogue_row, redial_folder, write_lines

ROWS = (
    dialogue_row(("S", "loved @11 and @11"), ("R", "try @13 or @17"), ("S", "ok heat then")),
    dialogue_row(("S", "@12")),
)
PERFECT = {
    "loved Heat and Heat": hears("tt01", "tt01"),
    "try The Karate Kid or Moana": hears("tt03"),
    "Alien": hears("tt02"),
}


def scores(folder: Path, planned: dict[str, Heard], rows: int = 2) -> LinkScores:
    dialogues = read_dialogues(write_lines(folder / "d.jsonl", *ROWS))[:rows]
    hearing = Hearing(PlannedListener(planned), FILMS, 2018)
    mentions = read_mentions(redial_folder(folder), FILMS)
    return score_linking(dialogues, mentions, hearing, Variant.WITHOUT_YEAR)


def said(words: str, item_id: str, position: int | None = None) -> Heard:
    film = Film(item_id=item_id, stance=Stance.ABOUT, text=words, position=position)
    return Heard(intents=(), films=(film,))


def test_a_perfect_listener_links_every_mention_in_the_catalogue(tmp_path: Path) -> None:
    one = scores(tmp_path, PERFECT)
    assert (one.dialogues, one.messages, one.absent) == (2, 4, 1)
    assert one.found.gold == one.found.hits == 4
    assert one.found.f1.value == 1
    assert not one.kinds


def test_a_deaf_listener_misses_all_of_them(tmp_path: Path) -> None:
    one = scores(tmp_path, {})
    assert one.found.recall.value == 0
    assert one.kinds == {Kind.MISSED: 4}
    assert one.found.missed == 4


def test_precision_and_recall_are_those_counted_by_hand(tmp_path: Path) -> None:
    one = scores(tmp_path, PERFECT | {"Alien": hears("tt01"), "loved Heat and Heat": hears("tt01")})
    assert (one.found.hits, one.found.spurious, one.found.missed) == (2, 1, 2)
    assert one.found.precision.value == pytest.approx(2 / 3)
    assert one.found.recall.value == pytest.approx(2 / 4)


def test_a_film_named_twice_and_linked_once_is_missed_once(tmp_path: Path) -> None:
    one = scores(tmp_path, PERFECT | {"loved Heat and Heat": hears("tt01")})
    assert one.kinds == {Kind.MISSED: one.found.missed}
    assert one.found.missed == 1


@pytest.mark.parametrize(
    ("heard", "kind", "meant"),
    [
        (said("The Karate Kid", "tt04"), Kind.NAMESAKE, "The Karate Kid (1984)"),
        (said("Kid", "tt06"), Kind.NEARBY, "The Karate Kid (1984)"),
        (said("moana", "tt06"), Kind.ABSENT, "Moana (2016)"),
        (said("try", "tt01"), Kind.UNMARKED, ""),
        (said("try", "tt06"), Kind.SPURIOUS, ""),
    ],
)
def test_every_error_has_its_kind(tmp_path: Path, heard: Heard, kind: Kind, meant: str) -> None:
    one = scores(tmp_path, PERFECT | {"try The Karate Kid or Moana": heard}, rows=1)
    assert one.errors[0].kind is kind
    assert one.errors[0].meant == meant
    assert (Kind.MISSED in one.kinds) is (kind not in (Kind.NAMESAKE, Kind.NEARBY))


def test_a_film_pointed_at_by_its_place_is_no_link(tmp_path: Path) -> None:
    assert (
        scores(tmp_path, PERFECT | {"ok heat then": said("", "tt02", position=1)}).found.f1.value
        == 1
    )


def test_errors_are_listed_for_the_dev_part_only(tmp_path: Path) -> None:
    assert scores(tmp_path, {}, rows=1).errors
    assert not scores(tmp_path, {}, rows=2).errors


def test_the_tables_show_figures_and_kinds(tmp_path: Path) -> None:
    one = scores(tmp_path, {}, rows=1)
    shown = printed(table({"dev": [one]}), error_table(one.errors))
    assert "3 missed" in shown
    assert "Heat (1995)" in shown
