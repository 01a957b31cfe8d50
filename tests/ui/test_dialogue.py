"""Each event of the page asks the recommender once and then shows what is stored."""

import gradio as gr
import pytest

from core.heard import Stance
from tests.ui.doubles import FILMS, REFUSED, SLOW, STAGES, TAKEN_BACK, WITHDREW, ScriptedRecommender
from ui.dialogue import Dialogue
from ui.flight import Flights
from ui.screen import HELD, PageConfig

ME = "a" * 32
YOU = "d" * 32


@pytest.fixture
def recommender() -> ScriptedRecommender:
    return ScriptedRecommender()


@pytest.fixture
def dialogue(recommender: ScriptedRecommender) -> Dialogue:
    return talk_with(recommender)


def talk_with(recommender: ScriptedRecommender) -> Dialogue:
    return Dialogue(recommender, Flights(recommender, 4), PageConfig())


def press(**details: object) -> gr.EventData:
    return gr.EventData(None, details)


def test_a_message_shows_its_stages_then_its_words_then_what_is_stored(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    emptied, busy, *steps, rest = dialogue.say(ME, YOU, "  films ")
    assert emptied.box == ""
    assert busy.pending == "films"
    assert busy.send["interactive"] is False
    assert "checking…" in str(steps[len(STAGES) - 1].live)
    assert "gloom." in str(steps[-1].live)
    assert [rest] == list(dialogue.open(ME))
    assert [turn.heard.text for turn in recommender.session(ME).turns] == ["films"]


def test_words_that_are_withdrawn_leave_the_screen_and_the_next_ones_replace_them(
    dialogue: Dialogue,
) -> None:
    _, _, *steps, rest = dialogue.say(ME, YOU, WITHDREW)
    shown = [str(step.live) for step in steps]
    withdrawn = max(place for place, live in enumerate(shown) if TAKEN_BACK in live) + 1
    assert "checking…" in shown[withdrawn]
    assert "Answer</div>" in shown[withdrawn + 1].replace(" </div>", "</div>")
    assert "gloom." in shown[-1]
    assert TAKEN_BACK not in str(rest.transcript)


def test_an_empty_message_is_not_sent(dialogue: Dialogue) -> None:
    assert list(dialogue.say(ME, YOU, "   ")) == []


def test_a_refusal_is_told_gently_and_the_words_stay_in_the_box(dialogue: Dialogue) -> None:
    *_, last = dialogue.say(ME, YOU, REFUSED)
    assert last.box == REFUSED
    assert "Parley cannot &lt;answer&gt; that." in str(last.notice)
    assert last.send["interactive"] is True


def test_a_turn_whose_page_is_closed_is_stored_and_shown_when_it_opens_again(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    closed = dialogue.say(ME, YOU, SLOW)
    for _ in range(3):
        next(closed)
    closed.close()
    opened = dialogue.open(ME)
    assert next(opened).trace != ""
    assert SLOW in str(next(opened).live)
    recommender.released.set()
    (last,) = opened
    assert SLOW in str(last.transcript)
    assert last.live == ""


def test_a_second_message_waits_for_the_first(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    first = dialogue.say(ME, YOU, SLOW)
    for _ in range(3):
        next(first)
    *_, refused = dialogue.say(ME, YOU, "and another")
    assert refused.box == "and another"
    assert "One moment" in str(refused.notice)
    recommender.released.set()
    list(first)
    assert [turn.heard.text for turn in recommender.session(ME).turns] == [SLOW]


def test_a_prompt_is_sent_when_pressed(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    list(dialogue.suggest(ME, YOU, press(text="Scary")))
    assert recommender.session(ME).turns[-1].heard.text == "Scary"
    assert list(dialogue.suggest(ME, YOU, press())) == []


def test_more_like_this_names_the_film_of_the_card(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    list(dialogue.say(ME, YOU, "films"))
    list(dialogue.more(ME, YOU, press(item="f4")))
    assert recommender.session(ME).turns[-1].heard.text == "More like Midnight Run (1988)"
    (refused,) = dialogue.more(ME, YOU, press(item="nothing"))
    assert "no longer" in str(refused.notice)


def test_undo_returns_the_words_unless_the_box_is_in_use(dialogue: Dialogue) -> None:
    list(dialogue.say(ME, YOU, "one"))
    list(dialogue.say(ME, YOU, "two"))
    assert dialogue.undo(ME, "half a thought").box == HELD
    screen = dialogue.undo(ME, "")
    assert screen.box == "one"
    assert screen.undo["interactive"] is False
    assert "nothing to undo" in str(dialogue.undo(ME, "").notice)


def test_retry_replaces_the_last_turn(dialogue: Dialogue, recommender: ScriptedRecommender) -> None:
    list(dialogue.say(ME, YOU, "one"))
    list(dialogue.say(ME, YOU, "two"))
    list(dialogue.retry(ME, YOU))
    assert [turn.heard.text for turn in recommender.session(ME).turns] == ["one", "two"]
    assert list(dialogue.retry("b" * 32, YOU)) == []


def test_retry_takes_nothing_back_that_would_not_be_answered(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    list(dialogue.say(ME, YOU, "one"))
    (refused,) = dialogue.retry(ME, "e" * 32)
    assert "&lt;somebody else" in str(refused.notice)
    assert [turn.heard.text for turn in recommender.session(ME).turns] == ["one"]
    slow = dialogue.say(ME, YOU, SLOW)
    for _ in range(3):
        next(slow)
    (refused,) = dialogue.retry(ME, YOU)
    assert "One moment" in str(refused.notice)
    assert [turn.heard.text for turn in recommender.session(ME).turns] == ["one"]
    recommender.released.set()
    list(slow)


def test_a_mark_is_stored_and_taken_back(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    list(dialogue.say(ME, YOU, "films"))
    dialogue.mark(ME, "", press(item="f1", stance="like"))
    assert [mark.stance for mark in recommender.session(ME).marks] == [Stance.LIKE]
    dialogue.mark(ME, "", press(item="f1", stance="like"))
    assert recommender.session(ME).marks == ()


@pytest.mark.parametrize("stance", ["about", "anchor", "", 7, None])
def test_only_the_three_verdicts_can_be_pressed(
    dialogue: Dialogue, recommender: ScriptedRecommender, stance: object
) -> None:
    dialogue.mark(ME, "", press(item="f1", stance=stance))
    assert recommender.session(ME).marks == ()


def test_an_unknown_film_cannot_be_marked(dialogue: Dialogue) -> None:
    screen = dialogue.mark(ME, "", press(item="<b>", stance="like"))
    assert "No film" in str(screen.notice)


def test_why_opens_and_closes(dialogue: Dialogue) -> None:
    list(dialogue.say(ME, YOU, "films"))
    opened = dialogue.explain(ME, "", press(item=FILMS[0].id))
    assert opened.explained == FILMS[0].id
    assert 'class="why"' in str(opened.transcript)
    closed = dialogue.explain(ME, FILMS[0].id, press(item=FILMS[0].id))
    assert closed.explained == ""


def test_a_new_conversation_leaves_the_old_one_stored(
    dialogue: Dialogue, recommender: ScriptedRecommender
) -> None:
    list(dialogue.say(ME, YOU, "films"))
    fresh = dialogue.fresh()
    assert fresh.session_id != ME
    assert recommender.session(str(fresh.session_id)).turns == ()
    assert len(recommender.session(ME).turns) == 1


def test_the_timer_stops_when_nothing_is_being_built() -> None:
    dialogue = talk_with(ScriptedRecommender(building=("Reading <films>",)))
    told, timer = dialogue.progress()
    assert "Reading &lt;films&gt;" in told
    assert timer.active
    told, timer = dialogue.progress()
    assert told == ""
    assert not timer.active


@pytest.mark.parametrize(("kept", "person"), [(YOU, YOU), ("", None), ("forged", None), (7, None)])
def test_a_turn_is_remembered_of_the_person_whose_id_the_browser_keeps_and_else_of_nobody(
    dialogue: Dialogue, recommender: ScriptedRecommender, kept: object, person: str | None
) -> None:
    list(dialogue.say(ME, kept, "films"))
    assert recommender.owners.get(ME) == person
    assert len(recommender.session(ME).turns) == 1
