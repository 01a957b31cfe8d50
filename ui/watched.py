"""A simulated conversation as HTML: who talks, what is said and shown, and what they made of it."""

from html import escape

from core.runs import Exchange, Verdict, Watched

_NOT_BEGUN = '<p class="quiet waiting">Not begun yet: it is shown here as soon as it is.</p>'


def conversation(watched: Watched | None) -> str:
    """The conversation so far; nothing where there is none to show."""
    if watched is None:
        return ""
    turns = "".join(_exchange(one, place) for place, one in enumerate(watched.exchanges, 1))
    talk = f'<div class="talk" role="log" tabindex="0" aria-label="{escape(watched.title)}">{turns}</div>'
    return (
        f'<section class="watched" data-key="{escape(watched.key)}"><header>'
        f"<h3>{escape(watched.title)}</h3>{_state(watched)}</header>{_about(watched)}"
        f"{talk if turns else _NOT_BEGUN}</section>"
    )


def _state(watched: Watched) -> str:
    if watched.ending:
        return f'<span class="badge">{escape(watched.ending)}</span>'
    going = "under way" if watched.exchanges else "waiting"
    return f'<span class="badge">{going}</span>'


def _about(watched: Watched) -> str:
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in watched.about if text
    )
    if not rows:
        return ""
    return (
        '<details class="who" data-fold="who"><summary>Who this is, which no system is told'
        f'</summary><dl class="lessons">{rows}</dl></details>'
    )


def _exchange(exchange: Exchange, place: int) -> str:
    films = "".join(f"<li>{escape(film)}</li>" for film in exchange.films)
    answer = f'<div class="answer">{escape(exchange.reply)}</div>' if exchange.reply else ""
    return (
        f'<div class="watched-turn"><div class="said-by-you"><span class="unseen">Person: </span>'
        f"{escape(exchange.said)}</div>"
        f'<p class="intent">{escape(exchange.intent)}</p>{answer}'
        f"{f'<ol class=shown>{films}</ol>' if films else ''}"
        f"{_verdict(exchange.verdict, place) if exchange.verdict else ''}</div>"
    )


def _verdict(verdict: Verdict, place: int) -> str:
    thoughts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in verdict.thoughts
    )
    rows = "".join(_chance(one.film, one.probability) for one in verdict.weighed)
    return (
        f'<details class="verdict" data-fold="verdict-{place}"><summary>How the person decides: '
        f'{escape(_choice(verdict))}</summary><dl class="lessons">{thoughts}</dl>'
        f'<table class="bars">{rows}{_chance("none of them", verdict.none)}</table></details>'
    )


def _choice(verdict: Verdict) -> str:
    if verdict.taken:
        return f"takes {verdict.taken}"
    return f"leans towards {verdict.leaning}" if verdict.leaning else "takes none of these"


def _chance(words: str, probability: float) -> str:
    return (
        f'<tr><th scope="row">{escape(words)}</th><td class="bar">'
        f'<span style="width:{100 * probability:.1f}%"></span></td>'
        f'<td class="number">{probability:.2f}</td></tr>'
    )
