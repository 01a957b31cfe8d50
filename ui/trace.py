"""How the last answer came about: choice, drafts, model calls, constraints, candidates, time."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from core.conversation import Strategy, Trace
from core.item import Item
from core.settings import Order
from core.slate import Candidate, Case, Ranked, Source, SourceReport
from ui.calls import call_cells, total
from ui.transcript import stage_words

LONGEST_LIST = 10
LONGEST_WORDS = 140
UNREADY: Mapping[Source, str] = {
    Source.CONVERSATIONS: "not trained",
    Source.REASONER: "not trained",
}
ORDERS: Mapping[str, str] = {
    Order.MACRS: "drafted three, then chose",
    Order.SELECT: "chose, then drafted one",
}
NUMBERS = frozenset({"score", "round", "tokens in", "tokens out", "price", "time"})


def trace_panel(trace: Trace | None, items: Mapping[str, Item]) -> str:
    """The trace as HTML; `items` gives candidates their titles."""
    if trace is None:
        return '<p class="quiet">Nothing yet: the trace of each answer is shown here.</p>'
    sections = (
        ("Choice", _choice(trace)),
        ("Drafts", _drafts(trace)),
        ("Reflection on the strategy", _reflection(trace.strategy)),
        ("Language-model calls", _calls(trace)),
        ("From what I know of you", _list(trace.profile)),
        ("Constraints", _constraints(trace)),
        ("Final ranking", _how_ranked(trace.ranking) + _ranking(trace.ranked)),
        ("Similar past conversations", _cases(trace.cases)),
        ("Candidates by source", "".join(_source(report, items) for report in trace.sources)),
        ("Milliseconds a stage", bars(trace.milliseconds)),
    )
    return '<div class="trace">{}</div>'.format(
        "".join(f"<section><h4>{name}</h4>{body}</section>" for name, body in sections if body)
    )


def bars(milliseconds: Mapping[str, float]) -> str:
    """A bar for each stage, as long as its share of the slowest one."""
    longest = max(milliseconds.values(), default=0.0) or 1.0
    rows = "".join(
        f'<tr><th scope="row">{escape(stage_words(stage))}</th>'
        f'<td class="bar"><span style="width:{max(100 * spent / longest, 1):.1f}%"></span></td>'
        f'<td class="number">{spent:.1f} ms</td></tr>'
        for stage, spent in milliseconds.items()
    )
    return f'<table class="bars">{rows}</table>' if rows else ""


def lessons(strategy: Strategy | None) -> list[tuple[str, str]]:
    """What a reflection taught, each text under its name; those that are empty are left out."""
    if strategy is None:
        return []
    texts = (
        ("what missed", strategy.error),
        ("for asking", strategy.ask),
        ("for recommending", strategy.recommend),
        ("for chatting", strategy.chat),
        ("for planning", strategy.plan),
    )
    return [(name, text) for name, text in texts if text]


def _choice(trace: Trace) -> str:
    act = f"<strong>{trace.chosen.value}</strong>" if trace.chosen else "none"
    reason = f": {escape(trace.reason)}" if trace.reason else ""
    repairs = _list(f"Repaired: {repair}" for repair in trace.repairs)
    badges = (f"mind: {trace.mind}", ORDERS.get(trace.order, ""))
    told = "".join(f'<span class="badge">{escape(badge)}</span> ' for badge in badges if badge)
    rung = f'<p class="quiet">Found by: {escape(trace.rung.value)}.</p>' if trace.rung else ""
    return f"<p>{told}{act}{reason}</p>{rung}{repairs}"


def _drafts(trace: Trace) -> str:
    return "".join(
        f'<div class="draft{" draft-chosen" if draft.act == trace.chosen else ""}">'
        f"<p><strong>{draft.act.value}</strong> claims {draft.claim:.2f}</p>"
        f'<p class="quiet">{escape(draft.text)}</p></div>'
        for draft in trace.drafts
    )


def _reflection(strategy: Strategy | None) -> str:
    rows = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in lessons(strategy))
    return f'<dl class="lessons">{rows}</dl>' if rows else ""


def _calls(trace: Trace) -> str:
    if not trace.calls:
        return ""
    rows = call_cells(trace)
    body = "".join(
        "<tr>{}</tr>".format("".join(_cell(head, text) for head, text in row.items()))
        for row in rows
    )
    return f'{_table(tuple(rows[0]), body)}<p class="quiet sum">{escape(total(trace.calls))}</p>'


def _cell(head: str, text: str) -> str:
    return f'<td class="{"number" if head in NUMBERS else "cell"}">{escape(text)}</td>'


def _constraints(trace: Trace) -> str:
    if not trace.constraints and not trace.eligible:
        return ""
    count = f'<p class="quiet">{trace.eligible:,} films are eligible.</p>'
    return _list(trace.constraints) + count


def _list(lines: Iterable[str]) -> str:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{rows}</ul>" if rows else ""


def _how_ranked(ranking: str) -> str:
    return f'<p class="quiet">{escape(ranking)}</p>' if ranking else ""


def _ranking(ranked: Sequence[Ranked]) -> str:
    rows = "".join(
        f'<tr><td class="number">{place}</td><td>{escape(entry.item.label)}</td>'
        f'<td class="number">{entry.score:.3g}</td><td>{escape(_finders(entry.found_by))}</td></tr>'
        for place, entry in enumerate(ranked[:LONGEST_LIST], 1)
    )
    return _table(("", "film", "score", "found by"), rows)


def _finders(found_by: Sequence[Candidate]) -> str:
    return ", ".join(f"{found.source.value} #{found.rank}" for found in found_by)


def _cases(cases: Sequence[Case]) -> str:
    """What was asked in conversations like this one, and the films that they ended with."""
    return _list(
        f"\N{LEFT DOUBLE QUOTATION MARK}{_shortened(case.request)}\N{RIGHT DOUBLE QUOTATION MARK} "
        f"ended with {_shortened(', '.join(case.outcome))}"
        for case in cases[:LONGEST_LIST]
    )


def _shortened(text: str) -> str:
    """On one line, and cut behind a word where it is long."""
    plain = " ".join(text.split())
    if len(plain) <= LONGEST_WORDS:
        return plain
    return f"{plain[:LONGEST_WORDS].rsplit(' ', 1)[0]}…"


def _source(report: SourceReport, items: Mapping[str, Item]) -> str:
    name = report.source.value
    note = report.note.removeprefix(f"{name}: ")
    state = "" if report.ready else UNREADY.get(report.source, "not ready")
    noted = (state if state not in note else "", note)
    told = " — ".join(filter(None, noted)) or f"{report.milliseconds:.1f} ms"
    rows = "".join(
        f'<tr><td class="number">{found.rank}</td><td>{escape(_title(found.item_id, items))}</td>'
        f'<td class="number">{found.score:.3g}</td></tr>'
        for found in report.candidates[:LONGEST_LIST]
    )
    heading = f"<p><strong>{name}</strong>: {escape(told)}</p>"
    return f'<div class="source">{heading}{_table(("", "film", "score"), rows)}</div>'


def _title(item_id: str, items: Mapping[str, Item]) -> str:
    item = items.get(item_id)
    return item.label if item else item_id


def _table(heads: Sequence[str], rows: str) -> str:
    if not rows:
        return ""
    head = "".join(
        f'<th scope="col"{" class=number" if name in NUMBERS else ""}>{name}</th>' for name in heads
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{table}</div>'
