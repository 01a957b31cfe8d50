"""Each deed in the profile panel asks the profiles once, then shows what is known and says so."""

import re

import gradio as gr
import pytest

from core.heard import Stance
from core.profile import Profile
from tests.ui.doubles import ACCOUNT, SLOW, ScriptedProfiles, ScriptedRecommender
from ui.dialogue import Dialogue
from ui.flight import Flights
from ui.keeping import LARGEST_IMPORT
from ui.owner import Owner
from ui.panel import Desk, Panel
from ui.people import People
from ui.quiz import ANSWERED
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
def desk(profiles: ScriptedProfiles, recommender: ScriptedRecommender, flights: Flights) -> Desk:
    return Desk(profiles, recommender, flights)


@pytest.fixture
def people(desk: Desk) -> People:
    return People(desk)


@pytest.fixture
def owner(desk: Desk) -> Owner:
    return Owner(desk)


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


def test_a_film_is_forgotten_with_its_marks(owner: Owner, recommender: ScriptedRecommender) -> None:
    recommender.reply(ME, "films", YOU)
    recommender.mark(ME, "f1", Stance.LIKE)
    recommender.mark(ME, "f2", Stance.SEEN)
    panel = owner.forget_film(YOU, press(item="f1"))
    assert [mark.item_id for mark in recommender.session(ME).marks] == ["f2"]
    assert "said or done about Ronin (1998)." in str(panel.told)
    assert "No trained weights contain any of it." in str(panel.told)
    assert "Ronin" not in str(panel.profile)


def test_a_conversation_is_forgotten_and_another_stays(
    owner: Owner, recommender: ScriptedRecommender
) -> None:
    other = "b" * 32
    recommender.reply(ME, "no horror", YOU)
    recommender.reply(other, "I love westerns", YOU)
    panel = owner.forget_conversation(YOU, ME)
    assert "Forgotten: this conversation" in str(panel.told)
    assert "horror" not in str(panel.profile)
    assert "You like westerns." in str(panel.profile)
    assert recommender.session(ME).turns == ()
    assert len(recommender.session(other).turns) == 1
    assert refused(owner.forget_conversation("e" * 32, other), "not yours")
    assert refused(owner.forget_conversation(YOU, "forged"), "not yours")


def test_everything_is_forgotten_of_one_person_only(
    people: People, owner: Owner, recommender: ScriptedRecommender
) -> None:
    other = "b" * 32
    recommender.reply(ME, "no horror", YOU)
    recommender.reply(other, "no horror", "e" * 32)
    panel = owner.forget_everything(YOU)
    assert "Nothing yet." in str(panel.profile)
    assert "No trained weights" in str(panel.told)
    assert (panel.words, panel.export) == ("", "")
    assert set(recommender.sessions) == {other}
    assert "You want no horror." in str(people.show("e" * 32).profile)


def test_nothing_is_forgotten_under_an_answer_that_is_still_on_its_way(
    owner: Owner, recommender: ScriptedRecommender, flights: Flights
) -> None:
    turn = Dialogue(recommender, flights, PageConfig()).say(ME, YOU, SLOW)
    for _ in range(3):
        next(turn)
    assert refused(owner.forget_conversation(YOU, ME), "still being answered")
    assert refused(owner.forget_everything(YOU), "still being answered")
    recommender.released.set()
    list(turn)
    assert "Forgotten" in str(owner.forget_everything(YOU).told)


