"""What is stored is what is shown: escaping, marks, empty conversations, reasons and traces."""

import re
from xml.etree import ElementTree

import pytest

from core.conversation import Card, Session, Trace
from core.heard import Stance
from core.slate import Step
from tests.ui.doubles import ASKED, FILMS, ScriptedRecommender, card
from ui.cards import duration, films, pressed
from ui.poster import poster
from ui.screen import PageConfig, render, trusted_id
from ui.trace import bars, trace_panel
from ui.transcript import building, notice, transcript, waiting, welcome
from ui.why import draw_path, why

HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/x.png) \"'"
ME = "0" * 32


@pytest.fixture
def recommender() -> ScriptedRecommender:
    return ScriptedRecommender()


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z][a-z0-9]*)", html))


def test_an_empty_conversation_shows_the_prompts_and_nothing_to_undo() -> None:
    config = PageConfig(prompts=("One prompt",))
    screen = render(Session(id=ME), {}, config)
    assert "One prompt" in str(screen.transcript)
    assert screen.undo["interactive"] is False
    assert screen.retry["interactive"] is False


def test_what_a_person_says_is_shown_as_they_wrote_it(recommender: ScriptedRecommender) -> None:
    shown = transcript(recommender.reply(ME, HOSTILE))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "![x](http://evil.example/x.png)" in shown
    assert not tags(shown) & {"script", "img", "a"}


@pytest.mark.parametrize(
    "shown",
    [
        waiting(HOSTILE, [HOSTILE], ""),
        waiting(HOSTILE, [], HOSTILE),
        notice(HOSTILE),
        building(HOSTILE),
        welcome([HOSTILE]),
        poster(HOSTILE, (HOSTILE,)),
        draw_path([Step(start=HOSTILE, relation=HOSTILE, end="x")]),
        films((Card(item_id=HOSTILE, title=HOSTILE, year=None, people=HOSTILE, genres=(HOSTILE,), runtime=1, reason=HOSTILE, pitch=HOSTILE),), {}, HOSTILE),
        trace_panel(Trace(mind=HOSTILE, reason=HOSTILE, constraints=(HOSTILE,), repairs=(HOSTILE,)), {}),
        bars({HOSTILE: 1.0}),
    ],
)  # fmt: skip
def test_no_text_from_outside_becomes_markup(shown: str) -> None:
    assert not tags(shown) & {"script", "img", "a"}
    assert "<script" not in shown


def test_a_hostile_title_is_literal_on_its_card() -> None:
    shown = films((card(FILMS[2]),), {}, FILMS[2].id)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;Quoted&quot;" in shown
    assert not tags(shown) & {"b", "i", "img"}


def test_a_pitch_that_is_the_reason_is_said_once() -> None:
    film = card(FILMS[0])
    same = film.model_copy(update={"reason": film.pitch.rstrip(".")})
    assert 'class="pitch"' in films((film,), {})
    assert 'class="pitch"' not in films((same,), {})


def test_buttons_are_down_exactly_where_a_mark_is_stored(recommender: ScriptedRecommender) -> None:
    recommender.reply(ME, "films")
    recommender.mark(ME, "f1", Stance.LIKE)
    session = recommender.mark(ME, "f2", Stance.SEEN)
    assert pressed(session) == {"f1": {Stance.LIKE}, "f2": {Stance.SEEN}}
    shown = transcript(session)
    down = re.findall(r'data-item="(\w+)"[^>]*data-stance="(\w+)" aria-pressed="true"', shown)
    assert down == [("f1", "like"), ("f2", "seen")]
    assert 'aria-pressed="true"' not in transcript(recommender.undo(ME))


def test_every_card_button_says_which_film_it_is_for(recommender: ScriptedRecommender) -> None:
    shown = transcript(recommender.reply(ME, "films"))
    labels = re.findall(r'class="deed"[^>]*aria-label="([^"]*)"', shown)
    assert len(labels) == 5 * len(FILMS)
    assert sum("Ronin (1998)" in label for label in labels) == 5


