"""The tabs of the page: the chat first, then one for each thing that can be measured."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from core.ports import Laboratory
from ui.evaluate import Evaluating, lay_out_evaluate, wire_evaluate
from ui.layout import Parts
from ui.simulate import Simulating, lay_out_simulate, wire_simulate


def lay_out_tabs(
    lay_out_chat: Callable[[], Parts],
    laboratory: Laboratory,
    look_seconds: float,
    calm: dict[str, Any],
) -> Parts:
    """The chat, alone or as the first of some tabs; the others look after themselves."""
    simulations, evaluations = laboratory.simulations, laboratory.evaluations
    if not (simulations or evaluations):
        return lay_out_chat()
    with gr.Tabs(elem_id="tabs"):
        # Kept in place when another tab is shown: a message may be on its way.
        with gr.Tab("Chat", render_children=True, elem_id="chat"):
            parts = lay_out_chat()
        if simulations:
            with gr.Tab("Simulate") as tab:
                bench = lay_out_simulate(simulations.offer(), look_seconds)
            wire_simulate(tab, bench, Simulating(simulations), calm)
        if evaluations:
            with gr.Tab("Evaluate") as tab:
                table = lay_out_evaluate(evaluations.offer(), look_seconds)
            wire_evaluate(tab, table, Evaluating(evaluations), calm)
    return parts