def test_an_export_is_read_again_by_somebody_else(
    people: People, owner: Owner, profiles: ScriptedProfiles
) -> None:
    profiles.declare(YOU, "no horror")
    panel = owner.export(YOU)
    assert 'download="parley-profile.json"' in str(panel.export)
    assert people.show(YOU).export == ""
    other = "e" * 32
    restored = owner.restore(other, press(name="me.json", text=profiles.export(YOU)))
    assert "You want no horror." in str(restored.profile)
    assert "Added what the file says." in str(restored.told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", "no &lt;export&gt;"),
        ("", "no &lt;export&gt;"),
        (None, "no &lt;export&gt;"),
        ('{"said": "no export"}', "no &lt;export&gt;"),
        ("ü" * (LARGEST_IMPORT // 2 + 1), "too large"),
    ],
)
def test_a_file_that_is_no_export_changes_nothing(
    people: People, owner: Owner, text: object, told: str
) -> None:
    people.save(YOU, "", "no horror")
    assert refused(owner.restore(YOU, press(name="me.JSON", text=text)), told)
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


def test_a_history_is_brought_in_and_what_became_of_it_is_told(owner: Owner) -> None:
    panel = owner.restore(YOU, press(name="ratings.csv", text="f1,f4", garbled=""))
    assert "2 &lt;rows&gt; read." in str(panel.told)
    assert ACCOUNT.splitlines()[1] in str(panel.told)
    assert "<h4>Going to watch</h4>" in str(panel.profile)
    assert "Midnight Run (1988)" in str(panel.profile)


@pytest.mark.parametrize(
    ("name", "text", "garbled", "told"),
    [
        ("notes.txt", "f1", "", "notes.txt is no &lt;history&gt;"),
        ("letterboxd.zip", "PK\x03\x04rest", "yes", "That is a ZIP archive."),
        ("ratings.csv", "Am\ufffdlie", "yes", "no text in UTF-8"),
        ("ratings.csv", "x" * (LARGEST_IMPORT + 1), "", "too large: at most 5 MB"),
    ],
)
def test_a_file_that_is_no_history_changes_nothing(
    owner: Owner, profiles: ScriptedProfiles, name: str, text: str, garbled: str, told: str
) -> None:
    assert refused(owner.restore(YOU, press(name=name, text=text, garbled=garbled)), told)
    assert profiles.profile(YOU) == Profile()


def test_the_quiz_is_answered_and_deleted(people: People, owner: Owner) -> None:
    panel = owner.answer_quiz(YOU, press(answers=[4, 0, 2]))
    assert "Imagination 4.0 of 5" in str(panel.profile)
    assert "Taken." in str(panel.told)
    gone = people.remove(YOU, "", press(statement=ANSWERED))
    assert "Imagination" not in str(gone.profile)
    assert refused(people.remove(YOU, "", press(statement=ANSWERED)), "&lt;such&gt;")


@pytest.mark.parametrize("answers", [[], [0, 0, 0], [4, 0], [4, "0", 2], [True, 1, 2], "402", None])
def test_answers_that_are_none_change_nothing(
    owner: Owner, profiles: ScriptedProfiles, answers: object
) -> None:
    assert refused(owner.answer_quiz(YOU, press(answers=answers)), "no &lt;answers&gt;")
    assert profiles.profile(YOU).is_empty


def test_sharing_is_off_until_it_is_allowed_and_ends_when_it_is_ended(
    people: People, owner: Owner, profiles: ScriptedProfiles
) -> None:
    assert 'aria-checked="false" data-deed="allow_learning"' in str(people.show(YOU).keeping)
    shared = owner.share(YOU)
    assert profiles.profile(YOU).shares
    assert 'aria-checked="true" data-deed="end_learning"' in str(shared.keeping)
    ended = owner.unshare(YOU)
    assert not profiles.profile(YOU).shares
    assert 'aria-checked="false"' in str(ended.keeping)
    assert "No trained weights" in str(ended.told)


def test_what_was_learned_of_somebody_awaits_retraining_once_it_is_forgotten(
    owner: Owner, profiles: ScriptedProfiles
) -> None:
    profiles.taught = {YOU}
    for person, told in (
        ("e" * 32, "No trained weights contain any of it."),
        (YOU, "The weights that were learned with it await retraining (python app.py train)"),
        (YOU, "Weights that were learned with it, if any were, await retraining"),
    ):
        panel = owner.forget_film(person, press(item="f1"))
        assert told in str(panel.told)
    assert "what one person had forgotten is out of every search" in str(panel.keeping)


def test_a_summary_is_written_anew_and_the_button_rests_meanwhile(
    people: People, profiles: ScriptedProfiles
) -> None:
    profiles.declare(YOU, "no horror")
    assert people.show(YOU).write["visible"] is False
    profiles.writer = lambda: "You <shun> horror."
    assert people.show(YOU).write["visible"] is True
    during, after = people.write(YOU)
    assert (during.write["interactive"], during.write["value"]) == (False, "Writing…")
    assert during.profile == HELD
    assert "You &lt;shun&gt; horror." in str(after.summary)
    assert (after.write["interactive"], after.write["value"]) == (True, "Write it anew")


def test_a_summary_that_cannot_be_written_is_told_and_the_button_comes_back(
    people: People, profiles: ScriptedProfiles
) -> None:
    profiles.declare(YOU, "no horror")
    *_, after = people.write(YOU)
    assert refused(after, "There is no &lt;language model&gt;.")
    assert after.write["interactive"] is True
    assert people.recover().write["interactive"] is True
