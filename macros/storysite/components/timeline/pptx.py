"""A timeline on slides: a strip to scale with numbered shapes, and under it the list that the numbers name."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN

from storysite.components.timeline.model import Mark, TimelineView, is_bar
from storysite.components.timeline.pin_packing import hang
from storysite.core.messages import Messages
from storysite.drawing.pptx import MOST_SLIDES, Deck
from storysite.drawing.pptx_parts import INK, RULE, SOFT, fitted
from storysite.drawing.pptx_slide import Slide
from storysite.drawing.scales import TimeScale, time_ticks
from storysite.drawing.text_layout import text_width
from storysite.wording.citations import permanent
from storysite.wording.text import plain

MOST = 10
"""Events on a slide."""
SCALE = 1.3
"""How much larger than on a page the labels of the axis are."""
RADIUS, CELL = 15.0, 36.0
BARS = 3
"""Rows of bars above the strip."""


def slides(deck: Deck, view: TimelineView) -> None:
    """As many slides as there are events for."""
    library = deck.library
    address = permanent(library, view.id) if view.id else deck.address
    parts = dealt(view.marks)
    for at, marks in enumerate(parts[:MOST_SLIDES]):
        words = (
            library.messages("timeline.part", title=view.title, number=at + 1, count_of=len(parts))
            if len(parts) > 1
            else view.title
        )
        slide = deck.slide(words, plain(library, view.text), address, [mark.item for mark in marks])
        span = (
            library.messages("timeline.span", first=marks[0].when, last=marks[-1].when)
            if len(marks) > 1
            else marks[0].when
        )
        with slide.group(
            library.messages("timeline.name"), library.messages("timeline.scale-and-list", span=span, count=len(marks))
        ):
            foot = _strip(slide, marks)
        _list(slide, marks, foot, len(view.lanes) > 1)
    if left := sum(len(marks) for marks in parts[MOST_SLIDES:]):
        deck.rest(library.messages("flow.continued", title=view.title), left, "slides.more-events", address)


def dealt(marks: Sequence[Mark]) -> list[Sequence[Mark]]:
    """Events in order, about as many on each slide."""
    count = -(-len(marks) // MOST)
    each = -(-len(marks) // count) if count else 0
    return [marks[at : at + each] for at in range(0, len(marks), each)] if each else []


def _strip(slide: Slide, marks: Sequence[Mark]) -> float:
    """The axis, each event at its time, and the numbers hung from it; where it ends."""
    margin, top, room, _ = slide.area
    inner = (room - 2 * RADIUS) / SCALE
    left = margin + RADIUS
    scale = TimeScale.over(min(mark.start for mark in marks), max(mark.end for mark in marks))
    ticks = time_ticks(scale, inner, RADIUS / SCALE, RADIUS / SCALE, slide.library.messages)
    anchors: list[tuple[float, tuple[Mark, ...]]] = sorted(
        ((_anchor(mark, scale) * inner, (mark,)) for mark in marks), key=lambda found: (found[0], found[1][0].number)
    )
    columns = hang(anchors, inner, CELL / SCALE)
    rows = max(column.depth for column in columns)
    strip = top + 24 + BARS * 9 + 8
    foot = strip + 22 + rows * CELL
    for tick in ticks:
        x = left + tick.at * inner * SCALE
        slide.line(x, top + 22, x, foot, RULE)
        wide = text_width(tick.label, 12) * SCALE + 8
        middle = x + tick.shift * SCALE
        if tick.label:
            slide.box(tick.label, middle - wide / 2, top, wide, 20, 12 * SCALE, colour=SOFT, align=PP_ALIGN.CENTER)
    slide.line(margin, strip, margin + room, strip, SOFT, 1.5)
    _times(slide, marks, scale, left, inner * SCALE, strip)
    for column in columns:
        x = left + column.x * SCALE
        for at, run in enumerate(column.runs):
            y = strip + 22 + (column.row + at + 0.5) * CELL
            circle = slide.numbered(str(run[0].number), x, y, RADIUS, 15)
            if at == 0:
                line = slide.line(left + column.times[at] * inner * SCALE, strip, x, y - RADIUS, SOFT)
                line.end_connect(circle, 0)
    return foot


def _lanes(mark: Mark, say: Messages) -> str:
    """The first lanes of an event, and how many more there are."""
    named = [lane.title for lane in mark.lanes[:2]]
    more = len(mark.lanes) - len(named)
    return ", ".join([*named, *([say("counts.more", count=more)] if more else [])])


def _anchor(mark: Mark, scale: TimeScale) -> float:
    """The middle of a short time, the beginning of a long one."""
    return scale.at(mark.start) if is_bar(mark) else (scale.at(mark.start) + scale.after(mark.end)) / 2


def _times(slide: Slide, marks: Sequence[Mark], scale: TimeScale, left: float, width: float, strip: float) -> None:
    """Short times as marks on the strip, long ones as bars above it."""
    ends = [0.0] * BARS
    for mark in marks:
        start, end = left + scale.at(mark.start) * width, left + scale.after(mark.end) * width
        if not is_bar(mark):
            slide.shape(MSO_SHAPE.RECTANGLE, start, strip - 6, max(4.0, end - start), 12, INK, None)
            continue
        row = next((row for row, last in enumerate(ends) if last <= start), BARS - 1)
        ends[row] = end
        slide.shape(MSO_SHAPE.RECTANGLE, start, strip - 15 - row * 9, max(6.0, end - start), 6, SOFT, None)


def _list(slide: Slide, marks: Sequence[Mark], top: float, has_lanes: bool) -> None:
    """Number, date and title of each event in two columns."""
    half = -(-len(marks) // 2)
    area = slide.area
    width, height = (area.width - 40) / 2, min(72.0, (area.bottom - top - 16) / half)
    for at, mark in enumerate(marks):
        x = area.left + (at // half) * (width + 40)
        y = top + 16 + (at % half) * height
        lanes = f" ({_lanes(mark, slide.library.messages)})" if has_lanes else ""
        slide.numbered(str(mark.number), x + 14, y + 14, 14, 14)
        size, words = fitted(
            f"{mark.when}: {mark.event.title}{lanes}", width - 40, height - 4, (20, 18, 17, 16, 15, 14, 13, 12, 11, 10)
        )
        slide.box(words, x + 40, y + 3, width - 40, height - 4, size)
