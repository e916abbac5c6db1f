"""A cycle as a ring: numbered steps, arrows clockwise, and where there is room the step's title beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, hypot, inf, pi, sin, sqrt

from markupsafe import Markup

from storysite.components.cycle.model import CycleView
from storysite.drawing.svg import HEAD, PAD, WIDTHS, Box, element, short
from storysite.drawing.text_layout import text_width, wrap
from storysite.source.items import Item
from storysite.wording.page_links import Place

NODE = 16
"""The radius of a step's circle."""
LINE = 16
"""From one line of a title to the next."""
MOST_LINES = 3
CLEAR = 8
"""How far titles keep away from the ring, whose arrows have heads."""


@dataclass(frozen=True, slots=True)
class Node:
    """A step on the ring; places in px from its centre."""

    item: Item
    number: int
    x: float
    y: float
    lines: tuple[str, ...]
    """Its title, none where there is no room for titles."""
    side: int
    """Where the title stands: 1 to the right, -1 to the left, 0 above or below."""

    @property
    def label(self) -> Box:
        """Where the title stands."""
        wide, tall = max((text_width(line, HEAD) for line in self.lines), default=0), LINE * len(self.lines)
        if self.side:
            left = self.x + NODE + 8 if self.side > 0 else self.x - NODE - 8 - wide
            # Where the ring bends away under it, a title gives way up or down to the arrows.
            ring, near = hypot(self.x, self.y) + CLEAR, abs(self.x) + NODE + 8
            free = sqrt(ring**2 - near**2) if near < ring else -inf
            middle = max(abs(self.y), free + tall / 2)
            middle = middle if self.y > 0 else -middle
            return Box(left, middle - tall / 2, left + wide, middle + tall / 2)
        top = self.y - NODE - 6 - tall if self.y < 0 else self.y + NODE + 6
        return Box(self.x - wide / 2, top, self.x + wide / 2, top + tall)


@dataclass(frozen=True, slots=True)
class Ring:
    """A cycle laid out for a width."""

    width: float
    radius: float
    nodes: tuple[Node, ...]

    def boxes(self) -> Iterator[tuple[str, Box]]:
        """What must not overlap, in px from the centre."""
        for node in self.nodes:
            yield "node", Box(node.x - NODE, node.y - NODE, node.x + NODE, node.y + NODE)
            if node.lines:
                yield "label", node.label

    @property
    def top(self) -> float:
        return min(box.top for _, box in self.boxes()) - 6

    @property
    def bottom(self) -> float:
        return max(box.bottom for _, box in self.boxes()) + 6


def ring_layout(view: CycleView, width: float) -> Ring:
    """Lay a cycle out: the first step at the top, the rest clockwise."""
    count = len(view.steps)
    has_titles = width >= WIDTHS["m"]
    radius = (84 if count < 8 else 96) if not has_titles else (104 if count < 7 else 128)
    nodes = []
    for at, item in enumerate(view.steps):
        turn = 2 * pi * at / count
        x, y = radius * sin(turn), -radius * cos(turn)
        side = 0 if abs(x) < 1 else 1 if x > 0 else -1
        room = min(176.0, width / 2 - PAD - abs(x) - NODE - 8) if side else 240
        lines = wrap(item.title, HEAD, room, MOST_LINES) if has_titles else ()
        nodes.append(Node(item, at + 1, x, y, lines, side))
    return Ring(width, radius, tuple(nodes))


def cycle_drawing(view: CycleView, place: Place, widths: Mapping[str, float] = WIDTHS) -> Markup:
    """The drawing of a cycle at each width."""
    words = view.messages("cycle.drawing", title=view.cycle.title, count=len(view.steps))
    drawings = (_svg(ring_layout(view, width), f"d-{name}", place) for name, width in widths.items())
    return element("div", *drawings, class_="d-drawing", role="group", aria_label=words)


def _svg(ring: Ring, name: str, place: Place) -> Markup:
    # All places are counted from the ring's centre, which stands in the middle of whatever width there is.
    centre = element("svg", *_arrows(ring), *(_node(node, place) for node in ring.nodes), x="50%", y=-ring.top)
    return element("svg", centre, class_=f"d-svg d-cycle {name}", width="100%", height=ring.bottom - ring.top)


def _arrows(ring: Ring) -> Iterator[Markup]:
    turn = 2 * pi / len(ring.nodes)
    for at in range(len(ring.nodes)):
        yield from arrow(ring.radius, turn * at, turn * (at + 1), NODE + 5, 6)


def arrow(radius: float, start: float, end: float, away: float, head: float) -> tuple[Markup, Markup]:
    """An arc clockwise from turn to turn that keeps away from both, and its head."""
    first, last = start + away / radius, end - (away + head) / radius
    (x1, y1), (x2, y2) = (_on(radius, turn) for turn in (first, last))
    tip, out, into = _on(radius, end - away / radius), _on(radius + head * 0.8, last), _on(radius - head * 0.8, last)
    far = 1 if last - first > pi else 0
    way = f"M{short(x1)} {short(y1)}A{short(radius)} {short(radius)} 0 {far} 1 {short(x2)} {short(y2)}"
    points = " ".join(f"{short(x)} {short(y)}" for x, y in (out, tip, into))
    return element("path", class_="d-arc", d=way), element("path", class_="d-arrow", d=f"M{points}Z")


def _on(radius: float, turn: float) -> tuple[float, float]:
    return radius * sin(turn), -radius * cos(turn)


def _node(node: Node, place: Place) -> Markup:
    at, anchor = {1: (NODE + 8, None), -1: (-NODE - 8, "end"), 0: (0, "middle")}[node.side]
    first = node.label.top - node.y + 12
    inside = element(
        "svg",
        element("circle", class_="d-seal d-hit", r=NODE),
        element("text", str(node.number), class_="d-number d-large", y=4.8),
        *(
            element("text", line, class_="d-step", x=at, y=first + LINE * row, text_anchor=anchor)
            for row, line in enumerate(node.lines)
        ),
        x=node.x,
        y=node.y,
    )
    title = element("title", f"{node.number}: {node.item.title}")
    return element("a", title, inside, class_="d-pin", href=place.anchor(node.item.id))
