"""A flow as a picture that stands alone."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.flow.model import FlowCell, FlowView, behind, heights, placed, when
from storysite.drawing.figure_svg import SCREEN, Format, Part, lines, picture
from storysite.drawing.svg import element, short
from storysite.drawing.svg_standalone import colours
from storysite.records import FlowItem
from storysite.source.record_store import Library
from storysite.wording.text import plain

LINK, PAD, GAP = 120.0, 10.0, 12.0
"""The width of a column of links, what is free inside a box, and between rows."""
Drawn = tuple[Markup, float]


def draw(library: Library, view: FlowView, css: str, form: Format = SCREEN) -> str:
    """The picture."""
    ink = colours(css)
    count = len(view.flow.columns)
    wide = (form.room - LINK * (count - 1)) / count
    widths = [wide if at % 2 == 0 else LINK for at in range(2 * count - 1)]
    drawn = {id(cell): _cell(library, cell, at, widths, ink) for row in placed(view.rows) for at, cell in row}
    high = heights(view.rows, {name: height + GAP for name, (_, height) in drawn.items()})
    out, x = [], 0.0
    head = [lines(column.title, wide, ink["ink-soft"], bold=True) for column in view.flow.columns]
    for svg, _ in head:
        out.append(_at(svg, x, 0))
        x += wide + LINK
    y = max(height for _, height in head) + 12
    for at, row in enumerate(placed(view.rows)):
        for column, cell in row:
            left, tall = sum(widths[:column]), sum(high[at : at + cell.down]) - GAP
            svg, height = drawn[id(cell)]
            out += _framed(cell, svg, left, y, sum(widths[column : column + cell.across]), tall, height, ink)
        y += high[at]
    text = library.messages("flow.text-and-dashed", text=plain(library, view.flow.text)).strip()
    part = Part(y + 6, Markup("").join(out))
    return picture(library, view.id, view.flow.title, text, [part], [], behind(library, view.id), css, form)


def _at(svg: Markup, x: float, y: float) -> Markup:
    return Markup('<g transform="translate({} {})">{}</g>').format(short(x), short(y), svg)


def _cell(library: Library, cell: FlowCell, at: int, widths: list[float], ink: dict[str, str]) -> Drawn:
    """The words of a cell."""
    item, wide = cell.item, sum(widths[at : at + cell.across])
    if item is None or cell.kind == "blank":
        return Markup(""), 0.0
    if cell.kind == "open":
        return lines(plain(library, item.of(FlowItem).open), wide - 50, ink["ink-soft"])
    if cell.kind == "link":
        words = plain(library, item.text) + (f" {library.messages('flow.our-link-inside')}" if cell.is_ours else "")
        svg, height = lines(words.strip(), wide - 2 * PAD, ink["ink-soft"])
        return svg, height + 26
    parts = [(when(library, item), ink["ink-soft"], False), (item.title, ink["ink"], True)]
    if cell.kind == "item":
        parts.append((plain(library, item.text), ink["ink"], False))
    out, y = [], PAD
    for words, fill, bold in parts:
        svg, height = lines(words, wide - 2 * PAD, fill, bold)
        out.append(_at(svg, PAD, y))
        y += height
    return Markup("").join(out), y + PAD


def _framed(
    cell: FlowCell, svg: Markup, x: float, y: float, wide: float, tall: float, needed: float, ink: dict[str, str]
) -> list[Markup]:
    """The words of a cell with the box, the arrow or the open end around them."""
    middle = y + tall / 2
    if cell.kind in {"item", "again"}:
        dashes = "4 3" if cell.kind == "again" else None
        box = element(
            "rect", x=x, y=y, width=wide, height=tall, rx=5.0, fill="none", stroke=ink["blue"], stroke_dasharray=dashes
        )
        return [box, _at(svg, x, y + (tall - needed) / 2)]
    if cell.kind == "link":
        line = element(
            "line",
            x1=x + 4,
            x2=x + wide - 12,
            y1=middle,
            y2=middle,
            stroke=ink["ink-soft"],
            stroke_width=2.0,
            stroke_dasharray="6 4" if cell.is_ours else None,
        )
        head = element("path", d=f"M{short(x + wide - 13)} {short(middle - 5)}l9 5 -9 5Z", fill=ink["ink-soft"])
        return [line, head, _at(svg, x + PAD, middle + 6)]
    if cell.kind == "open":
        line = element("line", x1=x + 4, x2=x + 24, y1=middle, y2=middle, stroke=ink["ink-soft"], stroke_width=2.0)
        end = element("circle", cx=x + 30, cy=middle, r=5.0, fill="none", stroke=ink["ink-soft"], stroke_width=2.0)
        return [line, end, _at(svg, x + 44, middle - needed / 2)]
    return []
