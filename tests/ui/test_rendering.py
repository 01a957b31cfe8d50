"""What is stored is what is shown: escaping, marks, empty conversations, reasons and traces."""

import re
from xml.etree import ElementTree

import pytest

from core.conversation import Act, Card, Rung, Session, Strategy, Trace, Turn
from core.heard import Heard, Stance
from core.language_model import CallNote, Site
from core.slate import Case, Source, SourceReport, Step
from tests.ui.doubles import (
    ASKED,
    CALLS,
    FILMS,
    FOR_A_FRIEND,
    MODELLED,
    ScriptedRecommender,
    card,
)
from ui.calls import mind_note, price, total
from ui.cards import duration, films, pressed
from ui.layout import head
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


def failed(failure: str, site: Site) -> CallNote:
    return CallNote(site=site, model="m", round=1, failure=failure)


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z][a-z0-9]*)", html))


def test_an_empty_conversation_shows_the_prompts_and_nothing_to_undo() -> None:
    config = PageConfig(prompts=("One prompt",))
    screen = render(Session(id=ME), {}, config)
    assert "One prompt" in str(screen.transcript)
    assert screen.undo["interactive"] is False
    assert screen.retry["interactive"] is False


def test_under_what_is_asked_for_others_that_is_said_and_the_way_back_under_the_newest(
    recommender: ScriptedRecommender,
) -> None:
    note, back = "For somebody else: nothing of this is remembered.", 'data-text="just for me"'
    shown = transcript(recommender.reply(ME, FOR_A_FRIEND))
    assert (shown.count(note), shown.count(back)) == (1, 1)
    shown = transcript(recommender.reply(ME, FOR_A_FRIEND))
    assert (shown.count(note), shown.count(back)) == (2, 1)
    assert shown.index(note) < shown.index(back)
    shown = transcript(recommender.reply(ME, "films"))
    assert (shown.count(note), shown.count(back)) == (2, 0)


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
        trace_panel(Trace(ranking=HOSTILE, cases=(Case(request=HOSTILE, outcome=(HOSTILE,)),)), {}),
        bars({HOSTILE: 1.0}),
        trace_panel(Trace(order=HOSTILE, strategy=Strategy(error=HOSTILE, ask=HOSTILE, recommend=HOSTILE, chat=HOSTILE, plan=HOSTILE), calls=(CallNote(site=Site.ASK, model=HOSTILE, round=1, failure=HOSTILE),)), {}),
        transcript(Session(id=ME, turns=(Turn(heard=Heard(text="x"), act=Act.CHAT, reply="x"),), trace=Trace(calls=(failed(HOSTILE, Site.PLAN),)))),
        head(PageConfig(name=HOSTILE, promise=HOSTILE, mind=HOSTILE)),
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


def test_the_trace_says_what_the_films_were_found_by_and_what_the_profile_added() -> None:
    trace = Trace(rung=Rung.PROFILE, profile=("You want no horror films.", HOSTILE))
    shown = trace_panel(trace, {})
    assert '<p class="quiet">Found by: what is known of you.</p>' in shown
    assert "<h4>From what I know of you</h4><ul><li>You want no horror films.</li>" in shown
    assert "<script" not in shown
    unknown = trace_panel(Trace(), {})
    assert "Found by" not in unknown
    assert "From what I know of you" not in unknown


def test_the_trace_says_how_candidates_were_ranked(recommender: ScriptedRecommender) -> None:
    trace = Trace(ranking="ranked by reciprocal-rank fusion; nothing is trained yet")
    assert f'<h4>Final ranking</h4><p class="quiet">{trace.ranking}</p>' in trace_panel(trace, {})
    plain = trace_panel(recommender.reply(ME, "films").trace, recommender.items)
    assert "<h4>Final ranking</h4><div" in plain


