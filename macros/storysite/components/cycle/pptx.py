"""A cycle on a slide: its steps as shapes in a ring with arrows between them, and beside it what is done in each."""

from __future__ import annotations

from math import cos, pi, sin

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

from storysite.components.cycle.model import CycleView
from storysite.drawing.pptx import BLUE, BOTTOM, LINE, MARGIN, SOFT, TOP, WIDTH, Deck, Slide, cut, fitted
from storysite.drawing.svg import wrap
from storysite.wording.citations import permanent
from storysite.wording.text import plain

RADIUS = 190.0
CENTRE = (MARGIN + 280.0, (TOP + BOTTOM) / 2)
LEFT = 680.0
"""Where the texts begin."""


def slides(deck: Deck, view: CycleView) -> None:
    """One slide."""
    library = deck.library
    slide = deck.slide(
        view.cycle.title, plain(library, view.cycle.text), permanent(library, view.id), [library.items[view.id]]
    )
    _ring(slide, view)
    _texts(slide, view)


def _ring(slide: Slide, view: CycleView) -> None:
    count = len(view.steps)
    wide = min(170.0, 2 * RADIUS * sin(pi / count) - 24)
    high = 62.0 if count < 8 else 52.0
    places = [_on(2 * pi * at / count) for at in range(count)]
    for at, (x, y) in enumerate(places):
        to_x, to_y = places[(at + 1) % count]
        start, end = _edge(x, y, to_x, to_y, wide, high), _edge(to_x, to_y, x, y, wide, high)
        slide.line(*start, *end, SOFT, 1.75, arrow=True)
    for number, ((x, y), step) in enumerate(zip(places, view.steps, strict=True), start=1):
        box = slide.shape(MSO_SHAPE.ROUNDED_RECTANGLE, x - wide / 2, y - high / 2, wide, high)
        words = f"{number} {step.title}"
        size, words = fitted(words, wide - 16, high - 10, (18, 16, 15, 14, 13, 12, 11, 10, 9), bold=True)
        slide.fill(box.text_frame, words, size, bold=True, colour=BLUE, align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)


def _on(turn: float) -> tuple[float, float]:
    return CENTRE[0] + RADIUS * sin(turn), CENTRE[1] - RADIUS * cos(turn)


def _edge(x: float, y: float, to_x: float, to_y: float, wide: float, high: float) -> tuple[float, float]:
    """Where the way from one box to another leaves it, with a little air."""
    dx, dy = to_x - x, to_y - y
    across = (wide / 2 + 6) / abs(dx) if dx else 9.0
    down = (high / 2 + 6) / abs(dy) if dy else 9.0
    part = min(across, down, 0.45)
    return x + dx * part, y + dy * part


def _texts(slide: Slide, view: CycleView) -> None:
    library = slide.deck.library
    room = WIDTH - MARGIN - LEFT
    entries = [
        (f"{number} {step.title}", plain(library, step.record.text)) for number, step in enumerate(view.steps, start=1)
    ]
    entries.append(("Then back to step 1", plain(library, view.cycle.back)))
    for size in (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0):
        heights = [(_height(first, size, room, True), _height(rest, size, room)) for first, rest in entries]
        if sum(first + rest + 10 for first, rest in heights) <= BOTTOM - TOP:
            break
    else:
        share = (BOTTOM - TOP) / len(entries) - 10 - size * LINE
        heights = [(size * LINE, share) for _ in entries]
    y = TOP
    for (first, rest), (above, below) in zip(entries, heights, strict=True):
        slide.box(cut(first, size, room, above, bold=True), LEFT, y, room, above, size, bold=True)
        slide.box(cut(rest, size, room, below), LEFT, y + above, room, below, size)
        y += above + below + 10


def _height(words: str, size: float, room: float, bold: bool = False) -> float:
    return len(wrap(words, size, room, bold=bold)) * size * LINE
