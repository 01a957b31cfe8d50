"""Runs and watched conversations as HTML: what is said of each phase, and nothing hostile survives."""

import re

import pytest

from core.runs import (
    EvaluationOffer,
    Exchange,
    Figures,
    Imported,
    PastRun,
    Phase,
    RunState,
    Verdict,
    Watched,
    Weighed,
)
from ui.evaluate import imported_table
from ui.running import figures_table, past_runs, report_link, run_panel
from ui.watched import conversation

HOSTILE = "<img src=x onerror=alert(1)>\"'&"
FIGURES = Figures(title=HOSTILE, heads=(HOSTILE,) * 2, rows=((HOSTILE,) * 2,), note=HOSTILE)
VERDICT = Verdict(
    thoughts=((HOSTILE, HOSTILE),),
    weighed=(Weighed(film=HOSTILE, probability=0.25),),
    none=0.75,
    taken=HOSTILE,
)
EXCHANGE = Exchange(said=HOSTILE, intent=HOSTILE, reply=HOSTILE, films=(HOSTILE,), verdict=VERDICT)
WATCHED = Watched(
    key=HOSTILE, title=HOSTILE, about=((HOSTILE, HOSTILE),), exchanges=(EXCHANGE,), ending=HOSTILE
)
STATE = RunState(
    phase=Phase.FAILED,
    run=HOSTILE,
    title=HOSTILE,
    work=HOSTILE,
    done=3,
    total=4,
    counts={HOSTILE: 2},
    note=HOSTILE,
    resume=HOSTILE,
    figures=(FIGURES,),
    has_report=True,
)
IMPORTED = Imported(
    kind=HOSTILE, name=HOSTILE, day=HOSTILE, holds=HOSTILE, terms=HOSTILE, is_measurable=True
)


@pytest.mark.parametrize(
    "html",
    [
        run_panel(STATE, HOSTILE),
        conversation(WATCHED),
        past_runs([PastRun(run=HOSTILE, title=HOSTILE, figures=FIGURES, has_report=True)], HOSTILE),
        imported_table(EvaluationOffer(imported=(IMPORTED,), rankers=(), imports=(HOSTILE,))),
        imported_table(EvaluationOffer(imported=(), rankers=(), imports=(HOSTILE,))),
    ],
)
def test_whatever_is_said_is_shown_and_does_nothing(html: str) -> None:
    assert "<img" not in html
    assert "&lt;img" in html
    # Outside of attributes and texts nothing of it is left.
    assert "onerror" not in re.sub(r'"[^"]*"|>[^<]*<', "><", html)


def test_before_anything_was_started_nothing_is_shown() -> None:
    assert run_panel(RunState(), "conversations") == ""
    assert past_runs([], "Earlier") == ""
    assert conversation(None) == ""


def test_a_run_under_way_says_how_far_it_is() -> None:
    state = STATE.model_copy(update={"phase": Phase.RUNNING, "work": "Asking copy"})
    html = run_panel(state, "turns")
    assert 'aria-valuenow="3"' in html
    assert "width:75.0%" in html
    assert "3 of 4 turns" in html
    assert "Running: Asking copy" in html
    # How to go on is of no use before it has ended.
    assert "command line" not in html


def test_how_to_go_on_is_said_of_what_was_stopped() -> None:
    state = RunState(phase=Phase.STOPPED, title="t", resume="python app.py simulate --resume x")
    html = run_panel(state, "turns")
    assert "<code>python app.py simulate --resume x</code>" in html
    assert "progressbar" not in html


def test_the_report_opens_beside_the_page() -> None:
    html = report_link("20260131-093000-é b")
    assert 'href="/reports/20260131-093000-%C3%A9%20b"' in html
    assert 'target="_blank" rel="noopener"' in html


def test_a_table_says_how_it_is_read() -> None:
    figures = Figures(title="Main", heads=("system", "SR"), rows=(("macrs", ".5"),), note="Few.")
    html = figures_table(figures)
    assert '<th scope="row">macrs</th><td>.5</td>' in html
    assert "Few." in html


def test_a_conversation_that_waits_says_so_and_hides_who_it_is_in_a_fold() -> None:
    watched = Watched(key="macrs:0", title="Person 1 with macrs", about=(("Wants", "Crime"),))
    html = conversation(watched)
    assert "waiting" in html
    assert "Not begun yet" in html
    assert 'role="log"' not in html
    going = watched.model_copy(update={"exchanges": (Exchange(said="Hi", intent="state need"),)})
    assert "under way" in conversation(going)
    assert "How the person decides" not in conversation(going)
    ended = going.model_copy(update={"ending": "left"})
    assert '<span class="badge">left</span>' in conversation(ended)
    leaning = VERDICT.model_copy(update={"taken": "", "leaning": "Heat (1995)"})
    asking = EXCHANGE.model_copy(update={"verdict": leaning})
    assert "leans towards Heat (1995)" in conversation(
        watched.model_copy(update={"exchanges": (asking,)})
    )
    decided = conversation(WATCHED)
    assert "0.25" in decided
    assert "none of them" in decided