@pytest.mark.parametrize("source", [Source.CONVERSATIONS, Source.REASONER])
@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("", "not trained"),
        ("not trained", "not trained"),
        ("run python app.py train", "not trained — run python app.py train"),
        ("not trained yet (python app.py train)", "not trained yet (python app.py train)"),
    ],
)
def test_a_source_that_has_learned_nothing_is_not_trained(
    source: Source, note: str, told: str
) -> None:
    for prefix in ("", f"{source.value}: "):
        report = SourceReport(source=source, ready=False, milliseconds=0.1, note=prefix + note)
        shown = trace_panel(Trace(sources=(report,)), {})
        assert f"<strong>{source.value}</strong>: {told}</p>" in shown
    fine = SourceReport(source=source, ready=True, milliseconds=0.1)
    assert "not trained" not in trace_panel(Trace(sources=(fine,)), {})


def test_similar_past_conversations_are_listed_short(recommender: ScriptedRecommender) -> None:
    cases = (
        Case(request="something <b>light</b>\n for tonight", outcome=("Ronin", "Heat & Dust")),
        Case(request="words " * 500, outcome=("Long " * 500,)),
        *[Case(request="x", outcome=("y",))] * 50,
    )
    shown = trace_panel(Trace(cases=cases), {})
    lines = re.findall("<li>(.*?)</li>", shown)
    assert lines[0] == "“something &lt;b&gt;light&lt;/b&gt; for tonight” ended with Ronin, Heat &amp; Dust"  # fmt: skip
    assert len(lines[1]) < 310
    assert lines[1].count("…") == 2
    assert len(lines) == 10
    plain = trace_panel(recommender.reply(ME, "films").trace, recommender.items)
    assert "Similar past conversations" not in plain


def cells(shown: str) -> list[list[str]]:
    table = shown.split("Language-model calls")[1].split("</table>")[0]
    return [re.findall(r"<td[^>]*>([^<]*)", row) for row in table.split("<tr>")[2:]]


def test_the_trace_lists_every_call_with_its_tokens_price_time_and_outcome(
    recommender: ScriptedRecommender,
) -> None:
    shown = trace_panel(recommender.reply(ME, MODELLED).trace, recommender.items)
    rows = cells(shown)
    model = "scripted-7b-instruct"
    assert rows[0] == ["listening", model, "1", "1,200 (1,024 cached)", "85", "0.00012345", "640 ms", "fine"]  # fmt: skip
    assert [row[0] for row in rows] == ["listening", "reflecting", "recommending", "asking", "chatting", "recommending", "planning"]  # fmt: skip
    assert [row[-1] for row in rows[1:]] == [
        "fine",
        "failed: the answer does not have the form asked for",
        "by rules: no answer in time",
        "by rules: no answer in time",
        "mended",
        "from the recording",
    ]
    assert rows[1][5] == "0.0000004"
    assert "7 calls in 4 rounds; tokens in 7,200 (1,024 cached), tokens out 665; price 0.00212385; tokens estimated" in shown  # fmt: skip
    assert "drafted three, then chose" in shown


def test_a_turn_without_a_language_model_has_no_section_about_it(
    recommender: ScriptedRecommender,
) -> None:
    shown = trace_panel(recommender.reply(ME, "films").trace, recommender.items)
    for untold in ("Language-model calls", "Reflection", "drafted three", "then drafted one"):
        assert untold not in shown


def test_calls_that_cost_nothing_have_no_price_and_one_refused_at_once_no_round() -> None:
    free = CallNote(site=Site.SELECT, model="m", round=0, failure="the day is over")
    shown = trace_panel(Trace(order="select", calls=(free,)), {})
    assert cells(shown) == [["listening and choosing", "m", "", "0", "0", "0 ms", "by rules: the day is over"]]  # fmt: skip
    assert "price" not in shown
    assert "chose, then drafted one" in shown
    assert total((free,)) == "1 call in 0 rounds; tokens in 0, tokens out 0"


