"""The reasons behind one card: its evidence path drawn as a graph, its facts and its words."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from core.conversation import Card
from core.slate import Step

NODE_HEIGHT = 34
MARGIN = 8
LONGEST_NAME = 32


class Place(NamedTuple):
    """Where a node is drawn: its centre and its width, in SVG units."""

    x: float
    y: float
    width: float


def why(card: Card) -> str:
    """The evidence for a card as HTML; its one-line reason stands on the card itself."""
    evidence = card.evidence
    parts: list[str] = []
    if card.remembered:
        sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in card.remembered)
        parts.append(f"<h4>What I know of you</h4>{sentences}")
    if evidence.path:
        parts.append(
            '<h4>How it is connected</h4><div class="path path-across">'
            f'{draw_path(evidence.path)}</div><div class="path path-down">'
            f"{draw_path(evidence.path, down=True)}</div>"
        )
    if evidence.facts:
        facts = "".join(f"<li>{escape(fact)}</li>" for fact in evidence.facts)
        parts.append(f'<h4>Facts that fit</h4><ul class="facts">{facts}</ul>')
    if evidence.words:
        words = "".join(f"<li>{escape(word)}</li>" for word in evidence.words)
        parts.append(f'<h4>Words that match</h4><ul class="words">{words}</ul>')
    if not parts:
        parts.append("<p>No evidence was recorded for this one.</p>")
    return "".join(parts)


def draw_path(steps: Sequence[Step], *, down: bool = False) -> str:
    """The steps as an SVG graph, a column (or, `down`, a row) for each distance from the start."""
    layers = _layers(steps)
    places, width, height = _down(layers) if down else _across(layers, steps)
    told = "; ".join(f"{step.start}, {step.relation}, {step.end}" for step in steps)
    edges = "".join(
        _edge(places[step.start], places[step.end], step.relation, down) for step in steps
    )
    last = steps[-1].end
    nodes = "".join(_node(name, place, is_end=name == last) for name, place in places.items())
    return (
        f'<svg class="graph" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" role="img" aria-label="{escape(told)}">{edges}{nodes}</svg>'
    )


def _layers(steps: Sequence[Step]) -> list[list[str]]:
    names = list(dict.fromkeys(name for step in steps for name in (step.start, step.end)))
    depth: dict[str, int] = {}
    for name in names:
        if name in depth:
            continue
        depth[name], frontier = 0, [name]
        while frontier:
            near = [end for name in frontier for end in _next_to(name, steps)]
            reached = [end for end in dict.fromkeys(near) if end not in depth]
            depth.update(dict.fromkeys(reached, depth[frontier[0]] + 1))
            frontier = reached
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    return layers


def _next_to(name: str, steps: Sequence[Step]) -> list[str]:
    ends = [step.end for step in steps if step.start == name]
    return ends + [step.start for step in steps if step.end == name]


def _clipped(name: str, longest: int = LONGEST_NAME) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _span(name: str) -> float:
    return 28 + 8.2 * len(_clipped(name))


def _across(
    layers: list[list[str]], steps: Sequence[Step]
) -> tuple[dict[str, Place], float, float]:
    gap = 36 + 6.4 * max(len(_clipped(step.relation)) for step in steps)
    row = NODE_HEIGHT + 18
    height = 2 * MARGIN + row * max(map(len, layers)) - 18
    places: dict[str, Place] = {}
    left: float = MARGIN
    for layer in layers:
        column = max(map(_span, layer))
        top = (height - row * len(layer) + 18 + NODE_HEIGHT) / 2
        for index, name in enumerate(layer):
            places[name] = Place(left + column / 2, top + row * index, _span(name))
        left += column + gap
    return places, left - gap + MARGIN, height


def _down(layers: list[list[str]]) -> tuple[dict[str, Place], float, float]:
    gap = 12
    width = 2 * MARGIN + max(sum(map(_span, layer)) + gap * (len(layer) - 1) for layer in layers)
    width = max(width, 240)
    places: dict[str, Place] = {}
    for depth, layer in enumerate(layers):
        left = (width - sum(map(_span, layer)) - gap * (len(layer) - 1)) / 2
        for name in layer:
            y = MARGIN + NODE_HEIGHT / 2 + depth * (NODE_HEIGHT + 44)
            places[name] = Place(left + _span(name) / 2, y, _span(name))
            left += _span(name) + gap
    return places, width, 2 * MARGIN + NODE_HEIGHT + (len(layers) - 1) * (NODE_HEIGHT + 44)


def _edge(start: Place, end: Place, relation: str, down: bool) -> str:
    sign = (end.y > start.y) - (end.y < start.y) if down else (end.x > start.x) - (end.x < start.x)
    if down:
        x1, y1, x2, y2 = start.x, start.y + sign * 17, end.x, end.y - sign * 23
    else:
        x1, y1 = start.x + sign * start.width / 2, start.y
        x2, y2 = end.x - sign * (end.width / 2 + 6), end.y
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    arrow = (
        f"0,{6 * sign} -5,{-3 * sign} 5,{-3 * sign}"
        if down
        else (f"{6 * sign},0 {-3 * sign},-5 {-3 * sign},5")
    )
    return (
        f'<line class="edge" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
        f'<polygon class="tip" points="{arrow}" transform="translate({x2:.1f} {y2:.1f})"/>'
        f'<text class="relation" x="{middle_x:.1f}" y="{middle_y + 4:.1f}"'
        f' text-anchor="middle">{escape(_clipped(relation))}</text>'
    )


def _node(name: str, place: Place, *, is_end: bool) -> str:
    left, top = place.x - place.width / 2, place.y - NODE_HEIGHT / 2
    return (
        f'<g class="{"node node-end" if is_end else "node"}"><title>{escape(name)}</title>'
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{place.width:.1f}" height="{NODE_HEIGHT}"'
        f' rx="17"/><text x="{place.x:.1f}" y="{place.y + 4.5:.1f}" text-anchor="middle">'
        f"{escape(_clipped(name))}</text></g>"
    )