def test_only_the_films_offered_last_are_cards(recommender: ScriptedRecommender) -> None:
    recommender.reply(ME, "first")
    recommender.mark(ME, "f1", Stance.LIKE)
    shown = transcript(recommender.reply(ME, "second"))
    assert shown.count("<article") == len(FILMS)
    assert shown.index('class="offered"') < shown.index("<article")
    assert shown.count("<li>") == 1
    assert 'Ronin (1998) <span class="said">liked</span>' in shown


def test_a_question_leaves_the_films_offered_before_it_in_reach(
    recommender: ScriptedRecommender,
) -> None:
    recommender.reply(ME, "films")
    assert transcript(recommender.reply(ME, ASKED)).count("<article") == len(FILMS)


def test_reasons_are_open_on_the_chosen_card_only(recommender: ScriptedRecommender) -> None:
    shown = transcript(recommender.reply(ME, "films"), explained="f4")
    assert shown.count('class="why"') == 1
    assert shown.count('aria-expanded="true"') == 1
    assert 'aria-label="Why Midnight Run (1988)"' in shown


def test_a_path_is_drawn_with_every_node_once_and_every_edge_labelled() -> None:
    for down in (False, True):
        drawing = ElementTree.fromstring(draw_path(card(FILMS[0]).evidence.path, down=down))
        names = [title.text for title in drawing.iter("title")]
        assert names == ["Heat", "Crime", "Robert De Niro", "Ronin"]
        relations = [text.text for text in drawing.iter("text") if text.get("class") == "relation"]
        assert relations == ["genre", "cast", "genre", "cast"]


def test_a_path_in_pieces_and_in_a_circle_is_still_drawn() -> None:
    steps = [Step(start=a, relation="r", end=b) for a, b in ("ab", "ba", "aa", "cd")]
    assert ElementTree.fromstring(draw_path(steps)) is not None


def test_a_card_without_evidence_says_so() -> None:
    bare = card(FILMS[0]).model_copy(update={"evidence": card(FILMS[0]).evidence.__class__()})
    assert "No evidence" in why(bare)


def test_posters_are_well_formed_and_follow_from_title_and_genres() -> None:
    drawings = {poster(film.title, film.genres) for film in FILMS}
    assert len(drawings) == len(FILMS)
    assert all(ElementTree.fromstring(drawing) is not None for drawing in drawings)
    assert poster("Ronin", ("Action",)) == poster("Ronin", ("Action",))
    assert ElementTree.fromstring(poster("", ())) is not None
    assert ElementTree.fromstring(poster("W" * 400, ())) is not None


def test_the_trace_names_mind_choice_drafts_and_what_was_not_ready(
    recommender: ScriptedRecommender,
) -> None:
    shown = trace_panel(recommender.reply(ME, "films").trace, recommender.items)
    for told in ("mind: rules", "<strong>recommend</strong>", "claims 0.80", "not ready", "still encoding", "1,234 films", "12.5 ms", "genre: Crime"):  # fmt: skip
        assert told in shown
    assert "Nothing yet" in trace_panel(None, {})


@pytest.mark.parametrize(("minutes", "told"), [(170, "2 h 50 min"), (120, "2 h"), (45, "45 min"), (None, ""), (0, "")])  # fmt: skip
def test_a_duration_is_told_in_hours_and_minutes(minutes: int | None, told: str) -> None:
    assert duration(minutes) == told


@pytest.mark.parametrize("raw", ["", None, 7, [], "../etc/passwd", "a" * 31, "A" * 32, "g" * 32, "a" * 33, "٣" * 32])  # fmt: skip
def test_an_id_that_the_browser_made_up_is_replaced(raw: object) -> None:
    fresh = trusted_id(raw)
    assert fresh != raw
    assert re.fullmatch("[0-9a-f]{32}", fresh)
    assert trusted_id(fresh) == fresh
