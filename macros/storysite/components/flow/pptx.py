"""A flow on slides: boxes and arrows that can be edited."""

from __future__ import annotations

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

from storysite.components.flow.model import FlowCell, FlowView, behind, placed, when
from storysite.drawing.pptx import Deck
from storysite.drawing.pptx_parts import BLUE, INK, PAPER, SOFT, fitted
from storysite.drawing.pptx_slide import Slide
from storysite.records import FlowItem
from storysite.wording.citations import permanent
from storysite.wording.text import plain

LINK, GAP, HEAD, MOST = 130.0, 12.0, 34.0, 6
"""The width of a column of links, what is free between rows, the height of heads, and rows on a slide."""


def slides(deck: Deck, view: FlowView) -> None:
    """The rows in order; a way through is not cut in two where it has room on a slide."""
    address = permanent(deck.library, view.id)
    deck.messages.append((view.flow.title, address))
    text = deck.library.messages("flow.text-and-dashed", text=plain(deck.library, view.flow.text)).strip()
    for number, part in enumerate(_dealt(view)):
        title = view.flow.title if number == 0 else deck.library.messages("flow.continued", title=view.flow.title)
        slide = deck.slide(title, text, address, behind(deck.library, view.id))
        words = "; ".join(item.title for item in view.of("link"))
        with slide.group(deck.library.messages("flow.name"), deck.library.messages("flow.led-to-what", links=words)):
            _rows(slide, view, part)


def _dealt(view: FlowView) -> list[list[int]]:
    """The numbers of the rows on each slide."""
    rows, parts = placed(view.rows), [list[int]()]
    starts = [at for at, row in enumerate(rows) if row and row[0][0] == 0]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        if parts[-1] and len(parts[-1]) + end - start > MOST:
            parts.append([])
        parts[-1] += range(start, end)
    return parts


def _rows(slide: Slide, view: FlowView, part: list[int]) -> None:
    area, rows, count = slide.area, placed(view.rows), len(view.flow.columns)
    wide = (area.width - LINK * (count - 1)) / count
    for at, column in enumerate(view.flow.columns):
        size, words = fitted(column.title, wide, HEAD - 8, (16, 15, 14, 13), bold=True)
        slide.box(words, area.left + at * (wide + LINK), area.top, wide, HEAD - 8, size, bold=True, colour=SOFT)
    widths = [wide if at % 2 == 0 else LINK for at in range(2 * count - 1)]
    high = min(120.0, (area.height - HEAD) / len(part))
    for at, row in enumerate(part):
        for first, cell in rows[row]:
            x, y = area.left + sum(widths[:first]), area.top + HEAD + at * high
            across = sum(widths[first : first + cell.across])
            _cell(slide, cell, x, y, across, min(cell.down, len(part) - at) * high - GAP)


def _cell(slide: Slide, cell: FlowCell, x: float, y: float, wide: float, tall: float) -> None:
    library, item, middle = slide.library, cell.item, y + tall / 2
    if item is None or cell.kind == "blank":
        return
    if cell.kind in {"item", "again"}:
        moment = when(library, item)
        words = "\n".join(part for part in (moment, item.title) if part)
        box = slide.shape(MSO_SHAPE.ROUNDED_RECTANGLE, x, y, wide, tall, PAPER, BLUE)
        size, words = fitted(words, wide - 20, tall - 12, (18, 17, 16, 15, 14, 13, 12, 11), bold=True)
        slide.fill(box.text_frame, words, size, bold=True, colour=INK, align=PP_ALIGN.CENTER)
    elif cell.kind == "link":
        line = slide.line(x + 6, middle, x + wide - 6, middle, SOFT, 2, arrow=True)
        if cell.is_ours:
            line.line.dash_style = MSO_LINE.DASH
        words = plain(library, item.text) or (library.messages("flow.our-link") if cell.is_ours else "")
        if words:
            size, words = fitted(words, wide - 16, tall / 2 - 6, (13, 12, 11, 10))
            slide.box(words, x + 6, middle + 4, wide - 16, tall / 2 - 6, size, colour=SOFT)
    else:
        slide.line(x + 6, middle, x + 26, middle, SOFT, 2)
        slide.shape(MSO_SHAPE.OVAL, x + 26, middle - 6, 12, 12, PAPER, SOFT)
        size, words = fitted(plain(library, item.of(FlowItem).open), wide - 56, tall, (14, 13, 12, 11))
        slide.box(words, x + 48, y, wide - 56, tall, size, colour=SOFT, anchor=MSO_ANCHOR.MIDDLE)
