"""The optional quiz as HTML: its questions to be answered by keyboard or thumb, and its outcome."""

from collections.abc import Mapping, Sequence
from html import escape

from core.heard import Claim
from core.profile import Source, Statement

ANSWERS = (
    (1, "1", "1, very inaccurate"),
    (2, "2", "2, moderately inaccurate"),
    (3, "3", "3, neither inaccurate nor accurate"),
    (4, "4", "4, moderately accurate"),
    (5, "5", "5, very accurate"),
    (0, "Skip", "Skip this one"),
)
SKIP = ' class="skip"'
SCALE = "1 is very inaccurate, 3 neither, 5 very accurate."
USE = (
    "Only imagination is used: it sets how readily lesser-known films are proposed, and nothing"
    " else."
)
HONEST = (
    "This is a short public questionnaire on personality, the Mini-IPIP. You can leave it out, or"
    f" skip any of it. {USE} One click deletes it."
)
ANSWERED = Statement(
    text="", claim=Claim(explore=0.0), source=Source.QUIZ, strength=1.0, evidence=()
).id


def quiz_form(questions: Sequence[str]) -> str:
    """The questions, folded away, each skipped until it is answered; nothing where there are none."""
    if not questions:
        return ""
    asked = "".join(_question(number, text) for number, text in enumerate(questions, 1))
    count = "Twenty" if len(questions) == 20 else f"{len(questions):,}"
    return (
        f'<details class="quiz"><summary>{count} questions about how you choose (optional)'
        f'</summary><p class="aside">{HONEST}</p><p class="aside">How well does each describe you?'
        f' {SCALE}</p><div class="questions">{asked}</div>'
        '<p class="acts"><button type="button" class="act act-main" data-deed="answer_quiz">'
        f"Save answers</button>{_delete('Delete my answers')}</p></details>"
    )


def traits_section(traits: Mapping[str, float]) -> str:
    """The means of the answers, and what they are good for."""
    if not traits:
        return ""
    means = "".join(
        f"<li><span>{escape(name.capitalize())} {mean:.1f} of 5</span></li>"
        for name, mean in sorted(traits.items(), key=lambda one: one[0] != "imagination")
    )
    return (
        f'<section><h4>Your answers to the questions</h4><ul class="traits">{means}</ul>'
        f'<p class="aside">{USE}</p><p class="acts">{_delete("Delete the answers")}</p></section>'
    )


def _question(number: int, text: str) -> str:
    choices = "".join(
        f'<label{"" if value else SKIP}><input type="radio" class="unseen" name="quiz-{number}" value="{value}"'
        f' aria-label="{spoken}"{"" if value else " checked"}><span>{words}</span></label>'
        for value, words, spoken in ANSWERS
    )
    return (
        f'<fieldset class="question"><legend>{number}. {escape(text)}</legend>'
        f'<div class="scale">{choices}</div></fieldset>'
    )


def _delete(words: str) -> str:
    return (
        f'<button type="button" class="act" data-deed="remove" data-statement="{ANSWERED}">'
        f"{words}</button>"
    )
