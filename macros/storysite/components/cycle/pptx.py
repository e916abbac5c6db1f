"""A cycle on a slide: its steps as shapes in a ring with arrows between them, and beside it what is done in each."""

from __future__ import annotations

from math import cos, pi, sin

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN

from storysite.components.cycle.model import CycleView
from storysite.drawing.pptx import Deck
from storysite.drawing.pptx_parts import BLUE, LINE, SOFT, cut, fitted
from storysite.drawing.pptx_slide import Slide
from storysite.drawing.text_layout import wrap
from storysite.wording.citations import permanent
from storysite.wording.text import plain

TOP, RIGHT, BELOW, LEFT = range(4)
"""The sides of a box, as arrows are glued to them."""
SITES = {TOP: 0, LEFT: 1, BELOW: 2, RIGHT: 3}


def slides(deck: Deck, view: CycleView) -> None:
    """One slide."""
    library = deck.library
    slide = deck.slide(
        view.cycle.title, plain(library, view.cycle.text), permanent(library, view.id), [library.items[view.id]]
    )
    _ring(slide, view)
    _texts(slide, view)


def _ring(slide: Slide, view: CycleView) -> None:
    left, top, _, height = slide.area
    count, radius = len(view.steps), min(190.0, height / 2 - 34)
    centre = (left + radius + 90, top + height / 2)
    wide = min(170.0, 2 * radius * sin(pi / count) - 24)
    high = 62.0 if count < 8 else 52.0
    boxes, say = [], slide.library.messages
    titles = "; ".join(f"{number} {step.title}" for number, step in enumerate(view.steps, start=1))
    with slide.group(say("cycle.name"), say("cycle.alternative", count=count, steps=titles)):
        for number, step in enumerate(view.steps, start=1):
            turn = 2 * pi * (number - 1) / count
            x, y = centre[0] + radius * sin(turn), centre[1] - radius * cos(turn)
            box = slide.shape(MSO_SHAPE.ROUNDED_RECTANGLE, x - wide / 2, y - high / 2, wide, high)
            sizes = (18, 16, 15, 14, 13, 12, 11, 10, 9)
            size, words = fitted(f"{number} {step.title}", wide - 16, high - 10, sizes, bold=True)
            slide.fill(box.text_frame, words, size, bold=True, colour=BLUE, align=PP_ALIGN.CENTER)
            boxes.append((x, y, box))
        for at, (x, y, box) in enumerate(boxes):
            to_x, to_y, to = boxes[(at + 1) % count]
            arrow = slide.line(x, y, to_x, to_y, SOFT, 1.75, arrow=True)
            arrow.begin_connect(box, SITES[_side(x, y, to_x, to_y, wide, high)])
            arrow.end_connect(to, SITES[_side(to_x, to_y, x, y, wide, high)])


def _side(x: float, y: float, to_x: float, to_y: float, wide: float, high: float) -> int:
    """The side on which the way from one box to another leaves it."""
    dx, dy = to_x - x, to_y - y
    if abs(dx) * high > abs(dy) * wide:
        return RIGHT if dx > 0 else LEFT
    return BELOW if dy > 0 else TOP


def _texts(slide: Slide, view: CycleView) -> None:
    library, area = slide.library, slide.area
    left = area.left + min(620.0, area.width * 0.54)
    room, height = area.left + area.width - left, area.height
    entries = [(f"{number} {step.title}", plain(library, step.text)) for number, step in enumerate(view.steps, start=1)]
    entries.append((library.messages("cycle.then-back-to"), plain(library, view.cycle.back)))
    for size in (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0):
        heights = [(_height(first, size, room, True), _height(rest, size, room)) for first, rest in entries]
        if sum(first + rest + 10 for first, rest in heights) <= height:
            break
    else:
        share = height / len(entries) - 10 - size * LINE
        heights = [(size * LINE, share) for _ in entries]
    y = area.top
    for (first, rest), (above, below) in zip(entries, heights, strict=True):
        slide.box(cut(first, size, room, above, bold=True), left, y, room, above, size, bold=True)
        slide.box(cut(rest, size, room, below), left, y + above, room, below, size)
        y += above + below + 10


def _height(words: str, size: float, room: float, bold: bool = False) -> float:
    return len(wrap(words, size, room, bold=bold)) * size * LINE
