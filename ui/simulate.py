"""The tab that lets simulated people talk with systems: what to ask for, progress, one to watch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from gradio.components import Component
from pydantic import ValidationError

from core.errors import ParleyError
from core.ports import Simulations
from core.runs import MOST_PEOPLE, MOST_TURNS, Choice, RunState, SimulationOffer, SimulationWish
from ui.layout import html_part
from ui.running import BRING, past_runs, run_panel
from ui.screen import HELD, Update
from ui.transcript import notice
from ui.watched import conversation

WATCH = Path(__file__).with_name("watch.js")
ALONG = "along"
_LINGER = 3
_WRONG = (
    f"A simulation has 1 to {MOST_PEOPLE} people, 1 to {MOST_TURNS} turns, a whole number as seed, "
    "and at least one system."
)
_INTRO = (
    '<div class="intro"><h2>Simulated conversations</h2><p>Made-up people look for a film, each with '
    "a taste and a film in mind that no system is told. They talk with the systems you choose, and "
    "every turn is measured. The chat goes on meanwhile.</p></div>"
)


class Kept(NamedTuple):
    """What one browser tab shows: of which run, which conversation, and since how many looks it is over."""

    run: str = ""
    key: str = ""
    looks: int = 0


class Bench(NamedTuple):
    """One value or update for each part of the tab, in the order the page lists its outputs."""

    told: str | Update = HELD
    run: str | Update = HELD
    start: Update = HELD
    stop: Update = HELD
    follow: Update = HELD
    watched: str | Update = HELD
    past: str | Update = HELD
    origin: Update = HELD
    kept: Kept | Update = HELD
    timer: Update = HELD


@dataclass(frozen=True)
class SimulateParts:
    """The components of the tab; those named like a field of `Bench` show it."""

    people: gr.Slider
    turns: gr.Slider
    seed: gr.Number
    origin: gr.Radio
    systems: gr.CheckboxGroup
    start: gr.Button
    stop: gr.Button
    told: gr.HTML
    run: gr.HTML
    follow: gr.Dropdown
    watched: gr.HTML
    past: gr.HTML
    kept: gr.State
    timer: gr.Timer

    @property
    def bench(self) -> list[Component]:
        """The outputs of every event, in the order of `Bench`."""
        return [getattr(self, name) for name in Bench._fields]

    @property
    def wish(self) -> list[Component]:
        """What is asked for."""
        return [self.people, self.turns, self.seed, self.origin, self.systems]


def lay_out_simulate(offer: SimulationOffer, look_seconds: float) -> SimulateParts:
    """Every component of the tab, inside the one that is open."""
    note = f'<p class="aside">{escape(offer.note)}</p>' if offer.note else ""
    kept = {"kept": gr.State(Kept()), "timer": gr.Timer(look_seconds, active=False)}
    with gr.Column(elem_classes="bench", elem_id="simulate"):
        html_part(_INTRO + note, "simulate-intro")
        with gr.Row(elem_classes="fields"):
            people = gr.Slider(1, MOST_PEOPLE, 5, step=1, label="People", buttons=[])
            turns = gr.Slider(1, MOST_TURNS, 5, step=1, label="Turns at most", buttons=[])
            seed = gr.Number(0, label="Seed", precision=0, minimum=0, min_width=100)
        origin = gr.Radio(
            choices=pairs(offer.origins),
            value=offer.origins[0].value,
            label="Whose histories they have",
            elem_classes="rows",
        )
        systems = gr.CheckboxGroup(
            choices=[(f"{one.value}: {one.words}", one.value) for one in offer.systems],
            value=[offer.systems[0].value],
            label="Whom they talk with",
            elem_classes="rows",
            elem_id="systems",
        )
        with gr.Row(elem_classes="deeds-row"):
            start = gr.Button("Start", variant="primary", scale=0, elem_id="start-simulation")
            stop = gr.Button("Stop", interactive=False, scale=0, elem_id="stop-simulation")
        told = html_part("", "simulate-told")
        run = html_part("", "simulate-run", BRING)
        follow = gr.Dropdown(
            choices=[("One after the other", ALONG)],
            value=ALONG,
            label="Conversation to watch",
            visible=False,
            elem_id="follow",
        )
        watched = html_part("", "watched", WATCH.read_text())
        past = html_part("", "simulate-past")
    return SimulateParts(
        people, turns, seed, origin, systems, start, stop, told, run, follow, watched, past, **kept
    )


class Simulating:
    """One method an event; every look shows the same run to whoever looks."""

    def __init__(self, simulations: Simulations) -> None:
        self._simulations = simulations

    def open(self, followed: object, kept: Kept) -> Bench:
        """What is there now, and whose histories can be chosen."""
        origins = self._simulations.offer().origins
        bench = self.look(followed, kept)
        return bench._replace(origin=gr.update(choices=pairs(origins)))

    def start(
        self, people: object, turns: object, seed: object, origin: object, systems: object
    ) -> Bench:
        """Begin, or say why not."""
        try:
            wish = SimulationWish.model_validate(
                {
                    "people": people,
                    "turns": turns,
                    "seed": seed,
                    "origin": origin,
                    "systems": systems,
                }
            )
            self._simulations.start(wish)
        except ValidationError:
            return Bench(told=notice(_WRONG))
        except ParleyError as error:
            return self.look(ALONG, Kept())._replace(told=notice(str(error)))
        return self.look(ALONG, Kept())._replace(told="")

    def stop(self, followed: object, kept: Kept) -> Bench:
        """Begin no more conversations."""
        self._simulations.stop()
        return self.look(followed, kept)

    def look(self, followed: object, kept: Kept) -> Bench:
        """How far it is, and the conversation that is watched."""
        state = self._simulations.state()
        choices = self._simulations.conversations()
        is_new = state.run != kept.run
        chosen = followed if isinstance(followed, str) and not is_new else ALONG
        kept = self._next(chosen, Kept(state.run) if is_new else kept, choices)
        busy = state.phase.is_busy
        return Bench(
            run=run_panel(state, "conversations"),
            start=gr.update(interactive=not busy),
            stop=gr.update(interactive=busy and not _is_ending(state)),
            follow=_followable(choices) if is_new else HELD,
            watched=conversation(self._simulations.conversation(kept.key)),
            past=HELD if busy else self._past(state),
            kept=kept,
            timer=gr.update(active=busy),
        )

    def _next(self, chosen: str, kept: Kept, choices: Sequence[Choice]) -> Kept:
        """The one chosen; else one after the other, each a while longer than it goes on."""
        if chosen != ALONG:
            return kept._replace(key=chosen, looks=0)
        going = self._simulations.under_way()
        if kept.key in going:
            return kept._replace(looks=0)
        if kept.key and (kept.looks < _LINGER or not going):
            return kept._replace(looks=kept.looks + 1)
        first = choices[0].value if choices else ""
        return kept._replace(key=going[-1] if going else first, looks=0)

    def _past(self, state: RunState) -> str:
        earlier = [one for one in self._simulations.past() if one.run != state.run]
        return past_runs(earlier, "Earlier simulations")


def wire_simulate(
    tab: gr.Tab, parts: SimulateParts, simulating: Simulating, calm: dict[str, Any]
) -> None:
    """Every event of the tab, on one bench."""
    shown = [parts.follow, parts.kept]

    def on(trigger: Callable[..., Any], act: Callable[..., Bench], *inputs: Component) -> None:
        trigger(act, inputs=list(inputs), outputs=parts.bench, **calm)

    on(tab.select, simulating.open, *shown)
    on(parts.timer.tick, simulating.look, *shown)
    on(parts.follow.input, simulating.look, *shown)
    on(parts.stop.click, simulating.stop, *shown)
    on(parts.start.click, simulating.start, *parts.wish)


def pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Choices as gradio takes them."""
    return [(one.words, one.value) for one in choices]


def _followable(choices: Sequence[Choice]) -> Update:
    shown: Update = gr.update(
        choices=[("One after the other", ALONG), *pairs(choices)],
        value=ALONG,
        visible=bool(choices),
    )
    return shown


def _is_ending(state: RunState) -> bool:
    return state.phase.value in ("stopping", "measuring")
