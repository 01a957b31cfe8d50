"""A perfect listener is perfect, a deaf one hears nothing, and the rest is counted by hand."""

from pathlib import Path

import pytest

from core.errors import ParleyError
from core.heard import Film, Heard, Intent, Stance
from evaluation.listening import disagreement_table, disagreements, read_turns, score_turns, table
from tests.evaluation.doubles import PlannedListener, printed
from tests.evaluation.worlds import FILMS, write_lines

LIKES_HEAT = Heard(intents=(Intent.INFORM,), films=(Film(item_id="tt01", stance=Stance.LIKE),))
SECOND = Heard(
    intents=(Intent.ACCEPT,), films=(Film(item_id="tt02", stance=Stance.ACCEPT, position=2),)
)
PERFECT = PlannedListener({"loved heat": LIKES_HEAT, "the second one": SECOND})


@pytest.fixture
def turns(tmp_path: Path) -> Path:
    return write_lines(
        tmp_path / "seen.jsonl",
        {"text": "loved heat", "labels": ["intent:inform", "film:like:Heat (1996)"]},
        {
            "text": "the second one",
            "slate": ["Moana (2016)", "Alien (1979)"],
            "asked": "Which one?",
            "labels": ["intent:accept", "ref:accept:2"],
        },
    )


def test_a_perfect_listener_scores_one(turns: Path) -> None:
    scores = score_turns(turns, PERFECT, FILMS, 2020)
    assert scores.turns == 2
    assert scores.exact.value == scores.micro.f1.value == 1
    assert {slot: found.gold for slot, found in scores.slots.items()} == {
        "film": 1,
        "intent": 2,
        "ref": 1,
    }
    assert all(found.f1.value == 1 for found in scores.slots.values())
    assert not disagreements(turns, PERFECT, FILMS, 2020)


def test_a_deaf_listener_scores_nothing(turns: Path) -> None:
    scores = score_turns(turns, PlannedListener(), FILMS, 2020)
    assert scores.exact.value == scores.micro.f1.value == scores.micro.recall.value == 0
    assert str(scores.micro.precision) == "–"


def test_half_right_is_counted_label_by_label(turns: Path) -> None:
    wrong = LIKES_HEAT.model_copy(update={"films": (Film(item_id="tt01", stance=Stance.SEEN),)})
    scores = score_turns(
        turns, PlannedListener({"loved heat": wrong, "the second one": SECOND}), FILMS, 2020
    )
    assert (scores.micro.hits, scores.micro.spurious, scores.micro.missed) == (3, 1, 1)
    assert scores.exact.value == 0.5
    assert scores.slots["film"].f1.value == 0


def test_a_film_that_the_catalogue_lacks_keeps_its_place_on_the_slate(turns: Path) -> None:
    listener = PlannedListener()
    score_turns(turns, listener, FILMS, 2020)
    first, second = listener.tasks[1].shown
    assert (first.title, first.year, second.item_id) == ("Moana", 2016, "tt02")
    assert first.item_id == "tt06"
    assert listener.tasks[1].asked == "Which one?"


def test_the_label_of_a_missing_film_stays_as_text(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "seen.jsonl",
        {"text": "moana!", "slate": ["Moana (2016)"], "labels": ["film:accept:Moana (2016)"]},
        {"text": "moana", "labels": ["film:like:Moana (2016)"]},
    )
    taken = Heard(intents=(), films=(Film(item_id="tt06", stance=Stance.ACCEPT),))
    listener = PlannedListener({"moana!": taken})
    assert score_turns(path, listener, FILMS, 2020).micro.hits == 1
    (missed,) = disagreements(path, listener, FILMS, 2020)
    assert missed.missed == ("film:like:Moana (2016)",)


def test_held_out_turns_cannot_be_read_one_by_one(turns: Path) -> None:
    held_out = turns.rename(turns.with_name("held_out.jsonl"))
    assert score_turns(held_out, PERFECT, FILMS, 2020).exact.value == 1
    with pytest.raises(ParleyError, match=r"held_out\.jsonl is held out"):
        disagreements(held_out, PERFECT, FILMS, 2020)


def test_the_tables_show_every_slot_and_every_disagreement(turns: Path) -> None:
    shown = printed(
        table({"seen": score_turns(turns, PERFECT, FILMS, 2020)}),
        disagreement_table(disagreements(turns, PlannedListener(), FILMS, 2020)),
    )
    for word in (
        "film",
        "intent",
        "ref",
        "all (micro)",
        "turns exactly right",
        "1.000 [1.000, 1.000]",
    ):
        assert word in shown
    assert "ref:accept:2" in shown


def test_the_seen_set_is_read_whole() -> None:
    path = Path(__file__).parents[1] / "listening" / "seen.jsonl"
    assert len(read_turns(path)) == 220
