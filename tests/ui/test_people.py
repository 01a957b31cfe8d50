"""Each deed in the profile panel asks the profiles once, then shows what is known and says so."""

import re

import gradio as gr
import pytest

from core.heard import Stance
from tests.ui.doubles import SLOW, ScriptedProfiles, ScriptedRecommender
from ui.dialogue import Dialogue
from ui.flight import Flights
from ui.people import LARGEST_IMPORT, UNTOUCHED, Panel, People
from ui.screen import HELD, PageConfig

ME = "a" * 32
YOU = "d" * 32
NO_HORROR = "said:genre:Horror:avoid"


@pytest.fixture
def recommender() -> ScriptedRecommender:
    return ScriptedRecommender()


@pytest.fixture
def profiles(recommender: ScriptedRecommender) -> ScriptedProfiles:
    return ScriptedProfiles(recommender)


@pytest.fixture
def flights(recommender: ScriptedRecommender) -> Flights:
    return Flights(recommender, 4)


@pytest.fixture
def people(
    profiles: ScriptedProfiles, recommender: ScriptedRecommender, flights: Flights
) -> People:
    return People(profiles, recommender, flights)


def press(**details: object) -> gr.EventData:
    return gr.EventData(None, details)


def refused(panel: Panel, told: str) -> bool:
    """Whether a deed was refused in these words, the list and the box left alone."""
    held = panel.profile == panel.words == panel.correcting == HELD
    return held and told in str(panel.told)


def test_the_first_visit_gives_an_id_and_the_next_keeps_it(people: People) -> None:
    first = people.open("")
    assert re.fullmatch("[0-9a-f]{32}", str(first.person))
    assert "Nothing yet." in str(first.profile)
    assert people.open(first.person).person == first.person
    assert people.open("forged").person not in {"forged", first.person}


def test_what_was_said_in_a_turn_is_in_the_panel_afterwards(
    people: People, recommender: ScriptedRecommender
) -> None:
    recommender.reply(ME, "no horror", YOU)
    recommender.mark(ME, "f1", Stance.LIKE)
    shown = people.show(YOU)
    assert "You want no horror." in str(shown.profile)
    assert "Ronin (1998)" in str(shown.profile)
    assert (shown.told, shown.export, shown.words) == ("", "", HELD)
    assert "Nothing yet." in str(people.show("e" * 32).profile)
    assert people.show("") == Panel()


def test_a_sentence_is_added_and_the_box_emptied(people: People) -> None:
    saved = people.save(YOU, "", "  no horror ")
    assert "You want no horror." in str(saved.profile)
    assert (saved.words, saved.correcting) == ("", "")
    assert "Remembered." in str(saved.told)


def test_a_statement_is_corrected_in_its_place(people: People, profiles: ScriptedProfiles) -> None:
    profiles.declare(YOU, "no horror")
    opened = people.correct(YOU, press(statement=NO_HORROR))
    assert opened.words == "You want no horror."
    assert opened.correcting == NO_HORROR
    assert opened.cancel["visible"] is True
    saved = people.save(YOU, NO_HORROR, "I love horror")
    assert [one.text for one in profiles.profile(YOU).statements] == ["You like horror."]
    assert saved.correcting == ""
    assert saved.cancel["visible"] is False
    cancelled = people.cancel()
    assert (cancelled.words, cancelled.correcting, cancelled.profile) == ("", "", HELD)


def test_a_statement_that_is_gone_cannot_be_corrected(people: People) -> None:
    assert refused(people.correct(YOU, press(statement=NO_HORROR)), "no longer in the list")
    assert refused(people.correct(YOU, press(statement=7)), "no longer in the list")


@pytest.mark.parametrize(
    ("correcting", "words", "told"),
    [
        ("", "   ", "Say it in a sentence"),
        ("", "gibberish", "nothing &lt;lasting&gt; of films"),
        ("gone", "no horror", "no &lt;such&gt; statement"),
    ],
)
def test_words_that_are_refused_stay_in_the_box(
    people: People, correcting: str, words: str, told: str
) -> None:
    assert refused(people.save(YOU, correcting, words), told)


def test_a_statement_is_pinned_and_unpinned(people: People, profiles: ScriptedProfiles) -> None:
    profiles.declare(YOU, "no horror")
    pinned = people.pin(YOU, press(statement=NO_HORROR))
    assert profiles.profile(YOU).statements[0].pinned
    assert 'data-deed="unpin"' in str(pinned.profile)
    people.unpin(YOU, press(statement=NO_HORROR))
    assert not profiles.profile(YOU).statements[0].pinned
    assert refused(people.pin(YOU, press(statement="gone")), "&lt;such&gt;")


