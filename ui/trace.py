"""How the last answer came about: choice, drafts, constraints, candidates and time."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from core.conversation import Trace
from core.item import Item
from core.slate import Candidate, Ranked, SourceReport
from ui.transcript import stage_words

LONGEST_LIST = 10


def trace_panel(trace: Trace | None, items: Mapping[str, Item]) -> str:
    """The trace as HTML; `items` gives candidates their titles."""
    if trace is None:
        return '<p class="quiet">Nothing yet: the trace of each answer is shown here.</p>'
    sections = (
        ("Choice", _choice(trace)),
        ("Drafts", _drafts(trace)),
        ("Constraints", _constraints(trace)),
        ("Final ranking", _ranking(trace.ranked)),
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


def _choice(trace: Trace) -> str:
    act = f"<strong>{trace.chosen.value}</strong>" if trace.chosen else "none"
    reason = f": {escape(trace.reason)}" if trace.reason else ""
    repairs = _list(f"Repaired: {repair}" for repair in trace.repairs)
    mind = f'<span class="badge">mind: {escape(trace.mind)}</span>'
    return f"<p>{mind} {act}{reason}</p>{repairs}"


def _drafts(trace: Trace) -> str:
    return "".join(
        f'<div class="draft{" draft-chosen" if draft.act == trace.chosen else ""}">'
        f"<p><strong>{draft.act.value}</strong> claims {draft.claim:.2f}</p>"
        f'<p class="quiet">{escape(draft.text)}</p></div>'
        for draft in trace.drafts
    )


def _constraints(trace: Trace) -> str:
    if not trace.constraints and not trace.eligible:
        return ""
    count = f'<p class="quiet">{trace.eligible:,} films are eligible.</p>'
    return _list(trace.constraints) + count


def _list(lines: Iterable[str]) -> str:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{rows}</ul>" if rows else ""


def _ranking(ranked: Sequence[Ranked]) -> str:
    rows = "".join(
        f'<tr><td class="number">{place}</td><td>{escape(entry.item.label)}</td>'
        f'<td class="number">{entry.score:.3g}</td><td>{escape(_finders(entry.found_by))}</td></tr>'
        for place, entry in enumerate(ranked[:LONGEST_LIST], 1)
    )
    return _table(("", "film", "score", "found by"), rows)


def _finders(found_by: Sequence[Candidate]) -> str:
    return ", ".join(f"{found.source.value} #{found.rank}" for found in found_by)


def _source(report: SourceReport, items: Mapping[str, Item]) -> str:
    name = report.source.value
    state = "" if report.ready else "not ready"
    noted = dict.fromkeys((state, report.note.removeprefix(f"{name}: ")))
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
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{table}</div>'
