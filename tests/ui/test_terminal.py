"""The talk in the terminal, with a script for the person and a recorded console."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from core.conversation import Rung
from tests.ui.doubles import MODELLED, REFUSED, TAKEN_BACK, WITHDREW, ScriptedRecommender
from ui.terminal import FAREWELL, talk

ME = "c" * 32


def reader(lines: list[str]) -> Callable[[str], str]:
    def read(prompt: str) -> str:
        if not lines:
            raise EOFError
        return lines.pop(0)

    return read


def said(*lines: str, recommender: ScriptedRecommender | None = None) -> str:
    console = Console(file=StringIO(), record=True, width=220, force_terminal=False)
    talk(recommender or ScriptedRecommender(), console, reader(list(lines)), ME)
    return console.export_text()


def test_what_is_said_is_said_by_the_person_given_and_else_by_nobody() -> None:
    recommender = ScriptedRecommender()
    console = Console(file=StringIO())
    talk(recommender, console, reader(["films"]), ME, person="d" * 32)
    talk(recommender, console, reader(["films"]), "e" * 32)
    assert recommender.owners == {ME: "d" * 32}


def test_the_end_of_input_ends_politely() -> None:
    assert said().endswith(FAREWELL + "\n")
    assert said("/quit", "never read").endswith(FAREWELL + "\n")


def test_a_message_is_answered_with_a_table_of_films() -> None:
    shown = said("films")
    assert "Answer 1. These share the nerve of Heat" in shown
    assert re.search(r"1 +Ronin \(1998\) +Action, Thriller · 2 h 2 min", shown)
    assert "Midnight Run (1988)" in shown


def test_a_question_comes_without_a_table() -> None:
    assert "Ronin" not in said("hello")


def test_marks_are_stored_under_the_id_given_and_taken_back() -> None:
    recommender = ScriptedRecommender()
    assert "Ronin (1998): liked." in said("films", "/like 1", recommender=recommender)
    assert recommender.session(ME).marks[0].item_id == "f1"
    assert "no longer liked" in said("/like 1", recommender=recommender)
    assert "not for me." in said("/dislike 2", recommender=recommender)
    assert "seen." in said("/seen 2", recommender=recommender)


def test_why_shows_the_path_the_facts_and_the_words_literally() -> None:
    shown = said("films", "/why 1")
    assert "Heat —genre→ Crime" in shown
    assert "fact: Crime, as asked" in shown
    assert "words: heist, <i>crew</i>" in shown


@pytest.mark.parametrize("command", ["/why", "/why 0", "/why 6", "/why x", "/like ²"])
def test_a_film_number_that_is_none_is_refused(command: str) -> None:
    assert "between 1 and 5" in said("films", command)


def test_a_film_number_before_any_film_is_refused() -> None:
    assert "after films were offered" in said("/why 1")


def test_undo_new_and_trace() -> None:
    recommender = ScriptedRecommender()
    shown = said("films", "/trace", "/undo", "/undo", recommender=recommender)
    assert "chose recommend: the request names a film" in shown
    assert "text: not ready (still encoding)" in shown
    assert "searching: 12.5 ms" in shown
    assert "taken back" in shown
    assert "There is nothing to undo." in shown
    said("/new", "films", recommender=recommender)
    assert recommender.session(ME).turns == ()


def test_the_trace_says_what_films_were_found_by_and_what_the_profile_added() -> None:
    recommender = ScriptedRecommender()
    said("films", recommender=recommender)
    assert "found by" not in said("/trace", recommender=recommender)
    session = recommender.session(ME)
    assert session.trace
    known = {"rung": Rung.NEIGHBOURS, "profile": ("You want no horror films.",)}
    recommender.sessions[ME] = session.model_copy(
        update={"trace": session.trace.model_copy(update=known)}
    )
    shown = said("/trace", recommender=recommender).splitlines()
    assert "found by: conversations like this one" in shown
    assert "from what I know of you: You want no horror films." in shown


def test_withdrawn_words_are_followed_by_a_remark_and_the_words_that_replace_them() -> None:
    assert f"{TAKEN_BACK}\n(once more)\nAnswer 1. These" in said(WITHDREW)


def test_what_rules_did_instead_of_a_model_is_said_after_the_words() -> None:
    told = "Asking and chatting were done by rules: no answer in time."
    assert f"gloom. \n{told}\n" in said(MODELLED)
    assert "by rules" not in said("films")


def test_the_trace_of_a_language_model_is_told_in_lines() -> None:
    shown = said(MODELLED, "/trace").splitlines()
    for line in (
        "order: drafted three, then chose",
        "reflection, what missed: The films were <darker> than asked for.",
        "call listening, scripted-7b-instruct, round 1, tokens in 1,200 (1,024 cached), tokens out 85, price 0.00012345, 640 ms, fine",
        "call asking, scripted-7b-instruct, round 2, tokens in 0, tokens out 0, price 0, 20,000 ms, by rules: no answer in time",
        "7 calls in 4 rounds; tokens in 7,200 (1,024 cached), tokens out 665; price 0.00212385; tokens estimated",
    ):
        assert line in shown
    assert not [line for line in said("films", "/trace").splitlines() if "call" in line]


def test_help_lists_every_command_and_an_unknown_one_says_so() -> None:
    shown = said("/help", "/", "/dance [bold]now", "/[red]x")
    for command in ("/like", "/dislike", "/seen", "/why", "/undo", "/new", "/trace", "/quit"):
        assert shown.count(command) >= 2
    assert "There is no /dance" in shown
    assert "There is no /[red]x" in shown


def test_markup_in_what_others_wrote_is_literal() -> None:
    shown = said("[bold]films[/]", REFUSED, "/\x1b[2J[red]x")
    assert "\x1b" not in shown
    assert "There is no /[2J[red]x" in shown
    assert "<b>Bold</b>" in shown
    assert "Parley cannot <answer> that." in shown
