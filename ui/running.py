"""Runs as HTML: how far one is, its figures, the link to its report, and those that were before."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from core.runs import Figures, PastRun, Phase, RunState
from ui.transcript import notice

REPORTS = "/reports"
# A run that has just begun is brought into sight, once.
BRING = (
    "let brought = false; watch('value', () => {"
    " const run = element.querySelector('[data-phase]');"
    " if (run?.dataset.phase === 'preparing' && !brought) run.scrollIntoView({block: 'nearest'});"
    " brought = run?.dataset.phase === 'preparing'; });"
)
_SAID = {
    Phase.PREPARING: "Preparing",
    Phase.RUNNING: "Running",
    Phase.STOPPING: "Stopping: what has begun is finished",
    Phase.MEASURING: "Measuring",
    Phase.STOPPED: "Stopped",
    Phase.FINISHED: "Finished",
    Phase.FAILED: "Broken off",
}


def run_panel(state: RunState, unit: str) -> str:
    """The run that was started last; `unit` is what it counts, such as "conversations"."""
    if state.phase is Phase.IDLE:
        return ""
    parts = (
        f'<p class="run-title">{escape(state.title)}</p>',
        _gauge(state, unit) if state.total else "",
        _line(state),
        _counts(state.counts),
        notice(state.note),
        _resume(state),
        "".join(map(figures_table, state.figures)),
        report_link(state.run) if state.has_report else "",
    )
    return (
        f'<section class="run" aria-label="The run" data-phase="{state.phase.value}">'
        f"{''.join(parts)}</section>"
    )


def figures_table(figures: Figures) -> str:
    """The table and how to read it; it scrolls by itself where it is wider than the screen."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in figures.heads)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in figures.rows)
    note = f'<p class="aside">{escape(figures.note)}</p>' if figures.note else ""
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(figures.title)}">'
        f'<table class="figures"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{note}"
    )


def report_link(run: str) -> str:
    """Opens the report of a run beside the page."""
    return (
        f'<p class="acts"><a class="act act-main" href="{REPORTS}/{quote(run)}" target="_blank"'
        ' rel="noopener">Open the report</a></p>'
    )


def past_runs(past: Sequence[PastRun], title: str) -> str:
    """Earlier runs, each folded up; nothing where there are none."""
    if not past:
        return ""
    folds = "".join(_past(one) for one in past)
    return f'<section class="past"><h3>{escape(title)}</h3>{folds}</section>'


def _past(past: PastRun) -> str:
    link = report_link(past.run) if past.has_report else ""
    return (
        f'<details data-fold="{escape(past.run)}"><summary>{escape(past.title)}</summary>'
        f"{figures_table(past.figures)}{link}</details>"
    )


def _gauge(state: RunState, unit: str) -> str:
    share = min(100 * state.done / state.total, 100)
    return (
        f'<div class="gauge" role="progressbar" aria-valuemin="0" aria-valuemax="{state.total}"'
        f' aria-valuenow="{state.done}" aria-label="{escape(unit)}">'
        f'<span style="width:{share:.1f}%"></span></div>'
        f'<p class="run-count">{state.done:,} of {state.total:,} {escape(unit)}</p>'
    )


def _line(state: RunState) -> str:
    work = f": {state.work}" if state.work and state.phase is not Phase.STOPPING else ""
    dot = '<span class="dot"></span>' if state.phase.is_busy else ""
    return f'<p class="building phase">{dot}{escape(_SAID[state.phase] + work)}</p>'


def _counts(counts: Mapping[str, int]) -> str:
    shown = "".join(
        f"<li><strong>{count:,}</strong> {escape(name)}</li>" for name, count in counts.items()
    )
    return f'<ul class="endings" aria-label="Endings so far">{shown}</ul>' if shown else ""


def _resume(state: RunState) -> str:
    if state.phase.is_busy or not state.resume:
        return ""
    return (
        '<p class="aside">What was finished is kept. To go on with it on the command line:</p>'
        f'<p class="command"><code>{escape(state.resume)}</code></p>'
    )


def _cells(row: Sequence[str]) -> str:
    first, *rest = row
    return f'<th scope="row">{escape(first)}</th>' + "".join(
        f"<td>{escape(cell)}</td>" for cell in rest
    )