@pytest.mark.parametrize(("amount", "told"), [(0.0, "0"), (1e-7, "0.0000001"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333"), (12.5, "12.5"), (2e6, "2000000")])  # fmt: skip
def test_a_price_is_told_without_scientific_notation(amount: float, told: str) -> None:
    assert price(amount) == told


def test_a_reflection_is_told_text_by_text_without_the_empty_ones(
    recommender: ScriptedRecommender,
) -> None:
    shown = trace_panel(recommender.reply(ME, MODELLED).trace, recommender.items)
    assert re.findall("<dt>([^<]*)", shown) == ["what missed", "for asking", "for recommending", "for planning"]  # fmt: skip
    assert "<dd>The films were &lt;darker&gt; than asked for.</dd>" in shown
    assert "Reflection" not in trace_panel(Trace(strategy=Strategy(error="")), {})


def test_what_rules_did_instead_of_a_model_stands_under_the_newest_answer_only(
    recommender: ScriptedRecommender,
) -> None:
    told = "Asking and chatting were done by rules: no answer in time."
    assert "mind-note" not in transcript(recommender.reply(ME, "films"))
    shown = transcript(recommender.reply(ME, MODELLED))
    assert shown.count("mind-note") == 1
    assert f'</div><p class="mind-note">{told}</p><div class="films">' in shown
    assert "mind-note" not in transcript(recommender.reply(ME, "films"))


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        ((), ""),
        (CALLS[:1], ""),
        ((failed("late", Site.PLAN),), "Planning was done by rules: late."),
        ((failed("late", Site.SELECT),), "Listening and choosing were done by rules: late."),
        ((failed("late", Site.ASK), failed("lost", Site.PLAN), failed("late", Site.CHAT)), "Asking and chatting were done by rules: late. Planning was done by rules: lost."),
        (tuple(failed("late", site) for site in (Site.LISTEN, Site.ASK, Site.RECOMMEND, Site.CHAT)), "Listening, asking and recommending were done by rules: late. So was 1 more step."),
        (tuple(failed("late", site) for site in (Site.LISTEN, Site.ASK, Site.RECOMMEND, Site.CHAT, Site.PLAN)), "Listening, asking and recommending were done by rules: late. So were 2 more steps."),
    ],
)  # fmt: skip
def test_fallbacks_are_told_by_failure_and_at_most_three_by_name(
    calls: tuple[CallNote, ...], told: str
) -> None:
    fine = CALLS[0].model_copy(update={"site": Site.REFLECT, "failure": ""})
    assert mind_note(Trace(calls=(fine, *calls))) == told
    assert mind_note(None) == ""


def test_an_answer_that_the_rules_made_alone_is_told_as_one() -> None:
    calls = (failed("lost", Site.LISTEN), failed("late", Site.ASK), failed("late", Site.PLAN))
    assert mind_note(Trace(calls=calls)) == "Rules made all of this answer: lost; late."


def test_the_header_says_who_answers() -> None:
    assert '<p class="mind">Answers by rules, offline</p>' in head(PageConfig())
    assert "mind" not in head(PageConfig(mind=""))


@pytest.mark.parametrize(("minutes", "told"), [(170, "2 h 50 min"), (120, "2 h"), (45, "45 min"), (None, ""), (0, "")])  # fmt: skip
def test_a_duration_is_told_in_hours_and_minutes(minutes: int | None, told: str) -> None:
    assert duration(minutes) == told


@pytest.mark.parametrize("raw", ["", None, 7, [], "../etc/passwd", "a" * 31, "A" * 32, "g" * 32, "a" * 33, "٣" * 32])  # fmt: skip
def test_an_id_that_the_browser_made_up_is_replaced(raw: object) -> None:
    fresh = trusted_id(raw)
    assert fresh != raw
    assert re.fullmatch("[0-9a-f]{32}", fresh)
    assert trusted_id(fresh) == fresh
