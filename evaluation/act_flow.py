"""The flow of a conversation, act by answer by act, counted over many and drawn as a Sankey diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from core.conversation import Act
from evaluation.drawing import COLOURS, label
from evaluation.episodes import Ending, Episode

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# More turns than these would be too narrow to read; what comes later is one step.
MOST_TURNS = 5
GOES_ON = "goes on"
ENDING_COLOURS = {
    Ending.ACCEPTED: COLOURS[2],
    Ending.OUT_OF_TURNS: COLOURS[4],
    Ending.LEFT: COLOURS[1],
    Ending.LEAKED: COLOURS[6],
    Ending.FAILED: COLOURS[3],
}
_ACT_COLOURS = {Act.ASK: COLOURS[5], Act.RECOMMEND: COLOURS[0], Act.CHAT: COLOURS[7]}
_ANSWER = "#8a8a99"
_LINK, _NOTHING = "rgba(110, 110, 130, .28)", "rgba(0, 0, 0, 0)"
_ALMOST_NOTHING = 1e-6


class Step(NamedTuple):
    """One place on the way: an act in an even column, an answer or the ending in an odd one."""

    column: int
    name: str
    colour: str = _ANSWER


def flow(episodes: Iterable[Episode]) -> Mapping[tuple[Step, Step], int]:
    """How many conversations went from each step to each next one."""
    return Counter(pair for episode in episodes for pair in pairwise(steps(episode)))


def steps(episode: Episode) -> Iterator[Step]:
    """The act of turn 1, the intent of the answer, the act of turn 2, ..., the ending."""
    for number, turn in enumerate(episode.turns[:MOST_TURNS]):
        if number:
            yield Step(2 * number - 1, turn.intent.value)
        yield Step(2 * number, turn.act.value, _ACT_COLOURS[turn.act])
    if len(episode.turns) > MOST_TURNS:
        yield Step(2 * MOST_TURNS - 1, GOES_ON)
    else:
        ending = episode.ending
        yield Step(2 * len(episode.turns) - 1, ending.value, ENDING_COLOURS[ending])


def flow_figure(links: Mapping[tuple[Step, Step], int]) -> Figure:
    """The diagram, a column a step."""
    from plotly.graph_objects import Figure, Sankey  # noqa: PLC0415  # only reports pay for it

    nodes = sorted({step for pair in links for step in pair})
    places = {step: place for place, step in enumerate(nodes)}
    through = _through(links)
    # The names of plotly's last column stand on its left, over the links: this one is empty.
    last, nowhere = len(nodes) - 1, len(nodes)
    diagram = Sankey(
        node={
            "label": [*(f"{label(step.name)} {through[step]:,}" for step in nodes), ""],
            "color": [*(step.colour for step in nodes), _NOTHING],
            "align": "left",  # an ending stands where it came, and not at the far end
            "pad": 14,
            "thickness": 12,
            "line": {"width": 0},
        },
        link={
            "source": [*(places[one] for one, _ in links), last],
            "target": [*(places[other] for _, other in links), nowhere],
            "value": [*links.values(), _ALMOST_NOTHING],
            "color": [_LINK] * len(links) + [_NOTHING],
        },
        textfont={"size": 11, "color": "#1c1c28", "shadow": "none"},
    )
    figure = Figure(diagram)
    figure.update_layout(height=520, margin={"t": 10, "b": 10, "l": 5, "r": 5})
    return figure


def _through(links: Mapping[tuple[Step, Step], int]) -> Mapping[Step, int]:
    """How many conversations pass each step: what comes in, or at the beginning what goes out."""
    came, went = Counter[Step](), Counter[Step]()
    for (one, other), count in links.items():
        went[one] += count
        came[other] += count
    return {step: max(came[step], went[step]) for step in {*came, *went}}
