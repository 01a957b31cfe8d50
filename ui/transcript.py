"""The conversation as HTML: what was said, what is being answered, and how to begin."""

from collections.abc import Sequence
from html import escape

from core.conversation import Session, Turn
from ui.calls import mind_note
from ui.cards import Pressed, films, offered, pressed

FOR_OTHERS = "For somebody else: nothing of this is remembered."
FOR_ME = "just for me"
STAGES = {
    "listen": "listening",
    "reflect": "thinking about what missed",
    "search": "searching",
    "ask": "thinking of a question",
    "recommend": "weighing films",
    "chat": "finding words",
    "plan": "planning",
    "check": "checking",
}


def transcript(session: Session, explained: str = "") -> str:
    """Every stored turn; the films offered last are cards, earlier ones are lines.

    Where rules stood in for a language model in the newest turn, a line under its words says so.
    """
    down = pressed(session)
    last = max((place for place, turn in enumerate(session.turns) if turn.cards), default=-1)
    notes = [""] * (len(session.turns) - 1) + [_note(mind_note(session.trace))]
    newest = len(session.turns) - 1
    turns = (
        _turn(
            turn,
            down,
            explained,
            note + _scope(turn, is_newest=place == newest),
            is_last=place == last,
        )
        for place, (turn, note) in enumerate(zip(session.turns, notes, strict=False))
    )
    return f'<div class="turns" role="log" aria-live="polite">{"".join(turns)}</div>'


def welcome(prompts: Sequence[str]) -> str:
    """What an empty conversation shows: an invitation and prompts to press."""
    chips = "".join(
        f'<button type="button" class="chip" data-deed="say" data-text="{escape(prompt)}">'
        f"{escape(prompt)}</button>"
        for prompt in prompts
    )
    return (
        '<div class="welcome"><h2>What are you in the mood for?</h2>'
        "<p>Say it your own way: a feeling, a film you loved, an actor, a decade, a length.</p>"
        f'<div class="chips" role="group" aria-label="Prompts to start with">{chips}</div></div>'
    )


def waiting(text: str, stages: Sequence[str], reply: str) -> str:
    """A message on its way: the stages reached so far, then the reply as it is worded."""
    answer = _answer(reply) if reply else _stages(stages)
    return f'<div class="turn live">{_said(text)}{answer}</div>'


def notice(text: str) -> str:
    """A gentle message about something that could not be done."""
    return f'<p class="notice" role="alert">{escape(text)}</p>' if text else ""


def building(text: str) -> str:
    """The line at the top about what is still being built."""
    if not text:
        return ""
    return f'<p class="building" role="status"><span class="dot"></span>{escape(text)}</p>'


def stage_words(name: str) -> str:
    """A stage as a person would say it: `listen` is "listening"."""
    return STAGES.get(name, name)


def _turn(turn: Turn, down: Pressed, explained: str, note: str, *, is_last: bool) -> str:
    shown = films(turn.cards, down, explained) if is_last else offered(turn.cards, down)
    answer = _answer(turn.reply if is_last else turn.said)
    return f'<div class="turn">{_said(turn.heard.text)}{answer}{note}{shown}</div>'


def _scope(turn: Turn, *, is_newest: bool) -> str:
    """Under what is asked for somebody else, that it is; under the newest of it, the way back."""
    if not turn.for_others:
        return ""
    back = (
        f' <button type="button" class="act" data-deed="say" data-text="{FOR_ME}">Back to me'
        "</button>"
        if is_newest
        else ""
    )
    return f'<p class="mind-note scope">{FOR_OTHERS}{back}</p>'


def _note(text: str) -> str:
    return f'<p class="mind-note">{escape(text)}</p>' if text else ""


def _said(text: str) -> str:
    return f'<div class="said-by-you"><span class="unseen">You: </span>{escape(text)}</div>'


def _answer(text: str) -> str:
    return f'<div class="answer"><span class="unseen">Parley: </span>{escape(text)}</div>'


def _stages(stages: Sequence[str]) -> str:
    reached = "".join(
        f"<li{' class=now' if place == len(stages) else ''}>{escape(stage_words(name))}…</li>"
        for place, name in enumerate(stages, 1)
    )
    return f'<ol class="stages" role="status" aria-label="Working on it">{reached}</ol>'
