"""The reply on the screen: added to where that is possible, else taken back and said anew."""

from hypothesis import given
from hypothesis import strategies as st

from agents.checking import Spoken
from agents.contracts import Draft
from agents.voice import Voice
from core.conversation import Act, Withdrawn, Wording

Said = list[Wording | Withdrawn]


def drafted(text: str) -> Draft:
    return Draft(act=Act.CHAT, template=text, claim=0.5, reason="because")


def voice(emitted: Said, said: str = "") -> Voice:
    return Voice(emitted.append, lambda draft: Spoken(draft.template.upper(), (), ()), said)


def on_screen(emitted: Said, before: str = "") -> str:
    shown = before
    for event in emitted:
        shown = "" if isinstance(event, Withdrawn) else shown + event.text
    return shown


def test_a_growing_draft_is_said_by_what_is_new() -> None:
    emitted: Said = []
    speaker = voice(emitted)
    for text in ("One.", "One. Two.", "One. Two.", "One. Two.\nThree."):
        speaker.hear(drafted(text))
    assert emitted == [
        Wording(text="ONE."),
        Wording(text=" TWO."),
        Wording(text="\n"),
        Wording(text="THREE."),
    ]
    assert speaker.said == "ONE. TWO.\nTHREE."


def test_what_does_not_go_on_is_taken_back() -> None:
    emitted: Said = []
    speaker = voice(emitted, "One.")
    speaker.say("Two.")
    assert emitted == [Withdrawn(), Wording(text="Two.")]


def test_nothing_is_taken_back_where_nothing_was_said() -> None:
    emitted: Said = []
    voice(emitted).say("")
    voice(emitted).say("One.")
    assert emitted == [Wording(text="One.")]


def test_what_was_said_before_is_not_said_again() -> None:
    emitted: Said = []
    voice(emitted, "One.").say("One.")
    assert emitted == []


def test_everything_can_be_taken_back() -> None:
    emitted: Said = []
    speaker = voice(emitted, "One.")
    speaker.say("")
    assert (emitted, speaker.said) == ([Withdrawn()], "")


@given(before=st.text(max_size=20), texts=st.lists(st.text(max_size=40), max_size=8))
def test_the_screen_shows_the_last_text(before: str, texts: list[str]) -> None:
    emitted: Said = []
    speaker = voice(emitted, before)
    for text in texts:
        speaker.say(text)
        assert on_screen(emitted, before) == text == speaker.said
    assert all(event.text for event in emitted if isinstance(event, Wording))


@given(start=st.text(max_size=20), ends=st.lists(st.text(max_size=20), max_size=8))
def test_a_text_that_goes_on_is_never_taken_back(start: str, ends: list[str]) -> None:
    emitted: Said = []
    speaker, text = voice(emitted), start
    for end in ("", *ends):
        text += end
        speaker.say(text)
    assert not any(isinstance(event, Withdrawn) for event in emitted)
    assert on_screen(emitted) == text