def test_a_statement_is_deleted_and_leaves_the_box_it_was_being_corrected_in(
    people: People, profiles: ScriptedProfiles
) -> None:
    for words in ("no horror", "I love westerns"):
        profiles.declare(YOU, words)
    other = people.remove(YOU, "something else", press(statement=NO_HORROR))
    assert "horror" not in str(other.profile)
    assert other.words == HELD
    western = "said:genre:Westerns:want"
    assert people.remove(YOU, western, press(statement=western)).words == ""
    assert profiles.profile(YOU).is_empty
    assert refused(people.remove(YOU, "", press(statement=western)), "&lt;such&gt;")


def test_a_film_is_forgotten_with_its_marks(
    people: People, recommender: ScriptedRecommender
) -> None:
    recommender.reply(ME, "films", YOU)
    recommender.mark(ME, "f1", Stance.LIKE)
    recommender.mark(ME, "f2", Stance.SEEN)
    panel = people.forget_film(YOU, press(item="f1"))
    assert [mark.item_id for mark in recommender.session(ME).marks] == ["f2"]
    assert "said or done about Ronin (1998)." in str(panel.told)
    assert "does not contain it" in str(panel.told)
    assert "Ronin" not in str(panel.profile)


def test_a_conversation_is_forgotten_and_another_stays(
    people: People, recommender: ScriptedRecommender
) -> None:
    other = "b" * 32
    recommender.reply(ME, "no horror", YOU)
    recommender.reply(other, "I love westerns", YOU)
    panel = people.forget_conversation(YOU, ME)
    assert "Forgotten: this conversation" in str(panel.told)
    assert "horror" not in str(panel.profile)
    assert "You like westerns." in str(panel.profile)
    assert recommender.session(ME).turns == ()
    assert len(recommender.session(other).turns) == 1
    assert refused(people.forget_conversation("e" * 32, other), "not yours")
    assert refused(people.forget_conversation(YOU, "forged"), "not yours")


def test_everything_is_forgotten_of_one_person_only(
    people: People, recommender: ScriptedRecommender
) -> None:
    other = "b" * 32
    recommender.reply(ME, "no horror", YOU)
    recommender.reply(other, "no horror", "e" * 32)
    panel = people.forget_everything(YOU)
    assert "Nothing yet." in str(panel.profile)
    assert UNTOUCHED.split("'")[0] in str(panel.told)
    assert (panel.words, panel.export) == ("", "")
    assert set(recommender.sessions) == {other}
    assert "You want no horror." in str(people.show("e" * 32).profile)


def test_nothing_is_forgotten_under_an_answer_that_is_still_on_its_way(
    people: People, recommender: ScriptedRecommender, flights: Flights
) -> None:
    turn = Dialogue(recommender, flights, PageConfig()).say(ME, YOU, SLOW)
    for _ in range(3):
        next(turn)
    assert refused(people.forget_conversation(YOU, ME), "still being answered")
    assert refused(people.forget_everything(YOU), "still being answered")
    recommender.released.set()
    list(turn)
    assert "Forgotten" in str(people.forget_everything(YOU).told)


def test_an_export_is_read_again_by_somebody_else(
    people: People, profiles: ScriptedProfiles
) -> None:
    profiles.declare(YOU, "no horror")
    panel = people.export(YOU)
    assert 'download="parley-profile.json"' in str(panel.export)
    assert people.show(YOU).export == ""
    other = "e" * 32
    restored = people.restore(other, press(text=profiles.export(YOU)))
    assert "You want no horror." in str(restored.profile)
    assert "Added what the file says." in str(restored.told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", "no &lt;export&gt;"),
        ("", "no &lt;export&gt;"),
        (None, "no &lt;export&gt;"),
        ("ü" * (LARGEST_IMPORT // 2 + 1), "too large"),
    ],
)
def test_a_file_that_is_no_export_changes_nothing(people: People, text: object, told: str) -> None:
    people.save(YOU, "", "no horror")
    assert refused(people.restore(YOU, press(text=text)), told)
    assert "You want no horror." in str(people.show(YOU).profile)


def test_before_the_page_has_an_id_nothing_is_noted(
    people: People, profiles: ScriptedProfiles
) -> None:
    assert refused(people.save("", "", "no horror"), "still opening")
    assert profiles.profile("").is_empty
    assert "nothing was lost" in str(people.recover().told)


def test_a_preview_shows_both_rankings_and_changes_nothing(
    people: People, profiles: ScriptedProfiles
) -> None:
    panel = people.preview(YOU, "", "no horror")
    told = str(panel.told)
    assert "Now" in told
    assert "Once saved" in told
    assert "<strong>Ronin (1998)</strong>" in told
    assert "<li>The Nice Guys (2016)</li>" in told
    assert "<b>Bold</b>" not in told
    assert panel._replace(told="") == Panel(told="")
    assert profiles.profile(YOU).is_empty
    assert refused(people.preview(YOU, "", " "), "Say it in a sentence")
    assert refused(people.preview(YOU, "", "the weather"), "")
