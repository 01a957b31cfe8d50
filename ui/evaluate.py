"""The tab that measures rankings on recorded data: what is imported, a small run, those before."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import gradio as gr
from gradio.components import Component
from pydantic import ValidationError

from core.errors import ParleyError
from core.ports import Evaluations
from core.runs import EvaluationOffer, EvaluationWish, Imported
from ui.layout import html_part
from ui.running import BRING, past_runs, run_panel
from ui.screen import HELD, Update
from ui.transcript import notice

_WRONG = "Choose a data set and a part of it, and 10 to 1,000 conversations or people."
_INTRO = (
    '<div class="intro"><h2>Offline evaluation</h2><p>Rankers see recorded conversations or '
    "histories up to a point, rank the whole catalogue, and are measured by the films that came next. "
    "Simple baselines are always measured beside them.</p></div>"
)
_PARTS = [
    ("validation: for development", "validation"),
    ("test: for what is reported", "test"),
]
_NONE = (
    "Nothing that can be measured is imported yet. Get a public data set, import it with one of these "
    "commands, and open this tab again:"
)
_MORE = "More can be imported with"


class Table(NamedTuple):
    """One value or update for each part of the tab, in the order the page lists its outputs."""

    told: str | Update = HELD
    run: str | Update = HELD
    start: Update = HELD
    stop: Update = HELD
    imported: str | Update = HELD
    data: Update = HELD
    form: Update = HELD
    past: str | Update = HELD
    timer: Update = HELD


@dataclass(frozen=True)
class EvaluateParts:
    """The components of the tab; those named like a field of `Table` show it."""

    imported: gr.HTML
    form: gr.Column
    data: gr.Radio
    part: gr.Radio
    most: gr.Slider
    rankers: gr.CheckboxGroup
    start: gr.Button
    stop: gr.Button
    told: gr.HTML
    run: gr.HTML
    past: gr.HTML
    timer: gr.Timer

    @property
    def table(self) -> list[Component]:
        """The outputs of every event, in the order of `Table`."""
        return [getattr(self, name) for name in Table._fields]

    @property
    def wish(self) -> list[Component]:
        """What is asked for."""
        return [self.data, self.part, self.most, self.rankers]


def lay_out_evaluate(offer: EvaluationOffer, look_seconds: float) -> EvaluateParts:
    """Every component of the tab, inside the one that is open."""
    sets = _measurable(offer)
    timer = gr.Timer(look_seconds, active=False)
    with gr.Column(elem_classes="bench", elem_id="evaluate"):
        html_part(_INTRO, "evaluate-intro")
        imported = html_part(imported_table(offer), "imported")
        with gr.Column(visible=bool(sets), elem_classes="form") as form:
            data = gr.Radio(
                choices=sets, value=sets[0][1] if sets else None, label="Data", elem_id="data"
            )
            with gr.Row(elem_classes="fields"):
                part = gr.Radio(choices=_PARTS, value="validation", label="Part")
                most = gr.Slider(
                    10, 1000, 100, step=10, label="Conversations or people at most", buttons=[]
                )
            rankers = gr.CheckboxGroup(
                choices=[(f"{one.value}: {one.words}", one.value) for one in offer.rankers],
                label="Beside the baselines (only on conversations; it is trained first: minutes)",
                elem_classes="rows",
                elem_id="rankers",
            )
            with gr.Row(elem_classes="deeds-row"):
                start = gr.Button("Start", variant="primary", scale=0, elem_id="start-evaluation")
                stop = gr.Button("Stop", interactive=False, scale=0, elem_id="stop-evaluation")
        told = html_part("", "evaluate-told")
        run = html_part("", "evaluate-run", BRING)
        past = html_part("", "evaluate-past")
    return EvaluateParts(
        imported, form, data, part, most, rankers, start, stop, told, run, past, timer
    )


class Evaluating:
    """One method an event; every look shows the same run to whoever looks."""

    def __init__(self, evaluations: Evaluations) -> None:
        self._evaluations = evaluations

    def open(self, chosen: object) -> Table:
        """What is there now, and what is imported."""
        try:
            offer = self._evaluations.offer()
        except ParleyError as error:
            return self.look()._replace(told=notice(str(error)))
        sets = _measurable(offer)
        values = [value for _, value in sets]
        value = chosen if chosen in values else next(iter(values), None)
        return self.look()._replace(
            imported=imported_table(offer),
            data=gr.update(choices=sets, value=value),
            form=gr.update(visible=bool(sets)),
        )

    def start(self, data: object, part: object, most: object, rankers: object) -> Table:
        """Begin, or say why not."""
        try:
            wish = EvaluationWish.model_validate(
                {"data": data, "part": part, "most": most, "rankers": rankers or ()}
            )
            self._evaluations.start(wish)
        except ValidationError:
            return Table(told=notice(_WRONG))
        except ParleyError as error:
            return self.look()._replace(told=notice(str(error)))
        return self.look()._replace(told="")

    def stop(self) -> Table:
        """Break it off."""
        self._evaluations.stop()
        return self.look()

    def look(self) -> Table:
        """How far it is."""
        state = self._evaluations.state()
        busy = state.phase.is_busy
        earlier = () if busy else self._evaluations.past()
        return Table(
            run=run_panel(state, "turns"),
            start=gr.update(interactive=not busy),
            stop=gr.update(interactive=busy),
            past=HELD
            if busy
            else past_runs([one for one in earlier if one.run != state.run], "Earlier evaluations"),
            timer=gr.update(active=busy),
        )


def wire_evaluate(
    tab: gr.Tab, parts: EvaluateParts, evaluating: Evaluating, calm: dict[str, Any]
) -> None:
    """Every event of the tab, on one table."""

    def on(trigger: Callable[..., Any], act: Callable[..., Table], *inputs: Component) -> None:
        trigger(act, inputs=list(inputs), outputs=parts.table, **calm)

    on(tab.select, evaluating.open, parts.data)
    on(parts.timer.tick, evaluating.look)
    on(parts.stop.click, evaluating.stop)
    on(parts.start.click, evaluating.start, *parts.wish)


def imported_table(offer: EvaluationOffer) -> str:
    """What is imported, and what to type to import more."""
    commands = "".join(f"<li><code>{escape(one)}</code></li>" for one in offer.imports)
    typed = f'<ul class="commands">{commands}</ul>'
    if not offer.imported:
        return f'<section class="imported"><p>{_NONE}</p>{typed}</section>'
    rows = "".join(map(_row, offer.imported))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("data", "holds", "since", "terms"))
    lacking = "" if _measurable(offer) else f"<p>{_NONE}</p>{typed}"
    more = f"<details><summary>{_MORE}</summary>{typed}</details>" if not lacking else ""
    return (
        '<section class="imported"><h3>What is loaded</h3><div class="wide" tabindex="0"'
        f' role="group" aria-label="What is loaded"><table class="figures"><thead><tr>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>{lacking}{more}</section>"
    )


def _row(one: Imported) -> str:
    cells = "".join(f"<td>{escape(text)}</td>" for text in (one.holds, one.day, one.terms))
    return f'<tr><th scope="row">{escape(one.kind)}</th>{cells}</tr>'


def _measurable(offer: EvaluationOffer) -> list[tuple[str, str]]:
    return [(one.kind, one.kind) for one in offer.imported if one.is_measurable]
